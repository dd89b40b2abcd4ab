"""Proposals that a trainer reads: each is taken as it is or with another intent, or put aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from console.auth.schemas import Invalid
from core.errors import BadRequest, Conflict, NotFound
from training.corpus.corpus import Corpus
from training.labels.schemas import Labelled, Reading, State
from training.labels.service import Labels

MOST = 20  # on a page


class Press(StrEnum):
    """The buttons of the page; a row's own button names its key."""

    CHOSEN = "chosen"
    ALL = "all"
    DISCARD = "discard"


@dataclass(frozen=True)
class Said:
    """What a form says of one text: the intent that stands in its field, and which version of the text it was said of."""

    key: str
    intent: str
    revision: int


@dataclass
class Outcome:
    """How many were taken or put aside, and why others were not: key of the text -> key of the sentence."""

    done: int = 0
    faults: dict[str, str] = field(default_factory=dict)


def known_intents(home: Path) -> list[str]:
    """Return the intents that have examples. Raises `BadRequest`."""
    return sorted(Corpus.read(home).intents)


def take(labels: Labels, known: Sequence[str], chosen: Sequence[Said], by: str) -> Outcome:
    """Label what was chosen as its form says. What cannot be labelled waits on, with the reason."""

    def give(one: Labelled, said: Said) -> None:
        if said.intent not in known:
            raise Invalid({"intent": "corpus.left_intent"})
        entities = one.reading.entities if one.reading else ()
        labels.give(one.text, Reading(said.intent, entities), one.target, by, revision=said.revision, origin="import")

    return _each(labels, chosen, give)


def put_aside(labels: Labels, chosen: Sequence[Said], by: str) -> Outcome:
    """Say that what was chosen is no example for anything."""

    def discard(one: Labelled, said: Said) -> None:
        labels.discard(one.text, by, revision=said.revision)

    return _each(labels, chosen, discard)


def _each(labels: Labels, chosen: Sequence[Said], do: Callable[[Labelled, Said], None]) -> Outcome:
    outcome = Outcome()
    for said in chosen:
        try:
            one = labels.get(said.key)
            if one.state is not State.PROPOSED:
                raise Conflict("somebody has read it meanwhile")
            do(one, said)
            outcome.done += 1
        except Invalid as error:
            outcome.faults[said.key] = error.faults["intent"]
        except NotFound:
            outcome.faults[said.key] = "corpus.left_gone"
        except Conflict:
            outcome.faults[said.key] = "corpus.left_changed"
        except BadRequest:
            outcome.faults[said.key] = "corpus.left_refused"
    return outcome
