"""The charts of the desk, as options of ECharts: how sure a model was, and what it confuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from console import pages
from console.models.told import Tenth, intent
from training.dialogue.models import DialogueModel

CELL, LEFT, TOP = 30, 200, 150  # pixels: a cell, and the room for the names of rows and columns
_PALEST, _DARKEST = 0.12, 0.55  # of a cell, so that its number is readable on it


@dataclass(frozen=True)
class Pair:
    """Sentences of one intent that were read as another one, and where they stand."""

    labelled: str
    read: str
    count: int
    url: str


@dataclass(frozen=True)
class Matrix:
    """What is confused with what, in one writing: the chart with its size in pixels, and the same as rows."""

    pairs: list[Pair]
    option: dict[str, Any]
    width: int
    height: int


def histogram(tenths: Sequence[Tenth]) -> dict[str, Any]:
    """Return how many sentences were read right and wrong, by how sure the model was."""
    series = [
        {
            "name": pages.text(f"models.{name}"),
            "type": "bar",
            "stack": "all",
            "color": colour,
            "data": [getattr(one, name) for one in tenths],
        }
        for name, colour in (("right", "--good"), ("wrong", "--bad"))
    ]
    return {
        "legend": {},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "category", "data": [f"{one.low}–{one.high} %" for one in tenths]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": series,
    }


def matrix(model: DialogueModel, writing: str) -> Matrix:
    """Return what a model confuses in a writing; only intents that are confused have a row or a column."""
    found = [(str(labelled), str(read), int(count)) for labelled, read, count in model.report["writings"][writing]["confusions"]]
    rows, columns = sorted({one[0] for one in found}, key=intent), sorted({one[1] for one in found}, key=intent)
    pairs = [Pair(labelled, read, count, _place(model.id, writing, labelled, read)) for labelled, read, count in found]
    most = max((pair.count for pair in pairs), default=1)
    cells = [_cell(pair, columns.index(pair.read), rows.index(pair.labelled), most) for pair in pairs]
    number = {"show": True, "formatter": "{@[2]}", "color": "--ink", "opacity": 1}
    option = {
        "grid": {"left": LEFT, "top": TOP, "width": CELL * len(columns), "height": CELL * len(rows), "outerBoundsMode": "none"},
        "tooltip": {"formatter": "{b}"},
        "xAxis": {**_axis(columns, {"rotate": 60, "width": TOP - 10}), "position": "top"},
        "yAxis": {**_axis(rows, {"width": LEFT - 20}), "inverse": True},
        "series": [{"type": "scatter", "symbol": "rect", "symbolSize": CELL - 3, "label": number, "data": cells}],
    }
    return Matrix(pairs, option, LEFT + CELL * len(columns) + 40, TOP + CELL * len(rows) + 20)


def _axis(names: Sequence[str], label: dict[str, int]) -> dict[str, Any]:
    labels = {"interval": 0, "overflow": "truncate", **label}
    return {
        "type": "category",
        "data": [intent(one) for one in names],
        "splitLine": {"show": True, "lineStyle": {"color": "--line"}},
        "axisLabel": labels,
    }


def _cell(pair: Pair, column: int, row: int, most: int) -> dict[str, Any]:
    told = pages.text("models.cell", labelled=intent(pair.labelled), read=intent(pair.read), count=pair.count)
    shade = _PALEST + (_DARKEST - _PALEST) * pair.count / most
    return {"name": told, "value": [column, row, pair.count], "url": pair.url, "itemStyle": {"color": "--bad", "opacity": round(shade, 2)}}


def _place(model: int, writing: str, labelled: str, read: str) -> str:
    return f"/models/{model}/matrix?{urlencode({'writing': writing, 'labelled': labelled, 'read': read})}#sentences"
