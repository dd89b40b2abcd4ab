"""Wards, communes and departments with what they say of themselves."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from console.parts import Parts
from console.switches import forms
from console.switches.settings import Settings
from conversations.units import NAME
from core.errors import Conflict, NotFound
from core.opening import hours_in_words
from core.overlays import differences
from core.text import fold
from core.working_days import OfficeHours
from knowledge.live import LiveTable
from knowledge.offices import Offices

_KEPT = ("greeting", "greeting_en", "note", "noted", "hours", "off")


@dataclass(frozen=True)
class Unit:
    """One unit. `key` is what the setting knows it by: the code of a ward, the name of a department."""

    code: str  # in addresses
    key: str
    name: str
    near: str  # of a ward: the former districts
    own: Mapping[str, Any] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        """How often this unit's settings were changed."""
        return int(self.own.get("revision", 0))

    @property
    def speaks(self) -> bool:
        """Whether it has any settings of its own."""
        return any(self.own.get(name) for name in _KEPT)


class Units:
    """The units of one console."""

    def __init__(self, parts: Parts) -> None:
        """Use the parts of the console."""
        self._parts, self._settings = parts, Settings(parts)

    def found(self, text: str = "", only_own: bool = False) -> list[Unit]:
        """Return the units that `text` finds, with or without accents; `only_own`: those that say something of themselves."""
        wanted = fold(text).split()
        told = self._settings.get(NAME).value or {}
        units = [Unit(code, key, name, near, told.get(key, {})) for code, key, name, near in self._all]
        found = [unit for unit in units if all(word in fold(f"{unit.name} {unit.near} {unit.code}") for word in wanted)]
        return [unit for unit in found if unit.speaks] if only_own else found

    def get(self, code: str) -> Unit:
        """Return one unit. Raises `NotFound`."""
        if unit := next((unit for unit in self.found() if unit.code == code), None):
            return unit
        raise NotFound(f"no unit {code[:40]!r}")

    def save(self, code: str, typed: Mapping[str, Any], revision: int, by: str, today: date) -> None:
        """Keep what was typed for a unit.

        Raises:
            Invalid: it cannot be taken.
            Conflict: somebody changed this unit since `revision`.
        """
        unit = self.get(code)
        value = forms.unit(typed, unit.own, today)

        def make(before: Any) -> tuple[Any, dict[str, Any]]:
            stood = (before or {}).get(unit.key, {})
            if int(stood.get("revision", 0)) != revision:
                raise Conflict(f"{unit.key} was changed")
            told = {side: what for side, what in differences(_bare(stood), _bare(value)).items() if what}
            return {**(before or {}), unit.key: {**value, "revision": revision + 1}}, told

        self._settings.change(NAME, make, by, "unit.change", f"unit:{unit.code}")

    @cached_property
    def _all(self) -> list[tuple[str, str, str, str]]:
        settings = self._parts.settings
        wards = _wards(settings.seed, settings.releases)().units  # those of the live release, as the assistant knows them
        path = settings.seed / "agencies.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row and not row[0].startswith("#")]
        departments = [(_slug(row[0]), row[0], row[0], "") for row in rows]
        return [(unit.code, unit.code, unit.full, ", ".join(unit.districts)) for unit in wards] + departments


@lru_cache(4)
def _wards(seed: Path, releases: Path) -> LiveTable[Offices]:
    return LiveTable(seed / "units.tsv", releases, Offices.read)


def _bare(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a setting says something, so that the audit tells of nothing else."""
    hours = {"hours": hours_in_words(OfficeHours.of(value["hours"]))} if value.get("hours") else {}
    return {**{name: value[name] for name in _KEPT if value.get(name)}, **hours}


def _slug(name: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).split())
