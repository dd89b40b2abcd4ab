"""What is suggested for each open text: what the running model hears, the nearest labelled examples, and the group of like texts.

It is made while texts are collected, so that a page only reads it. New texts come first; of the others, whose model or examples have
changed meanwhile, some are looked at again in each round, the most useful first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.dangers import DANGERS
from core.db import Database
from training.corpus.corpus import HOLDOUT, TRAINING, Corpus
from training.corpus.schemas import Entity
from training.inbox.collecting import OPEN, read_until
from training.inbox.grouping import Centre, Groups
from training.inbox.likeness import Index, words_of
from training.inbox.models import UtteranceRow
from training.inbox.ports import Encoder, Reader
from training.inbox.repository import TURNS, Repository, Stale, Wanted
from training.inbox.schemas import Guess
from training.inbox.usefulness import dangerous, weighed
from training.inbox.vectors import Kept, half, whole
from training.inbox.voting import vote
from training.labels.schemas import told
from training.rules import Rules

MOST = 5
_PAGE = 200
_WRITTEN = 50  # in one transaction: groups are found in it, and on SQLite whoever stores a conversation waits for it
_MANY = 300  # examples that are to be encoded: more take longer than a second or two


@dataclass(frozen=True)
class _Example:
    """A labelled text; `key` of one that stands in no file yet."""

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()
    key: str | None = None

    def told(self, similarity: float) -> dict[str, Any]:
        """As it stands in the row of a text. Of a label in no file yet no word: it may be erased."""
        if self.key:
            return {"key": self.key, "intent": self.intent, "similarity": similarity}
        return {"text": self.text, "intent": self.intent, "similarity": similarity, "entities": told(self.entities)}


@dataclass(frozen=True)
class _Seen:
    """What came of looking at one text."""

    heard: Guess | None
    near: list[dict[str, Any]]
    vector: bytes | None


class Suggesting:
    """Looks at texts of the inbox. Raises `Unavailable` when the database fails, `BadRequest` for a file of examples that is broken."""

    def __init__(
        self, database: Database, home: Path, folder: Path, reader: Reader | None, encoder: Encoder | None, rules: Rules | None = None
    ) -> None:
        """Compare with the examples under `home` and the agreed labels; keep the examples' vectors in `folder`.

        Args:
            database: where the texts are.
            home: the checkout.
            folder: for the vectors of examples.
            reader: the running model; `None`: nothing is heard.
            encoder: `None`: texts are compared by their syllables alone.
            rules: how many are looked at again.
        """
        self._database, self._home, self._reader, self._encoder, self._rules = database, home, reader, encoder, rules or Rules()
        self._kept = Kept(encoder, folder) if encoder else None

    def look(self, beside: Callable[[int], None] = lambda _: None) -> int:
        """Look at every new open text and at some older ones; return how many. `beside` is told how many were looked at so far."""
        read_until(self._database)
        done = 0
        for stamp, examples, page in self._pages():
            for at in range(0, len(page), _WRITTEN):
                self._write({one.id: self._seen(one, examples) for one in page[at : at + _WRITTEN]}, stamp)
            done += len(page)
            beside(done)
        return done

    def _pages(self) -> "Iterator[tuple[str, _Examples, Sequence[Stale]]]":
        with self._database.read() as session:
            if not Repository(session).count(Wanted(OPEN)):
                return  # no file is read, and no model is asked, for nothing
        stamp, model = self._stamp(), self._reader.model() if self._reader else None
        if not self._stale(None, None, 1) and not self._stale(stamp, model, 1):
            return
        known = self._examples()
        if self._kept and self._kept.missing([one.text for one in known]) > _MANY:
            quick = _Examples(known, None)  # until they are encoded, what is new is compared by its syllables: nobody waits for it
            while page := self._stale(None, None, _PAGE):
                yield "", quick, page
        examples = _Examples(known, self._kept)
        while page := self._stale(None, None, _PAGE):
            yield stamp, examples, page
        if page := self._stale(stamp, model, self._rules.looked_again):
            yield stamp, examples, page

    def _stale(self, stamp: str | None, model: str | None, most: int) -> Sequence[Stale]:
        with self._database.read() as session:
            return Repository(session).stale(stamp, model, most)

    def _stamp(self) -> str:
        """What texts are compared with: it begins with the encoder's version, so that a vector of another is known."""
        files = sha256()
        for path in sorted(path for folder in (TRAINING, HOLDOUT) for path in (self._home / folder).glob("*.yml")):
            files.update(path.read_bytes())
        with self._database.read() as session:
            files.update(repr(Repository(session).agreed_stamp()).encode())
        return f"{self._version}:{files.hexdigest()[:24]}"

    @property
    def _version(self) -> str:
        return self._encoder.version[:32] if self._encoder else "syllables"

    def _examples(self) -> list[_Example]:
        with self._database.read() as session:
            labels = [_Example(row.text, row.intent or "", key=row.key) for row in Repository(session).agreed_and_in_no_file()]
        return [*(_Example(one.text, one.intent, one.entities) for one in Corpus.read(self._home).examples), *labels]

    def _seen(self, one: Stale, examples: "_Examples") -> _Seen:
        vector = None
        if self._encoder and examples.encoded:
            kept = one.vector if (one.compared or "").startswith(f"{self._version}:") else None
            vector = kept or half(self._encoder, one.text)
        near = [example.told(round(alike, 3)) for example, alike in examples.nearest(one.text, vector)]
        return _Seen(self._reader.hear(one.text) if self._reader else None, near, vector)

    def _write(self, seen: dict[int, _Seen], stamp: str) -> None:
        with self._database.begin() as session:
            rows = Repository(session)
            rows.locked_mark(TURNS)  # two programs that put texts into groups would give two of them one number
            found = [row for row in rows.by_id(seen) if row.state == OPEN]
            for row in found:
                before = _taken(row)
                _put(row, seen[row.id], stamp)
                if _taken(row) != before or self._endangers(row):
                    row.cluster = None
            weighed(self._rules, rows, found)
            self._group(rows, [row for row in found if row.cluster is None and not self._endangers(row)])

    def _endangers(self, row: UtteranceRow) -> bool:
        return _taken(row) in DANGERS or dangerous(self._rules, row.intent, row.danger)

    @staticmethod
    def _group(rows: Repository, found: Sequence[UtteranceRow]) -> None:
        centres = [(_of(one.heard, one.near), _centre(one.cluster, one.text, one.vector)) for one in rows.centres()]
        groups = Groups(centres, rows.last_cluster())
        for row in sorted(found, key=lambda one: one.id):
            one = _centre(0, row.text, row.vector)
            row.cluster = groups.place(_taken(row), one.words, one.vector)


class _Examples:
    """The labelled texts, ready to be compared with."""

    def __init__(self, examples: Sequence[_Example], kept: Kept | None) -> None:
        self._examples = examples
        texts = [one.text for one in examples]
        self.encoded = kept is not None
        self._index = Index(texts, kept.of(texts) if kept and texts else None)

    def nearest(self, text: str, vector: bytes | None) -> list[tuple[_Example, float]]:
        found = self._index.nearest(text, whole([vector])[0] if vector else None, MOST)
        return [(self._examples[number], alike) for number, alike in found]


def _put(row: UtteranceRow, seen: _Seen, stamp: str) -> None:
    row.neighbours, row.compared, row.vector = seen.near, stamp, seen.vector
    if seen.heard and seen.heard.ranking:
        row.heard, row.heard_by = [list(one) for one in seen.heard.ranking[:MOST]], seen.heard.model
        row.intent, row.confidence = seen.heard.ranking[0]
        row.danger = max((confidence for intent, confidence in seen.heard.ranking if intent in DANGERS), default=None)


def _taken(row: UtteranceRow) -> str | None:
    return _of(row.heard, row.neighbours)


def _of(heard: Sequence[Any] | None, near: Sequence[Any] | None) -> str | None:
    return vote([(intent, confidence) for intent, confidence in heard or ()], [(one["intent"], one["similarity"]) for one in near or ()])


def _centre(cluster: int, text: str, vector: bytes | None) -> Centre:
    return Centre(cluster, words_of(text), whole([vector])[0] if vector else None)
