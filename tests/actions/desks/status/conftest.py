"""The status desk over the sample portal, and somebody who talks to it."""

from collections.abc import Iterator

import pytest

from conversations.service import Conversations
from core.db import Database
from portal.dossiers.notices import Notices
from tests.actions.desks.status.talk import Serve, StatusTalk, serving


@pytest.fixture
def serve(database: Database, conversations: Conversations, notices: Notices) -> Iterator[Serve]:
    with serving(database, conversations, notices) as serve:
        yield serve


@pytest.fixture
def talk(serve: Serve) -> StatusTalk:
    return serve()
