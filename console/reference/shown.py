"""What the page of an entry shows: what stands, what is wanted, how the two differ, what to look at, what was before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

from ruamel.yaml import YAML

from console import pages
from console.parts import Parts
from console.reference.sheets import Sheet
from core.audit import staff_actor
from core.words import Language
from knowledge.pointer import current_id
from knowledge.reference import warnings
from knowledge.reference.kinds import GOLDEN, TEXT, WORD
from knowledge.reference.models import APPROVED, DRAFT, Entry
from knowledge.reference.schemas import Problem, Row, Value
from knowledge.reference.standing import held

_VALUE = re.compile(r"\{(\w+)[^{}]*\}")


@dataclass(frozen=True)
class Difference:
    """One part of an entry on both sides."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Past:
    """A change of the entry, and what it changed."""

    entry: Entry
    differences: list[Difference]


@dataclass(frozen=True)
class Shown:
    """The page of one entry, for one person."""

    row: Row
    wanted: list[Difference]  # of the open change against what stands
    drifted: list[Difference]  # of what ships against what shipped when the approved change was written
    warned: list[str]
    past: list[Past]
    live: bool  # whether the approved change is in the release that answers; of a text always
    writes: bool
    approves: bool
    own: bool  # whether the person wrote some of the open change

    @property
    def undoes(self) -> bool:
        """Whether the person may take the approved change back."""
        return self.approves and self.row.approved is not None


def shown(parts: Parts, sheet: Sheet, row: Row, roles: frozenset[str], account: int) -> Shown:
    """Return the page of `row`."""
    return Shown(
        row=row,
        wanted=differences(sheet, row.stands, row.open.value) if row.open else [],
        drifted=differences(sheet, row.approved.shipped, row.shipped) if row.drifted and row.approved else [],
        warned=[told(one) for one in _warned(parts, row)] if row.open else [],
        past=[Past(one, differences(sheet, one.base, one.value)) for one in parts.editorial.entries.history(row.kind, row.key)],
        live=row.kind in (TEXT, GOLDEN) or (row.approved is not None and row.approved.id in live_ones(parts)),
        writes=sheet.rule.admits(roles),
        approves="approver" in roles,
        own=row.open is not None and staff_actor(account) in row.open.editors,
    )


def _warned(parts: Parts, row: Row) -> list[Problem]:
    entries = parts.editorial.entries
    golden = [str(one.any_value["question"]) for one in entries.rows(GOLDEN) if one.stands] if row.kind == WORD else []
    return warnings.warnings(row, entries.around(row.kind), golden)


def live_ones(parts: Parts) -> frozenset[int]:
    """Return the numbers of the changes that the live release holds."""
    releases = parts.settings.releases
    return held(releases, current_id(releases))


def told(problem: Problem) -> str:
    """Return in words what is wrong, or what should be looked at."""
    return pages.text(f"reference.fault_{problem.key}", **{"place": problem.place, **problem.values})


def differences(sheet: Sheet, before: Value | None, after: Value | None) -> list[Difference]:
    """Return the parts of an entry that differ; of parts with the same name only those lines that are not on both sides."""
    old, new = (_by_label(sheet, value) for value in (before, after))
    found = []
    for label in dict.fromkeys((*old, *new)):
        mine, other = old.get(label, []), new.get(label, [])
        gone, come = [one for one in mine if one not in other], [one for one in other if one not in mine]
        found += [Difference(label, one or "", another or "") for one, another in zip_longest(gone, come)]
        if not gone and not come and mine != other:
            found.append(Difference(label, "\n".join(mine), "\n".join(other)))
    return found


def _by_label(sheet: Sheet, value: Value | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, text in sheet.lines(value) if value else ():
        found.setdefault(label, []).append(text)
    return found


def state(row: Row, live: frozenset[int]) -> Sequence[str]:
    """Return the tags of a row in a list: keys of the words."""
    tags = ["state_waiting" if row.open.state == DRAFT else "state_returned"] if row.open else []
    if row.approved and row.approved.state == APPROVED:
        what = "removed" if row.stands is None else "changed" if row.shipped else "added"
        tags.append(f"state_{what}")
        tags += [] if row.kind in (TEXT, GOLDEN) or row.approved.id in live else ["state_next"]
    return [*tags, *(["state_drifted"] if row.drifted else [])]


def sample(text: str, language: Language) -> str:
    """Return a text with values put in as a citizen may read it; one without a sample stands in its braces."""
    return _VALUE.sub(lambda value: _samples().get(value[1], {}).get(language, value[0]), text)


@cache
def _samples() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = YAML(typ="safe").load(Path(__file__).with_name("samples.yml").read_text("utf-8"))
    return read
