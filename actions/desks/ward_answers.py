"""How the desk of places says its answers."""

from collections.abc import Iterable

from actions.turn import pick
from core.answer import Answer, Button, Link, Section, reference
from core.procedure import Procedure
from core.text import fold
from core.words import Language, say
from knowledge.answer import source
from knowledge.offices import Offices, Place, Unit

_LONGEST_OPTION = 70


def answer(lines: list[str], language: Language, about: Procedure | None = None, buttons: Iterable[Button] = ()) -> Answer:
    """Say `lines`, one a line; `about` is the procedure they speak of."""
    return Answer(
        status="answered",
        text="\n".join(lines),
        procedure=reference(about) if about else None,
        facets=["place"],
        sections=[Section(facet="place", title=say("facets.place", language), items=lines)],
        sources=[source(about)] if about else [],
        buttons=list(buttons),
        language=language,
    )


def elsewhere(area: str, portal: str, language: Language) -> Answer:
    """Say that `area` is another province, and link the national portal."""
    link = Link(title=say("ward.portal", language), url=portal)
    return Answer(status="out_of_scope", text=say("ward.elsewhere", language, area=area), links=[link], language=language)


def choice(title: str, option: str) -> Button:
    """Return the button that chooses `option`: the code of a unit, or a former ward as `former_option` writes it."""
    return Button(title=title, payload=pick(f"ward:{option}"))


def former_option(full: str) -> str:
    """Write "Phường 14, Quận 10" as a button's option can hold it: "phuong-14.quan-10"."""
    parts = (" ".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(part)).split()) for part in full.split(","))
    return ".".join(part.replace(" ", "-") for part in parts if part)[:_LONGEST_OPTION]


def listed(names: Iterable[str], language: Language) -> str:
    """Write "A, B và C"."""
    *first, last = names
    return f"{', '.join(first)} {say('ward.and', language)} {last}" if first else last


def became(place: Place, offices: Offices, language: Language) -> list[str]:
    """Say what became of the place named: of an old ward, or of today's unit and the old wards of its name."""
    unit = place.units[0]
    if place.kind == "merged":
        former = listed((former.told for former in place.former), language)
        return [say("ward.merged", language, former=former, unit=unit.title)]
    others = [
        say("ward.also", language, former=former.told, units=listed((other.title for other in offices.of_former(former)), language))
        for former in place.former
    ]
    return [say("ward.today", language, unit=unit.full), *others]


def summed(units: Iterable[Unit]) -> dict[str, int]:
    """Count the units by kind."""
    kinds = [unit.kind for unit in units]
    counted = {"wards": kinds.count("Phường"), "communes": kinds.count("Xã"), "zones": kinds.count("Đặc khu")}
    return {"total": len(kinds), **counted}
