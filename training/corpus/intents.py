"""Intents made, renamed, merged and split, with all their examples: a plan that is reviewed before anything is written.

The plan changes examples, the domain's list, rules and stories. Where else the name stands, in code and tests, is told with its line.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import BadRequest, Conflict, NotFound
from training.corpus.change import Diff, read
from training.corpus.corpus import Corpus
from training.corpus.document import INTENT, Document, loaded
from training.corpus.schemas import Example, Target, Utterance

_DOMAIN, _RULES, _FLOWS = "domain.yml", "nlu_data/rules", ("nlu_data/rules", "nlu_data/stories", "tests/stories")
_ELSEWHERE = ("actions", "bot", "channels", "console", "core", "knowledge", "tests", "training")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # as long as the transcript's column


@dataclass(frozen=True)
class Mention:
    """A line outside the training data that names the intent, and which a person has to look at."""

    path: str
    line: int
    text: str


@dataclass(frozen=True)
class Plan:
    """What would be written, and what is left to a person."""

    diff: Diff
    mentions: tuple[Mention, ...] = ()


class Intents:
    """The intents of a checkout. Each call returns a plan and writes nothing."""

    def __init__(self, home: Path) -> None:
        """Read the checkout `home`. Raises `BadRequest` for a file that cannot be read."""
        self._home = home
        self._corpus = Corpus.read(home)
        names = [_DOMAIN, *(f"{folder}/{path.name}" for folder in _FLOWS for path in sorted((home / folder).glob("*.yml")))]
        self._base = {name: Document(name, read(home / name)) for name in names if (home / name).is_file()}

    def create(self, name: str, examples: Iterable[Utterance]) -> Plan:
        """Make an intent with its first examples. It needs a rule as well, which only a programmer can choose."""
        self._free(name)
        self._corpus.add(name, examples, Target.TRAIN)
        return self._plan(name, {_DOMAIN: self._listed(name)})

    def rename(self, old: str, new: str) -> Plan:
        """Name `old` anew everywhere. Raises `NotFound`, `Conflict`, `BadRequest`."""
        self._known(old)
        self._free(new)
        self._corpus.rename(old, new)
        named = {path: _renamed(document, old, new) for path, document in self._base.items()}
        named[_DOMAIN] = _replaced(named[_DOMAIN], self._at(old), old, new)
        return self._plan(old, named)

    def merge(self, old: str, into: str) -> Plan:
        """Move all examples of `old` to `into`; its rules go where `into` has one, else they become those of `into`."""
        self._known(old)
        self._known(into)
        if old == into:
            raise BadRequest("an intent is merged with another")
        self._corpus.rename(old, into)
        ruled = any(_rules_of(document, into) for path, document in self._base.items() if path.startswith(_RULES))
        kept = {path: _unruled(document, old) if ruled and path.startswith(_RULES) else document for path, document in self._base.items()}
        named = {path: _renamed(document, old, into) for path, document in kept.items()}
        at = self._at(old)
        named[_DOMAIN] = Document(_DOMAIN, "".join([*named[_DOMAIN].lines[:at], *named[_DOMAIN].lines[at + 1 :]]))
        return self._plan(old, named)

    def split(self, old: str, new: str, chosen: Sequence[Example]) -> Plan:
        """Move the `chosen` examples of `old` to a new intent, each within its file."""
        self._known(old)
        self._free(new)
        if not chosen or any(one.intent != old for one in chosen):
            raise BadRequest(f"a split needs examples of {old}")
        if len(set(chosen)) == sum(one.intent == old for one in self._corpus.examples):
            raise Conflict(f"{old} would be left without an example; rename it instead")
        self._corpus.move(chosen, new)
        return self._plan(old, {_DOMAIN: self._listed(new)})

    def _plan(self, name: str, changed: dict[str, Document]) -> Plan:
        flows = Diff.of((self._base[path], after) for path, after in changed.items())
        return Plan(Diff(tuple(sorted((*self._corpus.diff.files, *flows.files), key=lambda one: one.path))), tuple(self._mentions(name)))

    @property
    def _list(self) -> Any:
        return loaded(_DOMAIN, self._base[_DOMAIN].text).get("intents") or []

    def _known(self, name: str) -> None:
        if not any(_named(one) == name for one in self._list):
            raise NotFound(f"no intent {name}")

    def _free(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise BadRequest("an intent is named in small letters, digits and underscores, at most 40")
        if any(_named(one) == name for one in self._list) or any(document.of(INTENT, name) for document in self._corpus.documents.values()):
            raise Conflict(f"there is an intent {name} already")

    def _at(self, name: str) -> int:
        """The line of the domain on which an intent is listed. Raises `BadRequest` where its settings follow on lines of their own."""
        known = self._list
        number = next(number for number, one in enumerate(known) if _named(one) == name)
        if not isinstance(known[number], str):
            raise BadRequest(f"{_DOMAIN}: {name} has settings of its own: change it by hand")
        return int(known.lc.item(number)[0])

    def _listed(self, name: str) -> Document:
        """The domain with an intent more, at the end of its list."""
        document, known = self._base[_DOMAIN], self._list
        if not known:
            raise BadRequest(f"{_DOMAIN} lists no intents")
        at = known.lc.item(len(known) - 1)[0]
        last = document.lines[at]
        dash = last[: len(last) - len(last.lstrip(" "))]
        return Document(_DOMAIN, "".join([*document.lines[: at + 1], f"{dash}- {name}{document.end}", *document.lines[at + 1 :]]))

    def _mentions(self, name: str) -> Iterable[Mention]:
        sought = re.compile(rf"""["'/]{name}(?![\w-])|^\s*{name}:|\bintent:\s*{name}\b""")
        for folder in _ELSEWHERE:
            for path in sorted((self._home / folder).rglob("*")):
                shown = path.relative_to(self._home).as_posix()
                if path.suffix in (".py", ".yml", ".tsv") and shown not in self._base and not shown.startswith("tests/nlu_holdout/"):
                    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                        if sought.search(line):
                            yield Mention(shown, number, line.strip()[:200])


def _named(item: Any) -> str:
    return str(next(iter(item))) if isinstance(item, dict) else str(item)


def _line_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(\s*(?:-\s*)?intent:\s*[\"']?){re.escape(name)}(?![\w-])")


def _renamed(document: Document, old: str, new: str) -> Document:
    sought = _line_of(old)
    return Document(document.path, "".join(sought.sub(rf"\g<1>{new}", line) for line in document.lines))


def _replaced(document: Document, at: int, old: str, new: str) -> Document:
    lines = list(document.lines)
    lines[at] = lines[at].replace(old, new, 1)
    return Document(document.path, "".join(lines))


def _rules_of(document: Document, name: str) -> list[tuple[int, int]]:
    """The lines, from and to, of the rules that an intent decides."""
    rules: Any = loaded(document.path, document.text).get("rules")
    if not rules or not hasattr(rules, "lc"):
        return []
    starts = [int(rules.lc.item(number)[0]) for number in range(len(rules))]
    sought = _line_of(name)
    bounds = zip(starts, [*starts[1:], len(document.lines)], strict=True)
    return [(start, end) for start, end in bounds if any(sought.match(line) for line in document.lines[start:end])]


def _unruled(document: Document, name: str) -> Document:
    """The file without the rules of an intent; comments and blanks behind one belong to what follows."""
    gone: set[int] = set()
    for start, end in _rules_of(document, name):
        last = max(at for at in range(start, end) if (line := document.lines[at].strip()) and not line.startswith("#"))
        behind = last + 1 < len(document.lines) and not document.lines[last + 1].strip()
        before = last + 1 == len(document.lines) and not document.lines[start - 1].strip()
        gone |= set(range(start - before, last + 1 + behind))
    return Document(document.path, "".join(line for at, line in enumerate(document.lines) if at not in gone))
