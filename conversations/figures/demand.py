"""What people ask for: the busiest topics and procedures, what rises, and what next week may bring. Everything counts people, not turns."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from conversations.figures.chance import Change, rate_ratio
from conversations.figures.schemas import ALL, NONE, UNKNOWN, Week

BEFORE = 4  # weeks that the present one is compared with
LEAST_PEOPLE = 10  # of a topic: with fewer nothing is said of its rise
LEAST_WEEKS = 4  # for a forecast
WEIGHT = 0.5  # of the latest week in the level: as much as all before it together, since demand moves with deadlines and rules
# Two-sided 95 % quantiles of Student's t, by degrees of freedom from 1; the normal one after that.
_T = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131)
_NORMAL = 1.96


@dataclass(frozen=True)
class Forecast:
    """The people of next week: the likeliest number, and the bounds that 19 of 20 weeks keep."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Rise:
    """A topic that more people asked about than before: this week's, and the mean of so many weeks before."""

    topic: str
    people: int
    mean: float
    change: Change


@dataclass(frozen=True)
class Topic:
    """A topic of the week, with the people of each week up to it, the oldest first; `forecast` is None where weeks are too few."""

    topic: str
    people: int
    history: list[int]
    forecast: Forecast | None


@dataclass(frozen=True)
class Busy:
    """A procedure that many asked about, while the rows are there."""

    code: str
    people: int
    turns: int


@dataclass(frozen=True)
class Demand:
    """What was asked for in a week that is over; `weeks` are those that are known up to it."""

    week: date
    weeks: list[date]
    everything: Topic
    topics: list[Topic]
    rising: list[Rise]
    compared: int  # weeks before, that it was compared with


def forecast(counts: Sequence[float]) -> Forecast | None:
    """Return what follows on weekly counts, the oldest first, by simple exponential smoothing; None for fewer than four.

    The level starts with the first count and moves half of the way to each next one. The spread is the root of the mean square of what the
    level missed one week ahead, at least Poisson's, times Student's t of as many degrees as there were misses. There are no seasons in it:
    those would take years.
    """
    if len(counts) < LEAST_WEEKS:
        return None
    level, misses = counts[0], []
    for count in counts[1:]:
        misses.append(count - level)
        level += WEIGHT * (count - level)
    spread = math.sqrt(max(level, sum(miss * miss for miss in misses) / len(misses)))
    width = spread * (_T[len(misses) - 1] if len(misses) <= len(_T) else _NORMAL)
    return Forecast(level, max(0.0, level - width), level + width)


def demand(weeks: Sequence[Week], channel: str = ALL) -> Demand | None:
    """Return what was asked for in the last of `weeks`, which follow one another, the oldest first; None for none."""
    known = _begun(weeks)
    if not known:
        return None
    latest, former = known[-1], known[-1 - BEFORE : -1]
    topics = sorted({topic for week in known for topic in week.topics(channel)})
    made = [_topic(topic, known, channel) for topic in topics]
    rises = [_rise(topic, latest, former, channel) for topic in topics if topic not in (NONE, UNKNOWN)]
    return Demand(
        latest.week,
        [week.week for week in known],
        _topic(ALL, known, channel),
        sorted(made, key=lambda one: (one.topic in (NONE, UNKNOWN), -one.people, one.topic)),
        sorted((one for one in rises if one), key=lambda one: (-one.change.low, one.topic)),
        len(former),
    )


def _begun(weeks: Sequence[Week]) -> list[Week]:
    """Leave out the weeks before anybody asked."""
    first = next((at for at, week in enumerate(weeks) if week.count("turns")), len(weeks))
    return list(weeks[first:])


def _topic(topic: str, weeks: Sequence[Week], channel: str) -> Topic:
    history = [week.count("people", channel, topic) for week in weeks]
    return Topic(topic, history[-1], history, forecast(history))


def _rise(topic: str, latest: Week, former: Sequence[Week], channel: str) -> Rise | None:
    now = latest.count("people", channel, topic)
    before = sum(week.count("people", channel, topic) for week in former)
    change = rate_ratio(now, before, len(former)) if now >= LEAST_PEOPLE else None
    return Rise(topic, now, before / len(former), change) if change and change.low > 1 else None
