"""Of whoever asks for it, or ends their conversation, nothing is left in any table."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from channels.delivery.answering import Answering
from channels.delivery.erasing import Eraser, ender, handed_over
from channels.dialogue import RasaMemory
from channels.events import Kind
from channels.web.live.ports import CHANNEL as WEB
from conversations.letters import Outgoing
from conversations.replay import Replay
from core.answer import Answer
from core.db import Database
from core.errors import BotUnavailable
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
from tests.channels.fake_rasa import FakeRasa

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


def at(house: House, erase: Eraser) -> Answering:
    """Return the worker that erases with `erase`."""
    return Answering(replace(house.answering._desk, erase=erase))


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


class Memory:
    """What the dialogue engine remembers, which may be `down`."""

    def __init__(self, *people: str) -> None:
        self.people, self.down = set(people), True

    def forget(self, person: str) -> int:
        if self.down:
            raise BotUnavailable("down")
        self.people.discard(person)
        return 1


async def test_who_withdraws_while_the_dialogue_engine_is_down_is_forgotten_there_too_once_it_is_up(
    house: House, store: Database, dossiers: Dossiers
) -> None:
    an, binh = await lived(house, "an", CHANNEL), await lived(house, "bình", CHANNEL)
    memory, told = Memory(an, binh), len(house.phone.texts("an"))
    house.answering = at(house, Eraser(house.settings, store, house.inbox, dossiers, memory.forget))
    house.intake.accept([house.event("w", Kind.WITHDREW), house.event("m9", text=WORDS)])
    for _ in range(house.settings.delivery_tries + 2):  # no try is counted, though the engine seems to be well
        await house.work()
        house.clock.forward(minutes=5)
        assert an in rows(store)
        assert an not in rows(store, "inbox", "lines", "talks")  # but the letters: one asks for it, the other is sealed behind it
    assert (memory.people, house.count("inbox_ended", channel=CHANNEL, how="erased")) == ({an, binh}, 0)
    memory.down = False
    await house.work()
    assert memory.people == {binh}
    assert an not in rows(store)
    assert binh in rows(store)
    assert len(house.phone.texts("an")) == told


async def test_an_operators_erasure_is_handed_to_the_worker_where_the_engine_could_not_be_asked(
    house: House, store: Database, dossiers: Dossiers
) -> None:
    an = await lived(house, "an", WEB)
    memory = Memory(an)
    erase = Eraser(house.settings, store, house.inbox, dossiers, memory.forget)
    erase.erased(an)
    with pytest.raises(BotUnavailable):
        erase.remembered(an)
    for _ in range(2):
        handed_over(house.inbox, an, WEB, "an")
    memory.down = False
    house.answering = at(house, erase)
    await house.work()
    assert (memory.people, an in rows(store)) == (set(), False)


@pytest.mark.parametrize(("status", "raw"), [(200, b"{}"), (200, b""), (204, b""), (404, b"<html>"), (500, b'{"forgotten": 1}')])
async def test_the_engine_that_does_not_say_that_it_forgot_is_down(with_rasa: Settings, rasa: FakeRasa, status: int, raw: bytes) -> None:
    assert RasaMemory(with_rasa).forget("a" * 32) == 3
    assert rasa.forgotten == ["a" * 32]
    rasa.status, rasa.raw = status, raw
    with pytest.raises(BotUnavailable):
        RasaMemory(with_rasa).forget("a" * 32)


@pytest.mark.parametrize("change", [{"bot_url": "http://127.0.0.1:9"}, {"bot_url": "http://[bad"}, {"bot_secret": SecretStr("another")}])
async def test_the_engine_that_cannot_be_asked_is_down(with_rasa: Settings, change: dict[str, Any]) -> None:
    with pytest.raises(BotUnavailable):
        RasaMemory(with_rasa.model_copy(update=change)).forget("a" * 32)


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
