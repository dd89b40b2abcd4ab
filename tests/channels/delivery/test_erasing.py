"""Of whoever asks for it, or ends their conversation, nothing is left in any table."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from channels.delivery.erasing import Eraser, ender
from channels.events import Kind
from channels.web.live.ports import CHANNEL as WEB
from conversations.letters import Outgoing
from conversations.replay import Replay
from core.answer import Answer
from core.db import Database
from core.person import hashed
from core.settings import Settings
from core.text.dossier_codes import find
from portal.dossiers.models import Dossier, Proof, ProofKind, State
from portal.dossiers.notices import Notices
from portal.dossiers.service import Dossiers
from portal.feedback import Report
from portal.sample_feedback import SampleFeedback
from tests.channels.delivery.echo_channel import CHANNEL
from tests.channels.delivery.house import House, failed

pytestmark = pytest.mark.asyncio
CODE = find("H29.10-251110-0420")[0].code
WORDS = "con tôi sinh ở Quận 3"


@pytest.fixture
def dossiers(either: Settings, store: Database) -> Iterator[Dossiers]:
    with closing(Dossiers.open(either, store)) as dossiers:
        yield dossiers


async def lived(house: House, sender: str, channel: str) -> str:
    """Have somebody leave something in every table there is."""
    person = house.person(sender, channel)
    house.bot.trouble["độc"] = ValueError("poison")
    if channel == CHANNEL:
        house.phone.failing = [failed("give_up")]
    tell: dict[str, Any] = {"sender": sender, "channel": channel}
    await house.hears(*(house.event(f"{sender}{n}", text=f"{WORDS} {n}", **tell) for n in range(2)))
    for _ in range(house.settings.delivery_tries + 1):
        await house.hears(house.event(f"{sender} bad", text="độc", **tell))
        house.clock.forward(minutes=5)
    if channel == CHANNEL:
        house.intake.accept([house.event(f"{sender} echo", Kind.ECHO, messages=(f"of {sender}",), **tell)])
    house.outbox.put(person, channel, f"news:{sender}", Answer(status="dossier", text="Hồ sơ có kết quả."))
    house.conversations.rate(person, good=False)
    house.conversations.handovers.open(person, channel)
    house.conversations.profiles.remember(person, {"life:child": True}, "đồng ý")
    house.conversations.keep_draft(person, "report", {"what": "đèn hư"})
    SampleFeedback(house.database).file(Report(person, "đèn hư", "đường Lê Lợi", channel, "0909123456"))
    follow(house, person, channel)
    return person


def wait(house: House, sender: str, channel: str) -> None:
    """Leave something to be answered and, on a platform, something to be sent."""
    house.intake.accept([house.event(f"{sender} waits", text=WORDS, sender=sender, channel=channel)])
    if channel == CHANNEL:
        written = [Outgoing(message={"text": WORDS}, recipient=sender)]
        house.dispatch.put(house.person(sender, channel), channel, f"news of {sender}", written)


def follow(house: House, person: str, channel: str) -> None:
    dossier = Dossier(CODE.text, State.PROCESSING)
    assert Notices.of(house.settings, house.database).follow(person, channel, "vi", CODE, Proof(ProofKind.PHONE, "8386"), dossier)


def rows(database: Database, *left: str) -> str:
    """Return everything that stands in the database but in the tables `left`."""
    with database.read() as session:
        connection = session.connection()
        tables = [name for name in sa.inspect(connection).get_table_names() if name not in left]
        return "\n".join(f"{name} {row}" for name in tables for row in connection.exec_driver_sql(f"select * from {name}"))


async def test_nothing_is_left_of_who_is_erased_and_all_of_the_others(house: House, store: Database, dossiers: Dossiers) -> None:
    an, binh = await lived(house, "an", CHANNEL), await lived(house, "bình", CHANNEL)
    wait(house, "an", CHANNEL)
    wait(house, "bình", CHANNEL)
    before = rows(store)
    tables = {line.split(" ", 1)[0] for line in before.splitlines() if an in line}
    assert tables >= {"inbox", "lines", "talks", "outbox", "echoes", "turns", "dossier_notices", "reports", "handovers", "consents"}
    counts = Eraser(house.settings, store, house.inbox, dossiers).erased(an)
    after = rows(store)
    assert an not in after
    assert hashed(an) not in rows(store, "erasures")
    assert sum(binh in line for line in after.splitlines()) == sum(binh in line for line in before.splitlines())
    assert min(counts[name] for name in ("inbox", "outbox", "echoes", "turns", "notices", "reports")) >= 1
    assert sum(Eraser(house.settings, store, house.inbox, dossiers).erased(an).values()) == 0
    await house.work()
    assert an not in rows(store)


async def test_a_web_conversation_that_ends_leaves_nothing_to_answer_read_or_tell(house: House, store: Database) -> None:
    an, binh = await lived(house, "an", WEB), await lived(house, "bình", WEB)
    wait(house, "an", WEB)
    wait(house, "bình", WEB)
    replay = Replay(store, timedelta(days=1), house.clock)
    end = ender(house.settings, store, replay)
    end(an)
    left = rows(store, "turns", "ratings", "handovers", "consents", "profile", "drafts", "reports")
    # One row tells that it was ended: by it its tokens are refused.
    assert [line.split(" ", 1)[0] for line in left.splitlines() if an in line] == ["outbox"]
    assert replay.ended(an)
    assert not replay.ended(binh)
    assert replay.since(an) == []
    await house.work()
    assert replay.since(an) == []
    assert replay.since(binh) != []
    end(an)


async def test_the_answer_to_a_letter_in_hand_goes_with_its_conversation(house: House, store: Database) -> None:
    house.intake.accept([house.event("m1", text=WORDS, channel=WEB)])
    taken, an = house.inbox.take(), house.person("an", WEB)
    assert taken is not None
    replay = Replay(store, timedelta(days=1), house.clock)
    ender(house.settings, store, replay)(an)
    await house.answering.handle(taken)
    assert replay.since(an) == []
    assert WORDS not in rows(store, "turns")
    assert [line.split(" ", 1)[0] for line in rows(store, "turns").splitlines() if an in line] == ["outbox"]
