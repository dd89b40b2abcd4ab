"""The units of the city today, what they were made of, and a place read out of a person's words."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

PlaceKind = Literal["today", "merged", "split", "district", "ambiguous", "elsewhere"]
Share = Literal["whole", "main", "part"]
COLUMNS = ["code", "kind", "name", "former", "district", "province", "share"]
_SHARES = {"whole", "main", "part"}


@dataclass(frozen=True)
class Former:
    """A ward, commune or town as it was until 30 June 2025: "Phường Bến Nghé", "Quận 1", "Thành phố Hồ Chí Minh"."""

    name: str
    district: str
    province: str

    @property
    def full(self) -> str:
        """The name with its district, as people told them apart: "Phường 14, Quận 10"."""
        return f"{self.name}, {self.district}"

    @property
    def told(self) -> str:
        """The same within a sentence: "Phường 14 (quận 10)"."""
        return f"{self.name} ({self.district[0].lower()}{self.district[1:]})"


@dataclass(frozen=True)
class Part:
    """What of a former ward is in a unit: all of it, or of one that was split the likeliest part ("main") or another."""

    former: Former
    share: Share


@dataclass(frozen=True)
class Unit:
    """A ward (phường), commune (xã) or special zone (đặc khu) of today, with its code of the statistics office."""

    code: str
    kind: str
    name: str
    parts: tuple[Part, ...] = ()
    districts: tuple[str, ...] = ()  # the former districts it lies in

    @property
    def title(self) -> str:
        """The name as it stands within a sentence: "phường Sài Gòn"."""
        return f"{self.kind.lower()} {self.name}"

    @property
    def full(self) -> str:
        """The name as it stands alone: "Phường Sài Gòn"."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Place:
    """A place that a person named.

    `kind` tells how to read the rest:
        today: `units` holds the one unit; `former` the former wards of its name that went (also) elsewhere.
        merged: the one former ward in `former` is now in the one unit of `units`.
        split: the one former ward in `former` lies in several `units`, the likeliest first.
        district: a former district, city or province (`area` names it) and all units of today in it.
        ambiguous: several former wards, or units that differ by an accent, bear the name, or just one of another kind than was said
            ("xã" for a "phường"); `units` are all that may be meant.
        elsewhere: `area` names another province.
    `said` are the person's own words, at most 80 characters. `unknown` tells that a numbered ward was named too which the district
    of `area` did not have in 2025 (it was merged into another before).
    """

    kind: PlaceKind
    said: str
    units: tuple[Unit, ...] = ()
    former: tuple[Former, ...] = ()
    area: str | None = None
    unknown: bool = False

    @property
    def unit(self) -> Unit | None:
        """The unit of today, where the words leave no doubt about it."""
        return self.units[0] if self.kind in ("today", "merged") else None


def read_units(path: Path) -> tuple[Unit, ...]:
    """Read the units from the table at `path` (`knowledge/importers/units.py` makes it), in its order.

    Raises:
        ValueError: a column or cell is missing or a share is unknown; the message names the line.
        OSError: the file cannot be read.
    """
    units: dict[str, tuple[str, str]] = {}
    parts: dict[str, list[Part]] = {}
    districts: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if reader.fieldnames != COLUMNS:
            raise ValueError(f"{path.name}, line 1: the columns must be {', '.join(COLUMNS)}")
        for row in reader:
            _check(row, f"{path.name}, line {reader.line_num}")
            code = row["code"]
            units[code] = (row["kind"], row["name"])
            districts.setdefault(code, []).append(row["district"])
            if row["former"]:
                former = Former(row["former"], row["district"], row["province"])
                parts.setdefault(code, []).append(Part(former, cast(Share, row["share"])))
    return tuple(
        Unit(code, kind, name, tuple(parts.get(code, ())), tuple(dict.fromkeys(districts[code]))) for code, (kind, name) in units.items()
    )


def _check(row: dict[str, str], line: str) -> None:
    if None in row or any(row[column] is None for column in COLUMNS):
        raise ValueError(f"{line}: {len(COLUMNS)} columns with a tab between are needed")
    if not (row["code"] and row["kind"] and row["name"] and row["district"] and row["province"]):
        raise ValueError(f"{line}: only the former ward and its share may be left out")
    if bool(row["former"]) != (row["share"] in _SHARES):
        raise ValueError(f"{line}: the share of a former ward is whole, main or part")
