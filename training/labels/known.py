"""What stands in the files and the labels already: asked before a label is saved. The index is made again when either changed."""

from collections.abc import Iterator
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
        self._files: tuple[object, Alike[_Place]] = (None, Alike())
        self._labels: tuple[object, Alike[_Place]] = (None, Alike())

    def warnings(self, text: str, intent: str, target: Target) -> list[Warn]:
        """Return what should be known before `text` becomes an example of `intent`: what refuses it first, then the nearest.

        Raises:
            BadRequest: a file cannot be read.
            Unavailable: the database fails.
        """
        files, labels = self._fresh()
        key = key_of(text)
        found = [one for index in (files, labels) for one in _warned(index, text, key, intent, target)]
        return sorted(found, key=lambda one: (not one.refuses, -one.share, one.kind))

    def neighbours(self, text: str, most: int = 5) -> list[tuple[float, str, str]]:
        """Return the labelled texts that share most with this one: share, text and intent."""
        near = sorted((one for index in self._fresh() for one in index.neighbours(text, most)), key=lambda one: -one[0])
        return [(share, place[0], place[1]) for share, place in near[:most]]

    def _fresh(self) -> tuple[Alike[_Place], Alike[_Place]]:
        with self._lock:
            if (stamp := _stamp(self._home)) != self._files[0]:
                examples = Corpus.read(self._home).examples
                self._files = (stamp, Alike((one.text, (one.text, one.intent, target_of(one.file), one.file)) for one in examples))
            with self._database.read() as session:
                rows = Repository(session)
                if (changed := rows.stamp()) != self._labels[0]:
                    waiting = rows.unexported()
                    places = ((text, (text, intent or "", Target(target), None)) for text, intent, target, _ in waiting)
                    self._labels = (changed, Alike(places))
            return self._files[1], self._labels[1]


def _warned(index: Alike[_Place], text: str, key: str, intent: str, target: Target) -> Iterator[Warn]:
    for place in index.same(text):
        if place[3] is None and place[2] is not target:
            continue  # a label in no file yet: it moves to the other set with this one
        kind = Warned.OTHER_SET if place[2] is not target else Warned.SAME if place[1] == intent else Warned.CONFLICT
        yield Warn(kind, place[0], place[1], place[3])
    for share, place in index.near(text, most=_MOST):
        if key_of(place[0]) != key:
            other = place[2] is not target and share >= TOO_NEAR
            kind = Warned.OTHER_SET if other else Warned.NEAR if place[1] == intent else Warned.NEAR_CONFLICT
            yield Warn(kind, place[0], place[1], place[3], share)


def _stamp(home: Path) -> tuple[tuple[str, int, int], ...]:
    paths = sorted(path for folder in (TRAINING, HOLDOUT) for path in (home / folder).glob("*.yml"))
    return tuple((path.name, status.st_mtime_ns, status.st_size) for path in paths for status in [path.stat()])
