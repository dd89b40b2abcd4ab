"""The transcript is kept beside the way of a message; no failure of it reaches the citizen."""

import asyncio
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from channels.messages import Inbound, Reply
from channels.metrics import Metrics
from channels.sample import SampleBot
from channels.transcript import Transcript
from conversations.models import Turn
from conversations.schemas import Heard
from conversations.service import Conversations
from core.answer import Answer, ProcedureRef
from core.db import Database
from core.errors import Unavailable
from core.migrate import upgrade
from core.person import person_key, person_of
from core.settings import Settings
from portal.feedback import Report
from portal.sample_feedback import SampleFeedback
from tests.channels.conftest import gateway, say
from tests.channels.fake_rasa import FakeRasa, echo

pytestmark = pytest.mark.asyncio
ANSWER = Answer(status="answered", text="Tờ khai.", procedure=ProcedureRef(code="1.001193", name="Khai sinh"), model="m1", release="r1")


class Slow(Conversations):
    """A database that takes its time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def heard(self, turn: Heard) -> bool:
        import time

        time.sleep(self.seconds)
        return True


def failures(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value("troly_transcript_failures_total") or 0


async def test_a_turn_is_kept_with_what_was_answered(settings: Settings) -> None:
    async with gateway(settings, SampleBot()) as client:
        assert (await say(client, "khai sinh, sđt 0909123456", sender="an")).status_code == 200
    database = Database.open(settings)
    data = Conversations(database, settings).data_of(person_of(person_key(settings), "rest", "an"))
    assert [(said.question, said.status) for said in data.turns] == [("khai sinh, sđt [số điện thoại]", "greeting")]
    database.close()


async def test_how_surely_a_text_was_heard_is_kept_and_nothing_of_a_button(with_rasa: Settings, rasa: FakeRasa) -> None:
    intents = [{"name": "ask_fee", "confidence": 0.7}, {"name": "safety", "confidence": 0.2}, {"name": "emergency", "confidence": 0.1}]
    async with gateway(with_rasa) as client:
        rasa.reply = lambda asked: {**echo(asked), "intents": intents}
        await say(client, "lệ phí")
        rasa.reply = echo
        await say(client, "/ask_fee")
    database = Database.open(with_rasa)
    with database.read() as session:
        text, button = session.scalars(sa.select(Turn).order_by(Turn.id)).all()
    database.close()
    assert (text.intent, text.confidence, text.danger) == ("ask_fee", 0.7, 0.2)
    assert (button.intent, button.confidence, button.danger) == (None, None, None)
    assert text.seconds is not None
    assert text.seconds > 0


async def test_a_message_sent_twice_is_kept_once(settings: Settings) -> None:
    async with gateway(settings, SampleBot()) as client:
        for _ in range(3):
            await say(client, "khai sinh", sender="an", message_id="m1")
    database = Database.open(settings)
    assert Conversations(database, settings).data_of(person_of(person_key(settings), "rest", "an")).turns_count == 1
    database.close()


async def test_what_an_answer_names_is_kept(settings: Settings) -> None:
    upgrade(settings)
    database, key = Database.open(settings), b"k" * 32
    conversations = Conversations(database, settings)
    transcript = Transcript(conversations, key, Metrics())
    await transcript.keep(Inbound("rest", "an", "khai sinh"), Reply([ANSWER]), datetime.now(timezone.utc), 0.2)
    person = person_of(key, "rest", "an")
    assert conversations.rate(person, good=True)
    (rating,) = conversations.ratings()
    assert (rating["procedure"], rating["release"], rating["model"]) == ("1.001193", "r1", "m1")
    transcript.close()
    database.close()


async def test_a_database_that_cannot_be_opened_costs_no_answer(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "folder.db"
    folder.mkdir()
    broken = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{folder}")})
    async with gateway(broken, SampleBot()) as client:
        assert (await say(client, "khai sinh")).status_code == 200
        assert "troly_transcript_failures_total 2.0" in (await client.get("/metrics")).text


async def test_upkeep_that_fails_is_counted_and_tried_again() -> None:
    def upkeep() -> dict[str, int]:
        raise Unavailable("the database is down")

    metrics = Metrics()
    transcript = Transcript(Slow(0), b"k" * 32, metrics)
    tending = asyncio.create_task(transcript.tend(upkeep))
    await asyncio.sleep(0.2)
    assert failures(metrics) == 1
    assert not tending.done()
    tending.cancel()
    transcript.close()


async def test_the_gateway_clears_what_is_old_in_every_store(settings: Settings) -> None:
    upgrade(settings)
    database = Database.open(settings)
    SampleFeedback(database, clock=lambda: datetime(2020, 1, 1, tzinfo=timezone.utc)).file(Report("a" * 32, "đèn hư", "", "rest", "09"))
    async with gateway(settings, SampleBot()) as client:
        await say(client, "khai sinh")  # the same thread keeps turns: what was before it is done
    assert SampleFeedback(database).of("a" * 32) == []
    database.close()


async def test_a_slow_database_holds_an_answer_up_for_half_a_second_at_most() -> None:
    metrics = Metrics()
    transcript = Transcript(Slow(1.5), b"k" * 32, metrics)
    begun = asyncio.get_running_loop().time()
    await transcript.keep(Inbound("rest", "an", "khai sinh"), Reply([ANSWER]), datetime.now(timezone.utc), 0.2)
    assert 0.4 < asyncio.get_running_loop().time() - begun < 1.2
    transcript.close()
    await asyncio.sleep(0)
    assert failures(metrics) == 0


async def test_turns_beyond_what_may_wait_are_counted_and_dropped() -> None:
    metrics = Metrics()
    transcript = Transcript(Slow(0.01), b"k" * 32, metrics)
    turns = [transcript.keep(Inbound("rest", "an", f"câu {n}"), Reply([ANSWER]), datetime.now(timezone.utc), 0.2) for n in range(230)]
    await asyncio.gather(*turns)
    assert failures(metrics) == 30
    transcript.close()
