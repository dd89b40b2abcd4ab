"""Wards and authorities: what became of an old name, and which centre receives the file of who lives there."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from actions.desks import ward_answers, ward_questions
from actions.desks import ward_words as heard
from actions.desks.ward_answers import answer, choice, former_option, listed
from actions.turn import Said, Turn
from core.answer import Answer, Button
from core.procedure import Procedure
from core.words import Language, say
from knowledge.offices import Offices, Place, Unit, anywhere, centre, place_lines
from knowledge.sections import section

_FEW_WORDS = 8
_CLEAR = 0.7  # of the intent, for a turn that neither names a place nor asks of districts and wards in clear words
_Find = Callable[[str], Procedure | None]
_Own = Callable[[Unit, Language], list[str]]


def _nothing(_unit: Unit, _language: Language) -> list[str]:
    return []


class Wards:
    """The desk of places.

    Args:
        offices: the units of the city.
        procedure: returns the live record of a code, `None` when there is none; it must not raise.
        portal: address of the national portal, for a place outside the city.
        own: returns what a unit says of itself, a line each.
    """

    name = "ward"

    def __init__(self, offices: Offices, procedure: _Find, portal: str = "https://dichvucong.gov.vn", own: _Own = _nothing) -> None:
        self._offices, self._procedure, self._portal, self._own = offices, procedure, portal, own

    def reply(self, turn: Turn) -> Said | None:
        """Answer what a person says of where they live, and whether districts, other wards or old names still count."""
        if heard.names_a_matter(turn.text):
            return None
        place = self._offices.find(turn.text)
        if place and place.kind == "elsewhere":
            return self._elsewhere(turn, place)
        if place and place.kind == "district" and heard.asks_whether_gone(turn.text):
            return self._gone(turn, place)
        if place:
            return self._placed(turn, place)
        return self._unplaced(turn)

    def pressed(self, turn: Turn, option: str) -> Said | None:
        """Take the unit (its code) or the former ward ("phuong-14.quan-10") that was chosen."""
        unit = self._offices.unit(option)
        if unit:
            return self._told(turn, unit, [say("ward.taken", turn.language, unit=unit.title)])
        place = self._offices.find(option.replace("-", " ").replace(".", ", "))
        return self._placed(turn, place) if place and place.kind != "elsewhere" else None

    def resume(self, turn: Turn, question: str) -> Said | None:
        """Hear the old ward, district or unit of today that was asked for; a street cannot be looked up."""
        if heard.names_a_matter(turn.text):
            return None
        kind, _, rest = question.partition(":")
        place = self._heard(turn.text, kind, rest)
        if place and place.kind == "elsewhere":
            return self._elsewhere(turn, place)
        if place:
            return self._placed(turn, place)
        units = [unit for code in rest.split(".") if (unit := self._offices.unit(code))]
        if units and heard.is_unsure(turn.text):
            return self._unsure(turn, say("ward.unsure", turn.language, main=units[0].title))
        if heard.is_unsure(turn.text) and len(turn.text.split()) <= _FEW_WORDS:
            return self._unsure(turn, say("ward.unsure_plain", turn.language))
        return self._street(turn, units, question) if heard.names_a_street(turn.text) else None

    def _heard(self, text: str, kind: str, rest: str) -> Place | None:
        """Read the answer to our question: with what was said before it ("phường 14" + "quận 10"), then alone."""
        found = self._offices.find(text)
        if len(text.split()) > _FEW_WORDS or (found and found.kind == "elsewhere"):
            return found
        if kind == "district" and rest.startswith("tinh-") and found and found.kind == "district":
            return found  # a city within the province
        before = rest.replace("-", " ").replace(".", ", ")
        tries = {
            "ambiguous": [f"{before}, {text}", f"{before}, quận {text}"],
            "district": [f"{text}, {before}", f"phường {text}, {before}"],
        }.get(kind, [f"phường {text}"])
        for attempt in tries if not (found and found.unit) else ():
            place = self._offices.find(attempt)
            if place and place.kind in ("today", "merged", "split"):
                return place
        if kind == "split" and found is not None:
            among = [unit for unit in found.units if unit.code in rest.split(".")]
            return replace(found, kind="today", units=tuple(among), former=()) if len(among) == 1 else found
        return found

    def _placed(self, turn: Turn, place: Place) -> Said:
        """Say what became of a place, or ask which of its units is meant."""
        if place.unit:
            lines = ward_answers.became(place, self._offices, turn.language)
            homonyms = place.former if place.kind == "today" else ()
            return self._told(turn, place.unit, lines, [choice(one.full, former_option(one.full)) for one in homonyms])
        return self._ask(turn, ward_questions.which(place, turn.language))

    def _told(self, turn: Turn, unit: Unit, became: list[str], buttons: Iterable[Button] = ()) -> Said:
        """Say where files of `unit` go: of the procedure spoken of last, or of any that the ward settles."""
        language = turn.language
        about = self._procedure(turn.memory.procedure_code) if turn.memory.procedure_code else None
        lines, own = [*became, say("ward.no_district", language)], self._own(unit, language)
        if about:
            lines += [*self._filed(about, unit, language), *own]
            lines += self._beyond(about, language) if heard.asks_elsewhere(turn.text) else []
        else:
            lines += [say("ward.receives", language, centre=centre(unit, language)), *(own or [say("ward.address", language)])]
            lines.append(say("ward.any_centre" if heard.asks_elsewhere(turn.text) else "ward.next", language))
        return Said(answer(lines, language, about, buttons), replace(turn.memory, ward=unit.code, pending=None))

    def _filed(self, about: Procedure, unit: Unit, language: Language) -> list[str]:
        recorded = section(about, "place", language=language).items
        return [say("ward.about", language, name=about.name), *recorded, *place_lines(about, unit, language=language)]

    def _beyond(self, about: Procedure, language: Language) -> list[str]:
        quote = anywhere(about)
        return [say("ward.anywhere", language, quote=quote) if quote else say("ward.not_anywhere", language)]

    def _ask(self, turn: Turn, asked: tuple[Answer, str]) -> Said:
        """Ask, and remember what was asked."""
        question, about = asked
        return Said(question, replace(turn.memory, pending=f"{self.name}:{about}"))

    def _gone(self, turn: Turn, place: Place) -> Said:
        units = listed((unit.title for unit in place.units), turn.language)
        text = say("ward.gone_area", turn.language, area=place.area, count=len(place.units), units=units)
        return Said(answer([text], turn.language), turn.memory)

    def _elsewhere(self, turn: Turn, place: Place) -> Said:
        answered = ward_answers.elsewhere(place.area or "", self._portal, turn.language)
        return Said(answered, replace(turn.memory, pending=None))

    def _unplaced(self, turn: Turn) -> Said | None:
        """Answer a turn that names no place."""
        language, memory = turn.language, turn.memory
        ward = memory.ward or turn.asked.ward
        known = self._offices.unit(ward) if ward else None
        if heard.asks_elsewhere(turn.text):
            about = self._procedure(memory.procedure_code) if memory.procedure_code else None
            if about:
                lines = [
                    say("ward.about", language, name=about.name),
                    *section(about, "place", language=language).items,
                    *self._beyond(about, language),
                ]
                return Said(answer(lines, language, about), memory)
            return Said(answer([say("ward.any_centre", language), say("ward.which_procedure", language)], language), memory)
        if heard.asks_how_many(turn.text) or heard.asks_whether_gone(turn.text):
            key = "ward.count" if heard.asks_how_many(turn.text) else "ward.gone"
            return Said(answer([say(key, language, **ward_answers.summed(self._offices.units))], language), memory)
        if not heard.asks_of_own(turn.text) or turn.confidence < _CLEAR:
            return None
        if known:
            return self._told(turn, known, [say("ward.taken", language, unit=known.title)])
        return self._ask(turn, ward_questions.name(language))

    def _unsure(self, turn: Turn, text: str) -> Said:
        return Said(answer([text], turn.language), replace(turn.memory, pending=None))

    def _street(self, turn: Turn, units: list[Unit], question: str) -> Said:
        asked = ward_questions.street(units, question, turn.language) if units else ward_questions.name(turn.language)
        return self._ask(turn, asked)
