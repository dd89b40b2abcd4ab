"""What the pages of the scoreboard show, and what its files hold: the same tables."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from console import pages
from console.judging.room import judging
from console.parts import Parts
from console.scoreboard import tables
from console.scoreboard.cells import Links, Table, plain
from console.scoreboard.wiring import opened
from conversations.figures.demand import Demand, demand
from conversations.figures.schemas import ALL, Asked, Cell, Rows, Week
from core import spreadsheet
from core.errors import NotFound
from core.weeks import WEEK
from knowledge.fields import named

WEEKS = 12  # shown side by side
_BACK = 26  # weeks a forecast looks back
_BUSY = 20  # procedures
_JUDGED = ("judged", "wrong", "partly")


@dataclass
class Desk:
    """The figures as one person asks for them: of a week, of one channel or all, of one topic or all."""

    parts: Parts
    may: bool  # see the rows
    asked: str = ""  # the week, as it stands in the address
    channel: str = ALL
    topic: str = ALL

    def __post_init__(self) -> None:
        """Open the board. Pages store nothing: what the worker has not stored is counted when it is shown."""
        self.board, self.links = opened(self.parts.settings, self.parts.database, self.parts.clock), Links(self.may)

    @property
    def cell(self) -> Cell:
        """What is asked for."""
        return self.channel, self.topic

    @cached_property
    def known(self) -> list[date]:
        """The weeks there are figures of, the latest first."""
        return list(self.board.known())[::-1]

    @cached_property
    def week(self) -> date:
        """The week that is shown: the one asked for, else the latest that is over, else the present one."""
        try:
            wanted = date.fromisoformat(self.asked)
            monday = date.fromordinal(wanted.toordinal() - wanted.weekday())
        except (ValueError, OverflowError):
            monday = None
        over = next((week for week in self.known if week < self.board.present()), self.board.present())
        return monday if monday in self.known else over

    @cached_property
    def now(self) -> Week:
        """Its figures."""
        return self.board.week(self.week)

    @cached_property
    def before(self) -> Week | None:
        """Those of the week before, if they are known."""
        return self.board.week(self.week - WEEK) if self.week - WEEK in self.known else None

    @cached_property
    def weeks(self) -> list[Week]:
        """The figures of the weeks up to the one shown, the oldest first."""
        return self.board.history(self.week, WEEKS)

    @cached_property
    def latest(self) -> Week:
        """The figures of the week shown if it is over, else of the one before."""
        return self.now if self.now.over or not self.before else self.before

    @cached_property
    def demand(self) -> Demand | None:
        """What was asked for in that week."""
        return demand(self.board.history(self.latest.week, _BACK), self.channel) if self.latest.over else None

    def rows(self, figure: str, page: int) -> tuple[Rows, int]:
        """Return a page of the rows of a figure, and the figure. Raises `NotFound`."""
        asked = Asked(self.week, figure, *self.cell)
        found, stored = self.board.rows(asked, page), self.board.stored(asked)
        return found, found.total if stored is None else stored

    def waiting(self, figure: str, by: str) -> set[int]:
        """Return the turns whose verdicts `by` may not know yet, since they are a judge of them too; none of what nobody judges."""
        return set(judging(self.parts).queue(by, self.week)) if figure in _JUDGED else set()

    def table(self, name: str) -> Table:
        """Return a table by its name. Raises `NotFound`."""
        made: dict[str, Callable[[], Table]] = {
            "week": lambda: tables.of_week(self.now, self.before, self.cell, self.links),
            "channels": lambda: tables.by_channel(self.now, self.topic, self.links),
            "topics": lambda: tables.by_topic(self.now, self.channel, self.links),
            "weeks": lambda: tables.by_week(self.weeks, self.cell, self.links),
            "people": lambda: tables.by_week_and_channel(self.weeks, self.links),
            "demand": lambda: tables.topics(self.demand, self.latest, self.channel, self.links) if self.demand else Table("demand", (), []),
            "rising": lambda: tables.rising(self.demand) if self.demand else Table("rising", (), []),
            "procedures": self._procedures,
        }
        if name not in made:
            raise NotFound(f"no table {name}")
        return made[name]()

    def week_in(self, table: Table) -> date:
        """Return the week that a table tells of: what people ask for is told of a week that is over."""
        return self.latest.week if table.name in ("demand", "rising", "procedures") else self.week

    def name_of(self, code: str) -> str:
        """Return what a procedure of the live release is called, or its code."""
        found = named(self.parts.settings.releases).get(code)
        return found.name if found else code

    def _procedures(self) -> Table:
        found = self.board.procedures(self.latest.week, self.channel, _BUSY)
        rows = [[plain(one.code), plain(self.name_of(one.code)), plain(one.people), plain(one.turns)] for one in found]
        return Table("procedures", ("code", "procedure", "people", "turns"), rows)

    def file(self, table: Table, form: str) -> str:
        """Return a table as a file: CSV for spreadsheets, or JSON."""
        rows = [*table.rows, *([table.total] if table.total else [])]
        if form == "csv":
            lines = [["" if box.value is None else box.value for box in row] for row in rows]
            return spreadsheet.MARK + spreadsheet.row(table.keys) + "".join(map(spreadsheet.row, lines))
        told = [dict(zip(table.keys, (box.value for box in row), strict=True)) for row in rows]
        head = {"table": table.name, "week": self.week_in(table).isoformat(), "channel": self.channel, "topic": self.topic}
        return json.dumps({**head, "rows": told}, ensure_ascii=False, indent=1) + "\n"


def week_text(week: date) -> str:
    """Return a week for a list to choose from."""
    return pages.text("scoreboard.span", first=f"{week:%d/%m}", last=pages.day(date.fromordinal(week.toordinal() + 6)))
