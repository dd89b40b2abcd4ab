"""`troly knowledge import | sync | export | template | original`: records in and out."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from core.clock import VIETNAM
from core.settings import Settings

if TYPE_CHECKING:
    from knowledge.importers.intake import Intake
    from knowledge.importers.report import Report
    from knowledge.importers.sync import Keep

T = TypeVar("T")


def import_(
    file: Annotated[Path, typer.Argument(exists=True, help="JSON lines (.jsonl, .gz), a folder of .json files, or a table (.xlsx, .csv)")],
    checked: Annotated[str | None, typer.Option(help="the day the records were taken from the portal, YYYY-MM-DD")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would change, and write nothing")] = False,
) -> None:
    """Import records; what is refused or kept out goes to files with the reason."""
    from knowledge.importers.changes import told
    from knowledge.importers.job import import_portal
    from knowledge.importers.jurisdiction import Scope
    from knowledge.importers.spreadsheet import SUFFIXES, import_spreadsheet

    settings = Settings()
    target = settings.var / "knowledge"
    with _one_line():
        if file.suffix.lower() in SUFFIXES and file.is_file():
            report = import_spreadsheet(file, target, bar, dry_run=dry_run)
            _say_problems(report)
            _say_shadowed(report, settings)
        else:
            day = date.fromisoformat(checked) if checked else None
            report = import_portal(file, target, day, Scope.of(settings), bar, dry_run=dry_run)
    for text in told(report.changes) if dry_run else ():
        typer.echo(text)
    _say(report, dry_run)


def sync(
    url: Annotated[str | None, typer.Option(help="the portal; TROLY_PORTAL_URL unless told")] = None,
    drop_absent: Annotated[bool, typer.Option("--drop-absent", help="take out what the portal no longer lists")] = False,
    drafts: Annotated[bool, typer.Option("--drafts", help="change no record: what changed is drafts, for people to review")] = False,
) -> None:
    """Fetch what is new or changed at the national portal; a run that stopped goes on where it was."""
    import httpx2

    from knowledge.importers.jurisdiction import Scope
    from knowledge.importers.portal_client import Manners, PortalClient
    from knowledge.importers.sync import synchronise

    settings = Settings()
    with _one_line(), _retries_told(), httpx2.Client(headers={"User-Agent": "troly (public-service assistant)"}) as client:
        portal = PortalClient(client, url or settings.portal_url, Manners(pause=settings.portal_pause))
        now = datetime.now(UTC).astimezone(VIETNAM)
        more: dict[str, Any] = {"keep": _as_drafts(settings)} if drafts else {}
        done = synchronise(portal, settings.var / "knowledge", now, Scope.of(settings), bar, drop_absent=drop_absent, **more)
    typer.echo(done.summary())
    _say_files(done.report)


@contextmanager
def _retries_told() -> Iterator[None]:
    """Have each retry said in one line; who runs a command in their own program has their hooks back afterwards."""
    from stamina.instrumentation import set_on_retry_hooks

    set_on_retry_hooks([lambda retry: typer.echo(f"portal: {retry.caused_by!r}; again in {retry.wait_for:.0f} s", err=True)])
    try:
        yield
    finally:
        set_on_retry_hooks(None)


def _as_drafts(settings: Settings) -> "Keep":
    """Return what makes drafts of the records that were fetched, and leaves the imported ones as they are."""
    from core.db import Database
    from core.migrate import upgrade
    from knowledge.editorial.catalogue import Catalogue
    from knowledge.editorial.imports import Imports
    from knowledge.importers.job import settle

    upgrade(settings)
    imports = Imports(Database.open(settings), Catalogue(settings.seed, settings.var / "knowledge" / "imported.jsonl"))

    def keep(intake: "Intake", target: Path) -> "Report":
        report = settle(intake, target, dry_run=True)
        if intake.read:
            counts = imports.draft(imports.keep_intake("sync", "sync", "cli", intake), "cli", bar)
            typer.echo(f"drafts to review: {counts.get('drafted', 0):,}; {counts.get('waiting', 0):,} wait for another draft's end")
        return report

    return keep


def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="where to: .jsonl, .xlsx or .csv")],
    everything: Annotated[bool, typer.Option("--all", help="with the seed: every record a release made today would hold")] = False,
) -> None:
    """Write the imported records to a file that can be imported again."""
    from knowledge.importers.columns import KEEP
    from knowledge.importers.export import export as write
    from knowledge.repository import ProcedureRepository

    settings = Settings()
    repository = ProcedureRepository(settings.seed, settings.var / "knowledge" / "imported.jsonl")
    with _one_line():
        records = repository.published(date.today()) if everything else repository.imported()
        kept = write(file, bar(records, "records", len(records)))
    typer.echo(f"{len(records):,} records in {file}")
    for code, titles in kept.items():
        typer.echo(f"{code}: {', '.join(titles)} {KEEP}, a cell cannot hold it")


def template(file: Annotated[Path, typer.Argument(dir_okay=False, help="where to: .xlsx or .csv")]) -> None:
    """Write an empty table of procedures with its titles and two sample rows."""
    from knowledge.importers.spreadsheet import SUFFIXES, write_template

    with _one_line():
        if file.suffix.lower() not in SUFFIXES:
            raise ValueError(f"{file.name}: the ending says the form, one of {', '.join(SUFFIXES)}")
        write_template(file)
    typer.echo(f"wrote {file}")


def original(code: Annotated[str, typer.Argument(help="the procedure's code")]) -> None:
    """Print a record as its source sent it, before anything was tidied."""
    from core.errors import NotFound
    from knowledge.importers.originals import Originals

    with Originals.open(Settings().var / "knowledge") as originals:
        found = originals.of_code(code)
    if not found:
        raise NotFound(f"no record of {code} was imported from the portal")
    for record in found:
        # Half a letter, which no terminal can show, is written as its number.
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2).encode(errors="backslashreplace").decode())


def bar(rows: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Show a progress bar on a terminal, and nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        yield from progress.track(rows, total=total or None, description=what)


@contextmanager
def _one_line() -> Iterator[None]:
    """What is wrong with a file is one line on standard error, and exit code 1."""
    try:
        yield
    except ValueError as error:
        typer.echo(f"troly: {error}", err=True)
        raise typer.Exit(1) from error


def _say(report: "Report", dry_run: bool) -> None:
    typer.echo(report.summary() + (" (nothing is written)" if dry_run else ""))
    if not dry_run:
        _say_files(report)


def _say_files(report: "Report") -> None:
    if report.refused:
        typer.echo(f"why each was refused: {report.quarantine}")
    if report.kept_out or report.replaced:
        typer.echo(f"why each was kept out: {report.aside}")


def _say_problems(report: "Report") -> None:
    for row in report.problems:
        typer.echo(row["reason"], err=True)


def _say_shadowed(report: "Report", settings: Settings) -> None:
    """A clerk who edits a procedure of the seed must learn that the seed's own record goes on being published."""
    for _, after in report.changes:
        if (settings.seed / "procedures" / f"{after.code}.json").exists():
            typer.echo(f"{after.code}: a seed record of this code stands before the imported one", err=True)
