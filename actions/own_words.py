"""What a ward or a department says of itself, told with its place: hours, a note, or that it wants to be asked directly."""

from collections.abc import Callable

from conversations.units import OwnWords, UnitBook
from core.answer import Answer
from core.opening import hours_in_words
from core.procedure import Procedure
from core.text import fold
from core.words import Language, say
from knowledge.offices import Unit


def lines(book: UnitBook, unit: Unit, language: Language) -> list[str]:
    """Return what `unit` says of itself, a line each; nothing where it says nothing."""
    own = book.of(unit.code)
    return _lines(own, unit.full, language) if own else []


def told(answer: Answer, book: UnitBook, ward: Unit | None, record: Callable[[str], Procedure | None]) -> Answer:
    """Add to an answer that tells a place what those who receive there say of themselves.

    Args:
        answer: to a question about a procedure.
        book: what units say.
        ward: the unit the person lives in, as far as they told.
        record: returns the live record of a code; it must not raise.
    """
    if answer.status != "answered" or "place" not in answer.facets or not answer.procedure or not book.all():
        return answer
    about = record(answer.procedure.code)
    own = lines(book, ward, answer.language) if ward and about and "ward" in about.level else []
    notes = [*own, *_of_departments(about, book, answer.language)] if about else []
    if not notes:
        return answer
    return answer.model_copy(update={"text": "\n\n".join((answer.text, *notes)), "notes": [*answer.notes, *notes]})


def _of_departments(about: Procedure, book: UnitBook, language: Language) -> list[str]:
    agency = fold(about.agency or "")
    named = [(name, own) for name, own in book.all().items() if not name.isdecimal() and fold(name) in agency]
    return [line for name, own in named for line in _lines(own, name, language)]


def _lines(own: OwnWords, name: str, language: Language) -> list[str]:
    hours = say("units.hours", language, unit=name, hours=hours_in_words(own.hours, language)) if own.hours else ""
    noted = f"{own.noted:%d/%m/%Y}" if own.noted else ""
    note = say("units.note", language, unit=name, day=noted, note=own.note) if own.note else ""
    direct = say("units.direct", language, unit=name) if own.off else ""
    return [line for line in (direct, "" if own.off else hours, note) if line]
