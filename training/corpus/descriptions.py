"""What each intent means (mô tả ý định), in words for those who label: `intents.yml`, beside the domain and away from what Rasa reads.

Rasa takes every YAML below `nlu_data/` for training data, and the hash of that folder names a data set: a sentence that only people read
must not make another one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from core.errors import BadRequest
from training.corpus.change import read
from training.corpus.document import Document, loaded, quoted

FILE = "intents.yml"
FIELDS = ("name", "means", "choose", "avoid")  # as they stand in the file
LONGEST = 500  # characters of one of them
_HEAD = "# What each intent means, for those who label.\n"


@dataclass(frozen=True)
class Description:
    """What an intent means, when it is to be chosen, and when another one is. Each is one line; "" is not written yet.

    `name` is what an intent is called that the console has no words for: one that trainers made.
    """

    means: str = ""
    choose: str = ""
    avoid: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.means or self.choose or self.avoid or self.name)


def described(home: Path) -> dict[str, Description]:
    """Return the descriptions of a checkout by intent; one that has none is missing. Raises `BadRequest` for a file that cannot be read."""
    return dict(Book.read(home).all)


class Book:
    """The file of descriptions. What changes it returns another one; all other lines stay byte for byte."""

    def __init__(self, document: Document) -> None:
        """Take the file as it stands."""
        self.document = document

    @classmethod
    def read(cls, home: Path) -> "Book":
        """Read a checkout; one without the file has no descriptions. Raises `BadRequest`."""
        return cls(Document(FILE, read(home / FILE)))

    @cached_property
    def all(self) -> Mapping[str, Description]:
        """Every description, in the order of the file. Raises `BadRequest`."""
        told = loaded(FILE, self.document.text)
        if not all(isinstance(one, dict) for one in told.values()):
            raise BadRequest(f"{FILE}: an intent has the texts {', '.join(FIELDS)}")
        return {str(name): Description(**{field: str(one.get(field) or "") for field in FIELDS}) for name, one in told.items()}

    def put(self, intent: str, description: Description) -> "Book":
        """Describe an intent, in the place of what stood there or at the end. Raises `BadRequest` for a text that is too long."""
        made = Description(**{field: _line(text) for field, text in asdict(description).items()})
        if self.all.get(intent, Description()) == made:
            return self
        lines, end = self.document.lines, self.document.end
        new = [f"{intent}:{end}", *(f"  {name}: {quoted(text)}{end}" for name in FIELDS if (text := getattr(made, name)))]
        if intent in self.all:
            first, stop = self._place(intent)
            return self._made([*lines[:first], *new, *lines[stop:]] if made else self._without(first, stop))
        if not made:
            return self
        before = lines or [_HEAD]
        before = [*before[:-1], before[-1] if before[-1].endswith("\n") else before[-1] + end]
        return self._made([*before, end, *new])

    def remove(self, intent: str) -> "Book":
        """Take a description out."""
        return self.put(intent, Description())

    def rename(self, old: str, new: str) -> "Book":
        """Keep a description under another name, in its place."""
        if old not in self.all:
            return self
        first, _ = self._place(old)
        lines = self.document.lines
        return self._made([*lines[:first], lines[first].replace(old, new, 1), *lines[first + 1 :]])

    def _place(self, intent: str) -> tuple[int, int]:
        """The lines of an intent, from and to; blanks and comments behind them belong to what follows."""
        first = int(loaded(FILE, self.document.text).lc.key(intent)[0])
        lines = self.document.lines
        stop = next((at for at in range(first + 1, len(lines)) if lines[at].strip() and not lines[at].startswith(" ")), len(lines))
        while not lines[stop - 1].strip():
            stop -= 1
        return first, stop

    def _without(self, first: int, stop: int) -> list[str]:
        """The lines without these, and without the blanks behind them, or before them where they are the last."""
        lines = self.document.lines
        behind = next((at for at in range(stop, len(lines)) if lines[at].strip()), None)
        if behind is not None:
            return [*lines[:first], *lines[behind:]]
        while first and not lines[first - 1].strip():
            first -= 1
        return lines[:first]

    def _made(self, lines: list[str]) -> "Book":
        return Book(Document(FILE, "".join(lines)))


def _line(text: str) -> str:
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(flat) > LONGEST:
        raise BadRequest(f"a description has at most {LONGEST} characters in each part")
    return flat
