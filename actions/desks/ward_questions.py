"""What the desk of places asks back: which unit, which former district, or just the name."""

from actions.desks.ward_answers import choice, former_option, listed
from core.answer import Answer, Button
from core.text import fold
from core.words import Language, say
from knowledge.offices import Place, Unit

_BUTTONS = 10
Asked = tuple[Answer, str]  # the question, and what is remembered of it: "split:26740.26737"


def which(place: Place, language: Language) -> Asked:
    """Ask which unit is meant by a place of several."""
    if place.kind == "district":
        return _district(place, language)
    return _split(place, language) if place.kind == "split" else _ambiguous(place, language)


def name(language: Language) -> Asked:
    """Ask for the name of the old ward and district."""
    return _asked([say("ward.name", language)], [], language), "name"


def street(units: list[Unit], question: str, language: Language) -> Asked:
    """Say that a street cannot be looked up, and ask `question` once more."""
    return _asked([say("ward.street", language)], _of_units(units), language), question


def _district(place: Place, language: Language) -> Asked:
    said = place.said if place.unknown else place.said[:1].upper() + place.said[1:]
    area = place.area or ""
    values = {"area": area, "said": said, "count": len(place.units), "units": _titles(place, language)}
    text = say("ward.unknown" if place.unknown else "ward.district" if _known(place) else "ward.older", language, **values)
    return _asked([text], _of_units(place.units), language), f"district:{former_option(area)}"


def _split(place: Place, language: Language) -> Asked:
    values = {"former": place.former[0].told, "count": len(place.units), "main": place.units[0].title}
    text = say("ward.split", language, units=_titles(place, language), **values)
    return _asked([text], _of_units(place.units), language), "split:" + ".".join(unit.code for unit in place.units)


def _ambiguous(place: Place, language: Language) -> Asked:
    """Ask for the former district; of units that differ by an accent, which one."""
    if place.former:
        choices = [(former.full, former_option(former.full)) for former in place.former]
    else:
        choices = [(f"{unit.full} ({unit.districts[0]})", unit.code) for unit in place.units]
    lines = [say("ward.ambiguous", language, count=len(choices), said=place.said)]
    if len(choices) == 1:
        lines = [say("ward.perhaps", language, former=place.former[0].told)]
    rest = [title for title, _ in choices[_BUTTONS:]]
    if rest:
        lines.append(say("ward.more", language, names=listed(rest, language)))
    return _asked(lines, [choice(*each) for each in choices], language), f"ambiguous:{former_option(place.said)}"


def _asked(lines: list[str], buttons: list[Button], language: Language) -> Answer:
    return Answer(status="clarify", text="\n".join(lines), facets=["place"], buttons=buttons[:_BUTTONS], language=language)


def _of_units(units: tuple[Unit, ...] | list[Unit]) -> list[Button]:
    return [choice(unit.full, unit.code) for unit in units]


def _titles(place: Place, language: Language) -> str:
    return listed((unit.title for unit in place.units), language)


def _known(place: Place) -> bool:
    """Tell whether the area was named as it was called in 2025, not as it was called before an earlier merger ("quận 2")."""
    name = fold((place.area or " ").split(" ", 1)[1]).removeprefix("pho ")
    return name in fold(place.said)
