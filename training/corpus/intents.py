"""Intents made, renamed, merged and split, with all their examples: a plan that is reviewed before anything is written.

The plan changes examples, the domain's list, rules, stories and descriptions. Where else the name stands, in code and tests, is told with
its line, and so is what would break if it were written as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import BadRequest, Conflict, NotFound
from training.corpus import flows
from training.corpus.change import Diff, read
from training.corpus.corpus import Corpus
from training.corpus.descriptions import Book, Description
from training.corpus.document import INTENT, Document, loaded
from training.corpus.mentions import Mention, mentions
from training.corpus.schemas import Example, Target, Utterance

_DOMAIN, _RULES, _FLOWS = "domain.yml", "nlu_data/rules", ("nlu_data/rules", "nlu_data/stories", "tests/stories")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # as long as the transcript's column
BREAKS_CODE, BREAKS_RULES, BREAKS_STORIES = "code", "rules", "stories"


@dataclass(frozen=True)
class Plan:
    """What would be written, and what is left to a person.

    `breaks` says why it is not to be written as it is: "code" that names the intent, no "rules" for it, "stories" against its rule.
    """

    diff: Diff
    mentions: tuple[Mention, ...] = ()
    breaks: tuple[str, ...] = ()


class Intents:
    """The intents of a checkout. Each call returns a plan and writes nothing."""

    def __init__(self, home: Path) -> None:
        """Read the checkout `home`. Raises `BadRequest` for a file that cannot be read."""
        self._home = home
        self._corpus, self._book = Corpus.read(home), Book.read(home)
        names = [_DOMAIN, *(f"{folder}/{path.name}" for folder in _FLOWS for path in sorted((home / folder).glob("*.yml")))]
        self._base = {name: Document(name, read(home / name)) for name in names if (home / name).is_file()}

    @property
    def names(self) -> list[str]:
        """The intents in the order of the domain."""
        return [_named(one) for one in self._list]

    @property
    def ruled(self) -> frozenset[str]:
        """The intents for which a rule says what is done when they are heard."""
        return frozenset(name for document in self._rules.values() for name in flows.steps(document))

    def create(self, name: str, examples: Iterable[Utterance], like: str | None = None, about: Description | None = None) -> Plan:
        """Make an intent with its first examples. It is answered as `like` is, until a programmer chooses; without a rule it breaks."""
        self._free(name)
        if like is not None:
            self._known(like)
        self._corpus.add(name, examples, Target.TRAIN)
        return self._plan(like or name, self._opened(name, like, about), () if like in self.ruled else (BREAKS_RULES,))

    def rename(self, old: str, new: str) -> Plan:
        """Name `old` anew everywhere. Raises `NotFound`, `Conflict`, `BadRequest`."""
        self._known(old)
        self._free(new)
        self._corpus.rename(old, new)
        self._book = self._book.rename(old, new)
        named = {path: flows.renamed(document, old, new) for path, document in self._base.items()}
        named[_DOMAIN] = _holding(_replaced(named[_DOMAIN], self._at(old), old, new), [new if one == old else one for one in self.names])
        return self._gone(old, named)

    def merge(self, old: str, into: str) -> Plan:
        """Move all examples of `old` to `into`; its rules go where `into` has one, else they become those of `into`."""
        self._known(old)
        self._known(into)
        if old == into:
            raise BadRequest("an intent is merged with another")
        self._corpus.rename(old, into)
        self._book = self._book.remove(old) if into in self._book.all else self._book.rename(old, into)
        ruled, breaks = into in self.ruled, self._against(old, into)
        kept = {path: flows.without(document, old) if ruled and path in self._rules else document for path, document in self._base.items()}
        named = {path: flows.renamed(document, old, into) for path, document in kept.items()}
        at = self._at(old)
        lines = named[_DOMAIN].lines
        named[_DOMAIN] = _holding(Document(_DOMAIN, "".join([*lines[:at], *lines[at + 1 :]])), [one for one in self.names if one != old])
        return self._gone(old, named, breaks)

    def split(self, old: str, new: str, chosen: Sequence[Example], about: Description | None = None) -> Plan:
        """Move the `chosen` examples of `old` to a new intent, each within its file; it is answered as `old` is."""
        self._known(old)
        self._free(new)
        if not chosen or any(one.intent != old for one in chosen):
            raise BadRequest(f"a split needs examples of {old}")
        if len(set(chosen)) == sum(one.intent == old for one in self._corpus.examples):
            raise Conflict(f"{old} would be left without an example; rename it instead")
        self._corpus.move(chosen, new)
        return self._plan(old, self._opened(new, old, about), () if old in self.ruled else (BREAKS_RULES,))

    def describe(self, name: str, about: Description) -> Plan:
        """Say anew what an intent means."""
        self._known(name)
        self._book = self._book.put(name, about)
        return Plan(self._diff({}))

    @property
    def _rules(self) -> Mapping[str, Document]:
        return {path: document for path, document in self._base.items() if path.startswith(f"{_RULES}/")}

    def _opened(self, name: str, like: str | None, about: Description | None) -> dict[str, Document]:
        """The files in which a new intent is listed, and answered as another one is."""
        self._book = self._book.put(name, about or Description())
        first = next((path for path, one in self._rules.items() if like and flows.rules_of(one, like)), None)
        return {_DOMAIN: self._listed(name), **({first: flows.copied(self._base[first], like or "", name)} if first else {})}

    def _against(self, old: str, into: str) -> tuple[str, ...]:
        """Stories in which `old` is followed by what the rule of `into` does not say would contradict it: Rasa refuses to train."""
        one, other = (
            {rule.actions for document in self._rules.values() for rule in flows.rules_of(document, name)} for name in (old, into)
        )
        told = any(flows.names(document, old) for path, document in self._base.items() if path not in self._rules and path != _DOMAIN)
        return (BREAKS_STORIES,) if one and other and one != other and told else ()

    def _gone(self, name: str, changed: Mapping[str, Document], breaks: tuple[str, ...] = ()) -> Plan:
        """The plan of a change after which nothing is called `name` any more."""
        plan = self._plan(name, changed, breaks)
        return Plan(plan.diff, plan.mentions, (*([BREAKS_CODE] if any(not one.in_tests for one in plan.mentions) else []), *breaks))

    def _plan(self, name: str, changed: Mapping[str, Document], breaks: tuple[str, ...] = ()) -> Plan:
        return Plan(self._diff(changed), tuple(mentions(self._home, name, self._base)), breaks)

    def _diff(self, changed: Mapping[str, Document]) -> Diff:
        book = Book.read(self._home).document
        others = Diff.of([*((self._base[path], after) for path, after in changed.items()), (book, self._book.document)])
        return Diff(tuple(sorted((*self._corpus.diff.files, *others.files), key=lambda one: one.path)))

    @property
    def _list(self) -> Any:
        return loaded(_DOMAIN, self._base[_DOMAIN].text).get("intents") or [] if _DOMAIN in self._base else []

    def _known(self, name: str) -> None:
        if name not in self.names:
            raise NotFound(f"no intent {name}")

    def _free(self, name: str) -> None:
        if not _NAME.fullmatch(name) or loaded("", f"a: {name}\n")["a"] != name:  # `null` and the like are no texts to YAML
            raise BadRequest("an intent is named in small letters, digits and underscores, at most 40")
        if name in self.names or any(document.of(INTENT, name) for document in self._corpus.documents.values()):
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
        known = self._list
        if not known:
            raise BadRequest(f"{_DOMAIN} lists no intents")
        document = self._base[_DOMAIN]
        at = known.lc.item(len(known) - 1)[0]
        last = document.lines[at]
        dash = last[: len(last) - len(last.lstrip(" "))]
        before = [*document.lines[:at], last if last.endswith("\n") else last + document.end]
        made = Document(_DOMAIN, "".join([*before, f"{dash}- {name}{document.end}", *document.lines[at + 1 :]]))
        return _holding(made, [*self.names, name])


def _named(item: Any) -> str:
    return str(next(iter(item))) if isinstance(item, dict) else str(item)


def _holding(domain: Document, names: Sequence[str]) -> Document:
    """Return the domain if it lists these intents: one whose list is not written a name a line is changed by hand. Raises `BadRequest`."""
    if [_named(one) for one in loaded(_DOMAIN, domain.text).get("intents") or []] != list(names):
        raise BadRequest(f"{_DOMAIN}: its intents do not stand one on a line")
    return domain


def _replaced(document: Document, at: int, old: str, new: str) -> Document:
    lines = list(document.lines)
    lines[at] = lines[at].replace(old, new, 1)
    return Document(document.path, "".join(lines))
