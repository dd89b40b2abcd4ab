"""Tables of the scoreboard: the same cells are drawn on the page and written into a file."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from console import pages
from conversations.figures.schemas import ALL, COUNTS, NONE, UNKNOWN, Cell, Week

Value = int | float | str | None


@dataclass(frozen=True)
class Box:
    """What stands in one place of a table: the value for files, its words, where its rows are, and what more is to be said."""

    value: Value
    text: str
    url: str = ""
    left: str = ""  # how many of the rows are still there, where some are gone: then that is what leads to them
    hint: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table: `keys` are what its columns are called in files, the first box of each row is its head."""

    name: str
    keys: tuple[str, ...]
    rows: list[list[Box]]
    total: list[Box] = field(default_factory=list)
    labels: tuple[str, ...] = ()  # of columns whose names are no words of ours: the last ones

    @property
    def heads(self) -> list[str]:
        """What its columns are called on the page."""
        ours = self.keys[: len(self.keys) - len(self.labels)]
        return [*(pages.text(f"scoreboard.column_{key}") for key in ours), *self.labels]


def plain(value: Value, text: str = "", **more: str) -> Box:
    """Return a box without rows."""
    return Box(value, text or ("–" if value is None else pages.amount(value) if isinstance(value, int | float) else value), **more)


def channel_name(channel: str) -> str:
    """Return what a channel is called."""
    return pages.words().get(f"scoreboard.channel_{'all' if channel == ALL else channel}", channel)


def topic_name(topic: str) -> str:
    """Return what a topic is called."""
    words = {ALL: "scoreboard.topic_all", NONE: "scoreboard.topic_none", UNKNOWN: "scoreboard.topic_unknown"}
    return pages.text(words[topic]) if topic in words else topic


def status_name(status: str) -> str:
    """Return what the status of an answer is called."""
    return pages.words().get(f"scoreboard.status_{status}", status)


def seconds(value: float | None) -> str:
    """Return a time that somebody waited."""
    return "–" if value is None else pages.text("scoreboard.seconds", seconds=pages.amount(round(value, 1)))


@dataclass(frozen=True)
class Links:
    """Makes boxes of figures; only for who `may` see rows do they lead there."""

    may: bool

    def box(self, week: Week, figure: str, cell: Cell, hint: str = "") -> Box:
        """Return a figure with the way to its rows."""
        if figure in ("p50", "p95"):
            value = week.measured(figure, *cell)
            return self._rows(week, "timed", cell, value, seconds(value), hint)
        count = week.count(figure, *cell)
        return self._rows(week, figure, cell, count, pages.amount(count), hint)

    def url(self, week: Week, figure: str, cell: Cell) -> str:
        """Return where all the rows of a figure are; nothing where some are gone, or none were."""
        count = week.count(figure, *cell)
        return _address(week, figure, cell) if self.may and count and week.rows(figure, *cell) == count else ""

    def _rows(self, week: Week, figure: str, cell: Cell, value: Value, text: str, hint: str) -> Box:
        count, there = week.count(figure, *cell), week.rows(figure, *cell)
        if not self.may or not count or figure not in COUNTS:
            return Box(value, text, hint=hint)
        if there == count:
            return Box(value, text, _address(week, figure, cell), hint=hint)
        if there is None:
            return Box(value, text, hint=hint)
        left = pages.text("scoreboard.left", count=pages.amount(there)) if there else pages.text("scoreboard.left_none")
        return Box(value, text, _address(week, figure, cell) if there else "", left, hint)


def _address(week: Week, figure: str, cell: Cell) -> str:
    return address("/scoreboard/rows", week=week.week.isoformat(), figure=figure, channel=cell[0], topic=cell[1])


def address(path: str, **asked: str) -> str:
    """Return an address of the desk; what asks for everything is left out."""
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value and value != ALL})}".rstrip("?")
