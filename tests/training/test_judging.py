"""Judged answers: who is drawn, what judges say of them, and the figures, against numbers reckoned by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from conversations.answers import TurnAnswers
from conversations.models import Turn
from conversations.schemas import Heard
from conversations.service import Conversations
from core.clock import VIETNAM
from core.db import Database
from core.errors import Conflict, NotFound, Unavailable
from core.intervals import Share
from core.settings import Settings
from core.weeks import bounds, week_of
from training.judging.deciding import settle, verdicts, waits
from training.judging.figures import agreement, progress, rate
from training.judging.models import JudgementRow, MendingRow
from training.judging.sample import drawn, place
from training.judging.schemas import Cause, CauseMissing, Grade, NotePersonal, NoteTooLong, Opinion, Said
from training.judging.service import Judging
from training.rules import Rules

MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 18, 5, tzinfo=timezone.utc)
AN, BINH, CHI = "staff:1", "staff:2", "staff:3"
RIGHT, WRONG, UNSURE = Said(Grade.RIGHT), Said(Grade.WRONG, Cause.FACT), Said(Grade.UNSURE)
ONE, TWO = Rules(judge_second=0.0), Rules(judge_second=1.0)


class House:
    """Conversations and judged answers over one database; every turn a minute after the one before."""

    def __init__(self, database: Database, tmp_path: Path) -> None:
        self.database, self.at = database, NOON
        self.talks = Conversations(database, Settings(state=tmp_path, person_key=SecretStr("k" * 32)), lambda: self.at)

    def say(self, text: str, person: str = "a", status: str = "answered", **more: object) -> int:
        self.at += timedelta(minutes=1)
        self.talks.heard(Heard(person * 32, "rest", text, status, f"trả lời: {text}", self.at, **more))  # type: ignore[arg-type]
        with self.database.read() as session:
            return session.scalar(sa.select(sa.func.max(Turn.id))) or 0

    def judging(self, rules: Rules = ONE) -> Judging:
        return Judging(self.database, TurnAnswers(self.database), rules, lambda: self.at)

    def many(self, count: int, at: datetime = NOON) -> None:
        turn = {"person": "a" * 32, "channel": "rest", "status": "answered", "question": "câu hỏi", "answer": "…"}
        with self.database.begin() as session:
            session.execute(sa.insert(Turn), [{**turn, "at": at + timedelta(seconds=number)} for number in range(count)])

    def rows(self) -> int:
        with self.database.read() as session:
            return sum(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in (JudgementRow, MendingRow))


@pytest.fixture
def house(store: Database, tmp_path: Path) -> House:
    return House(store, tmp_path)


def opinion(turn: int, by: str, grade: Grade, *, sampled: bool = True, independent: bool = True) -> Opinion:
    cause = Cause.FACT if grade in (Grade.WRONG, Grade.PARTLY) else None
    return Opinion(turn, NOON, by, NOON, grade, cause, "", sampled, independent)


def by_turn(*opinions: Opinion) -> dict[int, list[Opinion]]:
    return {turn: [one for one in opinions if one.turn == turn] for turn in {one.turn for one in opinions}}


def test_the_sample_is_as_large_as_the_rule_says_and_always_the_same() -> None:
    assert len(list(drawn(1, 10_000, 0.02))) == 191
    assert list(drawn(1, 300, 0.02)) == [turn for turn in drawn(1, 10_000, 0.02) if turn <= 300]
    assert list(drawn(5, 7, 1.0)) == [5, 6, 7]
    assert list(drawn(1, 10_000, 0.0)) == []
    assert set(drawn(1, 5_000, 0.01)) < set(drawn(1, 5_000, 0.02))


def test_a_week_is_the_citys() -> None:
    begin, end = bounds(MONDAY)
    assert (begin, end - begin) == (datetime(2026, 11, 16, tzinfo=VIETNAM), timedelta(days=7))
    assert week_of(begin) == week_of(end - timedelta(microseconds=1)) == MONDAY
    assert week_of(begin - timedelta(microseconds=1)) == MONDAY - timedelta(days=7)


def test_about_as_many_are_drawn_as_are_wanted_of_a_week_like_the_last(house: House) -> None:
    house.many(3_000, NOON - timedelta(days=7))
    house.many(3_000)
    judging = house.judging(Rules(judged_a_week=150))
    this, last = judging.board(AN, 2).weeks
    assert (this.week, this.sampled, this.mine) == (MONDAY, 144, 144)  # 150 expected; the numbers are fixed, and so is the chance
    assert last.sampled == 3_000  # nothing was known of the week before it


def test_buttons_dossiers_greetings_and_what_is_no_answer_are_not_drawn(house: House) -> None:
    house.say("/ask_fee{}")
    house.say("hồ sơ H29.17-260101-0099", private=True)
    for status in ("greeting", "form", "handover", "dossier", "error"):
        house.say("gì đó", status=status)
    kept = [house.say("lệ phí khai sinh", status=status) for status in ("answered", "clarify", "not_found", "out_of_scope", "safety")]
    judging = house.judging()
    assert sorted(judging.queue(AN, MONDAY)) == kept
    assert judging.queue(AN, MONDAY) == sorted(kept, key=place)
    with pytest.raises(NotFound):
        judging.judge(1, AN, RIGHT)
    with pytest.raises(NotFound):
        judging.task(2, AN)


def test_a_complaint_is_judged_and_never_counted_in_the_rate(house: House) -> None:
    house.many(1_000, NOON - timedelta(days=7))
    rules = Rules(judged_a_week=0, judge_second=0.0)  # nobody is drawn
    turn = house.say("lệ phí khai sinh")
    house.talks.rate("a" * 32, good=False)
    judging = house.judging(rules)
    assert judging.queue(AN, MONDAY) == [turn]
    judging.judge(turn, AN, WRONG)
    [verdict] = judging.verdicts(*bounds(MONDAY))
    assert (verdict.turn, verdict.verdict, verdict.sampled, verdict.at) == (turn, "wrong", False, house.at)
    week = judging.board(BINH, 1).weeks[0]
    assert (week.sampled, week.judged, week.wrong, week.complaints, week.complaints_judged) == (0, 0, Share(0, 0), 1, 1)
    assert week.mine == 1  # a wrong answer is judged by two


def test_a_drawn_answer_of_which_somebody_complains_stays_drawn(house: House) -> None:
    turn = house.say("lệ phí khai sinh")
    house.talks.rate("a" * 32, good=False)
    judging = house.judging()
    judging.judge(turn, AN, RIGHT)
    assert [one.sampled for one in judging.verdicts(*bounds(MONDAY))] == [True]
    assert judging.board(AN, 1).weeks[0].complaints == 0


R, P, W, U = Grade.RIGHT, Grade.PARTLY, Grade.WRONG, Grade.UNSURE


@pytest.mark.parametrize(
    ("said", "settled", "another"),
    [
        ([], None, True),
        ([R], R, False),
        ([W], W, True),  # wrong is said by two
        ([P], P, False),
        ([W, W], W, False),
        ([W, R], U, True),  # two differ: a third
        ([W, P], U, True),
        ([W, R, W], W, False),
        ([R, W, R], R, False),
        ([W, R, P], U, False),
        ([W, R, P, W], U, False),
        ([U, U], U, False),
    ],
)
def test_several_judges_settle_one_verdict(said: Sequence[Grade], settled: Grade | None, another: bool) -> None:
    opinions = [opinion(1, f"staff:{number}", grade) for number, grade in enumerate(said)]
    assert (settle(opinions), waits(opinions, ONE)) == (settled, another)


def test_a_part_of_the_rest_is_judged_twice() -> None:
    twice = sum(waits([opinion(turn, AN, R)], Rules(judge_second=0.2)) for turn in range(1, 1_001))
    assert twice == 219
    assert all(waits([opinion(turn, AN, R)], TWO) for turn in range(1, 100))


def test_rate_interval_and_agreement_are_as_reckoned_by_hand() -> None:
    """Ten drawn answers, two of them wrong, one partly right; one complaint.

    Wilson's interval of 2 of 10 at 1.96: centre (0.2 + 0.19208) / 1.38416, and 1.96 * sqrt(0.016 + 0.009604) / 1.38416 to each side.
    Two judges of five answers: RR RR WW WR RW. They agree on 3 of 5; by chance 0.6 * 0.6 + 0.4 * 0.4 = 0.52; kappa 0.08 / 0.48 = 1/6.
    """
    single = [opinion(turn, AN, R) for turn in (6, 7, 8)] + [opinion(9, AN, P), opinion(10, AN, W)]
    pairs = [(1, R, R), (2, R, R), (3, W, W), (4, W, R), (5, R, W)]
    double = [one for turn, mine, theirs in pairs for one in (opinion(turn, AN, mine), opinion(turn, BINH, theirs))]
    said = by_turn(*single, *double, opinion(11, AN, W, sampled=False))
    wrong = rate(said, W)
    assert (wrong.hits, wrong.total) == (2, 10)
    assert wrong.interval == pytest.approx((0.0567, 0.5098), abs=1e-4)
    assert (rate(said, P).hits, rate(said, U).hits) == (1, 2)
    kappa = agreement(said)
    assert kappa.texts == 5
    assert kappa.value == pytest.approx(1 / 6)
    assert (kappa.observed, kappa.expected) == pytest.approx((0.6, 0.52))
    told = progress(MONDAY, range(2, 13), {11}, said, CHI, ONE)
    assert (told.sampled, told.judged, told.complaints, told.complaints_judged) == (11, 10, 1, 1)
    assert (told.seconds, told.same) == (5, 3)
    assert told.mine == 5  # 4 and 5 differ, 10 and 11 are wrong by one judge alone, nobody has judged 12
    assert progress(MONDAY, range(1, 12), {11}, said, AN, ONE).mine == 0
    assert [one.verdict for one in verdicts([one for opinions in said.values() for one in opinions])].count("unsure") == 2


def test_who_has_seen_what_the_other_said_does_not_count_for_agreement() -> None:
    said = by_turn(opinion(1, AN, W), opinion(1, BINH, R), opinion(2, AN, R), opinion(2, BINH, R, independent=False))
    assert agreement(said).texts == 1


def test_the_second_judge_does_not_see_what_the_first_said(house: House) -> None:
    turn = house.say("lệ phí khai sinh")
    judging = house.judging()
    judging.judge(turn, AN, replace(WRONG, note="phí đã đổi"))
    task = judging.task(turn, BINH)
    assert (task.others, task.hidden, task.grade, task.waits) == ((), True, None, True)
    assert judging.to_mend(BINH, 1).hidden == 1
    assert judging.to_mend(BINH, 1).open == ()
    [mine] = judging.to_mend(AN, 1).open
    assert (mine.turn, mine.question, mine.causes, mine.notes) == (turn, "lệ phí khai sinh", (Cause.FACT,), ("phí đã đổi",))
    judging.judge(turn, BINH, RIGHT)
    task = judging.task(turn, BINH)
    assert ([one.by for one in task.others], task.grade) == ([AN], Grade.UNSURE)
    assert judging.queue(CHI, MONDAY) == [turn]
    assert judging.task(turn, CHI).others == ()
    judging.judge(turn, CHI, WRONG)
    assert judging.task(turn, AN).grade is Grade.WRONG
    assert [one.turn for one in judging.to_mend("staff:9", 1).open] == [turn]
    assert judging.queue("staff:9", MONDAY) == []


def test_a_verdict_is_taken_back_and_said_anew(house: House) -> None:
    turn = house.say("lệ phí khai sinh")
    judging = house.judging()
    with pytest.raises(NotFound):
        judging.undo(AN)
    judging.judge(turn, AN, replace(WRONG, note="phí đã đổi"))
    with pytest.raises(Conflict):
        judging.judge(turn, AN, RIGHT)
    assert judging.undo(AN) == turn
    former = judging.task(turn, AN).former
    assert former is not None
    assert (former.grade, former.cause, former.note) == (Grade.WRONG, Cause.FACT, "phí đã đổi")
    assert judging.verdicts(*bounds(MONDAY)) == []
    judging.judge(turn, AN, RIGHT)
    assert [one.verdict for one in judging.verdicts(*bounds(MONDAY))] == ["right"]
    assert judging.task(turn, AN).former is None


def test_who_judges_anew_after_another_does_so_with_open_eyes(house: House) -> None:
    turn = house.say("lệ phí khai sinh")
    judging = house.judging(TWO)
    judging.judge(turn, AN, WRONG)
    judging.judge(turn, BINH, RIGHT)
    assert judging.board(AN, 1).agreement.texts == 1
    judging.undo(BINH)
    judging.judge(turn, BINH, WRONG)
    assert judging.board(AN, 1).agreement.texts == 0
    assert [one.verdict for one in judging.verdicts(*bounds(MONDAY))] == ["wrong"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Said(Grade.WRONG), CauseMissing),
        (Said(Grade.PARTLY), CauseMissing),
        (replace(RIGHT, note="x" * 501), NoteTooLong),
        (replace(RIGHT, note="gọi 0912345678"), NotePersonal),
        (replace(RIGHT, note="an@vidu.vn\x00"), NotePersonal),
    ],
)
def test_what_cannot_be_kept_is_refused(house: House, said: Said, fault: type[Exception]) -> None:
    turn = house.say("lệ phí khai sinh")
    with pytest.raises(fault):
        house.judging().judge(turn, AN, said)
    assert house.rows() == 0


def test_a_note_is_tidied_and_a_cause_without_need_is_dropped(house: House) -> None:
    turn = house.say("lệ phí khai sinh")
    judging = house.judging()
    judging.judge(turn, AN, Said(Grade.RIGHT, Cause.FACT, "  tốt\x00\n đấy 😀 "))
    mine = judging.task(turn, AN).mine
    assert mine is not None
    assert (mine.cause, mine.note) == (None, "tốt đấy 😀")


def test_a_wrong_answer_is_put_right_once(house: House) -> None:
    turn = house.say("lệ phí khai sinh", procedure_code="1.001193")
    judging = house.judging()
    with pytest.raises(NotFound):
        judging.mend(turn, AN, "")
    judging.judge(turn, AN, WRONG)
    judging.judge(turn, BINH, WRONG)
    judging.mend(turn, AN, "đã sửa phí")
    with pytest.raises(Conflict):
        judging.mend(turn, BINH, "")
    with pytest.raises(NotePersonal):
        judging.mend(turn, BINH, "0912345678")
    [done] = judging.to_mend(BINH, 1).mended
    assert done.mending is not None
    assert (done.mending.by, done.mending.note, done.procedure) == (AN, "đã sửa phí", "1.001193")
    judging.unmend(turn)
    assert [one.turn for one in judging.to_mend(BINH, 1).open] == [turn]
    with pytest.raises(NotFound):
        judging.unmend(turn)
    judging.mend(turn, BINH, "")
    assert judging.task(turn, AN).mending is not None


def test_what_is_erased_leaves_with_all_that_was_said_of_it(house: House) -> None:
    gone, stays = house.say("câu của a", "a"), house.say("câu của b", "b")
    judging = house.judging()
    for turn in (gone, stays):
        for by in (AN, BINH):
            judging.judge(turn, by, WRONG)
        judging.mend(turn, AN, "xong")
    assert house.rows() == 6
    house.talks.erase("a" * 32)
    assert house.rows() == 3
    assert [one.turn for one in judging.verdicts(*bounds(MONDAY))] == [stays]
    with pytest.raises(NotFound):
        judging.judge(gone, CHI, RIGHT)
    with pytest.raises(NotFound):
        judging.mend(gone, CHI, "")
    house.at += timedelta(days=house.talks.kept_days + 1)
    house.talks.sweep()
    assert house.rows() == 0


def test_the_database_keeps_no_verdict_of_a_turn_that_is_not_there(house: House) -> None:
    with pytest.raises(sa.exc.IntegrityError), house.database.begin() as session:
        session.execute(sa.insert(MendingRow).values(turn_id=7, by=AN, at=NOON, note="", undone=None))


def test_the_conversation_before_is_one_persons_and_recent(house: House) -> None:
    house.say("hôm qua")
    house.at += timedelta(hours=3)
    house.say("trước", procedure_code="1.001193")
    house.say("người khác", "b")
    turn = house.say("câu này", release="r1", model="m1", intent="ask_fee", confidence=0.9)
    house.say("sau")
    answer = house.judging().task(turn, AN).answer
    assert [said.question for said in answer.before] == ["trước"]
    assert (answer.question, answer.answer, answer.release, answer.model) == ("câu này", "trả lời: câu này", "r1", "m1")
    assert (answer.intent, answer.confidence, answer.complained) == ("ask_fee", 0.9, False)


def test_a_dead_database_is_a_part_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    dead = Database(f"sqlite:///{tmp_path / 'x'}")
    judging = Judging(dead, TurnAnswers(dead))
    for call in (
        lambda: judging.verdicts(NOON, NOON),
        lambda: judging.board(AN, 1),
        lambda: judging.queue(AN, MONDAY),
        lambda: judging.judge(1, AN, RIGHT),
        lambda: judging.undo(AN),
        lambda: judging.to_mend(AN, 1),
        lambda: judging.mend(1, AN, ""),
    ):
        with pytest.raises(Unavailable):
            call()
