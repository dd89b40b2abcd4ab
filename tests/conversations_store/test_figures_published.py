"""What is published of the figures: nothing about fewer than five people, nor by a difference."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from conversations.figures.published import FIGURES, LEAST, OTHER, Published, Values, changed, published
from conversations.figures.schemas import ALL, Cell, Cells
from conversations.figures.service import Scoreboard
from conversations.figures.tally import Tally
from conversations.service import Conversations
from core.db import Database
from tests.conversations_store.conftest import Clock
from tests.conversations_store.figures import WEEK, at, later, small_week, topics, verdicts


def cell(people: int, answered: int = 0, abstained: int = 0) -> dict[str, float]:
    """So many people with one turn each, of whom some had an answer and some none."""
    return {
        "turns": people,
        "people": people,
        "answered": answered,
        "helped": answered,
        "abstained": abstained,
        "people_abstained": abstained,
    }


def told(cells: Cells) -> dict[tuple[str, str], dict[str, int | None]]:
    return {(line.channel, line.topic): line.values for line in published(WEEK, cells)}


def test_a_small_cell_and_the_next_smallest_are_left_out() -> None:
    cells: Cells = {
        (ALL, ALL): cell(33, 20, 13), ("web", ALL): cell(20, 12, 8), ("zalo", ALL): cell(10, 6, 4), ("rest", ALL): cell(3, 2, 1),
        (ALL, "Hộ tịch"): cell(33, 20, 13), ("rest", "Hộ tịch"): cell(3, 2, 1),
    }  # fmt: skip
    found = told(cells)
    assert found[ALL, ALL]["turns"] == 33
    assert found["web", ALL]["turns"] == 20
    assert found["zalo", ALL]["turns"] is None  # 33 - 20 - 10 would tell of the three
    assert ("rest", ALL) not in found
    # Of 13 that had no answer zalo and rest have 4 and 1: both are gaps, and web covers them; its 20 turns without 12 answers would tell.
    assert [(found[channel, ALL]["answered"], found[channel, ALL]["abstained"]) for channel in ("web", ALL)] == [(None, None), (20, 13)]
    assert all(ALL in pair for pair in found)  # never a channel's topic


def test_a_week_of_few_people_is_not_told() -> None:
    assert told({(ALL, ALL): cell(4, 4), ("web", ALL): cell(4, 4)}) == {}
    assert told({(ALL, ALL): {"turns": 0}}) == {}


def test_that_nobody_did_something_is_told() -> None:
    found = told({(ALL, ALL): cell(9, 9), ("web", ALL): cell(9, 9), (ALL, "a"): cell(9, 9)})
    assert found[ALL, "a"] == {"turns": 9, "people": 9, "answered": 9, "clarified": 0, "abstained": 0}


sizes = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1)


@given(sizes, sizes)
def test_no_difference_tells_of_fewer_than_five(channels: dict[str, int], others: dict[str, int]) -> None:
    # Every person writes once, so what is told of the channels and of the topics adds up to the sum.
    whole = sum(channels.values())
    moved = {**others, "rest": max(0, whole - sum(others.values()))}
    cells: Cells = {
        (ALL, ALL): cell(whole), **{(name, ALL): cell(count) for name, count in channels.items()},
        **({(ALL, name): cell(count) for name, count in moved.items()} if sum(moved.values()) == whole else {}),
    }  # fmt: skip
    found = told(cells)
    for figure in FIGURES:
        assert all(not 0 < (values[figure] or 0) < LEAST for values in found.values())
    everything = found.get((ALL, ALL), {}).get("turns")
    if everything is None:
        return
    for table in ([pair for pair in cells if pair[1] == ALL != pair[0]], [pair for pair in cells if pair[0] == ALL != pair[1]]):
        if table:
            rest = everything - sum(found.get(pair, {}).get("turns") or 0 for pair in table)
            assert rest == 0 or rest >= LEAST


def test_a_line_does_not_tell_of_fewer() -> None:
    # 30 turns about civil status, 28 with an answer: two that one person was asked back.
    few: dict[str, float] = {"turns": 30, "people": 20, "answered": 28, "helped": 19, "clarified": 2, "people_clarified": 1}
    more: dict[str, float] = {"turns": 60, "people": 40, "answered": 45, "helped": 35, "clarified": 15, "people_clarified": 12}
    much: dict[str, float] = {"turns": 90, "people": 60, "answered": 73, "helped": 54, "clarified": 17, "people_clarified": 13}
    found = told({(ALL, ALL): much, (ALL, "Hộ tịch"): few, (ALL, "Cư trú"): more})
    assert found[ALL, "Hộ tịch"] == {"turns": 30, "people": 20, "answered": None, "clarified": None, "abstained": 0}
    assert found[ALL, "Cư trú"] == {"turns": 60, "people": 40, "answered": None, "clarified": None, "abstained": 0}
    assert found[ALL, ALL]["answered"] == 73
    # One of 30 turns was a greeting.
    assert told({(ALL, ALL): {**few, "answered": 29, "clarified": 0, "people_other": 1}})[ALL, ALL]["answered"] is None


turns = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 14), st.integers(0, 3)), max_size=120)


@given(turns)
def test_no_reckoning_tells_of_fewer_than_five(said: list[tuple[str, str, int, int]]) -> None:
    tally = Tally()
    for channel, topic, person, kind in said:
        name = f"{channel}{person}"
        tally.add(channel, topic, "turns")
        tally.person(channel, topic, "people", name)
        if kind < 3:
            tally.add(channel, topic, ("answered", "clarified", "abstained")[kind])
        tally.person(channel, topic, ("helped", "people_clarified", "people_abstained", "people_other")[kind], name)
    cells = tally.cells()
    found = told(cells)
    for key in derivable(cells, found):
        assert behind(cells, key) == 0 or behind(cells, key) >= LEAST, key


def behind(cells: Cells, key: tuple[Cell, str]) -> float:
    return cells[key[0]].get(FIGURES.get(key[1], "people_other"), 0)


def derivable(cells: Cells, found: Mapping[Cell, Values]) -> list[tuple[Cell, str]]:
    """What is not told, and still follows from the sums: a unit vector in the space of their rows."""
    every = [cell for cell in cells if ALL in cell]
    parts = ("answered", "clarified", "abstained", OTHER)
    unknown = [(cell, one) for cell in every for one in ("turns", *parts) if one == OTHER or cell not in found or found[cell][one] is None]
    sums = [((cell, "turns"), [(cell, part) for part in parts]) for cell in every]
    for table in ([c for c in every if c[1] == ALL != c[0]], [c for c in every if c[0] == ALL != c[1]]):
        sums += [(((ALL, ALL), figure), [(cell, figure) for cell in table]) for figure in ("turns", *parts[:3])]
    if not unknown:
        return []
    rows = np.array([[(key == total) * -1.0 + (key in added) for key in unknown] for total, added in sums])
    rank = np.linalg.matrix_rank(rows)
    return [key for at, key in enumerate(unknown) if np.linalg.matrix_rank(np.vstack([rows, np.eye(len(unknown))[at]])) == rank]


def test_a_week_is_published_once_it_has_settled(conversations: Conversations, database: Database, clock: Clock) -> None:
    clock.now = at(16, 9, 30)
    small_week(conversations, database)
    board, open_data = Scoreboard(database, topics, 90, verdicts, clock), Published(database)
    board.keep()
    clock.now = later(7.9)
    board.keep()
    assert open_data.lines() == []
    assert changed([]) is None
    clock.now = later(8)
    board.keep()
    lines = open_data.lines()
    assert [(line.week, line.channel, line.topic) for line in lines if line.values["turns"]] == [(WEEK, ALL, ALL)]
    # Five people in all, so the sum is told where both tables allow it; answers are of four people, and left out.
    assert lines[0].values == {"turns": 11, "people": 5, "answered": None, "clarified": None, "abstained": None}
    assert changed(lines) == later(8)
    conversations.erase("a" * 32)
    assert open_data.lines() == lines
    assert date(2026, 11, 2) not in {line.week for line in lines}
