"""The charts of the scoreboard, as ECharts options; the table beside each tells the same."""

from collections.abc import Sequence
from typing import Any

from console import pages
from console.scoreboard.cells import Links, channel_name, topic_name
from conversations.figures.comparing import LEAST_JUDGED
from conversations.figures.schemas import ALL, Cell, Week

_OUTCOMES = (("answered", "--good"), ("wrong", "--bad"), ("clarified", "--chart-1"), ("abstained", "--chart-2"), ("errors", "--chart-6"))
_MOST = 12  # topics in a chart
Option = dict[str, Any]


def outcomes_by_week(weeks: Sequence[Week], cell: Cell, links: Links) -> Option:
    """Stacked columns: what became of the questions of each week."""
    return _stacked([f"{week.week:%d/%m}" for week in weeks], [(week, cell) for week in weeks], links)


def outcomes_by_channel(week: Week, topic: str, links: Links) -> Option:
    """Stacked bars: what became of the questions of each channel."""
    channels = week.channels()[::-1]
    return _lying(_stacked([channel_name(one) for one in channels], [(week, (one, topic)) for one in channels], links))


def outcomes_by_topic(week: Week, channel: str, links: Links) -> Option:
    """Stacked bars: what became of the questions about the topics most people asked about."""
    topics = week.topics(channel)[:_MOST][::-1]
    return _lying(_stacked([topic_name(one) for one in topics], [(week, (channel, one)) for one in topics], links))


def latency(weeks: Sequence[Week], cell: Cell, links: Links) -> Option:
    """Two lines: how long people waited."""
    return {
        **_frame([f"{week.week:%d/%m}" for week in weeks]),
        "tooltip": {"trigger": "axis"},
        "series": [
            {
                "name": pages.text(f"scoreboard.column_{part}"),
                "type": "line",
                "data": [{"value": week.measured(part, *cell), "url": links.url(week, "timed", cell)} for week in weeks],
            }
            for part in ("p50", "p95")
        ],
    }


def people(weeks: Sequence[Week], links: Links) -> Option:
    """Stacked columns: the people of each channel, week by week."""
    channels = list(dict.fromkeys(channel for week in reversed(weeks) for channel in week.channels()))
    series = [
        {
            "name": channel_name(channel),
            "type": "bar",
            "stack": "all",
            "data": [_point(week.count("people", channel), links.url(week, "people", (channel, ALL))) for week in weeks],
        }
        for channel in channels
    ]
    return {**_frame([f"{week.week:%d/%m}" for week in weeks]), "tooltip": {"trigger": "axis"}, "series": series}


def _stacked(names: list[str], cells: Sequence[tuple[Week, Cell]], links: Links) -> Option:
    series = []
    for figure, colour in _OUTCOMES:
        data = [_point(_outcome(week, figure, cell), "" if figure == "wrong" else links.url(week, figure, cell)) for week, cell in cells]
        if figure != "wrong" or any(one["value"] for one in data):
            name = pages.text("scoreboard.estimated" if figure == "wrong" else f"scoreboard.column_{figure}")
            series.append({"name": name, "type": "bar", "stack": "all", "itemStyle": {"color": colour}, "data": data})
    return {**_frame(names), "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}}, "series": series}


def _outcome(week: Week, figure: str, cell: Cell) -> int:
    """Of what was answered, as much counts as wrong as of those judged that chance chose; where few were judged nobody knows."""
    answered, judged = week.count("answered", *cell), week.count("judged_answered", *cell)
    wrong = round(answered * week.count("wrong_answered", *cell) / judged) if judged >= LEAST_JUDGED else 0
    return {"answered": answered - wrong, "wrong": wrong}.get(figure, week.count(figure, *cell))


def _point(value: int, url: str) -> Option:
    return {"value": value, "url": url} if url else {"value": value}


def _frame(names: list[str]) -> Option:
    grid = {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True}
    return {
        "legend": {"top": 4, "type": "scroll"},
        "grid": grid,
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value", "minInterval": 1},
    }


def _lying(option: Option) -> Option:
    return {**option, "xAxis": option["yAxis"], "yAxis": {**option["xAxis"], "axisLabel": {"width": 150, "overflow": "truncate"}}}
