"""Bringing in many records as drafts (nhập hàng loạt): read and judged first, nothing written; mended; then a draft a row."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit
from core.clock import now
from core.db import Database
from core.errors import Conflict, NotFound
from core.procedure import Procedure
from knowledge.editorial import content
from knowledge.editorial.drafts import Drafts
from knowledge.editorial.import_models import ImportRow, Run
from knowledge.editorial.merge import merge
from knowledge.editorial.ports import Clock, Records
from knowledge.editorial.repository import Repository
from knowledge.importers import reading
from knowledge.importers.columns import CODE, COLUMNS, NAME
from knowledge.importers.intake import Accepted, Intake
from knowledge.importers.job import differs, joined
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.report import Row
from knowledge.importers.spreadsheet import cell_name, read_rows, record_of
from knowledge.importers.watch import Watch, unwatched

_TWICE = "mã đã có ở dòng {place}"
_CHANGED = "đã có người sửa ô này sau khi đọc tệp; xin xem lại rồi lưu dòng này"
_BUSY = "thủ tục đang có bản nháp khác; hoàn tất hoặc rút bản đó trước"


class Imports:
    """Runs in the database. What is read changes nothing until `draft`. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, records: Records, clock: Clock = now) -> None:
        """Compare what is brought in with what stands: people's versions in `database`, else `records`."""
        self._database, self._records, self._clock = database, records, clock
        self._drafts = Drafts(database, records, clock)

    def read_spreadsheet(self, path: Path, name: str, by: str, watch: Watch = unwatched) -> int:
        """Read a spreadsheet and judge its rows; return the number of the run. Raises `ValueError` for a file that is none."""
        sheet = read_rows(path)
        seen: dict[str, str] = {}
        return self._keep("spreadsheet", name, by, [self._row(*one, seen) for one in watch(sheet.rows, "rows", len(sheet.rows))])

    def read_records(self, path: Path, name: str, by: str, checked: date | None, scope: Scope, watch: Watch = unwatched) -> int:
        """Read portal records, or our own, as `knowledge.importers.job.import_portal` does; return the number of the run."""
        intake = Intake(scope, checked).take_all(watch(reading.read(path), "records", reading.count(path)))
        return self.keep_intake("portal", name, by, intake)

    def keep_intake(self, kind: str, name: str, by: str, intake: Intake) -> int:
        """Keep what an intake sorted, to be looked at; return the number of the run."""
        rows = [self._of_portal(accepted) for _, accepted in sorted(intake.accepted.items())]
        rows += [_left(row, "bad") for row in intake.refused] + [_left(row, "kept_out") for row in intake.aside]
        return self._keep(kind, name, by, rows)

    def fix(self, row: int, by: str, cells: Mapping[str, str]) -> ImportRow:
        """Judge a bad row of a spreadsheet again, with other `cells` (by title).

        Raises:
            Conflict: the row is a draft already, or of no spreadsheet.
        """
        with self._database.begin() as session:
            found = _found(session, row, lock=True)
            if found.cells is None or found.state == "drafted":
                raise Conflict(f"row {row} is not to be mended")
            new = {**found.cells, **{title: text for title, text in cells.items() if title in found.cells}}
            judged = self._judged(found.place, new)
            others = sa.select(ImportRow).where(ImportRow.run_id == found.run_id, ImportRow.code == judged.code, ImportRow.id != row)
            if twin := session.scalars(others.where(ImportRow.state != "bad")).first():
                _spoil(judged, CODE.title, _TWICE.format(place=twin.place))
            for key in ("code", "name", "state", "problems", "cells", "content", "base"):
                setattr(found, key, getattr(judged, key))
            found.editors = sorted({*found.editors, by})
            audit.record(session, by, "import.fix", f"import:{found.run_id}", {"row": found.place, "state": found.state})
            return found

    def draft(self, run: int, by: str, watch: Watch = unwatched) -> dict[str, int]:
        """Make a draft of every good row; return how many are drafts now, and how many wait for another draft's end.

        Each row is a transaction of its own: what is done stays done, and the next try goes on with the others.
        """
        with self._database.read() as session:
            good = session.scalars(sa.select(ImportRow.id).where(ImportRow.run_id == run, ImportRow.state == "good").order_by(ImportRow.id))
            numbers = good.all()
        return dict(Counter(self._drafted(number, by) for number in watch(numbers, "drafts", len(numbers))))

    def run(self, number: int) -> Run:
        """Return a run. Raises `NotFound`."""
        with self._database.read() as session:
            if (run := session.get(Run, number)) is None:
                raise NotFound(f"no run {number}")
            return run

    def row(self, number: int) -> ImportRow:
        """Return a row. Raises `NotFound`."""
        with self._database.read() as session:
            return _found(session, number)

    def let_go(self, number: int, by: str) -> None:
        """Forget a run and its rows; the drafts that were made of it stay. Raises `NotFound`."""
        with self._database.begin() as session:
            if (run := session.get(Run, number)) is None:
                raise NotFound(f"no run {number}")
            session.execute(sa.delete(ImportRow).where(ImportRow.run_id == number))
            session.delete(run)
            audit.record(session, by, "import.let_go", f"import:{number}", {"name": run.name})

    def runs(self, most: int = 50) -> Sequence[Run]:
        """Return the latest runs, the newest first."""
        with self._database.read() as session:
            return session.scalars(sa.select(Run).order_by(Run.id.desc()).limit(most)).all()

    def rows(self, run: int, state: str | None = None, skip: int = 0, most: int = 100) -> Sequence[ImportRow]:
        """Return rows of a run in the order they were read, all or those of one state."""
        query = sa.select(ImportRow).where(ImportRow.run_id == run).order_by(ImportRow.id).offset(skip).limit(most)
        with self._database.read() as session:
            return session.scalars(query.where(ImportRow.state == state) if state else query).all()

    def counts(self, run: int) -> dict[str, int]:
        """Return how many rows of a run are in each state."""
        query = sa.select(ImportRow.state, sa.func.count().label("number")).where(ImportRow.run_id == run).group_by(ImportRow.state)
        with self._database.read() as session:
            return {row.state: row.number for row in session.execute(query)}

    def counts_of(self, runs: Collection[int]) -> dict[int, dict[str, int]]:
        """Return the counts of several runs by their numbers."""
        query = sa.select(ImportRow.run_id, ImportRow.state, sa.func.count().label("number")).where(ImportRow.run_id.in_(runs))
        found: dict[int, dict[str, int]] = {run: {} for run in runs}
        with self._database.read() as session:
            for row in session.execute(query.group_by(ImportRow.run_id, ImportRow.state)):
                found[row.run_id][row.state] = row.number
        return found

    def _row(self, number: int, cells: dict[str, str], seen: dict[str, str]) -> ImportRow:
        row = self._judged(str(number), cells)
        if row.code and (first := seen.setdefault(row.code, row.place)) != row.place:
            _spoil(row, CODE.title, _TWICE.format(place=first))
        return row

    def _judged(self, place: str, cells: dict[str, str]) -> ImportRow:
        code = cells[CODE.title].strip()
        old = self._stands(code)
        record, wrong = record_of(cells, old)
        problems = [{"column": title, "cell": cell_name(list(cells), title, place), "why": why} for title, why in wrong.items()]
        told = cells.get(NAME.title) or (old.name if old else "")
        return _new(place, code[:80] or None, record.name if record else told, _state(old, record), problems, record, old, cells)

    def _of_portal(self, accepted: Accepted) -> ImportRow:
        old = self._stands(accepted.record.code)
        record = joined(old, accepted)
        place = str(next(iter(accepted.where.values()), ""))
        return _new(place, record.code, record.name, _state(old, record), [], record, old)

    def _stands(self, code: str) -> Procedure | None:
        record = self._records.record(code)
        with self._database.read() as session:
            ground = self._drafts.ground(session, code, record)
        return content.finished(ground) if ground is not None else None

    def _keep(self, kind: str, name: str, by: str, rows: list[ImportRow]) -> int:
        with self._database.begin() as session:
            run = Run(kind=kind, name=Path(name).name[:200], by=by, at=self._clock())
            session.add(run)
            session.flush()
            for row in rows:
                row.run_id, row.editors = run.id, [by]
            session.add_all(rows)
            counts = dict(Counter(row.state for row in rows))
            audit.record(session, by, "import.read", f"import:{run.id}", {"kind": kind, **counts})
            return run.id

    def _drafted(self, number: int, by: str) -> str:
        with self._database.read() as session:
            row = _found(session, number)
        record = self._records.record(row.code or "")
        try:
            with self._database.begin() as session:
                row = _found(session, number, lock=True)
                if row.state != "good" or row.content is None:
                    return row.state
                ground = self._drafts.ground(session, row.content["code"], record)
                if (written := _onto(row, ground)) is None:
                    return row.state
                origin, note = session.get_one(Run, row.run_id).kind, f"import:{row.run_id}"
                version = self._drafts.start(session, row.content["code"], by, ground, written, origin, note, row.editors)
                row.state, row.version_id, row.problems = "drafted", version.id, []
                return "drafted"
        except sa.exc.IntegrityError:
            return self._waits(number)

    def _waits(self, number: int) -> str:
        """Somebody writes that procedure already: the row says so and is tried again, unless they write the very same."""
        with self._database.begin() as session:
            row = _found(session, number, lock=True)
            version = Repository(session).open_of(row.code or "")
            if version is not None and version.content == row.content:
                row.state, row.version_id, row.problems = "drafted", version.id, []
                return "drafted"
            row.problems = [{"column": CODE.title, "cell": "", "why": _BUSY}]
        return "waiting"


def _state(old: Procedure | None, record: Procedure | None) -> str:
    return "bad" if record is None else "good" if differs(old, record) else "same"


def _onto(row: ImportRow, ground: content.Content | None) -> content.Content | None:
    """Return what a good row makes of what stands now; None if that is nothing new, or it and others changed the same: the row says so."""
    brought, stands = row.content or {}, ground or {}
    merged = merge(row.base or {}, stands, brought)
    row.problems = []
    for one in merged.conflicts:
        title = next((column.title for column in COLUMNS if column.name == one.field and column.title in (row.cells or {})), one.field)
        _spoil(row, title, _CHANGED)
    if not merged.conflicts and not merged.mine:
        row.state = "same"
    return {**brought, **stands, **merged.mine} if row.state == "good" else None


def _new(
    place: str,
    code: str | None,
    name: str,
    state: str,
    problems: list[dict[str, str]],
    record: Procedure | None,
    old: Procedure | None = None,
    cells: Any = None,
) -> ImportRow:
    told, base = (content.of(one) if one else None for one in (record, old))
    code, name = code and code.replace("\0", ""), name.replace("\0", "")  # a NUL in a broken record: no text of PostgreSQL has one
    return ImportRow(place=place, code=code, name=name, state=state, problems=problems, cells=cells, content=told, base=base)


def _left(row: Row, state: str) -> ImportRow:
    """A record that could not be read, or is not ours to keep."""
    place = str(next((row[key] for key in ("line", "row", "file", "id") if key in row), ""))[:200]
    fields: Mapping[str, str] = row.get("fields") or {"": row.get("reason", "")}
    problems = [{"column": str(name), "cell": "", "why": str(why)[:500]} for name, why in fields.items()]
    return _new(place, str(row["code"])[:80] if row.get("code") else None, str(row.get("name") or ""), state, problems, None)


def _spoil(row: ImportRow, column: str, why: str) -> None:
    cell = cell_name(list(row.cells), column, row.place) if row.cells and column in row.cells else ""
    row.state, row.problems = "bad", [*row.problems, {"column": column, "cell": cell, "why": why}]


def _found(session: Session, number: int, lock: bool = False) -> ImportRow:
    if (row := session.get(ImportRow, number, with_for_update=lock or None)) is None:
        raise NotFound(f"no row {number}")
    return row
