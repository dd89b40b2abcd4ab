"""Lay what people approved over the files that ship: what a publish builds its release from, and asks of it."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import aliases
from knowledge.evaluation import Item, item
from knowledge.life_events import FOLDER
from knowledge.offices.models import COLUMNS
from knowledge.reference.kinds import ALIAS, GOLDEN, LIFE, WARD, WORD
from knowledge.reference.schemas import Value
from knowledge.reference.shipped import event_files, event_of, word_key

Values = Mapping[str, Value | None]
NOTE = "reference.json"  # in a release: the numbers of the changes that it holds
_HEAD = "#"
_NAMED = 20  # changes that a publish names in its log


@dataclass(frozen=True)
class Laid:
    """The approved changes that stand, read once: by kind and key the value, and their numbers.

    `passed` tells, a line each, what cannot be used and is left out: an entry that a later version of the product cannot read
    must not keep everybody from publishing. `lines` tells of each number which entry it is, and whose.
    """

    values: Mapping[str, Values] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    passed: tuple[str, ...] = ()
    lines: Mapping[int, str] = field(default_factory=dict)

    def brought(self, held: Collection[int]) -> list[str]:
        """Return a line for each of the newest changes that are not `held` yet: who asks why a release fails finds them in its log."""
        new = [number for number in reversed(self.numbers) if number not in held]
        more = [f"and {len(new) - _NAMED} more changes of words"] if len(new) > _NAMED else []
        return [*(f"brings {self.lines[number]}" for number in new[:_NAMED] if number in self.lines), *more]

    def files(self, seed: Path) -> dict[str, str | None]:
        """Return the text of every file of a release that differs from the one in `seed`; None: it is out.

        Without changes of a kind its files are those that ship, to the byte. Raises `ValueError`, `OSError` for a broken shipped file.
        """
        made: dict[str, str | None] = {}
        if words := self.values.get(WORD):
            made["words.tsv"] = _table(seed / "words.tsv", words, _word_key, _word_lines)
        if wards := self.values.get(WARD):
            made["units.tsv"] = _table(seed / "units.tsv", wards, _first_cell, _ward_lines)
        if events := self.values.get(LIFE):
            made |= dict(_events(seed / FOLDER, events))
        return made | {NOTE: json.dumps(self.numbers)} if self.numbers else made

    def names(self, seed: Path) -> dict[str, list[str]]:
        """Return the everyday names by code, as `aliases.read` does."""
        shipped = aliases.read(seed / aliases.TABLE)
        changed = self.values.get(ALIAS, {})
        kept = {code: [name for name in names if name.lower() not in changed] for code, names in shipped.items()}
        for value in changed.values():
            if value:
                kept.setdefault(value["code"], []).append(value["name"])
        return {code: names for code, names in kept.items() if names}

    def questions(self, shipped: list[Item]) -> list[Item]:
        """Return the golden questions of the gate."""
        changed = self.values.get(GOLDEN, {})
        known = [one for one in shipped if one.id not in changed]
        return [*known, *(item(value) for value in changed.values() if value)]


def _table(path: Path, values: Values, key: Callable[[list[str]], str], lines: Callable[[Value], list[str]]) -> str:
    """Return a table with its changed rows where they stood and the new ones at its end; remarks stay."""
    made, told = list[str](), set[str]()
    for line in path.read_text("utf-8").splitlines():
        name = key(line.split("\t")) if line.strip() and not line.startswith(_HEAD) else None
        if name is None or name not in values:
            made.append(line)
        elif name not in told:
            made += _of(values[name], lines)
        told |= {name} if name else set()
    for name in values:
        made += _of(values[name], lines) if name not in told else []
    return "\n".join(made) + "\n"


def _of(value: Value | None, lines: Callable[[Value], list[str]]) -> list[str]:
    return lines(value) if value else []


def _word_key(cells: list[str]) -> str:
    return word_key(cells[0].strip(), cells[1].strip()) if len(cells) > 1 else ""


def _word_lines(value: Value) -> list[str]:
    return ["\t".join((value["kind"], value["written"], value["means"]))]


def _first_cell(cells: list[str]) -> str:
    return cells[0]


def _ward_lines(value: Value) -> list[str]:
    head = [value[name] for name in COLUMNS[:3]]
    return ["\t".join([*head, *(part[name] for name in COLUMNS[3:])]) for part in value["parts"]]


def _events(folder: Path, values: Values) -> Iterator[tuple[str, str | None]]:
    """Yield the file of each changed event; JSON is YAML too. A new one comes after those that ship."""
    places = {event_of(path)[0]: path.name for path in event_files(folder)}
    for name, value in values.items():
        place = places.get(name, f"90_{name}.yml")
        if value or name in places:
            yield f"{FOLDER}/{place}", json.dumps(value, ensure_ascii=False, indent=1) + "\n" if value else None
