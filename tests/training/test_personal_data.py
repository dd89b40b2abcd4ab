"""Nothing unmasked is stored by the training room, and nothing of what somebody wrote outlives their wish to be forgotten.

Every table of the database is looked through, whoever made it: a new one is among them by itself.
"""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from conversations.answers import TurnAnswers
from conversations.latest import latest
from conversations.schemas import Heard
from conversations.service import Conversations
from conversations.signals import Signal, TurnSignals
from core.db import Database
from core.errors import BadRequest
from core.settings import Settings
from portal.dossiers.sample.people import person
from tests import leaks
from tests.needles import Needles, everybody
from tests.training.dialogue.test_shadow import FEE, TIME, Answers
from tests.training.test_inbox_suggestions import NLU, Ear, Sums
from training.changes.schemas import Kind, Refusal
from training.changes.service import Changes
from training.corpus.schemas import Entity, Target
from training.dialogue.models import DialogueModel
from training.dialogue.shadow import run
from training.dialogue.shadows import keep
from training.inbox.service import Inbox
from training.inbox.suggesting import Suggesting
from training.judging.schemas import Cause, Grade
from training.judging.schemas import Said as Judged
from training.judging.service import Judging
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules
from training.texts import key_of

AT = datetime(2026, 11, 18, 5, tzinfo=timezone.utc)
ALL = Rules(sample=1.0, second_train=0, second_test=0, judged_a_week=10_000)
WHO = person(7)
TOLD = (
    f"tên tôi là {WHO.name}, số điện thoại {WHO.phone}, hỏi phí đèn lồng",
    f"căn cước {WHO.identity} của tôi hết hạn thì đổi đèn lồng ở đâu",
    f"gọi lại {WHO.phone[:4]} {WHO.phone[4:7]} {WHO.phone[7:]} giúp tôi về đèn lồng nhé",
    f"mã bí mật của tôi là {WHO.secret}, tra giúp hồ sơ đèn lồng",
)
ONE, TWO = "staff:1", "staff:2"
WORD = "đèn lồng"  # in everything they say, and nowhere else
# What a conversation leaves in this room: a table that stays empty would mean that the search looked at nothing.
LEFT = (
    "utterances",
    "utterance_turns",
    "utterances_discarded",
    "label_texts",
    "label_opinions",
    "judgements",
    "mendings",
    "shadow_differences",
)


class Word(Needles):
    """Looks for one word in the place of people."""

    def __init__(self, word: str) -> None:
        super().__init__([])
        self._word = word

    def found(self, text: str) -> list[str]:
        escaped = self._word.encode("ascii", "backslashreplace").decode()
        return [f"{self._word} in {line[:80]}" for line in text.splitlines() if self._word in line or escaped in line]


class Room:
    """A trainer, a judge and somebody who tells all about themselves, over one database."""

    def __init__(self, database: Database, home: Path) -> None:
        (home / "nlu_data/nlu").mkdir(parents=True)
        (home / "nlu_data/nlu/a.yml").write_text(NLU, "utf-8", newline="")
        self.database, self.home, self.at = database, home, AT
        self.talks = Conversations(database, Settings(state=home / "var", person_key=SecretStr("k" * 32)), lambda: self.at)
        self.inbox = Inbox(database, ALL, lambda: self.at)
        self.labels = Labels(database, Known(home, database), ALL)
        self.judging = Judging(database, TurnAnswers(database), ALL, lambda: self.at)

    def talk(self, who: str = "a") -> None:
        for text in TOLD:
            self.at += timedelta(seconds=30)
            self.talks.heard(Heard(who * 32, "rest", text, "answered", "Bạn cần tờ khai.", self.at, intent="ask_fee", confidence=0.3))
            self.talks.rate(who * 32, good=False)

    def work(self) -> list[str]:
        """Do with it what trainers and judges do; return the texts as they are kept."""
        self.inbox.collect(TurnSignals(self.database))
        Suggesting(self.database, self.home, self.home / "var/vectors", Ear(), Sums(), ALL).look()
        items = self.inbox.page()
        first, second, third, *_ = [item.text for item in items]
        note = f"xem lại giúp, tên tôi là {WHO.name}, số {WHO.phone}"
        self.labels.give(first, Reading("emergency"), Target.TRAIN, ONE, note=note)
        self.labels.give(second, Reading("ask_fee"), Target.TEST, ONE, note=note)
        self.labels.give(second, Reading("ask_time"), Target.TEST, TWO, note=note)
        self.labels.flag(third, ONE, note=note)
        self.labels.discard(items[3].text, ONE, note=note)
        for turn in self.judging.queue(ONE, self.judging.this_week()):
            self.judging.judge(turn, ONE, Judged(Grade.WRONG, Cause.FACT, "thiếu lệ phí"))
            self.judging.judge(turn, TWO, Judged(Grade.WRONG, Cause.FACT))
            self.judging.mend(turn, ONE, "đã sửa")
        self.shadow()
        return [item.text for item in items]

    def shadow(self) -> None:
        """Have a new dialogue model hear all of it otherwise."""
        asked = latest(self.database, 100)
        ran = run(asked, [(FEE, TIME)] * len(asked), Answers(), 60)
        with self.database.begin() as session:
            model = DialogueModel(name="m", sha256="", dataset="", test_set="", made_with={}, report={}, failed=[], by=ONE, at=self.at)
            session.add(model)
            session.flush()
            keep(session, model.id, ran.differences)


@pytest.fixture
def room(store: Database, tmp_path: Path) -> Room:
    return Room(store, tmp_path)


def test_what_somebody_tells_of_themselves_is_in_no_table(room: Room) -> None:
    room.talk()
    texts = room.work()
    assert len(texts) == len(TOLD)
    evidence = leaks.of_tables(room.database.engine, everybody())
    assert evidence.leaks == []
    assert [table for table in LEFT if not evidence.counts[table]] == []
    assert leaks.of_folder(room.home, everybody()).leaks == []


def test_nothing_of_it_outlives_their_wish(room: Room) -> None:
    room.talk()
    room.work()
    assert leaks.of_tables(room.database.engine, Word(WORD)).leaks
    room.talks.erase("a" * 32)
    evidence = leaks.of_tables(room.database.engine, Word(WORD))
    assert evidence.leaks == []
    assert {table: evidence.counts[table] for table in LEFT} == {**dict.fromkeys(LEFT, 0), "utterances_discarded": 1}


def test_nothing_of_it_outlives_its_time(room: Room) -> None:
    room.talk()
    room.work()
    room.at += timedelta(days=room.talks.kept_days + 1)
    room.talks.sweep()
    assert leaks.of_tables(room.database.engine, Word(WORD)).leaks == []


def test_what_is_agreed_stays_as_an_example(room: Room) -> None:
    room.talk()
    kept = room.work()[1]
    room.labels.give(kept, Reading("ask_fee"), Target.TEST, TWO)
    room.talks.erase("a" * 32)
    assert {leak.split(":")[0] for leak in leaks.of_tables(room.database.engine, Word(WORD)).leaks} == {"label_texts"}
    assert room.labels.get(key_of(kept)).text == kept


def test_what_slipped_through_unmasked_goes_no_further(room: Room) -> None:
    room.talk()
    with room.database.begin() as session:
        session.execute(sa.text("UPDATE turns SET question = :told"), {"told": f"gọi {WHO.phone} về đèn lồng"})
    assert room.inbox.collect(TurnSignals(room.database)).refused == len(TOLD)
    evidence = leaks.of_tables(room.database.engine, everybody())
    with room.database.begin() as session:  # the search of the whole run must not find it
        session.execute(sa.text("UPDATE turns SET question = 'đã che'"))
    assert {leak.split(":")[0] for leak in evidence.leaks} == {"turns"}


def test_what_people_of_ours_type_is_refused_or_masked(room: Room) -> None:
    room.talk()
    room.work()
    entity = Entity(0, 3, "amount", value=WHO.phone)
    for text, reading in ((f"gọi {WHO.phone}", Reading("ask_fee")), ("phí nào", Reading("ask_fee", (entity,)))):
        with pytest.raises(BadRequest):
            room.labels.give(text, reading, Target.TRAIN, ONE)
    turn = TurnSignals(room.database).since(AT - timedelta(days=1), 0, 1)[0].turn
    with pytest.raises(BadRequest):
        room.judging.judge(turn, "staff:3", Judged(Grade.RIGHT, note=f"gọi {WHO.phone}"))
    with pytest.raises(Refusal, match="personal"):
        Changes(room.home, room.database).propose(Kind.CREATE, {"name": "ask_x"}, ONE, f"theo ý {WHO.phone}")
    assert leaks.of_tables(room.database.engine, everybody()).leaks == []


def test_a_label_given_to_a_text_just_forgotten_goes_with_the_next_round(room: Room) -> None:
    room.talk()
    texts = room.work()
    room.talks.erase("a" * 32)
    room.labels.flag(texts[0], ONE)  # the page was open
    room.labels.give("trả lời bằng tin nhắn được không", Reading("ask_fee"), Target.TRAIN, ONE, origin="typed")
    room.inbox.collect(TurnSignals(room.database))
    assert leaks.of_tables(room.database.engine, Word(WORD)).leaks == []
    assert room.labels.counts() == {"agreed": 1}


class Meanwhile:
    """Turns of which somebody has themselves forgotten just when they were read."""

    def __init__(self, room: Room, who: str) -> None:
        self._room, self._who, self._signals = room, who, TurnSignals(room.database)

    def since(self, moment: datetime, after: int, most: int) -> list[Signal]:
        page = list(self._signals.since(moment, after, most))
        self._room.talks.erase(self._who * 32)
        return page

    def around(self, turn: int) -> list[object]:
        return []


def test_who_is_forgotten_while_texts_are_taken_in_is_forgotten(room: Room) -> None:
    room.talk()
    assert room.inbox.collect(Meanwhile(room, "a")).kept == 0  # type: ignore[arg-type]
    assert leaks.of_tables(room.database.engine, Word(WORD)).leaks == []
