"""All examples of a checkout, and a draft of what they shall be: changes are gathered and become one diff."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from core.errors import BadRequest, Conflict, NotFound
from training.corpus.change import Diff, read
from training.corpus.document import INTENT, Document
from training.corpus.markup import write as marked
from training.corpus.schemas import Example, Target, Utterance

TRAINING, HOLDOUT, LOOKUPS, SYNONYMS = "nlu_data/nlu", "tests/nlu_holdout", "nlu_data/lookups", "nlu_data/synonyms"
_FOLDERS = {Target.TRAIN: TRAINING, Target.TEST: HOLDOUT}
_NEW = "labelled.yml"  # the file of an intent that has none yet


def target_of(path: str) -> Target:
    """Tell what the examples of a file are for."""
    return Target.TEST if path.startswith(f"{HOLDOUT}/") else Target.TRAIN


class Corpus:
    """The documents of a checkout, by path. What changes them changes this object alone, until its diff is written."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        """Begin with `documents`, as they stand."""
        self._base = dict(documents)
        self._now = dict(documents)

    @classmethod
    def read(cls, home: Path) -> "Corpus":
        """Read a checkout.

        Raises:
            BadRequest: a file that is no UTF-8, or no training data; its path and line are told.
        """
        return cls({path: _document(home, path) for folder in (TRAINING, HOLDOUT, LOOKUPS, SYNONYMS) for path in _names(home, folder)})

    @property
    def documents(self) -> Mapping[str, Document]:
        """The files as they would be."""
        return self._now

    @property
    def examples(self) -> Iterator[Example]:
        """Every example, file by file. Raises `BadRequest`."""
        return (example for path in sorted(self._now) for example in self._now[path].examples)

    @property
    def intents(self) -> Counter[str]:
        """The intents and how many examples each has to learn from."""
        return Counter(one.intent for one in self.examples if target_of(one.file) is Target.TRAIN)

    @property
    def diff(self) -> Diff:
        """What would be written."""
        return Diff.of((self._base.get(path, Document(path, "")), after) for path, after in self._now.items())

    def home_of(self, intent: str, target: Target) -> str | None:
        """Return the file that holds most examples of `intent` for `target`: where a new one belongs."""
        here = Counter(
            {
                path: sum(len(block.entries) for block in document.of(INTENT, intent))
                for path, document in sorted(self._now.items())
                if target_of(path) is target and document.of(INTENT, intent)
            }
        )
        return here.most_common(1)[0][0] if here else None

    def add(self, intent: str, utterances: Iterable[Utterance], target: Target, file: str | None = None) -> str:
        """Add examples at the end of the intent's block, one line each; return the file.

        Raises:
            Unwritable: Rasa's notation cannot hold one of them.
        """
        markups = [marked(one) for one in utterances]
        path = file or self.home_of(intent, target) or f"{_FOLDERS[target]}/{_NEW}"
        if target_of(path) is not target or not path.endswith(".yml") or not path.startswith(f"{_FOLDERS[target]}/") or ".." in path:
            raise BadRequest(f"{path} is no file of examples {'to learn from' if target is Target.TRAIN else 'to measure by'}")
        document = self._now.get(path, Document(path, ""))
        has = bool(document.text) and bool(document.of(INTENT, intent))
        self._now[path] = document.adding(INTENT, intent, markups) if has else document.opening(INTENT, intent, markups)
        return path

    def add_entries(self, kind: str, name: str, entries: Iterable[str], file: str) -> None:
        """Add entries to a synonym, regex or lookup in `file`."""
        document = self._now.get(file, Document(file, ""))
        has = bool(document.text) and bool(document.of(kind, name))
        self._now[file] = (document.adding if has else document.opening)(kind, name, list(entries))

    def remove_entries(self, kind: str, name: str, entries: Collection[str]) -> None:
        """Take entries out of a synonym, regex or lookup, wherever it stands. Raises `NotFound` for one that is not there."""
        left = set(entries)
        for path, document in self._now.items():
            here = [one for block in document.of(kind, name) for one in block.entries if one.markup in left]
            if here:
                self._now[path] = document.without({one.line for one in here})
                left -= {one.markup for one in here}
        if left:
            raise NotFound(f"{kind} {name} does not hold this any more")

    def edit(self, example: Example, utterance: Utterance) -> None:
        """Write an example otherwise, in its line. Raises `NotFound`, `Unwritable`."""
        self._now[example.file] = self._now[example.file].replacing(self._line(example), marked(utterance))

    def remove(self, examples: Iterable[Example]) -> None:
        """Take examples out. Raises `NotFound` for one that does not stand there any more."""
        lines: dict[str, set[int]] = {}
        for example in examples:
            lines.setdefault(example.file, set()).add(self._line(example))
        for path, gone in lines.items():
            self._now[path] = self._now[path].without(gone)

    def move(self, examples: Iterable[Example], intent: str, file: str | None = None) -> None:
        """Move examples to another intent, each within its file or all to `file`. Raises `NotFound`, `Conflict`."""
        chosen = list(examples)
        if file and {target_of(one.file) for one in chosen} - {target_of(file)}:
            raise Conflict("an example to measure by does not become one to learn from by moving, nor the other way")
        places: dict[str, list[Example]] = {}
        for one in chosen:
            places.setdefault(file or one.file, []).append(one)
        self.remove(chosen)
        for path, here in places.items():
            self.add(intent, (one.utterance for one in here), target_of(path), path)

    def rename(self, old: str, new: str) -> None:
        """Name an intent anew wherever it has examples."""
        for path, document in self._now.items():
            if document.of(INTENT, old):
                self._now[path] = document.renaming(INTENT, old, new)

    def _line(self, example: Example) -> int:
        document = self._now.get(example.file)
        found = [one for one in document.examples if one == example] if document else []
        if not found:
            raise NotFound(f"{example.file} does not hold this example any more")
        return next((one.line for one in found if one.line == example.line), found[0].line) - 1


def _names(home: Path, folder: str) -> list[str]:
    return [f"{folder}/{path.name}" for path in sorted((home / folder).glob("*.yml"))]


def _document(home: Path, path: str) -> Document:
    try:
        return Document(path, read(home / path))
    except BadRequest as error:
        raise BadRequest(f"{path}: not UTF-8") from error
