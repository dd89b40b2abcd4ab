"""What the desk of releases asks of jobs and of the running assistant."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import httpx2

from console.auth.schemas import Invalid
from console.parts import Parts
from core.clock import VIETNAM
from core.errors import Conflict
from core.jobs import Job
from core.settings import Settings
from knowledge.editorial.kinds import EFFECT, PUBLISH, ROLLBACK
from knowledge.editorial.queue import Asked, Page
from knowledge.editorial.releases import Next, Releases
from knowledge.editorial.states import OPEN, State

_PATIENCE = 1.5  # seconds that a page waits for the gateway
LEAST = 10  # characters of a reason
MOST_TRIED = 50  # versions of which an effect is tried at once
_TRYABLE = OPEN | {State.APPROVED, State.SCHEDULED}


def answering(settings: Settings) -> str | None:
    """Return the release that the running assistant answers from; None: it cannot be asked, or has none."""
    address = settings.console_gateway or f"http://127.0.0.1:{settings.gateway_port}"
    try:
        with httpx2.Client(trust_env=False, timeout=_PATIENCE) as client:
            part = client.get(f"{address}/readyz").json()["parts"]["release"]
            return str(part["detail"]) if part["ok"] else None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError):
        return None  # The assistant may run elsewhere, or not at all: the page says that it does not know.


class Desk:
    """Asks for the jobs of releases."""

    def __init__(self, parts: Parts) -> None:
        """Ask the jobs of `parts`."""
        self._parts, self._jobs = parts, parts.editorial.jobs
        self.releases = Releases(parts.settings.releases, parts.database)

    def next(self) -> Next:
        """Return what a publish now would bring."""
        return self.releases.next(self._parts.clock().astimezone(VIETNAM).date())

    def latest(self) -> Job | None:
        """Return the latest job that changes which release is live."""
        return next(iter(self._jobs.latest((PUBLISH, ROLLBACK), 1)), None)

    def publish(self, by: str) -> int:
        """Ask for a publish; one that waits already is that one."""
        return self._jobs.ask(PUBLISH, by, {"despite": None})

    def publish_despite(self, by: str, refused: int, reason: str) -> int:
        """Ask for a publish although golden questions were missed.

        Args:
            by: who wants it.
            refused: the job that was refused, as the page showed it.
            reason: why; it stays in the audit and the journal.

        Raises:
            Conflict: something was published, or tried, since that job: the page shows what is over.
            Invalid: without a reason in so many words.
        """
        latest, why = self.latest(), reason.strip()
        if latest and latest.kind == PUBLISH and not latest.ended and (latest.by, latest.arguments.get("despite")) == (by, why):
            return latest.id  # pressed twice
        if latest is None or latest.id != refused or latest.kind != PUBLISH or latest.state != "refused":
            raise Conflict(f"job {refused} is not the latest that was refused")
        if len(why) < LEAST:
            raise Invalid({"reason": "releases.fault_reason"})
        # What was approved since may miss other questions: for those nobody gave a reason.
        misses = [miss["id"] for miss in (latest.result or {}).get("misses", ())]
        return self._jobs.ask(PUBLISH, by, {"despite": why, "misses": misses})

    def rollback(self, by: str, leave: str) -> int:
        """Ask for the former release in the place of `leave`. Raises `Conflict` where that is not live any more."""
        if not leave or leave != self.releases.live():
            raise Conflict("another release is live")
        return self._jobs.ask(ROLLBACK, by, {"leave": leave})

    def tryable(self, page: int, chosen: Collection[int]) -> Page:
        """Return a page of the versions whose effect may be tried, those that are `chosen` already before all others.

        What is written, waits, or is approved and not out yet may be tried.
        """
        queue = self._parts.editorial.queue
        found = queue.page(Asked(states=_TRYABLE, page=page, size=MOST_TRIED))
        known = {line.id for line in found.lines}
        first = [line for line in queue.lines(set(chosen) - known) if line.state in _TRYABLE]
        return replace(found, lines=[*first, *found.lines])

    def effect(self, by: str, versions: Sequence[int]) -> int:
        """Ask what changes with these versions. Raises `Invalid` for none, or for too many."""
        if not 0 < len(set(versions)) <= MOST_TRIED:
            raise Invalid({"version": "releases.fault_none" if not versions else "releases.fault_many"})
        return self._jobs.ask(EFFECT, by, {"versions": sorted(set(versions))})
