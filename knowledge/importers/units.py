"""Make `knowledge/seed/units.tsv`: the units of the city today, and the wards, communes and towns each was made of.

Two sources are put together: a list of today's 168 units with the names they were made of (a JSON file of objects with `code`,
`name`, `type`, `former_wards`), and the conversion table of underthesea (old ward and district -> units of 1 July 2025). The
second knows the district of each old ward, and which unit it takes first for one that was split ("main"); the first has the codes
and fills what the second lacks.

Run `python -m knowledge.importers.units LIST.json`; it prints what the two disagree on.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from core.text import fold

COLUMNS = ("code", "kind", "name", "former", "district", "province", "share")
_CITY = "Thành phố Hồ Chí Minh"
_KINDS = ("Thị trấn", "Đặc khu", "Phường", "Xã", "Huyện")
_UNCHANGED = "Không sáp nhập"


class Row(NamedTuple):
    """A former ward's part in a unit; `share` is "whole", or "main" and "part" of one that was split, "" for no former ward."""

    code: str
    kind: str
    name: str
    former: str
    district: str
    province: str
    share: str


def rows(units: list[dict[str, Any]], table: list[dict[str, Any]]) -> list[Row]:
    """Put both sources together, in the order of `units`. Raises `KeyError` where `table` names a unit that `units` lacks."""
    by_name = {unit["name"]: unit for unit in units}
    pairs = [(_today(row, units, table), row) for row in table]
    parts = Counter((row["old_district"], row["old_ward"]) for _, row in pairs)
    found = [_row(by_name[name], row, parts[row["old_district"], row["old_ward"]]) for name, row in pairs]
    order = {unit["code"]: number for number, unit in enumerate(units)}
    return sorted(found, key=lambda row: (order[row.code], row.district, _numbered(row.former)))


def disagreements(units: list[dict[str, Any]], made: list[Row]) -> Iterator[str]:
    """Say for which unit the list names other former wards than `made` does."""
    for unit in units:
        listed = {fold(name) for name in _former_names(unit)}
        ours = {fold(row.former or row.district) for row in made if row.code == unit["code"]}
        if listed != ours:
            yield f"{unit['name']}: only in the list {sorted(listed - ours)}, only in the table {sorted(ours - listed)}"


def city_table() -> list[dict[str, Any]]:
    """Read the rows of underthesea's table whose new province is the city."""
    raw = (files("underthesea.address") / "data" / "mapping.json").read_text("utf-8")
    return [row for row in json.loads(raw)["ward_mapping"] if row["new_province"] == _CITY]


def _today(row: dict[str, Any], units: list[dict[str, Any]], table: list[dict[str, Any]]) -> str:
    """Name the unit of `row`; where the table leaves it blank (two names alike but for an accent), ask the list."""
    if row["new_ward"]:
        return str(row["new_ward"])
    told = {other["new_ward"] for other in table if other["old_ward"] == row["old_ward"]}
    return next(str(unit["name"]) for unit in units if row["old_ward"] in _former_names(unit) and unit["name"] not in told)


def _former_names(unit: dict[str, Any]) -> list[str]:
    if unit["former_wards"] == _UNCHANGED:
        return [unit["name"]]
    names = [re.sub(r"\s*\(.*?\)", "", name).strip() for name in unit["former_wards"].split(",")]
    return [name if name.startswith(_KINDS) else f"Phường {name}" for name in names]


def _row(unit: dict[str, Any], row: dict[str, Any], parts: int) -> Row:
    name = unit["name"].removeprefix(unit["type"]).strip()
    share = "" if not row["old_ward"] else "whole" if parts == 1 else "main" if row["is_default"] else "part"
    return Row(unit["code"], unit["type"], name, row["old_ward"], row["old_district"], row["old_province"], share)


def _numbered(name: str) -> tuple[int, str]:
    number = re.search(r"\d+", name)
    return int(number[0]) if number else 0, name


def main(source: str) -> None:
    """Write the file from the list at `source`, and print what the sources disagree on."""
    units = json.loads(Path(source).read_text("utf-8"))
    made = rows(units, city_table())
    target = Path(__file__).parents[1] / "seed" / "units.tsv"
    target.write_text("".join("\t".join(row) + "\n" for row in (COLUMNS, *made)), "utf-8")
    sys.stdout.writelines(f"{line}\n" for line in disagreements(units, made))


if __name__ == "__main__":
    main(sys.argv[1])
