"""Where the file of a procedure goes for a person of one unit. The record goes first; only what it leaves open is added."""

import re
from collections.abc import Iterator

from core.procedure import Procedure
from core.text import fold
from core.words import Language, say
from knowledge import tidy
from knowledge.offices.models import Unit

_CENTRE = re.compile(r"trung tam phuc vu hanh chinh cong\)? (?:cua )?(?:uy ban nhan dan )?(?:phuong|xa\b|cap xa)")
_COMMITTEE = re.compile(r"(?:uy ban nhan dan|ubnd) (?:cap xa|phuong|xa\b)")
_POLICE = re.compile(r"cong an (?:cap xa|phuong|xa\b)")
_CITY_CENTRE = re.compile(r"trung tam phuc vu hanh chinh cong (?:thanh pho|cap tinh|tinh)")
_BY_PLACE = re.compile(r"\bnoi (?:co|ho|nguoi|da|dang luu|dat|du kien|cu tru cuoi|nuoi)\b")
# How records say that the place of residence does not matter.
_ANYWHERE = re.compile(
    r"khong (?:phu thuoc|tuy)(?: vao)?(?: noi| tru so)|bat k[iy] (?:phuong|xa|trung tam|cong an|noi|uy ban|tinh)"
    r"|noi khac thi noi do|cong an (?:phuong|xa)[^.]{0,20} noi gan nhat|noi nao thuan tien|tinh, thanh nao thuan tien"
)
_SENTENCE = re.compile(r"(?<=[.;])\s+|\n+")
_LONGEST = 400


def centre(unit: Unit, language: Language = "vi") -> str:
    """Name the centre that receives files of `unit`; addresses are not known."""
    return say("ward.centre", language, unit=unit.title)


def place_lines(procedure: Procedure, unit: Unit, former: str | None = None, language: Language = "vi") -> list[str]:
    """Return the lines that follow the record's own place: where a person of `unit` files.

    Args:
        procedure: the record.
        unit: the unit the person lives in.
        former: the old name they said ("Phường Bến Nghé, Quận 1"), to tell what became of it.
        language: of the lines.
    """
    return list(_lines(procedure, unit, former, language))


def anywhere(procedure: Procedure) -> str | None:
    """Return the record's own sentence that a file may be handed in at another place than one's own; `None` where it has none."""
    for text in (procedure.place or "", *procedure.steps):
        for sentence in _SENTENCE.split(text):
            if _ANYWHERE.search(fold(sentence)) and len(sentence) <= _LONGEST:
                return tidy.line(sentence).strip(" .;-+*")
    return None


def _lines(procedure: Procedure, unit: Unit, former: str | None, language: Language) -> Iterator[str]:
    if former:
        yield say("ward.merged", language, former=former, unit=unit.title)
    at = _receiver(procedure)
    if at:
        yield say(f"ward.{at}", language, unit=unit.title, centre=centre(unit, language))
    if at in ("at_centre", "at_committee") and _BY_PLACE.search(fold(procedure.place or procedure.agency or "")):
        yield say("ward.by_record", language, unit=unit.title)
    if not at and _of_city(procedure):
        yield say("ward.at_city", language)
        if _CITY_CENTRE.search(fold(procedure.place or "")):
            yield say("ward.city_centre", language)
    if former:
        yield say("ward.no_district", language)


def _receiver(procedure: Procedure) -> str | None:
    """Tell who receives the file in a ward: its centre, its committee or its police; `None` where the record says none of them.

    A record without a place is received where its agency sits: the committee's files at the ward's centre.
    """
    if "ward" not in procedure.level:
        return None
    place, agency = fold(procedure.place or ""), fold(procedure.agency or "")
    if _CENTRE.search(place):
        return "at_centre"
    if place:
        return "at_police" if _POLICE.match(place) else "at_committee" if _COMMITTEE.match(place) else None
    if _POLICE.match(agency):
        return "at_police"
    return "at_centre" if _COMMITTEE.match(agency.removeprefix("chu tich ")) else None


def _of_city(procedure: Procedure) -> bool:
    return "province" in procedure.level and "ward" not in procedure.level
