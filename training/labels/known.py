"""What stands in the files and the labels already: asked before a label is saved. The index is made again when either changed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock

from core.db import Database
from training.corpus.alike import TOO_NEAR, Alike
from training.corpus.corpus import HOLDOUT, TRAINING, Corpus, target_of
from training.corpus.schemas import Target
from training.labels.repository import Repository
from training.labels.schemas import Warn, Warned
from training.texts import key_of

_MOST = 5  # near ones that are shown
_Place = tuple[str, str, Target, str | None]  # text, intent, target, file


class Known:
    """The examples of a checkout and the labels that are in no file yet. Several threads may ask."""

    def __init__(self, home: Path, database: Database) -> None:
        """Read the files under `home` and the labels in `database`."""
        self._home, self._database, self._lock = home, database, Lock()
        self._stamp: object = None
        self._files: Alike[_Place] = Alike()
        self._labels = _Waiting()

    def warnings(self, text: str, intent: str, target: Target) -> list[Warn]:
        """Return what should be known before `text` becomes an example of `intent`: what refuses it first, then the nearest.

        Raises:
            BadRequest: a file cannot be read.
            Unavailable: the database fails.
        """
        with self._lock:
            self._refresh()
            same = [*self._files.same(text), *self._labels.same(text)]
            near = [*self._files.near(text, most=_MOST), *self._labels.near(text)]
        found = [*_same(same, intent, target), *_near(near, key_of(text), intent, target)]
        return sorted(found, key=lambda one: (not one.refuses, -one.share, one.kind))

    def neighbours(self, text: str, most: int = 5) -> list[tuple[float, str, str]]:
        """Return the labelled texts that share most with this one: share, text and intent."""
        with self._lock:
            self._refresh()
            near = [*self._files.neighbours(text, most), *self._labels.neighbours(text, most)]
        return [(share, place[0], place[1]) for share, place in sorted(near, key=lambda one: -one[0])[:most]]

    def _refresh(self) -> None:
        if (stamp := _stamp(self._home)) != self._stamp:
            examples = Corpus.read(self._home).examples
            self._files = Alike((one.text, (one.text, one.intent, target_of(one.file), one.file)) for one in examples)
            self._stamp = stamp
        with self._database.read() as session:
            self._labels.refresh(Repository(session))


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


def _same(places: list[_Place], intent: str, target: Target) -> Iterator[Warn]:
    for text, other, its, file in places:
        if file is None and its is not target:
            continue  # a label in no file yet: it moves to the other set with this one
        kind = Warned.OTHER_SET if its is not target else Warned.SAME if other == intent else Warned.CONFLICT
        yield Warn(kind, text, other, file)


def _near(places: list[tuple[float, _Place]], key: str, intent: str, target: Target) -> Iterator[Warn]:
    for share, (text, other, its, file) in places:
        if key_of(text) != key:
            apart = its is not target and share >= TOO_NEAR
            yield Warn(Warned.OTHER_SET if apart else Warned.NEAR if other == intent else Warned.NEAR_CONFLICT, text, other, file, share)


def _stamp(home: Path) -> tuple[tuple[str, int, int], ...]:
    paths = sorted(path for folder in (TRAINING, HOLDOUT) for path in (home / folder).glob("*.yml"))
    return tuple((path.name, status.st_mtime_ns, status.st_size) for path in paths for status in [path.stat()])
