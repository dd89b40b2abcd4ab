"""One dossier at one moment, read once: what the parts of its story share."""

from datetime import date, datetime

from core import working_days
from core.words import Language, say
from portal.dossiers.explanation import lists, promise, wording
from portal.dossiers.explanation.promise import Promise
from portal.dossiers.models import Dossier, State

OFFICE_S_TURN = frozenset({State.REGISTERED, State.RECEIVED, State.PROCESSING, None})
HANDED_OUT = frozenset({State.DONE, State.RETURNED})
_PATIENCE = 1  # working days a dossier sent online may lie before its owner asks


class Voice:
    """Speaks of `dossier` in `language`; `room` is how many characters the portal's own texts may have.

    `office` is who has it, in words that always fit; `agency` its name, empty where none is known or it ended with the districts
    (`old`). `demand` is the one that counts. `now` and `today` are the city's.
    """

    def __init__(self, dossier: Dossier, language: Language, now: datetime, url: str, room: int) -> None:
        self.dossier, self.language, self.url, self.room = dossier, language, url, room
        self.state, self.now = dossier.state, wording.local(now)
        self.today = self.now.date()
        self.promise = Promise.of(dossier, self.today)
        self.demand = lists.open_demand(dossier)
        self.file = wording.file(dossier.code, language)
        agency = wording.named(dossier.agency, room // 2)
        self.old = wording.is_old(agency)
        self.agency = "" if self.old else agency
        self.office = self.agency or say("dossier.office", language)

    def say(self, key: str, **values: object) -> str:
        """Return the sentence `key` of this topic."""
        return say(f"dossier.{key}", self.language, **{"file": self.file, "office": self.office, "url": self.url, **values})

    def long(self, day: date) -> str:
        """Return `day` in words."""
        return wording.long(day, self.language)

    @property
    def paid(self) -> bool:
        """Whether there were fees and none is left."""
        return lists.all_paid(self.dossier)

    @property
    def answered(self) -> bool:
        """Whether papers were asked for and all are in."""
        return lists.all_answered(self.dossier)

    @property
    def overran(self) -> bool:
        """Whether the last day for the papers has passed and they are not in."""
        if self.state is not State.MORE_PAPERS or self.demand is None or lists.is_odd(self.demand, self.today):
            return False
        until = wording.day_of(self.demand.until)
        return until is not None and until < self.today

    def waited(self) -> str | None:
        """Return for how long nothing has moved since it was sent, when that is longer than one should wait."""
        moments = (wording.day_of(moment) for moment in (self.dossier.received, self.dossier.changed))
        since = max((day for day in moments if day and promise.believable(day, self.today)), default=None)
        if since is None:
            return None
        if not promise.countable(since, self.today):
            return say("facets.days", self.language, count=(self.today - since).days)
        count = working_days.working_days_between(since, self.today)
        return wording.working_days(count, self.language) if count > _PATIENCE else None
