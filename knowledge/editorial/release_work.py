"""The jobs of releases: publish, roll back, try an edit's effect. Each returns the job's result."""

from typing import Any

from core.jobs import Job
from knowledge import release
from knowledge.editorial.effect import effect as compared
from knowledge.editorial.publishing import Publishing, alone
from knowledge.editorial.workplace import Workplace
from knowledge.evaluation import read
from knowledge.reference.standing import laid
from knowledge.service import Knowledge

_REAL = 200  # questions of people that an effect asks


def publish(job: Job, place: Workplace) -> dict[str, Any]:
    """Make what is approved live; `despite` is the reason to do so although golden questions are missed, given for `misses`."""
    told = job.arguments
    release_id = Publishing(place.settings, place.database).publish(job.by, place.tools, told.get("despite"), told.get("misses"))
    removed = release.remove_old(place.settings.releases, place.settings.releases_kept)
    return {"release": release_id, "removed": removed}


def rollback(job: Job, place: Workplace) -> dict[str, Any]:
    """Go back to the former release, if `leave` is the live one still."""
    return {"release": Publishing(place.settings, place.database).rollback(job.by, job.arguments["leave"])}


def effect(job: Job, place: Workplace) -> dict[str, Any]:
    """Ask the questions of a release in which `versions` stand, and of the live one. The release is removed again."""
    settings, tools = place.settings, place.tools
    with alone(settings.releases):
        known = set(settings.releases.iterdir())
        tried = Publishing(settings, place.database).candidate(job.arguments["versions"], tools)
        live, encoder = release.current_id(settings.releases), tools.encoder
        try:
            tools.tell("asking the questions")
            both = [Knowledge.open(settings, pinned=one, encoder=encoder) for one in (live, tried)]
            real = tools.watch(place.real.recent(_REAL), "questions") if place.real else ()
            golden = laid(place.database).questions(read(tools.questions))
            found = compared(both[0], both[1], tools.watch(golden, "golden questions"), real)
        finally:
            if settings.releases / tried not in known:
                release.remove(settings.releases, tried)
    return {"release": tried, "live": live, **found.told()}
