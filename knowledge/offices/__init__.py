"""Wards and authorities (đơn vị hành chính): which unit of today a place belongs to, and where it receives files."""

from pathlib import Path

from knowledge.offices.mentions import mentions
from knowledge.offices.models import Former, Part, Place, PlaceKind, Unit, read_units
from knowledge.offices.names import collect
from knowledge.offices.places import anywhere, centre, place_lines
from knowledge.offices.resolve import Units, resolve
from knowledge.offices.tokens import Words

__all__ = ["Former", "Offices", "Part", "Place", "PlaceKind", "Unit", "anywhere", "centre", "place_lines"]
_READ = 10_000


class Offices:
    """The units of the city, and the reading of places in everyday Vietnamese. Holds no state of a conversation."""

    def __init__(self, units: tuple[Unit, ...]) -> None:
        self._units = Units(units)
        self._codes = {unit.code: unit for unit in units}
        self._names = collect(units)

    @classmethod
    def read(cls, path: Path) -> "Offices":
        """Read the units from the table at `path`. Raises `ValueError` and `OSError` as `read_units` does."""
        return cls(read_units(path))

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units of today."""
        return self._units.all

    def unit(self, code: str) -> Unit | None:
        """Return the unit with `code`, `None` when there is none."""
        return self._codes.get(code)

    def find(self, text: str) -> Place | None:
        """Return the place that `text` names, with or without accents; `None` where its words say no place for sure.

        Never raises; reads the first 10,000 characters.
        """
        words = Words(text[:_READ])
        found = mentions(words, self._names)
        return resolve(words, found, self._units) if found else None

    def of_former(self, former: Former) -> tuple[Unit, ...]:
        """Return the units a former ward is in, the likeliest first."""
        return self._units.of_former(former)

    def wards_of(self, area: str) -> tuple[Former, ...]:
        """Return the former wards of a former district ("Quận 1")."""
        return self._units.wards_of(area)
