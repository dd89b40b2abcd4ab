"""A filled sheet: what it says is given, or it comes back with the reason and everything that was typed."""

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, Field

from console.auth.schemas import Invalid
from console.labels import marking, sheets
from console.labels.room import Labelling
from console.labels.sheets import Subject, Typed, Warned
from core.errors import BadRequest, Conflict
from core.text.mask import mask
from training.corpus.schemas import Entity, Target
from training.labels.schemas import Kind, Labelled, Reading
from training.labels.service import OtherSet

Act = Literal["give", "discard", "flag", "skip"]
_KINDS = {"give": Kind.LABEL, "discard": Kind.DISCARD, "flag": Kind.FLAG}


class Filled(BaseModel):
    """The form of a sheet. Spans come from a script (`span`, `units`), or as words with their kind."""

    act: Act = "give"
    intent: str = Field("", max_length=80)
    target: Target = Target.TRAIN
    span: list[str] = []
    units: str = ""
    words: list[str] = []
    kind: list[str] = []
    note: str = Field("", max_length=500)
    seen: str = Field("", max_length=32)
    revision: int = Field(0, ge=0, le=2**31 - 1)
    through: Literal["", "items", "texts"] = ""
    only: str = Field("", max_length=20)
    last: str = Field("", max_length=64)
    skipped: int = Field(0, ge=0, le=100_000)

    @property
    def flat_note(self) -> str:
        """The note on one line, of signs that can be read."""
        return " ".join("".join(sign if sign.isprintable() else " " for sign in self.note).split())


@dataclass(frozen=True)
class Stays:
    """What was not saved: the text as it is to be shown again, and why in words; `seen` names the warnings that are to be read first."""

    subject: Subject | None
    typed: Typed
    status: int
    faults: dict[str, str]
    seen: str = ""


def save(room: Labelling, subject: Subject, filled: Filled) -> Labelled | Stays:
    """Say of a text what the form says. Raises `Unavailable`."""
    typed = Typed(filled.intent, filled.target, None, filled.flat_note)
    try:
        typed = replace(typed, entities=_entities(room, subject, filled))
        return _said(room, subject, filled, typed)
    except _Unread as error:
        return Stays(subject, typed, 409, {"seen": "labels.read_first"}, error.seen)
    except Invalid as error:
        return Stays(subject, typed, 422, error.faults)
    except OtherSet:
        return Stays(subject, typed, 409, {"target": "labels.fault_other_set"})
    except Conflict:
        there = sheets.find(room, subject.key, subject.by)
        if there and there.label and _stands(there, there.label, filled, typed):
            return there.label
        return Stays(there, typed, 409, {"sheet": "labels.meanwhile"})
    except BadRequest:
        return Stays(subject, typed, 422, {"sheet": "labels.fault_unfit"})


def _stands(subject: Subject, label: Labelled, filled: Filled, typed: Typed) -> bool:
    """Tell whether one said exactly this already: it was sent twice, because the answer to the first did not arrive."""
    mine, said = subject.mine, Reading(filled.intent, typed.entities or ())
    if mine is None or mine.kind is not _KINDS[filled.act] or mine.note != mask(typed.note):
        return False
    return filled.act != "give" or (mine.reading == said and subject.target(filled.target) is label.target)


class _Unread(Exception):
    """There are warnings that the person has not read."""

    def __init__(self, seen: str) -> None:
        """Keep what names them."""
        super().__init__()
        self.seen = seen


def _entities(room: Labelling, subject: Subject, filled: Filled) -> tuple[Entity, ...]:
    kinds = marking.kinds(room)
    views = subject.label.opinions if subject.label else ()
    before = [entity for view in views if view.reading for entity in view.reading.entities]
    if filled.units:
        return marking.of_spans(subject.text, filled.span, filled.units, kinds, before)
    return marking.of_words(subject.text, list(zip(filled.words, filled.kind, strict=False)), kinds, before)


def _said(room: Labelling, subject: Subject, filled: Filled, typed: Typed) -> Labelled:
    """Give what is said. Raises `_Unread`, `Invalid`, and what `Labels.give` raises."""
    text, by, revision = subject.text, subject.by, filled.revision
    if filled.act == "discard":
        return room.labels.discard(text, by, revision=revision, note=typed.note)
    if filled.act == "flag":
        return room.labels.flag(text, by, revision=revision, note=typed.note)
    if filled.intent not in room.known.examples():
        raise Invalid({"intent": "labels.fault_intent"})
    target = subject.target(filled.target)
    found = Warned(filled.intent, target, room.known.standing(text).in_files.warnings(filled.intent, target))
    if found.refuses:
        raise OtherSet("it stands in the other set")
    if found.seen != filled.seen:
        raise _Unread(found.seen)
    return room.labels.give(text, Reading(filled.intent, typed.entities or ()), target, by, revision=revision, note=typed.note)
