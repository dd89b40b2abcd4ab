"""Reports in our own database, exported in a documented form (docs/feedback.md): line 1022 has no public interface to hand them to."""

import csv
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Any, TextIO, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Database, Instant
from core.errors import TooManyRequests
from core.text import normalize
from core.text.mask import mask
from portal.feedback import MOST_CONTACT, MOST_PLACE, MOST_WHAT, Filed, Report

COLUMNS = ("number", "at", "channel", "language", "what", "place", "contact")
_KEPT = frozenset({"address"})  # where something is wrong is what a report is about
_DAY = timedelta(days=1)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


class ReportRow(Base):
    """A report as it is stored. `person` and `contact` are empty once its author had them erased."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(2))
    what: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str] = mapped_column(sa.Text)
    contact: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Instant, index=True)

    @property
    def number(self) -> str:
        """What the person is told."""
        return f"PA-{self.id:06d}"


class SampleFeedback:
    """The `FeedbackPort` over our database; `export` hands the reports on, as a file."""

    def __init__(self, database: Database, per_day: int = 5, clock: Callable[[], datetime] | None = None) -> None:
        """Keep reports in `database`, at most `per_day` of one person."""
        self._database, self._per_day = database, per_day
        self._clock = clock or (lambda: datetime.now(timezone.utc))

    def file(self, report: Report) -> Filed:
        """As the port."""
        with self._database.begin() as session:
            at = self._clock()
            today = sa.select(sa.func.count()).where(ReportRow.person == report.person, ReportRow.at >= at - _DAY)
            if (session.scalar(today) or 0) >= self._per_day:
                raise TooManyRequests(f"more than {self._per_day} reports of one person in a day")
            row = ReportRow(
                person=report.person,
                channel=report.channel[:32],
                language=report.language[:2],
                what=mask(normalize(report.what), _KEPT)[:MOST_WHAT],
                place=mask(normalize(report.place), _KEPT | {"name"})[:MOST_PLACE],
                contact=normalize(report.contact)[:MOST_CONTACT] if report.contact else None,
                at=at,
            )
            session.add(row)
            session.flush()
            return _filed(row)

    def of(self, person: str) -> list[Filed]:
        """As the port."""
        with self._database.read() as session:
            mine = sa.select(ReportRow).where(ReportRow.person == person).order_by(ReportRow.id.desc())
            return [_filed(row) for row in session.scalars(mine)]

    def unreach(self, person: str) -> int:
        """As the port."""
        return self._change({"contact": None}, ReportRow.person == person, ReportRow.contact.is_not(None))

    def forget_before(self, moment: datetime) -> int:
        """As the port."""
        linked = sa.or_(ReportRow.person.is_not(None), ReportRow.contact.is_not(None))
        return self._change({"person": None, "contact": None}, ReportRow.at < moment, linked)

    def forget(self, person: str) -> int:
        """As the port."""
        return self._change({"person": None, "contact": None}, ReportRow.person == person)

    def export(self, since: datetime | None = None) -> list[dict[str, Any]]:
        """Return the reports filed at `since` or later, the oldest first, as docs/feedback.md says."""
        with self._database.read() as session:
            query = sa.select(ReportRow).order_by(ReportRow.id)
            rows = session.scalars(query.where(ReportRow.at >= since) if since else query)
            return [{name: row.at.isoformat() if name == "at" else getattr(row, name) for name in COLUMNS} for row in rows]

    def _change(self, values: dict[str, Any], *where: sa.ColumnElement[bool]) -> int:
        with self._database.begin() as session:
            return cast("sa.CursorResult[Any]", session.execute(sa.update(ReportRow).where(*where).values(values))).rowcount


def write_json_lines(rows: Iterable[dict[str, Any]], file: TextIO) -> int:
    """Write one JSON object a line; return how many."""
    lines = [file.write(json.dumps(row, ensure_ascii=False) + "\n") for row in rows]
    return len(lines)


def write_csv(rows: Iterable[dict[str, Any]], file: TextIO) -> int:
    """Write a CSV table with a header; return how many rows. What a spreadsheet would run as a formula is quoted."""
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    lines = [writer.writerow({name: _harmless(value) for name, value in row.items()}) for row in rows]
    return len(lines)


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _filed(row: ReportRow) -> Filed:
    return Filed(row.number, row.what, row.place, row.at, row.contact)
