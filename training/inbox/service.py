"""The inbox (hộp câu cần gán nhãn). A call is a transaction; collecting takes one a page of turns."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from core.clock import now
from core.db import Database
from core.errors import NotFound
from training.inbox.models import Mark, Occurrence, UtteranceRow
from training.inbox.ports import Reader, Said, Signal, Signals
from training.inbox.repository import Repository
from training.inbox.schemas import Collected, Guess, Item, Reason, Weight
from training.inbox.usefulness import weigh
from training.rules import DANGERS, Rules
from training.texts import chance, is_masked, key_of

OPEN, LABELLED, DISCARDED = "open", "labelled", "discarded"
_PAGE = 500
_AGAIN = timedelta(days=1)  # read twice: a verdict, a hand-off or a correction may come that much later than the turn
_MARK = "turns"
_BEGINNING = datetime(2000, 1, 1, tzinfo=timezone.utc)


class Inbox:
    """What people wrote, each text once. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, rules: Rules | None = None, clock: Callable[[], datetime] = now) -> None:
        """Keep it in `database`."""
        self._database, self._rules, self._clock = database, rules or Rules(), clock

    def collect(self, signals: Signals, reader: Reader | None = None) -> Collected:
        """Take in what was said since the last round; doing it twice changes nothing.

        A text with personal data that is not masked is refused. One without a reason is not stored at all.
        """
        began = self._clock()
        with self._database.read() as session:
            mark = Repository(session).mark(_MARK)
            since = mark.at - _AGAIN if mark else _BEGINNING
        read = kept = refused = after = 0
        while page := signals.since(since, after, _PAGE):
            after = page[-1].turn
            fit = [signal for signal in page if is_masked(signal.text)]
            read, refused = read + len(page), refused + len(page) - len(fit)
            kept += self._take(fit, reader)
        with self._database.begin() as session:
            rows = Repository(session)
            if mark := rows.mark(_MARK):
                mark.at = began
            else:
                rows.add(Mark(name=_MARK, at=began))
        return Collected(read, kept, refused)

    def _take(self, signals: Sequence[Signal], reader: Reader | None) -> int:
        """Store a page; return how many of its turns are new."""
        keyed = [(key, signal) for signal in signals if (key := key_of(signal.text)) and not signal.text.startswith("/")]
        # The model is asked before the transaction: it may take its time, and no writer shall wait for it.
        heard = {key: reader.hear(signal.text) for key, signal in dict(keyed).items()} if reader else {}
        with self._database.begin() as session:
            rows = Repository(session)
            utterances, known = rows.by_key({key for key, _ in keyed}), rows.occurrences({signal.turn for _, signal in keyed})
            out, labelled = rows.discarded({key for key, _ in keyed}), rows.labelled({key for key, _ in keyed})
            chosen = [(key, signal, why) for key, signal in keyed if key not in out and (why := self._reasons(key, signal, heard.get(key)))]
            for key, signal, _ in chosen:
                if key not in utterances:
                    utterances[key] = self._new(rows, key, signal, LABELLED if key in labelled else OPEN)
            rows.flush()
            new = 0
            for key, signal, reasons in chosen:
                new += self._occurred(rows, utterances[key], signal, reasons, known)
                _heard(utterances[key], signal, heard.get(key))
            touched = {key: utterances[key] for key, _, _ in chosen}
            rows.flush()
            counted = rows.reasons({row.id for row in touched.values()})
            for row in touched.values():
                self._weigh(row, counted[row.id])
        return new

    def _reasons(self, key: str, signal: Signal, guess: Guess | None) -> frozenset[Reason]:
        more = {Reason(one) for one in signal.reasons}
        if guess and guess.ranking and guess.ranking[0][1] < self._rules.low:
            more.add(Reason.LOW)
        if not more and chance(f"{key}:{signal.turn}", "sample") < self._rules.sample:
            more.add(Reason.SAMPLE)
        return frozenset(more)

    @staticmethod
    def _new(rows: Repository, key: str, signal: Signal, state: str) -> UtteranceRow:
        row = UtteranceRow(key=key, text=signal.text, state=state, times=0, first=signal.at, last=signal.at, status=signal.status)
        row.reason, row.uncertainty, row.frequency, row.harm, row.usefulness = Reason.SAMPLE, 0.0, 0.0, 0.0, 0.0
        rows.add(row)
        return row

    @staticmethod
    def _occurred(rows: Repository, row: UtteranceRow, signal: Signal, reasons: frozenset[Reason], known: dict[int, Occurrence]) -> bool:
        """Note the turn, or what came to be known of it; return whether it is new."""
        if occurrence := known.get(signal.turn):
            occurrence.reasons = ",".join(sorted({*occurrence.reasons.split(","), *reasons}))
            return False
        known[signal.turn] = Occurrence(turn_id=signal.turn, utterance_id=row.id, at=signal.at, reasons=",".join(sorted(reasons)))
        rows.add(known[signal.turn])
        row.times += 1
        row.first = min(row.first, signal.at)
        return True

    def _weigh(self, row: UtteranceRow, reasons: Counter[Reason]) -> None:
        weight = weigh(self._rules, reasons, row.times, row.status, row.intent, row.confidence, row.danger)
        row.reason, row.uncertainty, row.frequency, row.harm = weight.reason, weight.uncertainty, weight.frequency, weight.harm
        row.usefulness = weight.usefulness

    def page(self, state: str = OPEN, reason: Reason | None = None, offset: int = 0, most: int = 50) -> list[Item]:
        """Return utterances, the most useful first."""
        with self._database.read() as session:
            rows = Repository(session)
            found = rows.page(state, reason, offset, most)
            counted = rows.reasons({row.id for row in found})
            return [_item(row, counted[row.id]) for row in found]

    def counts(self) -> Mapping[str, int]:
        """Count the utterances by state."""
        with self._database.read() as session:
            return Repository(session).counts()

    def get(self, number: int) -> Item:
        """Return one; raises `NotFound`, also when it was erased meanwhile."""
        with self._database.read() as session:
            rows = Repository(session)
            return _item(_found(rows, number), rows.reasons({number})[number])

    def around(self, number: int, signals: Signals) -> Sequence[Said]:
        """Return the conversation around the latest occurrence of an utterance."""
        with self._database.read() as session:
            turn = Repository(session).last_turn(number)
        return signals.around(turn) if turn is not None else ()


def _found(rows: Repository, number: int) -> UtteranceRow:
    if (row := rows.get(number)) is None:
        raise NotFound(f"no utterance {number}")
    return row


def _heard(row: UtteranceRow, signal: Signal, guess: Guess | None) -> None:
    """Keep what was heard in the latest occurrence; of a danger the highest confidence."""
    if signal.at >= row.last:
        row.last, row.status = signal.at, signal.status
        row.intent = signal.intent or row.intent
    if guess and guess.ranking:
        row.intent, row.confidence = guess.ranking[0]
        row.danger = max((confidence for intent, confidence in guess.ranking if intent in DANGERS), default=None)


def _item(row: UtteranceRow, reasons: Counter[Reason]) -> Item:
    weight = Weight(row.uncertainty, row.frequency, row.harm, Reason(row.reason))
    told = (row.id, row.text, row.state, row.times, row.first, row.last, row.intent, row.confidence, row.status)
    return Item(*told, weight=weight, reasons=dict(reasons))
