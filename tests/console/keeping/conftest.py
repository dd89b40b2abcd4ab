"""The desk over the seed's records."""

from collections.abc import Callable
from datetime import datetime

import pytest

from console.roles import Role
from conversations.schemas import Heard
from conversations.service import Conversations
from tests.console.desk import Browser

CODE = "1.004222"  # thường trú, of the seed
LAW = "68/2020/QH14"  # on which it stands


@pytest.fixture
def curator(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.CURATOR)


@pytest.fixture
def asking(curator: Browser) -> Callable[..., None]:
    """Have citizens ask: `asking("nuôi ong", times=3)`."""
    parts = curator.parts
    conversations = Conversations(parts.database, parts.settings, parts.clock)

    def ask(question: str, times: int = 1, status: str = "not_found", at: datetime | None = None) -> None:
        for number in range(times):
            conversations.heard(Heard(f"{number:032d}", "rest", question, status, "…", at or parts.clock()))

    return ask
