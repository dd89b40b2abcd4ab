"""Taking in what people wrote: a page of turns is a transaction. Several programs may do it at once: one waits for the other's page."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta, timezone

from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import Database
from core.errors import Conflict
from training.inbox.models import Mark, Occurrence, UtteranceRow
from training.inbox.ports import Signal, Signals
from training.inbox.repository import TURNS, Repository
from training.inbox.schemas import Collected, Reason
from training.inbox.usefulness import dangerous, weighed
from training.rules import Rules
from training.texts import chance, folded, is_masked, key_of

OPEN, LABELLED, DISCARDED = "open", "labelled", "discarded"
PAGE = 500
_AGAIN = timedelta(days=1)  # read twice: a verdict, a hand-off or a correction may come that much later than the turn
BEGINNING = datetime(2000, 1, 1, tzinfo=timezone.utc)

_Chosen = tuple[str, Signal, frozenset[Reason]]  # key, turn, why


class Collecting:
    """Rounds of reading the turns. Raises `Unavailable` when the database fails; what was taken in until then stays."""

    def __init__(self, database: Database, rules: Rules, clock: Callable[[], datetime] = now) -> None:
        """Take into `database`."""
        self._database, self._rules, self._clock = database, rules, clock

    def collect(self, signals: Signals) -> Collected:
        """Take in what was said since the last round; doing it twice changes nothing."""
        began = self._clock()
        since = max(read_until(self._database) - _AGAIN, BEGINNING)
        read = kept = refused = after = 0
        while page := signals.since(since, after, PAGE):
            after = page[-1].turn
            new, unfit = self._page(page)
            read, kept, refused = read + len(page), kept + new, refused + unfit
        with self._database.begin() as session:
            rows = Repository(session)
            mark = rows.locked_mark(TURNS)
            mark.at = max(mark.at, began)
            rows.forget_labels()
        return Collected(read, kept, refused)

    def bring(self, signal: Signal) -> str:
        """Take in a turn that a person found misread, whatever else is known of it, and return the key of its text.

        Raises `Conflict` for a pressed button, an empty text, and one that is not masked.
        """
        key = _key(signal)
        if not key or not is_masked(signal.text):
            raise Conflict(f"turn {signal.turn} is not for the inbox")
        read_until(self._database)  # makes the mark by which changes of the inbox are held
        self._take([(key, signal, frozenset({Reason.JUDGED, *map(Reason, signal.reasons)}))])
        return key

    def _page(self, page: Sequence[Signal]) -> tuple[int, int]:
        """Take a page in; return how many of its turns are new, and how many are refused."""
        with self._database.read() as session:
            known = {turn: row.reasons for turn, row in Repository(session).occurrences({signal.turn for signal in page}).items()}
        chosen = [one for one in map(self._chosen, page) if one and not _told(one[2]) <= set(known.get(one[1].turn, "").split(","))]
        fit = [one for one in chosen if one[1].turn in known or is_masked(one[1].text)]
        return (self._take(fit) if fit else 0), len(chosen) - len(fit)

    def _chosen(self, signal: Signal) -> _Chosen | None:
        key = _key(signal)
        reasons = self._reasons(key, signal) if key else frozenset[Reason]()
        return (key, signal, reasons) if reasons else None

    def _reasons(self, key: str, signal: Signal) -> frozenset[Reason]:
        more = {Reason(one) for one in signal.reasons}
        missed = dangerous(self._rules, None, signal.danger) and not dangerous(self._rules, signal.intent, None)
        if missed or (signal.confidence is not None and signal.confidence < self._rules.low):
            more.add(Reason.LOW)
        if not more and chance(f"{key}:{signal.turn}", "sample") < self._rules.sample:
            more.add(Reason.SAMPLE)
        return frozenset(more)

    def _take(self, chosen: Sequence[_Chosen]) -> int:
        """Store what was chosen; return how many turns are new. A turn that was erased meanwhile is not stored, nor is one discarded."""
        with self._database.begin() as session:
            rows = Repository(session)
            rows.locked_mark(TURNS)
            keys, turns = {key for key, _, _ in chosen}, {signal.turn for _, signal, _ in chosen}
            there, out, labelled = rows.standing(turns), rows.discarded(keys), rows.labelled(keys)
            utterances, known = rows.by_key(keys, lock=True), rows.occurrences(turns)
            chosen = [one for one in chosen if one[0] not in out and one[1].turn in there]
            for key, signal, _ in chosen:
                if key not in utterances:
                    utterances[key] = _new(rows, key, signal, LABELLED if key in labelled else OPEN)
            rows.flush()
            new = sum(_occurred(rows, utterances[key], signal, reasons, known) for key, signal, reasons in chosen)
            for key, signal, _ in chosen:
                self._heard(utterances[key], signal)
            rows.flush()
            weighed(self._rules, rows, {utterances[key] for key, _, _ in chosen})
        return new

    def _heard(self, row: UtteranceRow, signal: Signal) -> None:
        """Keep what was heard in the latest occurrence."""
        if signal.at < row.last:
            return
        row.last, row.status, row.intent = signal.at, signal.status, signal.intent or row.intent
        if signal.confidence is not None:
            row.confidence, row.danger = signal.confidence, signal.danger
        if dangerous(self._rules, row.intent, row.danger):
            row.cluster = None


def read_until(database: Database) -> datetime:
    """Return up to when the turns were read; the mark, which changes of the inbox are held by, is made where there is none."""
    with database.read() as session:
        if mark := Repository(session).mark(TURNS):
            return mark.at
    try:
        with database.begin() as session:
            session.add(Mark(name=TURNS, at=BEGINNING))
    except IntegrityError:
        pass  # another program began at the same moment
    return BEGINNING


def _key(signal: Signal) -> str:
    """Return the key of a turn's text; "" for what is none, and for a pressed button."""
    return "" if signal.text.startswith("/") else key_of(signal.text)


def _told(reasons: Collection[Reason]) -> set[str]:
    return {one.value for one in reasons}


def _new(rows: Repository, key: str, signal: Signal, state: str) -> UtteranceRow:
    row = UtteranceRow(key=key, text=signal.text, state=state, times=0, first=signal.at, last=signal.at, status=signal.status)
    row.folded = folded(signal.text)
    row.reason, row.uncertainty, row.frequency, row.harm, row.usefulness = Reason.SAMPLE, 0.0, 0.0, 0.0, 0.0
    rows.add(row)
    return row


def _occurred(rows: Repository, row: UtteranceRow, signal: Signal, reasons: frozenset[Reason], known: dict[int, Occurrence]) -> bool:
    """Note the turn, or what came to be known of it; return whether it is new."""
    if occurrence := known.get(signal.turn):
        occurrence.reasons = ",".join(sorted({*occurrence.reasons.split(","), *_told(reasons)}))
        return False
    known[signal.turn] = Occurrence(turn_id=signal.turn, utterance_id=row.id, at=signal.at, reasons=",".join(sorted(_told(reasons))))
    rows.add(known[signal.turn])
    row.times += 1
    row.first = min(row.first, signal.at)
    return True
