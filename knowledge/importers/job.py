"""Import records into the state folder: idempotent, and nothing is lost in silence."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from core import locks
from core.procedure import Procedure
from knowledge.importers.intake import Accepted, Intake
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.originals import Originals
from knowledge.importers.reading import Where, count, read
from knowledge.importers.report import ASIDE, QUARANTINE, Change, Report, write_rows
from knowledge.importers.watch import Watch, unwatched
from knowledge.repository import ProcedureRepository

__all__ = ["Report", "confirm", "differs", "drop", "import_portal", "import_records", "joined", "settle"]

# What people add and the portal does not have: a portal record must not wipe it.
_OURS = ("aliases", "variants", "valid_from", "valid_to")


def import_portal(
    path: Path, target: Path, checked: date | None, scope: Scope | None = None, watch: Watch = unwatched, *, dry_run: bool = False
) -> Report:
    """Import the records of `path` into `target`: a file of JSON lines (plain or .gz), or a folder of single files.

    Both the portal's form and our own (an export) are read. Records imported before and absent here stay.

    Args:
        path: the file or folder.
        target: the state folder of the knowledge; `quarantine.jsonl` and `kept-out.jsonl` there say what was left out.
        checked: the day the records were taken from the portal.
        scope: which of the portal's records are kept; the city's and the nation's unless told otherwise.
        watch: sees each record go by.
        dry_run: tell what would change, and write nothing.

    Raises:
        ValueError: a line is not JSON; nothing is imported then.
    """
    return import_records(watch(read(path), "records", count(path)), target, checked, scope, dry_run=dry_run)


def import_records(
    rows: Iterable[tuple[Where, Any]], target: Path, checked: date | None, scope: Scope | None = None, *, dry_run: bool = False
) -> Report:
    """Import raw records; see `import_portal`."""
    intake = Intake(scope or Scope(), checked)
    if dry_run:
        return settle(intake.take_all(rows), target, dry_run=True)
    with Originals.open(target) as originals:
        intake.known = originals.updated()
        intake.take_all(rows)
        originals.put(intake.received)
    return settle(intake, target)


def settle(intake: Intake, target: Path, *, dry_run: bool = False) -> Report:
    """Store what `intake` accepted and write its two files; return the report."""
    repository = ProcedureRepository(target, target / "imported.jsonl")
    with nullcontext() if dry_run else _alone(target):
        before = {record.code: record for record in repository.imported()}
        gone = _gone(before, intake)
        new = {code: joined(before.get(code), accepted) for code, accepted in intake.accepted.items()}
        after = {code: record for code, record in (before | new).items() if code not in gone}
        if after != before and not dry_run:
            repository.replace_imported(after[code] for code in sorted(after))
    if intake.read and not dry_run:  # an import of nothing does not wipe what the last one said
        write_rows(target / QUARANTINE, intake.refused)
        write_rows(target / ASIDE, intake.aside)
    changes = [(before.get(code), record) for code, record in sorted(new.items()) if differs(before.get(code), record)]
    return _report(intake, target, changes, len(gone))


def drop(target: Path, sources: set[str]) -> int:
    """Take out the records made of `sources` (addresses at the portal); return how many stood."""
    repository = ProcedureRepository(target, target / "imported.jsonl")
    with _alone(target):
        before = repository.imported()
        after = [record for record in before if record.source_url not in sources]
        if after != before:
            repository.replace_imported(after)
    return len(before) - len(after)


def confirm(target: Path, sources: set[str], day: date) -> None:
    """Note that the records made of `sources` (addresses at the portal) were looked at on `day` and still hold."""
    repository = ProcedureRepository(target, target / "imported.jsonl")
    with _alone(target):
        before = repository.imported()
        after = [record.model_copy(update={"checked": day}) if record.source_url in sources else record for record in before]
        if after != before:
            repository.replace_imported(after)


def _report(intake: Intake, target: Path, changes: list[Change], removed: int) -> Report:
    return Report(
        read=intake.read,
        imported=len(intake.accepted),
        changed=len(changes),
        refused=len(intake.refused),
        kept_out=intake.put_out(),
        replaced=intake.replaced,
        removed=removed,
        quarantine=target / QUARANTINE,
        aside=target / ASIDE,
        changes=changes,
        problems=intake.refused,
    )


def _gone(before: dict[str, Procedure], intake: Intake) -> set[str]:
    """A record leaves when the very record it was made of is kept out now, or bears another code now."""
    left = intake.barred | {accepted.record.source_url for accepted in intake.accepted.values() if accepted.portal}
    return {code for code, record in before.items() if record.source_url in left and code not in intake.accepted}


def joined(old: Procedure | None, accepted: Accepted) -> Procedure:
    """Return the record that is to stand: what people added to the `old` one and the portal does not have is kept."""
    new = accepted.record
    if old is None or not accepted.portal:
        return new
    kept: dict[str, Any] = {name: getattr(old, name) for name in _OURS if not getattr(new, name)}
    joined = new.model_copy(update=kept)
    if joined.checked is None and not differs(old, joined):  # nobody said when it was taken: the day known still holds
        return old
    return joined


def differs(old: Procedure | None, new: Procedure) -> bool:
    """The day of the last look is no change of the record."""
    return old is None or (old != new and old.model_copy(update={"checked": new.checked}) != new)


def _alone(target: Path) -> AbstractContextManager[None]:
    """Hold off another import while the records are read, joined and written."""
    return locks.alone(target / ".import.lock")
