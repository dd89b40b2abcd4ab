"""Lists of the desk: a page of one kind's entries, and the overview."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from console.parts import Parts
from console.reference.sheets import SHEETS, Sheet
from console.reference.shown import live_ones, state
from knowledge.reference.kinds import ALIAS, GOLDEN
from knowledge.reference.schemas import Row

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One page of entries."""

    rows: list[Row]
    tags: list[Any]  # of each row
    count: int
    page: int
    pages: int
    names: dict[str, str]  # of the procedures that rows speak of, by code


def listed(parts: Parts, sheet: Sheet, q: str, shelf: str, wanted: str, page: int) -> Listed:
    """Return the page of the entries that were asked for."""
    found = sheet.found(parts.editorial.entries.rows(sheet.kind), q, shelf, wanted)
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages)
    rows, live = found[(page - 1) * PAGE : page * PAGE], live_ones(parts)
    codes = [code for row in rows for code in codes_of(row.any_value)] if sheet.kind in (ALIAS, GOLDEN) else []
    return Listed(rows, [state(row, live) for row in rows], len(found), page, pages, names(parts, codes))


def names(parts: Parts, codes: Iterable[str]) -> dict[str, str]:
    """Return the names of procedures by code, of those that there are."""
    wanted = set(codes)
    return {row.entry.code: row.entry.name for row in parts.editorial.listing.rows() if row.entry.code in wanted} if wanted else {}


def codes_of(value: dict[str, Any]) -> list[str]:
    """Return the codes that an entry speaks of."""
    steps = [code for step in value.get("steps", ()) for code in ([step["code"]] if isinstance(step["code"], str) else step["code"])]
    return [*value.get("expected_codes", ()), *([value["code"]] if "name" in value and "." in value.get("code", "") else ()), *steps]


@dataclass(frozen=True)
class Tile:
    """What the overview says of one kind."""

    sheet: Sheet
    count: int
    changed: int
    waiting: int
    drifted: int
    next: int  # approved, and not in the release that answers yet


def overview(parts: Parts) -> list[Tile]:
    """Return a tile for each kind."""
    live = live_ones(parts)
    made = []
    for sheet in SHEETS.values():
        rows = parts.editorial.entries.rows(sheet.kind)
        made.append(
            Tile(
                sheet,
                sum(row.stands is not None for row in rows),
                sum(row.approved is not None for row in rows),
                sum(row.open is not None for row in rows),
                sum(row.drifted for row in rows),
                sum("state_next" in state(row, live) for row in rows),
            )
        )
    return made
