"""The desk of judged answers over conversations that are made up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from console.parts import Parts
from console.roles import Role
from conversations.models import Turn
from conversations.schemas import Heard
from conversations.service import Conversations
from core.procedure import Procedure
from core.settings import Settings
from tests.console.desk import Browser

Tell = Callable[..., int]


def telling(parts: Parts) -> Tell:
    """Have citizens be answered: `tell("phí bao nhiêu", "80.000 đồng", person="a", bad=True)` returns the turn's number."""
    conversations = Conversations(parts.database, parts.settings, parts.clock)

    def tell(question: str, answer: str = "…", status: str = "answered", person: str = "a", bad: bool = False, **more: object) -> int:
        parts.clock.forward(seconds=1)  # type: ignore[attr-defined]
        conversations.heard(Heard(person * 32, "web", question, status, answer, parts.clock(), **more))  # type: ignore[arg-type]
        if bad:
            conversations.rate(person * 32, good=False)
        with parts.database.read() as session:
            return session.scalar(sa.select(sa.func.max(Turn.id))) or 0

    return tell


def week(parts: Parts) -> str:
    """The Monday of the week under way."""
    day = (parts.clock() + timedelta(hours=7)).date()
    return str(day - timedelta(days=day.weekday()))


@pytest.fixture
def trainer(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.TRAINER)


@pytest.fixture
def curator(somebody: Callable[..., Browser]) -> Browser:
    return somebody("binh", Role.CURATOR)


@pytest.fixture
def tell(trainer: Browser) -> Tell:
    return telling(trainer.parts)


def release(settings: Settings, name: str, *records: Procedure) -> None:
    """Let a release of these records be live; those of before are kept."""
    folder = settings.releases / name
    folder.mkdir(parents=True)
    (folder / "procedures.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in records), "utf-8")
    (settings.releases / "current").write_text(name, "utf-8")
