"""What is known of the city's calendar beside the `holidays` library: the table that ships with the product, and staff's over it."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "days_off.tsv"
KINDS = ("off", "work", "decided")


@dataclass(frozen=True)
class Calendar:
    """Days by `(day, kind)` with their Vietnamese name; `english` names some of them in English."""

    rows: dict[tuple[date, str], str]
    english: dict[date, str] = field(default_factory=dict)


@cache
def shipped() -> Calendar:
    """Read `days_off.tsv`, once. Raises `ValueError` for a line that cannot be read."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) != 3 or row[1] not in KINDS:
            raise ValueError(f"{TABLE.name}: a day, off, work or decided, and a name are needed, here is {row}")
    return Calendar({(date.fromisoformat(day), kind): name.strip() for day, kind, name in rows})


def laid_over(value: Any) -> Calendar:
    """Return the shipped calendar with what staff changed.

    Args:
        value: of the setting `days`: `{"days": {"2026-11-24": {"kind": "off", "name": "...", "name_en": "..."}}, "decided": [2027]}`;
            `kind` is off or work, `name_en` optional; a day of the table that stands here too is as here. `None`: nothing was changed.

    Raises:
        ValueError: a day or kind that is none.
    """
    days, decided = (value or {}).get("days", {}), (value or {}).get("decided", [])
    changed = {date.fromisoformat(day): entry for day, entry in days.items()}
    if wrong := [entry["kind"] for entry in changed.values() if entry["kind"] not in ("off", "work")]:
        raise ValueError(f"a day is off or work, and not {wrong[0]!r}")
    rows = {(day, kind): name for (day, kind), name in shipped().rows.items() if kind == "decided" or day not in changed}
    rows |= {(day, entry["kind"]): entry["name"] for day, entry in changed.items()}
    rows |= {(date(year, 1, 1), "decided"): "" for year in decided}
    return Calendar(rows, {day: entry["name_en"] for day, entry in changed.items() if entry.get("name_en")})
