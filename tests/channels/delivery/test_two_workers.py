"""Several workers over one inbox: what one remembers of a person never outdoes what another stored since."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from channels.events import Kind
from channels.messages import Inbound, Reply
from channels.sessions import Sessions
from conversations.inbox_rows import Talk
from tests.channels.delivery.house import Bot, House

pytestmark = pytest.mark.asyncio
WITHOUT_A_TURN: list[dict[str, Any]] = [  # the dialogue engine is not asked
    {"kind": Kind.ATTACHMENT, "attachments": ("sticker",)},
    {"kind": Kind.ARRIVED},
    {"kind": Kind.TOLD_CONTACT},
    {"text": " \u200b "},
    {"text": "a" * 1_001},
]


class InSessions(Bot):
    """Counts its turns in sessions, as the dialogue engine does."""

    sessions: Sessions

    async def answer(self, inbound: Inbound) -> Reply:
        self.sessions.open(inbound.channel, inbound.sender, inbound.at).answered(None)
        return await super().answer(inbound)


@pytest.fixture
def workers(house: House) -> Iterator[list[House]]:
    """Two workers over one database."""
    both = [House(house.settings, house.database, bot=InSessions()) for _ in range(2)]
    for one in both:
        one.bot.sessions = one.sessions  # type: ignore[attr-defined]
    yield both
    for one in both:
        one.transcript.close()


def kept(house: House) -> dict[str, Any] | None:
    """Return the state of the session that the next turn begins with."""
    with house.database.read() as session:
        sealed = session.scalar(sa.select(Talk.session).where(Talk.person == house.person("an")))
    state: dict[str, Any] | None = house.inbox._seal.open(sealed) if sealed else None
    return state


async def test_what_needs_no_turn_leaves_the_session_as_another_worker_stored_it(workers: list[House]) -> None:
    one, other = workers
    await one.hears(one.event("m1"))
    await other.hears(other.event("m2"))
    latest = kept(one)
    assert (latest or {})["turns"] == 2
    for number, event in enumerate(WITHOUT_A_TURN):
        said = len(one.phone.got)
        await one.hears(one.event(f"n{number}", **event))
        assert len(one.phone.got) > said
        assert kept(one) == latest
    await one.hears(one.event("m3"))
    assert (kept(one) or {})["turns"] == 3


async def test_a_session_that_another_worker_erased_does_not_come_back(workers: list[House]) -> None:
    one, other = workers
    for number, event in enumerate(WITHOUT_A_TURN):
        await one.hears(one.event(f"m{number}"))
        assert (kept(one) or {})["turns"] == 1
        await other.hears(other.event(f"w{number}", Kind.WITHDREW))
        await one.hears(one.event(f"n{number}", **event))
        assert kept(one) is None
