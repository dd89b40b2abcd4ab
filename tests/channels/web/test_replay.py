"""What can be read again of a conversation, and for how long: replies a day, private ones until read past, news until they were had."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from conversations import outgoing
from conversations.letters import Outgoing
from conversations.outbox import Outbox
from conversations.replay import Replay, Said
from core.answer import Answer
from core.db import Database
from core.seal import Seal

DAY = timedelta(hours=24)
PLAIN, PRIVATE = Answer(status="answered", text="Lệ phí."), Answer(status="dossier", text="Hồ sơ …0420 đang xử lý.", private=True)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now


class Box:
    """The outbox and the way the web reads it, at a time of the test's own."""

    def __init__(self, database: Database) -> None:
        self.clock = Clock()
        self.outbox, self.replay = Outbox(database, self.clock), Replay(database, DAY, self.clock)

    def reply(self, message: str, answer: Answer = PLAIN, person: str = "an") -> None:
        assert self.replay.put(person, message, [answer])

    def news(self, key: str, person: str = "an") -> None:
        assert self.outbox.put(person, "web", key, Answer(status="dossier", text=key))

    def texts(self, after: int = 0, person: str = "an") -> list[str]:
        return [said.answer.text for said in self.replay.since(person, after)]

    def ids(self) -> list[int]:
        return [said.id for said in self.replay.since("an")]


@pytest.fixture
def box(store: Database) -> Box:
    return Box(store)


def test_a_reply_knows_its_message_and_news_have_none(box: Box) -> None:
    box.reply("m1")
    box.news("notice-7-done")
    first, second = box.replay.since("an")
    assert first == Said(first.id, box.clock.now, PLAIN, "m1")
    assert (second.in_reply_to, second.id > first.id) == (None, True)
    assert box.replay.since("an", first.id) == [second]
    assert box.replay.since("binh") == []


def test_it_can_be_read_again_and_again_for_a_day(box: Box) -> None:
    box.reply("m1")
    box.clock.now += DAY
    box.replay.seen("an", 1_000)
    assert box.texts() == [PLAIN.text]
    box.clock.now += timedelta(seconds=1)
    assert box.texts() == []
    assert (box.replay.expire(), box.replay.expire()) == (1, 0)
    assert box.replay.answered("an", "m1")
    assert not box.replay.put("an", "m1", [PLAIN])


def test_a_private_reply_goes_when_its_person_has_read_past_it(box: Box) -> None:
    box.reply("m1", PRIVATE)
    box.reply("m2", PRIVATE, "binh")
    (private,) = box.ids()
    assert box.replay.seen("an", private) == 0
    assert box.texts() == [PRIVATE.text]
    box.reply("m3")
    _, later = box.ids()
    assert box.replay.seen("an", later) == 1
    assert (box.texts(), box.texts(person="binh")) == ([PLAIN.text], [PRIVATE.text])
    assert box.replay.answered("an", "m1")


def test_news_wait_until_they_were_had_however_long(box: Box) -> None:
    box.news("first")
    box.reply("m1")
    box.clock.now += 30 * DAY
    box.news("second")
    assert box.replay.expire() == 1
    first, second = box.ids()
    assert box.replay.seen("an", first - 1) == 0
    assert box.replay.seen("an", second) == 1
    assert box.texts() == ["second"]


def test_an_ended_conversation_has_nothing_left_and_stays_ended(box: Box) -> None:
    box.reply("m1", PRIVATE)
    box.news("first")
    box.reply("m2", person="binh")
    assert not box.replay.ended("an")
    box.replay.end("an")
    assert (box.replay.ended("an"), box.replay.ended("binh")) == (True, False)
    assert (box.texts(), box.texts(person="binh")) == ([], [PLAIN.text])


def test_what_a_platform_is_sent_is_left_alone(box: Box, store: Database) -> None:
    with store.begin() as session:
        said = Outgoing(message={"text": "Chào."}, recipient="1", reply_to="m1")
        assert outgoing.store(session, Seal(b"k" * 32), "chi", "zalo", "in:1:0", [said], box.clock.now) == 1
    box.clock.now += 2 * DAY
    assert box.replay.expire() == 0


def test_ended_by_many_at_once_it_is_ended(box: Box) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(box.replay.end, ["an"] * 8))
    assert box.replay.ended("an")


def test_many_tries_to_store_the_replies_of_a_message_store_them_once(box: Box) -> None:
    with ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(lambda _: box.replay.put("an", "m1", [PLAIN, PRIVATE]), range(8)))
    assert (stored.count(True), box.texts()) == (1, [PLAIN.text, PRIVATE.text])


def test_a_long_absence_is_read_in_parts(box: Box) -> None:
    for number in range(120):
        box.reply(f"m{number}")
    parts: list[int] = []
    last, read = 0, []
    while said := box.replay.since("an", last):
        parts.append(len(said))
        read += [one.in_reply_to for one in said]
        last = said[-1].id
    assert (parts, read) == ([50, 50, 20], [f"m{number}" for number in range(120)])


def test_arrivals_name_whoever_something_came_for_on_the_web(box: Box) -> None:
    assert box.replay.latest() == 0
    box.reply("m1")
    start = box.replay.latest()
    assert box.replay.arrivals(start) == (start, set())
    box.reply("m2")
    box.reply("m3", person="binh")
    box.outbox.put("chi", "rest", "other", PLAIN)
    last, people = box.replay.arrivals(start)
    assert people == {"an", "binh"}
    assert box.replay.arrivals(last) == (last, set())


def test_what_another_version_wrote_is_read_by_its_text(box: Box, store: Database) -> None:
    box.reply("m1")
    with store.begin() as session:
        session.execute(sa.text("""UPDATE outbox SET answer = '{"text": "Xin chào.", "new": 1}'"""))
    assert box.texts() == ["Xin chào."]
