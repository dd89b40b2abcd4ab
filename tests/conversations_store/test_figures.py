"""The figures of a small week made by hand, and that each counts exactly the rows behind it."""

from datetime import date, datetime, timezone
from itertools import product

import pytest

from conversations.figures.schemas import ALL, COUNTS, NONE, UNKNOWN, Asked, Cells
from conversations.figures.service import Scoreboard
from conversations.figures.weeks import over, settled
from conversations.service import Conversations
from core.db import Database
from core.errors import NotFound
from core.settings import Settings
from core.weeks import bounds, week_of
from tests.conversations_store.conftest import Clock
from tests.conversations_store.figures import (
    AN,
    BINH,
    CHI,
    CIVIL,
    EM,
    HOME,
    VERDICTS,
    WEEK,
    Verdict,
    at,
    heard,
    later,
    small_week,
    topics,
    verdicts,
)


@pytest.fixture
def settings(either: Settings) -> Settings:
    """On SQLite and on PostgreSQL."""
    return either


@pytest.fixture
def database(store: Database) -> Database:
    return store


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.now = later(0.4)  # Monday the 16th, half past nine
    return made


@pytest.fixture
def board(conversations: Conversations, database: Database, clock: Clock) -> Scoreboard:
    small_week(conversations, database)
    return Scoreboard(database, topics, 90, verdicts, clock)


def numbers(board: Scoreboard, asked: Asked) -> list[int | None]:
    return [row.turn for row in board.rows(asked).rows]


def test_a_week_begins_on_monday_in_vietnam() -> None:
    assert week_of(datetime(2026, 11, 15, 16, 59, tzinfo=timezone.utc)) == WEEK  # Sunday 23:59
    assert week_of(datetime(2026, 11, 15, 17, 0, tzinfo=timezone.utc)) == date(2026, 11, 16)  # Monday 00:00
    assert bounds(WEEK) == (at(9), at(16))
    assert (over(WEEK, at(15, 23, 59)), over(WEEK, at(16))) == (False, True)
    assert (settled(WEEK, later(7.9)), settled(WEEK, later(8))) == (False, True)


def test_every_figure_of_the_week(board: Scoreboard) -> None:
    week = board.week(WEEK)
    assert dict(week.cells[ALL, ALL]) == {
        "turns": 11,
        "people": 5,
        "answered": 6,  # 1, 4, 7, 8, 9, 11
        "clarified": 1,  # 2
        "abstained": 2,  # 3, 6
        "errors": 1,  # 10
        "helped": 4,  # an, binh, dung, em
        "returned": 2,  # dung on Monday after, em on Saturday; an one minute later, which is the same visit
        "contained": 1,  # an; binh asked for an officer
        "handovers": 1,
        "good": 1,
        "bad": 2,
        "judged": 4,  # 1, 3, 4, 7; nobody is sure of 8, and 6 was no chance
        "wrong": 2,  # 3, 4
        "partly": 1,  # 7
        "judged_answered": 3,
        "wrong_answered": 1,
        "partly_answered": 1,
        "timed": 10,  # all but 4
        "p50": 1.5,  # the fifth of 0.1 0.3 0.5 1 1.5 2 3 4 8 10
        "p95": 10.0,  # the tenth
        "people_clarified": 1,
        "people_abstained": 2,
        "people_other": 2,  # 5, 10
        "squares": 25,  # an 3 × 3, the others 2 × 2 each
    }
    assert (week.over, week.settled, week.whole) == (True, False, True)


def test_by_channel_and_by_topic(board: Scoreboard) -> None:
    week = board.week(WEEK)
    assert week.channels() == ["web", "zalo"]
    assert week.topics() == [CIVIL, HOME, NONE, UNKNOWN]
    by_channel = {
        channel: (week.count("turns", channel), week.count("people", channel), week.count("answered", channel))
        for channel in week.channels()
    }
    assert by_channel == {"web": (7, 3, 3), "zalo": (4, 2, 3)}
    by_topic = {topic: (week.count("turns", ALL, topic), week.count("people", ALL, topic)) for topic in week.topics()}
    # Hộ tịch: 1, 4, 7. Cư trú: 2, 11, both of an. Without a procedure: 3, 5, 6, 9, 10 of binh, chi and em. Nobody knows 3.1: 8.
    assert by_topic == {CIVIL: (3, 3), HOME: (2, 1), NONE: (5, 3), UNKNOWN: (1, 1)}
    # In Hộ tịch the last answer of an is 1, and Sunday is within seven days of it; dung asks 8 an hour after 7; binh has an officer.
    assert (week.count("helped", ALL, CIVIL), week.count("returned", ALL, CIVIL), week.count("contained", ALL, CIVIL)) == (3, 2, 0)
    assert (week.count("handovers", "web", CIVIL), week.count("handovers", "zalo")) == (1, 0)
    assert week.measured("p50", "zalo", CIVIL) == 4.0
    assert week.measured("p95", "zalo", HOME) is None


def test_every_figure_counts_exactly_its_rows(board: Scoreboard) -> None:
    week = board.week(WEEK)
    for figure, channel, topic in product(COUNTS, [*week.channels(), ALL], [*week.topics(), ALL]):
        rows = board.rows(Asked(WEEK, figure, channel, topic))
        assert (len(rows.rows), rows.total) == (week.count(figure, channel, topic), len(rows.rows)), (figure, channel, topic)


def test_the_rows_are_those_of_the_figure(board: Scoreboard) -> None:
    # The numbers are one more than in the table.
    assert numbers(board, Asked(WEEK, "answered")) == [12, 10, 9, 8, 5, 2]
    assert numbers(board, Asked(WEEK, "people")) == [10, 8, 6, 4, 2]  # the first of each
    assert numbers(board, Asked(WEEK, "helped")) == [12, 10, 9, 5]  # the last answer of each
    assert numbers(board, Asked(WEEK, "returned")) == [10, 9]
    assert numbers(board, Asked(WEEK, "wrong")) == [5, 4]
    assert numbers(board, Asked(WEEK, "bad", "zalo")) == [9]
    assert numbers(board, Asked(WEEK, "turns", topic=UNKNOWN)) == [9]
    assert numbers(board, Asked(WEEK, "timed"))[:2] == [11, 10]  # the slowest first
    (handed,) = board.rows(Asked(WEEK, "handovers")).rows
    assert (handed.turn, handed.handover, handed.question, handed.status) == (None, "CB-0001", "khai sinh trễ", "waiting")


def test_a_private_turn_shows_nothing_of_a_dossier(board: Scoreboard) -> None:
    row = next(row for row in board.rows(Asked(WEEK, "answered")).rows if row.status == "dossier")
    assert "261113" not in row.question
    assert row.answer == "[trả lời về hồ sơ]"
    assert board.rows(Asked(WEEK, "abstained")).rows[0].answer == "Dòng đầu."


def test_pages(conversations: Conversations, database: Database, clock: Clock) -> None:
    for _ in range(101):
        conversations.heard(heard(AN, at(9), "answered"))
    board = Scoreboard(database, topics, 90, clock=clock)
    pages = [board.rows(Asked(WEEK, "turns"), page) for page in (1, 2, 3, 9)]
    assert [(len(one.rows), one.page, one.pages, one.total) for one in pages] == [
        (50, 1, 3, 101),
        (50, 2, 3, 101),
        (1, 3, 3, 101),
        (1, 3, 3, 101),
    ]
    assert len({row.turn for one in pages for row in one.rows}) == 101


def test_what_counts_no_rows_has_none(board: Scoreboard) -> None:
    for figure in ("p50", "squares", "", "no such"):
        with pytest.raises(NotFound):
            board.rows(Asked(WEEK, figure))
    assert board.rows(Asked(WEEK, "turns", "fax", "Không có")).total == 0


def test_an_empty_week(board: Scoreboard) -> None:
    week = board.week(date(2026, 11, 2))
    assert (week.count("turns"), week.count("people")) == (1, 1)  # Sunday the 8th
    empty = board.week(date(2026, 10, 26))
    assert (empty.count("turns"), empty.measured("p50"), empty.channels(), empty.topics()) == (0, None, [], [])


def test_procedures_most_people_asked_about(board: Scoreboard) -> None:
    assert [(one.code, one.people, one.turns) for one in board.procedures(WEEK)] == [
        ("1.000001", 2, 2),
        ("1.000002", 1, 1),
        ("2.000001", 1, 2),
        ("3.000001", 1, 1),
    ]
    assert [one.code for one in board.procedures(WEEK, "zalo", 1)] == ["1.000001"]


def kept(cells: Cells) -> dict[str, float]:
    return dict(cells[ALL, ALL])


def test_the_figures_stay_when_rows_go(board: Scoreboard, conversations: Conversations, clock: Clock) -> None:
    clock.now = later(8)
    assert board.keep() == 3  # this one, that of the Sunday before, and that of the Monday after
    before = board.week(WEEK)
    assert board.keep() == 0  # nothing new
    conversations.erase(BINH)
    week = board.week(WEEK)
    # What was judged is what is judged of the answers that are there: 3 and 4, which were wrong, are gone.
    assert {**kept(week.cells), "judged": 4, "wrong": 2, "judged_answered": 3, "wrong_answered": 1} == kept(before.cells)
    assert (week.count("judged"), week.count("wrong")) == (2, 0)
    assert (week.whole, week.left, week.rows("turns"), week.rows("handovers"), week.rows("answered", "zalo")) == (False, 9, 9, 0, 3)
    stored = week.cells
    assert board.keep() == 1
    clock.now = later(91)
    conversations.sweep()
    assert board.keep() == 0
    week = board.week(WEEK)
    assert (week.cells, week.left, week.rows("turns")) == (stored, 0, 0)
    assert board.rows(Asked(WEEK, "turns")).total == 0


def test_a_week_grows_until_it_has_settled(board: Scoreboard, conversations: Conversations, clock: Clock) -> None:
    board.keep()
    clock.now = later(2)
    conversations.heard(heard(AN, later(1), "answered", "1.000001"))  # the day after: now an came back too
    assert board.keep() == 2  # the week before, counted for good; and this one anew
    assert (board.week(WEEK).count("returned"), board.week(WEEK).settled) == (3, False)
    clock.now = later(20)
    assert not board.week(WEEK).settled  # nobody counted since
    assert board.keep() >= 1
    assert (board.week(WEEK).count("returned"), board.week(WEEK).settled) == (3, True)
    assert board.keep() == 0


def test_who_is_erased_before_a_week_has_settled_does_not_freeze_it(board: Scoreboard, conversations: Conversations, clock: Clock) -> None:
    clock.now = at(16)
    board.keep()
    conversations.erase(CHI)  # of two turns, none of them answered
    conversations.heard(heard(AN, later(1), "answered", "1.000001"))
    clock.now = later(20)
    board.keep()
    week = board.week(WEEK)
    assert (week.settled, week.count("turns"), week.count("helped")) == (True, 9, 4)
    assert (week.count("returned"), week.count("contained")) == (3, 0)


@pytest.mark.parametrize("erased", [False, True])
def test_what_judges_no_longer_agree_on_is_no_longer_counted(
    board: Scoreboard, database: Database, conversations: Conversations, clock: Clock, erased: bool
) -> None:
    said = list(VERDICTS)
    judged = Scoreboard(database, topics, 90, lambda _since, _until: said, clock)
    clock.now = later(20)
    judged.keep()
    if erased:
        conversations.erase(EM)  # of whose answers none counts as judged
    said[1] = Verdict(5, "unsure")  # a second judge differs
    judged.keep()
    week = judged.week(WEEK)
    assert (week.count("judged"), week.count("wrong"), judged.rows(Asked(WEEK, "wrong")).total) == (3, 1, 1)


def test_what_is_judged_late_counts_while_the_turns_are_there(
    board: Scoreboard, database: Database, conversations: Conversations, clock: Clock
) -> None:
    silent = Scoreboard(database, topics, 90, clock=clock)
    silent.keep()
    clock.now = later(40)
    assert silent.week(WEEK).count("judged") == 0
    assert board.week(WEEK).count("judged") == 4
    assert board.keep() >= 1
    conversations.erase(BINH)  # with 3 and 4, which were wrong
    assert (board.week(WEEK).count("judged"), board.week(WEEK).count("wrong")) == (2, 0)
    (week,) = board.weeks([WEEK])
    assert (week.rows("abstained"), board.week(WEEK).rows("abstained")) == (None, 1)  # of several weeks only that something is gone


def test_a_week_that_is_half_gone_is_not_begun(board: Scoreboard, conversations: Conversations, clock: Clock) -> None:
    clock.now = later(84)
    board.keep()
    assert WEEK not in board.known()
    assert date(2026, 11, 16) in board.known()


def test_nothing_is_kept_without_a_release(database: Database, board: Scoreboard, clock: Clock) -> None:
    assert Scoreboard(database, dict, 90, verdicts, clock).keep() == 0
    assert board.known()[-1] == board.present() == date(2026, 11, 16)


def test_weeks_without_a_gap(board: Scoreboard) -> None:
    board.keep()
    assert [(week.week, week.count("turns")) for week in board.history(WEEK, 3)] == [(date(2026, 11, 2), 1), (WEEK, 11)]
