"""Rules and stories (luật và kịch bản): the lines that name an intent, renamed, taken out or written for another one."""

import re
from dataclasses import dataclass
from typing import Any

from training.corpus.document import Document, loaded

_RULE = re.compile(r"^(\s*(?:-\s*)?rule:\s*)(.*?)(\s*)$")
_ANY = re.compile(r"^(\s*(?:-\s*)?intent:\s*[\"']?)([\w-]+)")
_ACTION = re.compile(r"^\s*(?:-\s*)?action:\s*[\"']?([\w-]+)")


@dataclass(frozen=True)
class Rule:
    """A rule that an intent decides: its lines, from and to, without blanks and comments behind it, and its actions."""

    start: int
    end: int
    stop: int  # where the next one begins
    actions: tuple[str, ...]


def names(document: Document, intent: str) -> bool:
    """Tell whether a file has a step of this intent."""
    sought = _step_of(intent)
    return any(sought.match(line) for line in document.lines)


def steps(document: Document) -> set[str]:
    """Return the intents that have a step in a file."""
    return {found[2] for line in document.lines if (found := _ANY.match(line))}


def renamed(document: Document, old: str, new: str) -> Document:
    """Return the file with the steps of `old` named `new`."""
    sought = _step_of(old)
    return Document(document.path, "".join(sought.sub(rf"\g<1>{new}", line) for line in document.lines))


def rules_of(document: Document, intent: str) -> list[Rule]:
    """Return the rules that an intent decides."""
    rules: Any = loaded(document.path, document.text).get("rules")
    if not rules or not hasattr(rules, "lc"):
        return []
    lines, starts = document.lines, [int(rules.lc.item(number)[0]) for number in range(len(rules))]
    found = (_rule(lines, start, stop) for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True))
    sought = _step_of(intent)
    return [one for one in found if any(sought.match(line) for line in lines[one.start : one.end])]


def without(document: Document, intent: str) -> Document:
    """Return the file without the rules of an intent; comments behind one belong to what follows."""
    lines, gone = document.lines, set[int]()
    for rule in rules_of(document, intent):
        behind = rule.end < len(lines) and not lines[rule.end].strip()
        before = rule.end == len(lines) and not lines[rule.start - 1].strip()
        gone |= set(range(rule.start - before, rule.end + behind))
    return Document(document.path, "".join(line for at, line in enumerate(lines) if at not in gone))


def copied(document: Document, intent: str, new: str) -> Document:
    """Return the file with a rule more, behind the first of `intent`: the same for `new`. One without such a rule stays as it is."""
    found = rules_of(document, intent)
    if not found:
        return document
    rule, lines = found[0], document.lines
    own = renamed(Document(document.path, "".join(lines[rule.start : rule.end])), intent, new).lines
    own = [_RULE.sub(rf"\g<1>{new.replace('_', ' ')}\g<3>", own[0]), *own[1:]]
    before = lines[: rule.end]
    if not before[-1].endswith("\n"):
        before, own = [*before[:-1], before[-1] + document.end], [*own[:-1], own[-1].removesuffix(document.end)]
    return Document(document.path, "".join([*before, document.end, *own, *lines[rule.end :]]))


def _rule(lines: list[str], start: int, stop: int) -> Rule:
    last = max(at for at in range(start, stop) if (line := lines[at].strip()) and not line.startswith("#"))
    actions = (_ACTION.match(line) for line in lines[start : last + 1])
    return Rule(start, last + 1, stop, tuple(found[1] for found in actions if found))


def _step_of(intent: str) -> re.Pattern[str]:
    return re.compile(rf"^(\s*(?:-\s*)?intent:\s*[\"']?){re.escape(intent)}(?![\w-])")
