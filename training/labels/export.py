"""Labels that go into the files: agreed ones are added, those agreed otherwise are changed, those taken back are taken out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from core import audit
from core.clock import now
from core.db import Database
from training.corpus.alike import TOO_NEAR, Alike
from training.corpus.change import Diff, Written, write
from training.corpus.corpus import Corpus, target_of
from training.corpus.markup import write as marked
from training.corpus.merge import Side
from training.corpus.schemas import Example, Target, Utterance
from training.labels.models import LabelText
from training.labels.repository import Repository
from training.labels.schemas import State, Warn, Warned, read


@dataclass(frozen=True)
class _Put:
    """What becomes of one text: the file it is in then, and as what; `None` for one that is taken out."""

    key: str
    file: str | None
    written: str | None


@dataclass(frozen=True)
class Export:
    """What an export would do. `refused` are labels that the files contradict: they wait until a person settles it."""

    diff: Diff
    added: int = 0
    changed: int = 0
    removed: int = 0
    refused: tuple[Warn, ...] = ()
    puts: tuple[_Put, ...] = field(default=(), repr=False)

    @property
    def of_labels(self) -> str:
        """What names the part of the labels: another once any of them, or where it goes, is another."""
        return _hash(self.puts, self.refused)

    @property
    def mark(self) -> str:
        """What names the plan in a form: another once a label or a file is another."""
        return _hash(self.of_labels, self.diff)


class Exports:
    """Between the labels in `database` and the files of the checkout `home`."""

    def __init__(self, home: Path, database: Database, clock: Callable[[], datetime] = now) -> None:
        """Write nothing yet."""
        self._home, self._database, self._clock = home, database, clock

    def plan(self) -> Export:
        """Return what would be written.

        Raises:
            BadRequest: a file that cannot be read.
            Unavailable: the database fails.
        """
        with self._database.read() as session:
            rows = Repository(session).to_export()
        return _Draft(Corpus.read(self._home)).of(rows)

    def write(self, export: Export, by: str = "cli", choices: Mapping[str, Side] | None = None) -> Written:
        """Write an export, and note what is in which file; with conflicts nothing is written.

        A program that ends in between does no harm: the next export finds the lines there.

        Args:
            export: the plan, as it was shown.
            by: who writes it, an actor of the audit.
            choices: whose lines stand in conflicts that were shown, by their mark.

        Raises:
            Conflict: a file would not be training data any more.
            OSError: the files cannot be written.
            Unavailable: the database fails.
        """
        written = write(self._home, export.diff, choices)
        if written.conflicts or not export.puts:
            return written
        with self._database.begin() as session:
            rows, at = Repository(session), self._clock()
            counts = {"added": export.added, "changed": export.changed, "removed": export.removed}
            audit.record(session, by, "labels.export", "", {**counts, "files": list(written.paths)})
            for put in export.puts:
                if row := rows.text(put.key, lock=True):
                    row.file, row.written, row.exported = put.file, put.written, at if put.file else None
                    row.revision, row.changed = row.revision + 1, at
                    if not put.file and not rows.live(put.key):
                        rows.delete(row)
        return written


class _Draft:
    """An export while it is put together."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._examples = list(corpus.examples)
        self._there = {(one.file, f"{one.intent}: {one.markup}"): one for one in self._examples}
        self._index: Alike[Example] = Alike((one.text, one) for one in self._examples)
        self._puts: list[_Put] = []
        self._refused: list[Warn] = []
        self._new: dict[tuple[str, Target], list[LabelText]] = {}
        self._changed = self._removed = 0

    def of(self, rows: Sequence[LabelText]) -> Export:
        for row in rows:
            if row.exported:
                self._again(row)
        for row in rows:
            if row.state == State.AGREED and not row.exported:
                self._first(row)
        added = sum(self._add(intent, target, together) for (intent, target), together in self._new.items())
        return Export(self._corpus.diff, added, self._changed, self._removed, tuple(self._refused), tuple(self._puts))

    def _again(self, row: LabelText) -> None:
        """A text that is in a file: it stays, is changed, or goes. A line that somebody took out by hand stays out."""
        agreed = row.state == State.AGREED
        if agreed and row.written == _written(row):
            return
        if row.state in (State.SECOND, State.DISPUTED, State.FLAGGED):
            return  # until its readers are at one, the files stay as they are
        line = self._there.get((row.file or "", row.written or "")) or self._otherwise(row)
        if line:
            self._corpus.remove([line])
        if agreed and line:
            self._corpus.add(row.intent or "", [_utterance(row)], Target(row.target), self._place(row))
            self._changed += 1
        else:
            self._removed += line is not None
        self._puts.append(_Put(row.key, row.file if agreed else None, _written(row) if agreed else None))

    def _otherwise(self, row: LabelText) -> Example | None:
        """The line of a text whose marks somebody wrote otherwise."""
        intent = (row.written or "").partition(": ")[0]
        return next((one for one in self._index.same(row.text) if (one.text, one.file, one.intent) == (row.text, row.file, intent)), None)

    def _place(self, row: LabelText) -> str | None:
        """The file it is in, where the intent it has now has examples too."""
        has = row.file and any(one.file == row.file and one.intent == row.intent for one in self._examples)
        return row.file if has else None

    def _first(self, row: LabelText) -> None:
        intent, target = row.intent or "", Target(row.target)
        same = self._index.same(row.text)
        mine = next((one for one in same if one.text == row.text and one.intent == intent and target_of(one.file) is target), None)
        if mine:
            self._puts.append(_Put(row.key, mine.file, _written(row)))
        elif warn := self._contradicted(row, same):
            self._refused.append(warn)
        else:
            self._new.setdefault((intent, target), []).append(row)

    def _add(self, intent: str, target: Target, rows: list[LabelText]) -> int:
        file = self._corpus.add(intent, map(_utterance, rows), target)
        self._puts += [_Put(row.key, file, _written(row)) for row in rows]
        return len(rows)

    def _contradicted(self, row: LabelText, same: list[Example]) -> Warn | None:
        for one in same:
            if target_of(one.file) != row.target:
                return Warn(Warned.OTHER_SET, row.text, one.intent, one.file)
            if one.intent != row.intent:
                return Warn(Warned.CONFLICT, row.text, one.intent, one.file)
        near = self._index.near(row.text, TOO_NEAR)
        return next(
            (Warn(Warned.OTHER_SET, row.text, one.intent, one.file, share) for share, one in near if target_of(one.file) != row.target),
            None,
        )


def _hash(*parts: object) -> str:
    return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _utterance(row: LabelText) -> Utterance:
    return Utterance(row.text, read(row.entities))


def _written(row: LabelText) -> str:
    return f"{row.intent}: {marked(_utterance(row))}"
