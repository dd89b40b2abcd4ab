"""Figures of rankings, their table with the aims, and the three writings."""

import pytest

from core.intervals import Share
from core.text import fold
from knowledge import ranking
from knowledge.evaluation import Item, Ranked
from knowledge.writings import WRITINGS, written

RIGHT, OTHER = "1.900001", "1.900002"


def ranked(place: int | None, suite: str = "citizen", history: tuple[str, ...] = ()) -> tuple[Item, Ranked]:
    """A question whose procedure stands at `place`; 0 is as a variant of the first."""
    codes: Ranked = [(f"2.00000{number}", []) for number in range(10)]
    if place == 0:
        codes[0] = (OTHER, [RIGHT])
    elif place:
        codes[place - 1] = (RIGHT, [])
    return Item("q", suite, "…", frozenset({RIGHT}), history=history), codes


def test_figures_are_summed_up_by_group() -> None:
    made = ranking.sum_up([ranked(1), ranked(0), ranked(4), ranked(10), ranked(None), ranked(2, "dialect")])
    assert set(made) == {"answerable", "citizen", "citizen + dialect", "dialect"}
    citizen, joint = made["citizen"], made["citizen + dialect"]
    assert (citizen.at1, citizen.at5, citizen.alone) == (Share(2, 5), Share(3, 5), Share(1, 5))
    assert citizen.mrr.value == pytest.approx((1 + 1 + 1 / 4 + 1 / 10) / 5)
    assert (joint.at1, joint.at5) == (Share(2, 6), Share(4, 6))
    assert set(citizen.as_json()) == {"hit@1", "hit@5", "mrr@10", "hit@1, no variants"}


def test_follow_ups_stand_apart_and_together() -> None:
    made = ranking.sum_up([ranked(1, "conversation"), ranked(3, "conversation", ("Chào",))])
    told = {group: (one.at1.hits, one.at1.total) for group, one in made.items() if group.startswith("conversation")}
    assert told == {"conversation": (1, 2), "conversation, first turns": (1, 1), "conversation, follow-ups": (0, 1)}


def test_nothing_found_is_no_hit() -> None:
    made = ranking.sum_up([(Item("q", "citizen", "…", frozenset({RIGHT})), [])])["citizen"]
    assert (made.at1.hits, made.alone.hits, made.mrr.value) == (0, 0, 0.0)


def test_the_table_says_whether_an_aim_is_met() -> None:
    good, bad = ranking.sum_up([ranked(1)]), ranking.sum_up([ranked(None)])
    rows = ranking.rows({"as typed": good, "without accents": bad})
    joint = [row for row in rows if row[0] == "citizen + dialect"]
    assert [row[1] for row in joint] == ["as typed", "without accents"]
    assert joint[0][3] == "100.0% [21%-100%] ≥80% ✓"
    assert joint[1][4] == "0.0% [0%-79%] ≥94% ✗"
    assert "≥" not in "".join(row[3] for row in rows if row[0] == "citizen")
    assert all(len(row) == len(ranking.HEADS) for row in rows)


def test_a_share_of_nothing_meets_no_aim() -> None:
    assert ranking.cell(Share(0, 0), at_most=0.05) == "-"
    assert ranking.cell(Share(1, 10), at_most=0.05).endswith("≤5% ✗")
    assert ranking.cell(Share(0, 10), at_most=0.05).endswith("≤5% ✓")


def test_a_question_is_written_three_ways_the_same_at_every_run() -> None:
    item = Item(
        "q7", "citizen", "Đăng ký tạm trú cần giấy tờ gì vậy anh chị ơi", frozenset({RIGHT}), history=("Cho hỏi làm hộ chiếu ở đâu",)
    )
    assert written(item, "as typed") == item
    bare = written(item, "without accents")
    assert (bare.question, bare.history) == (fold(item.question), (fold(item.history[0]),))
    assert written(item, "simulated typos") == written(item, "simulated typos") != item
    assert {written(item, writing).expected for writing in WRITINGS} == {item.expected}
