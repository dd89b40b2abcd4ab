"""The job of the ask desk: a release in which a draft stands, apart from those that are or were live, to be asked for an hour."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

from core.errors import NotFound
from core.jobs import Job
from core.settings import Settings
from knowledge.editorial.publishing import Publishing
from knowledge.editorial.repository import Repository
from knowledge.editorial.workplace import Workplace

KEPT = 3_600.0  # seconds from its end on
_MOST = 3  # at a time, the new one among them: each takes as much room as the live release


def folder(settings: Settings) -> Path:
    """Return where such releases are."""
    return settings.var / "trials"


def candidate(job: Job, place: Workplace) -> dict[str, Any]:
    """Build a release in which the draft `version` stands; the result tells its id, and the `revision` it was built from."""
    trials, version = folder(place.settings), int(job.arguments["version"])
    sweep(trials, _MOST - 1)
    with place.database.read() as session:
        found = Repository(session).read([version])
    if not found:
        raise NotFound(f"no version {version}")
    release_id = Publishing(place.settings, place.database).candidate([version], place.tools, trials)
    os.utime(trials / release_id)  # one that was there already is kept for an hour again
    return {"release": release_id, "revision": found[0].revision}


def sweep(trials: Path, most: int = _MOST) -> None:
    """Remove what is older than an hour, and the oldest beyond `most`. Who has one open goes on reading it."""
    found = sorted((path for path in trials.glob("*") if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True)
    for place, path in enumerate(found):
        if place >= most or not lasts(path):
            shutil.rmtree(path, ignore_errors=True)


def lasts(path: Path) -> bool:
    """Tell whether the release in `path` is there, and may still be asked."""
    return path.is_dir() and time.time() - path.stat().st_mtime < KEPT
