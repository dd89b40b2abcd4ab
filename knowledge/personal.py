"""What an answer adds for the person who asks: the day a file is done, the papers they lack, the centre of their ward."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core import working_days
from core.answer import Facet, Section
from core.procedure import Procedure
from knowledge import due, held
from knowledge.offices import Offices
from knowledge.offices.places import place_lines
from knowledge.schemas import Asked


@dataclass(frozen=True)
class Personal:
    """`instead` of a facet's own section these are told; `nearby` follows the record's place."""

    instead: Mapping[Facet, list[Section]] = field(default_factory=dict)
    nearby: tuple[str, ...] = ()


NOBODY = Personal()


def facets(text: str) -> list[Facet]:
    """Return the facets that what a person tells of themselves asks for: a day to be ready, papers they hold."""
    asked: list[Facet] = ["documents"] if held.mentions_held(text) else []
    return [*asked, "time"] if due.asks_when(text) else asked


def personal(
    procedure: Procedure, asked: Asked, wanted: list[Facet], told: list[Facet], case: int | None, offices: Offices
) -> Personal:  # fmt: skip
    """Return what is added to an answer on `procedure` whose facets are `wanted`; `told` are those that `facets` heard."""
    instead: dict[Facet, list[Section]] = {}
    if "documents" in told:
        instead["documents"] = held.check(procedure, asked.text, case, asked.language) or []
    if "time" in told:
        today = working_days.today()
        section = due.due(procedure, due.read(asked.text, today), asked.language, today)
        instead["time"] = [section] if section else []
    return Personal(instead, _nearby(procedure, asked, offices) if "place" in wanted else ())


def _nearby(procedure: Procedure, asked: Asked, offices: Offices) -> tuple[str, ...]:
    unit = offices.unit(asked.ward) if asked.ward else None
    return tuple(place_lines(procedure, unit, asked.former, asked.language)) if unit else ()
