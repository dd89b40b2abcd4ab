"""The tables of the scoreboard."""

import math

from console import pages
from console.scoreboard.cells import Box, Links, Table, address, channel_name, plain, seconds, topic_name
from conversations.figures.chance import Change
from conversations.figures.comparing import LEAST_JUDGED, WHOLE, change, enough, share
from conversations.figures.demand import Demand, Topic
from conversations.figures.schemas import ALL, Cell, Week
from core.intervals import Share

# In the order of the page.
SHOWN = (
    "turns", "people", "answered", "clarified", "abstained", "errors", "judged", "wrong", "partly", "good", "bad",
    "handovers", "helped", "returned", "contained", "p50", "p95",
)  # fmt: skip
BRIEF = ("turns", "people", "answered", "clarified", "abstained", "errors", "judged", "wrong", "handovers", "good", "bad", "p50", "p95")
_LATE = ("returned", "contained")  # told only when everybody has had seven days to come back
# Whether more of it is better; the others are neither.
_BETTER = {
    "answered": True,
    "contained": True,
    "good": True,
    "abstained": False,
    "errors": False,
    "wrong": False,
    "returned": False,
    "bad": False,
}


def of_week(now: Week, before: Week | None, cell: Cell, links: Links) -> Table:
    """Return every figure of one week beside the week before."""
    return Table("week", ("figure", "now", "share", "before", "change"), [_figure(one, now, before, cell, links) for one in SHOWN])


def by_channel(week: Week, topic: str, links: Links) -> Table:
    """Return the figures of each channel."""
    rows = [[plain(channel_name(channel)), *_brief(week, (channel, topic), links)] for channel in week.channels()]
    return Table("channels", ("channel", *BRIEF), rows, [plain(channel_name(ALL)), *_brief(week, (ALL, topic), links)])


def by_topic(week: Week, channel: str, links: Links) -> Table:
    """Return the figures of each topic."""
    rows = [[plain(topic_name(topic)), *_brief(week, (channel, topic), links)] for topic in week.topics(channel)]
    return Table("topics", ("topic", *BRIEF), rows, [plain(topic_name(ALL)), *_brief(week, (channel, ALL), links)])


def by_week(weeks: list[Week], cell: Cell, links: Links) -> Table:
    """Return the figures of each week, the latest first."""
    return Table("weeks", ("week", *BRIEF), [[_week(week), *_brief(week, cell, links)] for week in reversed(weeks)])


def by_week_and_channel(weeks: list[Week], links: Links) -> Table:
    """Return the people of each channel, week by week, the latest week first."""
    channels = list(dict.fromkeys(channel for week in reversed(weeks) for channel in week.channels()))
    rows = [[_week(week), *(links.box(week, "people", (channel, ALL)) for channel in (ALL, *channels))] for week in reversed(weeks)]
    return Table("people", ("week", "people", *channels), rows, labels=tuple(map(channel_name, channels)))


def topics(found: Demand, week: Week, channel: str, links: Links) -> Table:
    """Return what people asked about, week by week, and what next week may bring."""
    rows = [_demand(one, found, links.box(week, "people", (channel, one.topic))) for one in (found.everything, *found.topics)]
    return Table("demand", ("topic", "people", "former", "expected", "bounds"), rows)


def rising(found: Demand) -> Table:
    """Return the topics that rise beyond chance."""
    rows = [
        [
            plain(topic_name(one.topic)),
            plain(one.people),
            plain(round(one.mean, 1)),
            plain(None if math.isinf(one.change.value) else round(one.change.value, 2), _times(one.change)),
        ]
        for one in found.rising
    ]
    return Table("rising", ("topic", "people", "mean", "rise"), rows)


def span(week: Week) -> str:
    """Return a week as people write it: from which day to which."""
    return pages.text("scoreboard.span", first=f"{week.week:%d/%m}", last=pages.day(week.week.fromordinal(week.week.toordinal() + 6)))


def _brief(week: Week, cell: Cell, links: Links) -> list[Box]:
    return [links.box(week, figure, cell) for figure in BRIEF]


def _week(week: Week) -> Box:
    hint = "" if week.over else pages.text("scoreboard.running")
    if not week.whole:
        hint = pages.text("scoreboard.gone", left=pages.amount(week.left), count=pages.amount(week.count("turns")))
    return plain(week.week.isoformat(), span(week), hint=hint, url=address("/scoreboard", week=week.week.isoformat()))


def _figure(name: str, now: Week, before: Week | None, cell: Cell, links: Links) -> list[Box]:
    about = pages.text(f"scoreboard.about_{name}")
    head = plain(name, pages.text(f"scoreboard.column_{name}"), hint=about)
    if name in _LATE and not now.settled:
        return [head, plain(None, pages.text("scoreboard.late")), plain(None), plain(None), plain(None)]
    former = before if before and (name not in _LATE or before.settled) else None
    beside = links.box(former, name, cell) if former else plain(None)
    return [head, links.box(now, name, cell), _share(name, now, cell), beside, _change(name, now, former, cell)]


def _share(name: str, week: Week, cell: Cell) -> Box:
    found = share(week, name, cell)
    if not enough(week, name, cell):
        return plain(None, pages.text("scoreboard.too_few", count=week.count("judged", *cell), least=LEAST_JUDGED))
    if found is None:
        return plain(None, "–" if name not in WHOLE else pages.text("scoreboard.of_none"))
    return plain(round(found.value, 4), percent(found.value), hint=_interval(found))


def _interval(found: Share) -> str:
    low, high = found.interval
    return pages.text("scoreboard.interval", low=percent(low), high=percent(high), total=pages.amount(found.total))


def percent(value: float) -> str:
    """Return a share in per cent."""
    return f"{pages.amount(round(value * 100, 1))} %"


def _change(name: str, now: Week, before: Week | None, cell: Cell) -> Box:
    if before is None or not now.over:
        return plain(None)
    if name in ("p50", "p95"):
        return _slower(now.measured(name, *cell), before.measured(name, *cell))
    found = change(name, now, before, cell)
    if found is None:
        return plain(None)
    told = found.value - 1 if found.same else found.value
    size = percent(told) if found.same else pages.text("scoreboard.points", points=pages.amount(round(told * 100, 1)))
    text = f"{'+' if told > 0 else ''}{size}"
    if not found.beyond:
        return plain(round(told, 4), text, hint=pages.text("scoreboard.by_chance"))
    better = _BETTER.get(name)
    tone = "" if better is None else "better" if (told > 0) is better else "worse"
    return plain(round(told, 4), text, hint=pages.text("scoreboard.beyond"), tone=tone)


def _slower(now: float | None, before: float | None) -> Box:
    """Of waiting only the difference is told: what chance does to a percentile is not known."""
    if now is None or before is None:
        return plain(None)
    told = round(now - before, 2)
    return plain(told, f"{'+' if told > 0 else ''}{seconds(told)}")


def _demand(one: Topic, found: Demand, people: Box) -> list[Box]:
    former = [pages.amount(count) for count in one.history[-1 - found.compared : -1]]
    seen = one.forecast
    bounds = (
        plain(f"{seen.low:.0f}-{seen.high:.0f}", pages.text("scoreboard.bounds", low=_round(seen.low), high=_round(seen.high)))
        if seen
        else None
    )
    return [
        plain(topic_name(one.topic)),
        people,
        plain(" ".join(map(str, one.history[-1 - found.compared : -1])), " · ".join(former) or "–"),
        plain(round(seen.value, 1), _round(seen.value)) if seen else plain(None, pages.text("scoreboard.few_weeks")),
        bounds or plain(None),
    ]


def _round(value: float) -> str:
    return pages.amount(round(value))


def _times(change: Change) -> str:
    if math.isinf(change.value):
        return pages.text("scoreboard.new")
    return pages.text("scoreboard.times", times=pages.amount(round(change.value, 1)), low=pages.amount(round(change.low, 1)))
