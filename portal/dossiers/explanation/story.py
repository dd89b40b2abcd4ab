"""The whole story of a dossier for its owner: where it is, whose turn it is, what to do and by when, what comes next."""

from collections.abc import Iterator
from datetime import date, datetime

from core import working_days
from core.words import Language, say
from portal.dossiers.explanation import lists, promise, wording
from portal.dossiers.explanation.promise import Promise, Standing
from portal.dossiers.models import ENDED, Demand, Dossier, Fee, State

MOST = 2_000  # characters of one message
_ROOMS = (400, 240, 120, 60)  # characters of an office's note; what else is the portal's own takes its share of them
_OFFICE_S_TURN = frozenset({State.REGISTERED, State.RECEIVED, State.PROCESSING, None})
_HANDED_OUT = frozenset({State.DONE, State.RETURNED})
_PATIENCE = 1  # working days a dossier sent online may lie before its owner asks
_HEADS = {Standing.TODAY: "today", Standing.LATE: "late", Standing.PAST: "overdue"}


def explained(dossier: Dossier, language: Language, now: datetime, portal_url: str) -> str:
    """Return what the owner of `dossier` reads: at most 2,000 characters in plain lines, the first one the most important.

    Args:
        dossier: as its portal told it, cleaned of personal data; any field may be missing, odd or long.
        language: of our sentences; the portal's own words stay as they are.
        now: an aware moment; days are counted from its date in the city.
        portal_url: where one signs in, pays and complains.
    """
    told = ""
    for room in _ROOMS:
        told = "\n".join(_Story(dossier, language, now, portal_url, room).lines())
        if len(told) <= MOST:
            return told
    return told[: MOST - 1].rstrip() + wording.CUT


class _Story:
    """Tells one dossier at one moment; `room` is how long the portal's own texts may be."""

    def __init__(self, dossier: Dossier, language: Language, now: datetime, url: str, room: int) -> None:
        self._dossier, self._language, self._url, self._room = dossier, language, url, room
        self._state, self._now = dossier.state, wording.local(now)
        self._today = self._now.date()
        self._promise = Promise.of(dossier, self._today)
        self._demand = lists.open_demand(dossier)
        self._file = wording.file(dossier.code, language)
        agency = wording.named(dossier.agency, room // 2)
        self._old = wording.is_old(agency)
        self._agency = "" if self._old else agency
        self._office = self._agency or say("dossier.office", language)

    def lines(self) -> Iterator[str]:
        """Yield the lines: what matters most, what to do, by when, what comes next; then what it is and who says so."""
        told = [self._head(), *self._where(), *self._todo(), *self._days(), *self._next(), *self._still(), *self._facts()]
        yield from told
        if any(wording.CUT in line.removeprefix(self._file) for line in told):
            yield self._say("cut")
        yield self._seen()

    def _say(self, key: str, **values: object) -> str:
        return say(f"dossier.{key}", self._language, **{"file": self._file, "office": self._office, "url": self._url, **values})

    def _long(self, day: date) -> str:
        return wording.long(day, self._language)

    # The first line.

    def _head(self) -> str:
        if self._state is None:
            words = wording.tidied(self._dossier.state_words, self._room // 4)
            return self._say("unknown", words=words) if words else self._say("silent")
        if self._state is State.REGISTERED:
            waited = self._waited()
            return self._say("registered_long", days=waited) if waited else self._say(self._calm("registered"))
        if self._state is State.MORE_PAPERS:
            return self._papers_head()
        if self._state is State.FEE_DUE:
            return self._fee_head()
        if self._state in _OFFICE_S_TURN:
            days = wording.working_days(self._promise.count, self._language)
            return self._say(_HEADS.get(self._promise.standing) or self._calm(self._state.value), days=days)
        return self._say(self._state.value)

    def _calm(self, key: str) -> str:
        """Return the key of the line that nothing need be done, or the one for a record that has something open all the same."""
        return f"{key}_open" if self._demand or lists.unpaid(self._dossier) else key

    def _waited(self) -> str | None:
        """Return for how long nothing has moved since it was sent, when that is longer than one should wait."""
        moments = (wording.day_of(moment) for moment in (self._dossier.received, self._dossier.changed))
        since = max((day for day in moments if day and promise.believable(day, self._today)), default=None)
        if since is None:
            return None
        if not promise.countable(since, self._today):
            return say("facets.days", self._language, count=(self._today - since).days)
        count = working_days.working_days_between(since, self._today)
        return wording.working_days(count, self._language) if count > _PATIENCE else None

    def _papers_head(self) -> str:
        if lists.all_answered(self._dossier):
            return self._say("papers_in")
        until = wording.day_of(self._demand.until) if self._demand else None
        if self._demand is None or until is None or lists.is_odd(self._demand, self._today):
            return self._say("more_papers")
        return self._say("more_papers_over" if until < self._today else "more_papers_until", day=self._long(until))

    def _fee_head(self) -> str:
        if self._paid():
            return self._say("fee_in")
        total = lists.total(self._dossier, self._language)
        return self._say("fee_due_total", amount=total) if total else self._say("fee_due")

    def _paid(self) -> bool:
        return bool(self._dossier.fees) and not lists.owed(self._dossier)

    # Where it is.

    def _where(self) -> Iterator[str]:
        if self._state in ENDED | _HANDED_OUT:
            return
        if self._old:
            yield self._say("old_office")
        elif not self._agency:
            yield self._say("office_missing")
        step = wording.named(self._dossier.step, self._room // 2)
        if step and step != self._agency and not wording.is_old(step):
            yield self._say("step", step=step)

    # What to do.

    def _todo(self) -> Iterator[str]:
        if self._state is State.REGISTERED and self._waited():
            yield self._say("ask_registered")
        elif self._state is None:
            yield self._say("ask_plain")
        elif self._state is State.MORE_PAPERS:
            yield from self._papers()
        elif self._state is State.FEE_DUE:
            yield from self._fees()
        elif self._state in _HANDED_OUT:
            yield from self._results()
        elif self._state in ENDED:
            yield from self._ended(self._state)

    def _papers(self) -> Iterator[str]:
        if lists.all_answered(self._dossier):
            return
        demand = self._demand or Demand()
        yield from self._wanted(demand, "papers")
        asked = wording.day_of(demand.asked)
        if asked and promise.believable(asked, self._today):
            yield self._say("asked_on", day=self._long(asked))
        yield from lists.last_day(demand, self._today, self._language)
        yield self._say("papers_how")

    def _wanted(self, demand: Demand, title: str) -> Iterator[str]:
        """Yield the papers of `demand` under their title, and the office's words; what to do where there are neither."""
        papers = lists.paper_names(demand, self._room // 2)
        if papers:
            yield self._say(title)
            yield from self._listed(papers)
        note = wording.tidied(demand.note, self._room)
        if note:
            yield self._say("note", note=note)
        if not papers and not note:
            yield self._say("papers_missing")

    def _fees(self) -> Iterator[str]:
        if self._paid():
            yield self._say("fee_in_wait")
            return
        if self._dossier.fees:
            yield self._say("fees")
            yield from self._priced(self._dossier.fees)
        else:
            yield self._say("fees_missing")
        yield from self._how_to_pay()

    def _priced(self, fees: tuple[Fee, ...] | list[Fee]) -> Iterator[str]:
        yield from self._listed([lists.fee(one, self._room // 3, self._language) for one in fees])

    def _how_to_pay(self) -> Iterator[str]:
        yield self._say("fee_how")
        yield self._say("fee_scam")

    def _results(self) -> Iterator[str]:
        results = [name for name in (wording.named(result, self._room // 2) for result in self._dossier.results) if name]
        if results:
            yield self._say("results")
            yield from self._listed(results)
        yield self._say("collect" if self._state is State.DONE else "returned_check")

    def _ended(self, state: State) -> Iterator[str]:
        note = wording.tidied(self._dossier.note, self._room)
        if note:
            yield self._say("note", note=note)
        elif state is not State.WITHDRAWN:
            yield self._say("no_reason")
        yield self._say("refused_ask" if state is State.REFUSED and not note else f"{state.value}_how")

    def _listed(self, items: list[str]) -> Iterator[str]:
        yield from lists.listed(items, self._room, self._url, self._language)

    # By when.

    def _days(self) -> Iterator[str]:
        if self._state in _HANDED_OUT:
            yield from promise.kept(self._promise, self._dossier, self._now, self._language)
            if promise.was_late(self._promise, self._dossier, self._today):
                yield self._say("complain_done")
        elif self._state in ENDED:
            if self._promise.day:
                yield self._say("due_ended", day=self._long(self._promise.day))
        elif self._state in _OFFICE_S_TURN:
            yield from self._office_s_days()
        else:
            yield self._resting_days()

    def _office_s_days(self) -> Iterator[str]:
        if self._promise.day is None:
            yield self._say("due_none_yet" if self._state is State.REGISTERED else "due_none")
        yield from promise.told(self._promise, self._dossier, self._now, self._language)
        if self._promise.standing in (Standing.LATE, Standing.PAST):
            yield self._say("ask_late")
            yield self._say("complain")
        elif self._promise.standing is Standing.TODAY:
            yield self._say("ask_today")

    def _resting_days(self) -> str:
        """Say the promised day of a dossier that waits for its applicant: it is not counted, since time need not run for it."""
        day = self._promise.day
        papers = self._state is State.MORE_PAPERS
        over = lists.all_answered(self._dossier) if papers else self._paid()
        if day is None:
            return self._say("due_papers_none" if papers and not over else "due_none")
        if self._promise.standing is Standing.ODD:
            return self._say("due_odd", day=self._long(day))
        return self._say("due_plain" if over else "due_papers" if papers else "due_fee", day=self._long(day))

    # What comes next, what else is open.

    def _next(self) -> Iterator[str]:
        if self._state is not None and self._state not in ENDED:
            yield self._say(f"next_{self._state.value}")

    def _still(self) -> Iterator[str]:
        """Yield what the record also has open, beside what its state is about."""
        if self._state in ENDED:
            return
        if self._demand and self._state not in (State.MORE_PAPERS, State.DONE):
            yield from self._wanted(self._demand, "papers_still")
        unpaid = lists.unpaid(self._dossier)
        if unpaid and self._state is not State.FEE_DUE:
            yield self._say("fees_open")
            yield from self._priced(unpaid)
            yield from self._how_to_pay()

    # What it is.

    def _facts(self) -> Iterator[str]:
        name = wording.named(self._dossier.procedure_name, self._room // 2)
        if name:
            yield self._say("procedure", name=name)
        if self._agency and self._state in _HANDED_OUT | {State.WITHDRAWN}:
            yield self._say("office_is")
        applicant = wording.initials(self._dossier.applicant)
        if applicant:
            yield self._say("applicant", initials=applicant)
        received = wording.day_of(self._dossier.received)
        if received:
            key = "sent_on" if self._state in (State.REGISTERED, State.REFUSED) else "received_on"
            yield self._say(key if promise.believable(received, self._today) else "received_odd", day=self._long(received))
        note = wording.tidied(self._dossier.note, self._room)
        known = wording.tidied(self._demand.note, self._room) if self._demand else ""
        if note and note != known and self._state not in ENDED - {State.RETURNED}:
            yield self._say("note", note=note)

    def _seen(self) -> str:
        portal = wording.named(self._dossier.portal, self._room // 4) or say("dossier.portal", self._language)
        seen = self._dossier.seen
        if seen is None:
            return self._say("seen_never", portal=portal)
        day = wording.plain(wording.local(seen).date(), self._language)
        return self._say("seen", portal=portal, clock=wording.clock(seen), day=day)
