"""The jobs of bringing in: read a file, make drafts of its rows, ask the portal what changed. Each returns the job's result."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2

from core.clock import VIETNAM
from core.jobs import Job
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.imports import Imports
from knowledge.editorial.workplace import Workplace
from knowledge.importers.intake import Intake
from knowledge.importers.job import settle
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.portal_client import Manners, PortalClient
from knowledge.importers.report import Report
from knowledge.importers.spreadsheet import SUFFIXES
from knowledge.importers.sync import synchronise

SOURCE = "job:sync"  # the author of drafts that nobody wrote: the portal did, so whoever asked for them may approve them
MOST_BY_THEMSELVES = 200  # rows of a synchronisation that become drafts without a word; of more, a person decides


def read(job: Job, place: Workplace) -> dict[str, Any]:
    """Read and judge the file that was uploaded as `file`, and called `name`; it is removed, whatever becomes of it."""
    path, told = place.settings.uploads / Path(job.arguments["file"]).name, job.arguments["name"]
    if not path.exists():
        raise ValueError("the file that was uploaded is not there any more")
    try:
        imports, watch = _imports(place), place.tools.watch
        if path.suffix in SUFFIXES:
            return {"run": imports.read_spreadsheet(path, told, job.by, watch)}
        checked = date.fromisoformat(job.arguments["checked"]) if job.arguments.get("checked") else None
        return {"run": imports.read_records(path, told, job.by, checked, Scope.of(place.settings), watch)}
    except ValueError as error:
        raise ValueError(str(error).replace(path.name, told)) from error
    finally:
        path.unlink(missing_ok=True)


def drafts(job: Job, place: Workplace) -> dict[str, Any]:
    """Make a draft of every good row of a `run`."""
    run = job.arguments["run"]
    return {"run": run, **_imports(place).draft(run, job.by, place.tools.watch)}


def sync(job: Job, place: Workplace) -> dict[str, Any]:
    """Ask the portal what changed; keep it as a run, and make drafts of its rows if they are few. The imported records stay."""
    settings, imports, runs = place.settings, _imports(place), list[int]()
    now = datetime.now(UTC).astimezone(VIETNAM)

    def keep(intake: Intake, target: Path) -> Report:
        if intake.read:
            runs.append(imports.keep_intake("sync", f"{now:%d/%m/%Y}", SOURCE, intake))
        return settle(intake, target, dry_run=True)

    with httpx2.Client(headers={"User-Agent": "troly (public-service assistant)"}) as client:
        portal = PortalClient(client, settings.portal_url, Manners(pause=settings.portal_pause))
        done = synchronise(portal, settings.var / "knowledge", now, Scope.of(settings), place.tools.watch, keep=keep)
    counted = {"listed": done.listed, "unchanged": done.unchanged, "absent": done.absent}
    return {"run": runs[-1] if runs else None, **counted, **(_few(runs[-1], imports, place) if runs else {})}


def _few(run: int, imports: Imports, place: Workplace) -> dict[str, int]:
    return imports.draft(run, SOURCE, place.tools.watch) if imports.counts(run).get("good", 0) <= MOST_BY_THEMSELVES else {}


def _imports(place: Workplace) -> Imports:
    return Imports(place.database, Catalogue(place.settings.seed, place.settings.var / "knowledge" / "imported.jsonl"))
