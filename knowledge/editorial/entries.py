"""What a list knows of each record: enough to search, filter and sort by, and no more, for thousands of them are kept in memory."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.procedure import Level, Procedure
from core.text import fold
from knowledge.editorial.completeness import missing, score
from knowledge.editorial.law_numbers import key

Origin = Literal["seed", "imported", "edited", "draft"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. `words` is its code, name and aliases, folded; `laws` are the keys of its legal basis (`law_numbers.key`)."""

    code: str
    name: str
    origin: Origin
    words: str
    aliases: tuple[str, ...]
    field: str | None
    level: tuple[Level, ...]
    life_event: str | None
    score: int
    missing: tuple[str, ...]
    laws: tuple[str, ...]
    updated: date | None
    checked: date | None
    valid_from: date | None
    valid_to: date | None


def entry(record: Procedure, origin: Origin) -> Entry:
    """Return what a list knows of `record`."""
    return Entry(
        code=record.code,
        name=record.name,
        origin=origin,
        words="\n".join(map(fold, (record.code, record.name, *record.aliases))),
        aliases=tuple(alias.lower() for alias in record.aliases),
        field=record.field,
        level=tuple(record.level),
        life_event=record.life_event_group,
        score=score(record),
        missing=tuple(part.key for part in missing(record)),
        laws=tuple(dict.fromkeys(key(law.number) for law in record.legal_basis)),
        updated=record.updated,
        checked=record.checked,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
    )
