"""What stands in the files and the labels already: asked before a label is saved. The index is made again when either changed."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from core.db import Database
from training.corpus.alike import TOO_NEAR, Alike
from training.corpus.corpus import HOLDOUT, TRAINING, Corpus, target_of
from training.corpus.schemas import Example, Target
from training.labels.repository import Repository
from training.labels.schemas import Warn, Warned
from training.texts import key_of

_MOST = 5  # near ones that are shown
_Place = tuple[str, str, Target, str | None]  # text, intent, target, file


@dataclass(frozen=True)
class Standing:
    """What stands there of a text and near it, whatever intent it is going to have."""

    key: str
    same: tuple[_Place, ...]
    near: tuple[tuple[float, _Place], ...]

    def warnings(self, intent: str, target: Target) -> list[Warn]:
        """Return what should be known before the text becomes an example of `intent`: what refuses it first, then the nearest."""
        found = [*_same(self.same, intent, target), *_near(self.near, self.key, intent, target)]
        return sorted(found, key=lambda one: (not one.refuses, -one.share, one.kind))

    @property
    def intents(self) -> set[str]:
        """The intents of what stands there: all others are warned of alike."""
        return {place[1] for place in self.same} | {place[1] for _, place in self.near}

    @property
    def in_files(self) -> "Standing":
        """Without the label that the text itself has and no file holds yet: who reads it a second time is not told of the first."""
        return replace(self, same=tuple(place for place in self.same if place[3] is not None))


class Known:
    """The examples of a checkout and the labels that are in no file yet. Several threads may ask."""

    def __init__(self, home: Path, database: Database) -> None:
        """Read the files under `home` and the labels in `database`."""
        self._home, self._database, self._lock = home, database, Lock()
        self._stamp: object = None
        self._files: Alike[_Place] = Alike()
        self._examples: dict[str, list[Example]] = {}
        self._labels = _Waiting()

    def warnings(self, text: str, intent: str, target: Target) -> list[Warn]:
        """Return what should be known before `text` becomes an example of `intent`: what refuses it first, then the nearest.

        Raises:
            BadRequest: a file cannot be read.
            Unavailable: the database fails.
        """
        return self.standing(text).warnings(intent, target)

    def standing(self, text: str) -> Standing:
        """Return what stands there of a text, to be asked for several intents. Raises as `warnings`."""
        with self._lock:
            self._refresh()
            same = (*self._files.same(text), *self._labels.same(text))
            near = (*self._files.near(text, most=_MOST), *self._labels.near(text))
        return Standing(key_of(text), same, near)

    def examples(self) -> Mapping[str, Sequence[Example]]:
        """Return the examples of the files by intent, the same object until a file changes. Raises `BadRequest`."""
        with self._lock:
            self._refresh_files()
            return self._examples

    def neighbours(self, text: str, most: int = 5) -> list[tuple[float, str, str]]:
        """Return the labelled texts that share most with this one: share, text and intent."""
        with self._lock:
            self._refresh()
            near = [*self._files.neighbours(text, most), *self._labels.neighbours(text, most)]
        return [(share, place[0], place[1]) for share, place in sorted(near, key=lambda one: -one[0])[:most]]

    def _refresh(self) -> None:
        self._refresh_files()
        with self._database.read() as session:
            self._labels.refresh(Repository(session))

    def _refresh_files(self) -> None:
        if (stamp := _stamp(self._home)) != self._stamp:
            examples = list(Corpus.read(self._home).examples)
            self._files = Alike((one.text, (one.text, one.intent, target_of(one.file), one.file)) for one in examples)
            self._examples = {}
            for one in examples:
                self._examples.setdefault(one.intent, []).append(one)
            self._stamp = stamp


class _Waiting:
    """The labels that are in no file yet. Only what changed since the last look is read; the index keeps what left, and passes it over."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        self._index: Alike[tuple[str, str]] = Alike()  # key and text as it was put in
        self._indexed: set[tuple[str, str]] = set()
        self._seen: datetime | None = None

    def refresh(self, rows: Repository) -> None:
        """Read what changed. A text that was deleted leaves no row behind: when the counts differ all is read again."""
        self._take(rows.changed_since(self._seen))
        count, last = rows.waiting()
        if count != len(self._places):
            self._places, self._index, self._indexed = {}, Alike(), set()
            self._take(rows.changed_since(None))
        self._seen = last

    def _take(self, changed: Iterable[tuple[str, str, str | None, str, bool]]) -> None:
        for key, text, intent, target, waits in changed:
            if not waits:
                self._places.pop(key, None)
                continue
            if (key, text) not in self._indexed:
                self._index.add(text, (key, text))
                self._indexed.add((key, text))
            self._places[key] = (text, intent or "", Target(target), None)

    def same(self, text: str) -> list[_Place]:
        return [self._places[key] for key, was in self._index.same(text) if self._holds(key, was)]

    def near(self, text: str) -> list[tuple[float, _Place]]:
        return [(share, self._places[key]) for share, (key, was) in self._index.near(text, most=_MOST) if self._holds(key, was)]

    def neighbours(self, text: str, most: int) -> list[tuple[float, _Place]]:
        return [(share, self._places[key]) for share, (key, was) in self._index.neighbours(text, most) if self._holds(key, was)]

    def _holds(self, key: str, was: str) -> bool:
        return key in self._places and self._places[key][0] == was


def _same(places: Iterable[_Place], intent: str, target: Target) -> Iterator[Warn]:
    for text, other, its, file in places:
        if file is None and its is not target:
            continue  # a label in no file yet: it moves to the other set with this one
        kind = Warned.OTHER_SET if its is not target else Warned.SAME if other == intent else Warned.CONFLICT
        yield Warn(kind, text, other, file)


def _near(places: Iterable[tuple[float, _Place]], key: str, intent: str, target: Target) -> Iterator[Warn]:
    for share, (text, other, its, file) in places:
        if key_of(text) != key:
            apart = its is not target and share >= TOO_NEAR
            yield Warn(Warned.OTHER_SET if apart else Warned.NEAR if other == intent else Warned.NEAR_CONFLICT, text, other, file, share)


def _stamp(home: Path) -> tuple[tuple[str, str, int, int], ...]:
    """What tells whether a file changed. It is asked several times for each text, so it looks at the folders alone."""
    found: list[tuple[str, str, int, int]] = []
    for folder in (TRAINING, HOLDOUT):
        with suppress(FileNotFoundError), os.scandir(home / folder) as entries:
            files = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".yml")]
            found += [(folder, name, status.st_mtime_ns, status.st_size) for name, status in files]
    return tuple(sorted(found))
