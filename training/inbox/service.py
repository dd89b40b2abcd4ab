"""The inbox (hộp câu cần gán nhãn). A call is a transaction; collecting takes one a page of turns."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from core.clock import now
from core.db import Database
from core.errors import Conflict, NotFound
from training.inbox.collecting import BEGINNING, DISCARDED, LABELLED, OPEN, PAGE, Collecting
from training.inbox.models import UtteranceRow
from training.inbox.ports import Signals
from training.inbox.repository import TURNS, Repository, Wanted
from training.inbox.schemas import Cluster, Collected, Item, Reason
from training.inbox.shown import cluster, items
from training.ports import Said
from training.rules import Rules

__all__ = ["DISCARDED", "LABELLED", "OPEN", "Inbox"]
_SHOWN = 20  # texts of a group among others


class Inbox:
    """What people wrote, each text once. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, rules: Rules | None = None, clock: Callable[[], datetime] = now) -> None:
        """Keep it in `database`."""
        self._database, self._rules, self._clock = database, rules or Rules(), clock

    def collect(self, signals: Signals) -> Collected:
        """Take in what was said since the last round (`training.inbox.collecting`); doing it twice changes nothing.

        A text with personal data that is not masked is refused. One without a reason is not stored at all.
        """
        return Collecting(self._database, self._rules, self._clock).collect(signals)

    def bring(self, turn: int, signals: Signals) -> int:
        """Take in a turn that a person found misread, and return the number of its text; suggestions come with the next round.

        Raises:
            NotFound: it was erased.
            Conflict: its text was discarded, is not masked, or is none.
        """
        found = signals.since(BEGINNING, turn - 1, 1)
        if not found or found[0].turn != turn:
            raise NotFound(f"no turn {turn}")
        item = self.of_text(Collecting(self._database, self._rules, self._clock).bring(found[0]))
        if item is None:
            raise Conflict(f"the text of turn {turn} was discarded, or has just been erased")
        return item.id

    def page(self, state: str = OPEN, reason: Reason | None = None, offset: int = 0, most: int = 50, words: str = "") -> list[Item]:
        """Return utterances, the most useful first; `words` are sought in any order, however they are written."""
        with self._database.read() as session:
            rows = Repository(session)
            return items(rows, rows.page(Wanted(state, reason, words), offset, most))

    def next(
        self, state: str = OPEN, reason: Reason | None = None, after: int | None = None, most: int = 10, words: str = ""
    ) -> list[Item]:
        """Return the utterances that follow `after` in the order of `page`: what a desk reads ahead.

        Unlike with an offset none is left out when those before are labelled meanwhile. Without `after`, or when it was erased, from the
        first.
        """
        with self._database.read() as session:
            rows = Repository(session)
            return items(rows, rows.page(Wanted(state, reason, words), 0, most, rows.get(after) if after else None))

    def count(self, state: str = OPEN, reason: Reason | None = None, words: str = "") -> int:
        """Count the utterances that `page` goes through."""
        with self._database.read() as session:
            return Repository(session).count(Wanted(state, reason, words))

    def counts(self) -> Mapping[str, int]:
        """Count the utterances by state."""
        with self._database.read() as session:
            return Repository(session).counts()

    def by_reason(self, state: str = OPEN) -> Mapping[Reason, int]:
        """Count the utterances by reason; one that is here for two is counted for both."""
        with self._database.read() as session:
            return Repository(session).by_reason(state)

    def clusters(self, offset: int = 0, most: int = 20) -> list[Cluster]:
        """Return the groups of two open texts and more, the most useful first."""
        with self._database.read() as session:
            rows = Repository(session)
            groups = rows.clusters(offset, most)
            inside = items(rows, rows.of_clusters({number for number, *_ in groups}, _SHOWN))
            return [cluster(*group, [item for item in inside if item.cluster == group[0]]) for group in groups]

    def cluster(self, number: int) -> list[Item]:
        """Return the open texts of one group, at most 500, the most useful first; empty when there is none left."""
        with self._database.read() as session:
            rows = Repository(session)
            return items(rows, rows.of_clusters({number}, PAGE))

    def collected(self) -> datetime | None:
        """Return when a round of collecting began that came to its end, the latest; `None`: never."""
        with self._database.read() as session:
            mark = Repository(session).mark(TURNS)
            return mark.at if mark and mark.at > BEGINNING else None

    def get(self, number: int) -> Item:
        """Return one; raises `NotFound`, also when it was erased meanwhile."""
        with self._database.read() as session:
            rows = Repository(session)
            return items(rows, [_found(rows, number)])[0]

    def of_text(self, key: str) -> Item | None:
        """Return the one of a key (`training.texts.key_of`), whatever its state; `None` where nobody wrote it, or it was erased."""
        with self._database.read() as session:
            rows = Repository(session)
            found = list(rows.by_key({key}).values())
            return items(rows, found)[0] if found else None

    def around(self, number: int, signals: Signals) -> Sequence[Said]:
        """Return the conversation around the latest occurrence of an utterance."""
        with self._database.read() as session:
            turn = Repository(session).last_turn(number)
        return signals.around(turn) if turn is not None else ()


def _found(rows: Repository, number: int) -> UtteranceRow:
    if (row := rows.get(number)) is None:
        raise NotFound(f"no utterance {number}")
    return row
