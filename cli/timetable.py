"""What the worker asks for by itself: publishes when the day changes what stands, nightly syncs, looks at links, rounds of the inbox."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from core.clock import VIETNAM, now
from core.jobs import ENDED, Jobs
from core.settings import Settings
from knowledge.editorial.kinds import EFFECT, LINKS, PUBLISH, SYNC
from knowledge.editorial.standing import Standing
from knowledge.pointer import current_id
from training.inbox.kinds import COLLECT

_EVERY = timedelta(minutes=1)  # between two looks at the clock
BY_DAY, BY_NIGHT, BY_WEEK, BY_CLOCK = "job:schedule", "job:sync", "job:links", "job:collect"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_EFFECTS_KEPT = 7 * _DAY  # an effect tells questions of people, masked; by then its versions are published or given up
_ROUNDS_KEPT = _DAY  # of the inbox there is one every few minutes


class Timetable:
    """Asks for each of its jobs, but for rounds of the inbox, once a day at most: one that was refused or failed is for people."""

    def __init__(self, settings: Settings, jobs: Jobs, standing: Standing, clock: Callable[[], datetime] = now) -> None:
        """Ask `jobs`; what is due for a publish is seen in `standing`."""
        self._settings, self._jobs, self._standing, self._clock = settings, jobs, standing, clock
        self._looked: datetime | None = None

    def ask(self) -> None:
        """Ask for what is due; most calls only look at the clock."""
        moment = self._clock()
        if self._looked and abs(moment - self._looked) < _EVERY:  # a clock may be set back
            return
        self._looked = moment
        self._jobs.forget(EFFECT, moment - _EFFECTS_KEPT)
        here = moment.astimezone(VIETNAM)
        if not self._asked(PUBLISH, BY_DAY, here) and self._standing.due(here.date(), current_id(self._settings.releases)):
            self._jobs.ask(PUBLISH, BY_DAY)
        # A night on which the worker did not run is made good when it does.
        hour = self._settings.sync_at
        if hour and here.time() >= time.fromisoformat(hour) and not self._asked(SYNC, BY_NIGHT, here):
            self._jobs.ask(SYNC, BY_NIGHT)
        if self._settings.links_at:
            self._look_at_links(here, _last(self._settings.links_at, here))
        self._collect(moment)

    def _collect(self, moment: datetime) -> None:
        """Ask for a round of the inbox, unless one waits or is being done; what people asked for counts as one."""
        self._jobs.remove(COLLECT, moment - _ROUNDS_KEPT)
        minutes = self._settings.collect_minutes
        latest = next(iter(self._jobs.latest((COLLECT,), 1)), None)
        due = latest is None or (latest.state in ENDED and abs(moment - latest.asked) >= timedelta(minutes=minutes))
        if minutes and due:
            self._jobs.ask(COLLECT, BY_CLOCK)

    def _look_at_links(self, here: datetime, began: datetime) -> None:
        """Ask for a look at every address in the night of the week, and the night after for a second one at those that failed."""
        asked = [job.arguments.get("only") for job in self._jobs.latest((LINKS,)) if job.by == BY_WEEK and job.asked >= began]
        if here - began < _DAY and None not in asked:
            self._jobs.ask(LINKS, BY_WEEK)
        elif _DAY <= here - began < 2 * _DAY and None in asked and "failed" not in asked:
            self._jobs.ask(LINKS, BY_WEEK, {"only": "failed"})

    def _asked(self, kind: str, by: str, here: datetime) -> bool:
        """Tell whether this was asked for by the clock today."""
        latest = next((job for job in self._jobs.latest((kind,)) if job.by == by), None)
        return latest is not None and latest.asked.astimezone(VIETNAM).date() >= here.date()


def _last(told: str, here: datetime) -> datetime:
    """Return the latest moment, not after `here`, that `told` means: "sun 01:30"."""
    day, _, hour = told.partition(" ")
    found = datetime.combine(here.date(), time.fromisoformat(hour), here.tzinfo)
    found -= (found.weekday() - _DAYS.index(day)) % 7 * _DAY
    return found if found <= here else found - 7 * _DAY
