"""What is beyond chance, what rises, and a forecast: against numbers worked out by hand."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.figures.chance import difference, rate_ratio, ratio
from conversations.figures.demand import BEFORE, LEAST_PEOPLE, demand, forecast
from conversations.figures.schemas import ALL, NONE, Cells, Week
from core.intervals import Share, wilson
from core.weeks import WEEK

MONDAY = date(2026, 9, 7)


def weeks(**history: list[int]) -> list[Week]:
    """Weeks that follow one another, with the people of each topic; `all` is everybody."""
    made = []
    for at, everybody in enumerate(history["all"]):
        cells: dict[tuple[str, str], dict[str, float]] = {(ALL, ALL): {"turns": everybody, "people": everybody}}
        for topic, counts in history.items():
            if topic != "all" and counts[at]:
                cells[ALL, NONE if topic == "none" else topic] = {"people": counts[at]}
        made.append(Week(MONDAY + WEEK * at, True, True, cells, everybody))
    return made


def test_a_forecast_by_hand() -> None:
    # Counts 10, 14, 12, 20; each level lies half of the way to the next count.
    #   level 10; misses 14 by 4, level 12; misses 12 by 0, level 12; misses 20 by 8, level 16.
    # The mean square of the misses is (16 + 0 + 64) / 3 = 26.67, more than Poisson's 16; its root is 5.164.
    # Student's t of three degrees is 3.182: 16 ± 16.43, and nobody less than nobody.
    found = forecast([10, 14, 12, 20])
    assert found
    assert found.value == 16
    assert (found.low, round(found.high, 2)) == (0.0, 32.43)


def test_a_forecast_of_what_never_changes_is_as_wide_as_chance() -> None:
    # Five weeks of 400: nothing was missed, so Poisson's root of 400, 20, and t of four degrees, 2.776: 400 ± 55.5.
    found = forecast([400] * 5)
    assert found
    assert (found.value, round(found.low, 1), round(found.high, 1)) == (400, 344.5, 455.5)


def test_few_weeks_tell_nothing() -> None:
    assert forecast([]) is None
    assert forecast([10, 14, 12]) is None
    assert forecast([0, 0, 0, 0]) is not None


@given(st.lists(st.integers(0, 100_000), min_size=4, max_size=60))
def test_a_forecast_lies_among_what_was_seen(counts: list[int]) -> None:
    found = forecast(counts)
    assert found
    assert min(counts) - 1e-6 <= found.value <= max(counts) + 1e-6
    assert 0 <= found.low <= found.value <= found.high


def test_a_count_beside_that_of_the_week_before() -> None:
    # 150 and 100: ratio 1.5, log spread 1.96 × √(1/150 + 1/100) = 0.2530, so 1.165 to 1.932.
    change = ratio(150, 100)
    assert change
    assert (change.value, round(change.low, 3), round(change.high, 3), change.beyond) == (1.5, 1.165, 1.932, True)
    # The same from people with ten turns each (sum of squares 1,500 and 1,000): 1.96 × √(1,500/150² + 1,000/100²) = 0.8002.
    clumped = ratio(150, 100, 1_500, 1_000)
    assert clumped
    assert (round(clumped.low, 3), round(clumped.high, 3), clumped.beyond) == (0.674, 3.339, False)
    assert ratio(5, 0) is None
    assert ratio(0, 5) is None


def test_a_share_beside_that_of_the_week_before() -> None:
    # Newcombe 1998, table II, example a: 56/70 and 48/80 differ by 0.2, from 0.0524 to 0.3339.
    change = difference((56, 70), (48, 80))
    assert change
    assert [round(one, 4) for one in (change.value, change.low, change.high)] == [0.2, 0.0524, 0.3339]
    assert change.beyond
    clumped = difference((56, 70), (48, 80), (4.0, 4.0))
    assert clumped
    assert not clumped.beyond
    assert difference((0, 0), (1, 2)) is None


def test_a_rate_beside_that_of_weeks_before() -> None:
    # 30 this week, 40 in four before: three times the mean of ten. Of 70 in all, 30 is a share of 0.4286; Wilson at 2.576 is 0.2890 to
    # 0.5805, as a ratio of rates 4 × 0.2890 / 0.7110 = 1.63 to 4 × 0.5805 / 0.4195 = 5.54.
    change = rate_ratio(30, 40, 4)
    assert change
    assert (change.value, round(change.low, 2), round(change.high, 2), change.beyond) == (3.0, 1.63, 5.54, True)
    assert rate_ratio(0, 0, 4) is None
    assert rate_ratio(3, 1, 0) is None
    new = rate_ratio(12, 0, 4)
    assert new
    assert (new.value, new.high, new.beyond) == (math.inf, math.inf, True)


def test_wilson_is_that_of_a_share() -> None:
    assert wilson(56, 70) == Share(56, 70).interval
    assert wilson(0, 0) == (0.0, 1.0)


def test_only_what_rises_beyond_chance_is_named() -> None:
    found = demand(
        weeks(all=[100, 100, 100, 100, 140], up=[10, 10, 10, 10, 30], same=[40, 40, 40, 40, 44], few=[1, 0, 1, 0, 9], none=[5] * 4 + [50])
    )
    assert found
    assert [(one.topic, one.people, one.mean, round(one.change.low, 2)) for one in found.rising] == [("up", 30, 10.0, 1.63)]
    assert found.compared == BEFORE
    assert [one.topic for one in found.topics] == ["same", "up", "few", NONE]
    assert found.topics[1].history == [10, 10, 10, 10, 30]
    assert LEAST_PEOPLE == 10


def test_a_topic_that_was_not_there_before_rises() -> None:
    found = demand(weeks(all=[50, 50, 80], new=[0, 0, 12]))
    assert found
    (risen,) = found.rising
    assert (risen.topic, risen.mean, risen.change.value) == ("new", 0.0, math.inf)
    assert found.everything.forecast is None  # three weeks are too few


def test_weeks_before_anybody_asked_do_not_count() -> None:
    found = demand(weeks(all=[0, 0, 10, 14, 12, 20]))
    assert found
    assert (found.weeks[0], found.everything.history) == (MONDAY + 2 * WEEK, [10, 14, 12, 20])
    assert found.everything.forecast
    assert found.everything.forecast.value == pytest.approx(16)
    assert demand(weeks(all=[0, 0])) is None
    assert demand([]) is None


def test_one_week_compares_with_nothing() -> None:
    cells: Cells = {(ALL, ALL): {"turns": 20, "people": 20}, (ALL, "x"): {"people": 20}}
    found = demand([Week(MONDAY, True, True, cells, 20)])
    assert found
    assert (found.rising, found.compared) == ([], 0)
