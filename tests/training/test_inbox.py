"""The inbox: each text once, masked, with its reasons; filled again and again; and left by what people have erased."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from conversations.models import Turn
from conversations.schemas import Heard
from conversations.schemas import Reason as Why
from conversations.service import Conversations
from conversations.signals import TurnSignals
from core.db import Database
from core.errors import Conflict, NotFound, Unavailable
from core.settings import Settings
from training.inbox.models import Discarded, Occurrence, UtteranceRow
from training.inbox.schemas import Reason
from training.inbox.service import Inbox
from training.inbox.usefulness import weigh
from training.rules import Rules
from training.texts import chance, is_masked, key_of

NOON = datetime(2026, 11, 2, 5, tzinfo=timezone.utc)
ALL = Rules(sample=1.0)
NONE = Rules(sample=0.0)


def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path, person_key=SecretStr("k" * 32))


class House:
    """Conversations and an inbox over one database; every turn a minute after the one before."""

    def __init__(self, database: Database, tmp_path: Path) -> None:
        self.database, self.at = database, NOON
        self.talks = Conversations(database, settings(tmp_path), lambda: self.at)
        self.signals = TurnSignals(database)

    def say(self, text: str, person: str = "a", status: str = "answered", **more: object) -> None:
        self.at += timedelta(minutes=1)
        self.talks.heard(Heard(person * 32, "rest", text, status, "…", self.at, **more))  # type: ignore[arg-type]

    def inbox(self, rules: Rules = NONE) -> Inbox:
        return Inbox(self.database, rules, lambda: self.at)

    def rows(self) -> Sequence[tuple[str, int]]:
        with self.database.read() as session:
            return session.execute(sa.select(UtteranceRow.text, UtteranceRow.times).order_by(UtteranceRow.id)).all()


@pytest.fixture
def house(store: Database, tmp_path: Path) -> House:
    return House(store, tmp_path)


def test_a_text_stands_once_however_it_is_written(house: House) -> None:
    for text in ("Lệ phí khai sinh?", "le phi  khai sinh?", "LỆ PHÍ KHAI SINH?", "/pick{}", "😀"):
        house.say(text)
    inbox = house.inbox(ALL)
    collected = inbox.collect(house.signals)
    assert (collected.read, collected.refused) == (5, 0)
    assert house.rows()[0] == ("Lệ phí khai sinh?", 3)
    assert collected.kept == sum(times for _, times in house.rows())
    assert inbox.collect(house.signals).kept == 0
    house.at += timedelta(days=3)
    house.say("lệ phí KHAI sinh?")
    assert inbox.collect(house.signals).kept == 1
    item = inbox.page()[0]
    assert (item.times, item.first, item.last) == (4, NOON + timedelta(minutes=1), house.at)
    assert item.reasons == {Reason.SAMPLE: 4}


def test_reasons_come_from_what_people_did(house: House) -> None:
    house.say("chia thừa kế thì sao", status="not_found")
    house.say("đổi bằng lái", "b")
    house.talks.rate("b" * 32, good=False)
    house.say("làm hộ chiếu", "c")
    house.say("không phải, ý tôi là hộ khẩu", "c")
    house.say("xin cấp lại sổ hồng", "d")
    house.at += timedelta(minutes=1)
    house.talks.handovers.open("d" * 32, "rest")
    house.say("mọi thứ ổn", "e")
    inbox = house.inbox()
    inbox.collect(house.signals)
    assert {item.text: set(item.reasons) for item in inbox.page()} == {
        "chia thừa kế thì sao": {Reason.FALLBACK},
        "đổi bằng lái": {Reason.BAD},
        "làm hộ chiếu": {Reason.CORRECTION},
        "xin cấp lại sổ hồng": {Reason.HANDOVER},
    }
    assert [item.text for item in inbox.page(reason=Reason.BAD)] == ["đổi bằng lái"]
    assert inbox.page()[0].text == "đổi bằng lái"  # an answer was given, and it was wrong


def test_a_hand_over_is_of_the_last_thing_said_also_over_a_page(house: House) -> None:
    house.say("làm hộ chiếu")
    house.say("xin cấp lại sổ hồng")
    house.at += timedelta(minutes=1)
    house.talks.handovers.open("a" * 32, "rest")
    first, second = house.signals.since(NOON, 0, 2)
    assert [set(one.reasons) for one in (first, second)] == [set(), {"handover"}]
    assert house.signals.since(NOON, 0, 1) == [first]
    assert house.signals.since(NOON, first.turn, 1) == [second]


def test_a_verdict_that_comes_later_is_seen(house: House) -> None:
    house.say("đổi bằng lái")
    inbox = house.inbox(ALL)
    inbox.collect(house.signals)
    house.at += timedelta(hours=5)
    house.talks.rate("a" * 32, good=False)
    house.talks.explain("a" * 32, Why.WRONG)
    inbox.collect(house.signals)
    [item] = inbox.page()
    assert (item.times, set(item.reasons), item.weight.reason) == (1, {Reason.SAMPLE, Reason.BAD}, Reason.BAD)


def test_how_surely_it_was_heard_is_a_reason_and_a_danger_that_may_be_missed_comes_first(house: House) -> None:
    house.say("hỏi bâng quơ", intent="ask_fee", confidence=0.4, danger=0.3)
    house.say("chắc chắn rồi", intent="ask_fee", confidence=0.95, danger=0.01)
    house.say("chắc mà vẫn đáng lo", intent="ask_fee", confidence=0.8, danger=0.15)
    house.say("cứu với", intent="emergency", confidence=0.9, danger=0.9)  # heard as what it is
    inbox = house.inbox()
    assert inbox.collect(house.signals).kept == 2
    first, second = inbox.page()
    assert (first.intent, first.confidence, first.danger, first.weight.reason) == ("ask_fee", 0.4, 0.3, Reason.LOW)
    assert (first.weight.uncertainty, first.weight.frequency, first.weight.harm) == pytest.approx((0.6, 1.0, 10.0))
    assert (second.text, second.weight.harm) == ("chắc mà vẫn đáng lo", 10.0)
    house.say("hỏi bâng quơ", "b", intent="ask_time", confidence=0.7, danger=0.0, status="not_found")
    inbox.collect(house.signals)
    item = inbox.get(first.id)
    assert (item.intent, item.confidence, item.danger, item.weight.harm) == ("ask_time", 0.7, 0.0, 1.5)  # as it was heard last


def test_a_question_found_misread_is_brought_in_and_leaves_with_its_turn(house: House) -> None:
    house.say("nhận nuôi hao ví không", intent="ask_time", confidence=0.8)
    house.say("phí bao nhiêu", person="b")  # nobody brings this one
    inbox = house.inbox()
    assert inbox.collect(house.signals).kept == 0
    number = inbox.bring(1, house.signals)
    assert inbox.bring(1, house.signals) == number
    item = inbox.get(number)
    assert (item.text, item.state, item.times, item.reasons) == ("nhận nuôi hao ví không", "open", 1, {Reason.JUDGED: 1})
    assert (item.intent, item.confidence, item.weight.uncertainty, item.weight.harm) == ("ask_time", 0.8, 0.9, 3.0)
    assert inbox.collect(house.signals).kept == 0  # and a round changes nothing of what was brought
    assert inbox.get(number).reasons == {Reason.JUDGED: 1}
    house.talks.erase("a" * 32)
    assert house.rows() == []
    with pytest.raises(NotFound):
        inbox.bring(1, house.signals)


@pytest.mark.parametrize("text", ["/pick{}", " \u200b ", "gọi 0912345678", "bỏ đi"])
def test_what_is_not_for_the_inbox_is_not_brought_in_either(house: House, text: str) -> None:
    with house.database.begin() as session:
        session.add(Turn(person="p", channel="web", at=house.at, question=text, status="answered", answer="…"))
        session.add(Discarded(key=key_of("bỏ đi"), by="staff:1", at=house.at))
    with pytest.raises(Conflict) as refused:
        house.inbox().bring(1, house.signals)
    assert "0912345678" not in str(refused.value)
    assert house.rows() == []


def test_what_is_not_masked_is_refused(house: House) -> None:
    house.say("gọi cho tôi")
    with house.database.begin() as session:
        session.execute(sa.text("UPDATE turns SET question = 'gọi 0912345678'"))
    collected = house.inbox(ALL).collect(house.signals)
    assert (collected.read, collected.kept, collected.refused) == (1, 0, 1)
    assert house.rows() == []


def test_a_turn_about_a_dossier_is_masked_as_it_is_stored(house: House) -> None:
    house.say("hồ sơ H29.17-260101-0099 số cuối 678", private=True)
    assert house.inbox(ALL).collect(house.signals).kept == 1
    assert is_masked(house.rows()[0][0])


def test_erasing_a_person_reaches_the_inbox(house: House) -> None:
    house.say("câu của một người", "a")
    house.say("câu của hai người", "a")
    house.say("cau cua hai nguoi", "b")
    inbox = house.inbox(ALL)
    inbox.collect(house.signals)
    house.talks.erase("a" * 32)
    assert house.rows() == [("câu của hai người", 1)]
    with house.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Occurrence)) == 1
    inbox.collect(house.signals)
    assert house.rows() == [("câu của hai người", 1)]
    house.talks.erase("b" * 32)
    assert house.rows() == []


def test_what_was_kept_long_enough_leaves(house: House) -> None:
    house.say("câu cũ")
    house.inbox(ALL).collect(house.signals)
    number = house.inbox().page()[0].id
    house.at += timedelta(days=house.talks.kept_days + 1)
    house.say("câu mới", "b")
    house.inbox(ALL).collect(house.signals)
    house.talks.sweep()
    assert [text for text, _ in house.rows()] == ["câu mới"]
    with pytest.raises(NotFound):
        house.inbox().get(number)
    assert house.inbox().around(number, house.signals) == ()


def test_the_conversation_around_is_one_persons(house: House) -> None:
    house.say("trước", "a")
    house.say("người khác", "b")
    house.say("câu này", "a", status="not_found")
    house.say("sau", "a")
    inbox = house.inbox()
    inbox.collect(house.signals)
    [item] = inbox.page()
    assert [said.question for said in inbox.around(item.id, house.signals)] == ["trước", "câu này", "sau"]


def test_nobody_is_named_in_the_tables() -> None:
    columns = {column.name for model in (UtteranceRow, Occurrence) for column in model.__table__.columns}
    assert not columns & {"person", "sender", "channel", "by"}


def test_pages_are_read_to_the_end(house: House) -> None:
    turn = {"person": "a" * 32, "channel": "rest", "status": "answered", "answer": "…"}
    with house.database.begin() as session:
        rows = [{**turn, "question": f"câu số {number} nhé", "at": NOON + timedelta(seconds=number)} for number in range(1_003)]
        session.execute(sa.insert(Turn), rows)
    house.at = NOON + timedelta(hours=1)
    assert house.inbox(ALL).collect(house.signals).kept == 1_003
    assert house.inbox().counts() == {"open": 1_003}


def test_rounds_at_once_count_each_turn_once(house: House) -> None:
    for number in range(30):
        house.say(f"câu hỏi số {number % 10}", "abc"[number % 3])
    broken: list[Exception] = []

    def round_() -> None:
        try:
            house.inbox(ALL).collect(house.signals)
        except Unavailable:
            pass  # SQLite: another's transaction took too long; the next round makes it good
        except Exception as error:
            broken.append(error)

    rounds = [threading.Thread(target=round_) for _ in range(3)]
    for one in rounds:
        one.start()
    for one in rounds:
        one.join()
    house.inbox(ALL).collect(house.signals)
    assert broken == []
    assert {times for _, times in house.rows()} == {3}


def test_a_dead_database_is_a_part_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    dead = Database(f"sqlite:///{tmp_path / 'x'}")
    with pytest.raises(Unavailable):
        Inbox(dead).collect(TurnSignals(dead))


@pytest.mark.parametrize(
    ("reasons", "times", "status", "intent", "confidence", "danger", "factors"),
    [
        ({Reason.BAD}, 1, "answered", None, None, None, (0.9, 1.0, 3.0)),
        ({Reason.BAD}, 1, "greeting", None, None, None, (0.9, 1.0, 0.5)),
        ({Reason.LOW}, 4, "answered", "ask_fee", 0.3, None, (0.7, 3.0, 2.0)),
        ({Reason.SAMPLE}, 1, "answered", "ask_fee", 0.99, None, (0.1, 1.0, 2.0)),
        ({Reason.SAMPLE}, 1, "answered", "ask_fee", 0.7, 0.2, (0.3, 1.0, 10.0)),
        ({Reason.FALLBACK, Reason.HANDOVER}, 2, "not_found", None, None, None, (0.9, 2.0, 1.5)),
        ({Reason.LOW}, 1, "answered", "self_harm", 0.0, None, (0.95, 1.0, 10.0)),
        ({Reason.SAMPLE}, 0, "strange", None, None, None, (0.1, 1.0, 1.0)),
    ],
)
def test_usefulness_is_as_reckoned_by_hand(
    reasons: set[Reason],
    times: int,
    status: str,
    intent: str | None,
    confidence: float | None,
    danger: float | None,
    factors: tuple[float, float, float],
) -> None:
    weight = weigh(Rules(), reasons, times, status, intent, confidence, danger)
    assert (weight.uncertainty, weight.frequency, weight.harm) == pytest.approx(factors)
    assert weight.usefulness == pytest.approx(factors[0] * factors[1] * factors[2])


def test_keys_are_of_the_folded_text() -> None:
    assert key_of("Đăng ký") == key_of("dang  ky") == key_of("ĐĂNG KÝ\n")
    assert key_of(" \u200b ") == ""
    shares = [chance(str(number), "second") for number in range(2_000)]
    assert 0.07 < sum(share < 0.1 for share in shares) / 2_000 < 0.13
