"""What is published of a procedure, for who compares an answer with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from core.answer import Facet, Section
from core.procedure import Procedure
from core.settings import Settings
from knowledge import record_file, sections
from knowledge.pointer import current_id

# What most questions are about stands first; the rest is opened by who needs it.
_FIRST: tuple[Facet, ...] = ("fee", "time", "documents", "place")
_REST: tuple[Facet, ...] = tuple(facet for facet in get_args(Facet) if facet not in (*_FIRST, "overview"))
_KEPT = 64  # records in memory; what a release holds never changes
Since = Literal["same", "changed", "unknown"]


@dataclass(frozen=True)
class Published:
    """A procedure as the live release has it.

    `since` tells whether it is what the answer was made of: "unknown" where that release is not kept any more. `changed` names the
    sections that are others now.
    """

    name: str
    first: tuple[Section, ...]
    rest: tuple[Section, ...]
    since: Since
    changed: tuple[str, ...]


def published(settings: Settings, code: str, release: str | None) -> Published | None:
    """Return what is published of `code` today, beside the `release` that answered; `None` where the live release has nothing of it."""
    live = current_id(settings.releases)
    today = _record(settings.releases, live, code) if live else None
    if today is None:
        return None
    first, rest = _sections(today, _FIRST), tuple(one for one in _sections(today, _REST) if sections.stated(today, one.facet))
    if release == live:
        return Published(today.name, first, rest, "same", ())
    before = _record(settings.releases, release, code) if release else None
    if before is None:
        return Published(today.name, first, rest, "unknown", ())
    changed = [
        one.title for one, was in zip(_sections(today, _FIRST + _REST), _sections(before, _FIRST + _REST), strict=True) if one != was
    ]
    return Published(today.name, first, rest, "changed" if changed else "same", tuple(changed))


def _sections(record: Procedure, facets: Sequence[Facet]) -> tuple[Section, ...]:
    return tuple(sections.section(record, facet) for facet in facets)


def _record(releases: Path, release: str, code: str) -> Procedure | None:
    """Return a record of a release; `None` for a release that is gone or damaged: whoever judges goes on without it."""
    if release != Path(release).name:
        return None
    try:
        return _read(releases / release, code)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, code: str) -> Procedure | None:
    return record_file.one(folder, code)
