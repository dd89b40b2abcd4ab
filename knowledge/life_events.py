"""Life events (sự kiện đời sống): what a person goes through, and the procedures it brings, as data that staff edit.

One YAML file an event in `knowledge/seed/life_events/`; files whose name begins with an underscore hold what all events share.
No fact stands there: no deadline, amount or place. `knowledge/plans.py` takes those from the records.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from ruamel.yaml import YAML

from core.text import syllables
from core.words import Language
from knowledge.situations import Listener, Pattern

SKIPPED = "skip"  # the answer of who does not want to say
_SHORT = 14  # syllables of a plain statement: "vợ tôi mới sinh em bé"


class Part(BaseModel):
    """Base of what the files hold: an unknown field is an error, so that a typing slip is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A text in both languages."""

    vi: str
    en: str

    def of(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.vi if language == "vi" else self.en


class Option(Part):
    """An answer to choose. `means` marks plain yes and no; `said` are patterns that say it in other words."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: Words
    means: Literal["yes", "no"] | None = None
    said: tuple[str, ...] = ()


class Question(Part):
    """One question; its id is shared by all events that ask the same, so that it is asked once."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: Words
    options: tuple[Option, ...] = Field(min_length=2)

    def option(self, wanted: object) -> Option | None:
        """Return the option with the id `wanted`."""
        return next((option for option in self.options if option.id == wanted), None)


class Step(Part):
    """One procedure of an event.

    `code`: the record, or several where the case decides. `when`: answers that make it due, all of them. `after`: ids of steps
    whose result it needs. `case`: a part of the name of the record's case that this event is about. `optional`: only if wanted.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    code: tuple[str, ...]
    title: Words
    when: dict[str, tuple[str, ...]] = {}
    after: tuple[str, ...] = ()
    case: str | None = None
    why: Words | None = None
    optional: bool = False

    @field_validator("code", mode="before")
    @classmethod
    def _several(cls, code: object) -> object:
        return (code,) if isinstance(code, str) else code


class Together(Part):
    """Steps that one form does (liên thông), and the record of that form."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    code: str
    title: Words
    steps: tuple[str, ...] = Field(min_length=2)


class Event(Part):
    """One life event.

    `triggers` are patterns of the situation. `direct`: its words name a procedure too ("nhận con nuôi"), so that only a question
    on everything is about the event. `main`: the procedures whose answer offers the whole package.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Words
    audience: Literal["people", "business"]
    direct: bool = False
    triggers: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    questions: tuple[Question, ...] = Field(max_length=3)
    steps: tuple[Step, ...] = Field(min_length=2)
    together: tuple[Together, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Event":
        """Every name that is used must be there, and no step may wait for itself."""
        steps = {step.id: step for step in self.steps}
        for step in self.steps:
            unknown = [name for name in step.after if name not in steps]
            unknown += [f"{name}={one}" for name, options in step.when.items() for one in options if not self._has(name, one)]
            if unknown:
                raise ValueError(f"{self.id}.{step.id}: unknown {', '.join(unknown)}")
            if _waits_for_itself(step.id, steps):
                raise ValueError(f"{self.id}.{step.id}: waits for itself")
        if missing := [name for form in self.together for name in form.steps if name not in steps]:
            raise ValueError(f"{self.id}: no step {', '.join(missing)}")
        return self

    def asks(self, question: str) -> Question | None:
        """Return the question with this id."""
        return next((one for one in self.questions if one.id == question), None)

    def _has(self, question: str, option: str) -> bool:
        asked = self.asks(question)
        return asked is not None and asked.option(option) is not None

    def codes(self) -> Iterator[str]:
        """Yield the code of every record the event speaks of."""
        yield from (code for step in self.steps for code in step.code)
        yield from (form.code for form in self.together)


def _waits_for_itself(start: str, steps: dict[str, Step]) -> bool:
    waiting, seen = list(steps[start].after), set[str]()
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name in steps and name not in seen:
            seen.add(name)
            waiting.extend(steps[name].after)
    return False


class LifeEvents:
    """All events, in the order of their files."""

    def __init__(self, events: list[Event], common: dict[str, Any]) -> None:
        """Keep `events`; `common` holds the patterns they share (`_common.yml`)."""
        self.all = {event.id: event for event in events}
        self.common = Listener(common)
        self._triggers = {e.id: [Pattern(text) for text in e.triggers] for e in events}
        self._unless = {e.id: [Pattern(text) for text in e.unless] for e in events}
        self._said = {
            (e.id, q.id, o.id): [Pattern(text) for text in o.said] for e in events for q in e.questions for o in q.options
        }  # fmt: skip

    @classmethod
    def read(cls, folder: Path) -> "LifeEvents":
        """Read the YAML files of `folder`; raises `ValueError` (pydantic's) for one that is not as it should be."""
        reader = YAML(typ="safe")
        files = sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))
        events = [Event.model_validate(reader.load(path.read_text("utf-8"))) for path in files]
        return cls(events, reader.load((folder / "_common.yml").read_text("utf-8")))

    def detect(self, text: str, sure: bool = True) -> Event | None:
        """Return the event `text` tells of, or `None`.

        Args:
            text: what was typed.
            sure: nothing else speaks for a life event, so a named procedure, a question on one facet or a long text is none;
                otherwise (the dialogue model heard one) the situation is enough, typed with or without accents.
        """
        found = next((e for e in self.all.values() if self._tells(e.id, text, strict=sure)), None)
        if found is None or not sure:
            return found
        if self.common.hears("named", text):
            return None
        if self.common.hears("broad", text):
            return found
        plain = not self.common.hears("asks", text) and len(syllables(text)) <= _SHORT
        return found if not found.direct and (plain or self.common.hears("how", text)) else None

    def _tells(self, event: str, text: str, strict: bool) -> bool:
        said = any(pattern.found(text, strict) for pattern in self._triggers[event])
        return said and not any(pattern.found(text) for pattern in self._unless[event])

    def related(self, code: str) -> Event | None:
        """Return the event whose package the answer on the procedure `code` may offer."""
        named = [event for event in self.all.values() if code in event.main]
        having = [event for event in self.all.values() if code in event.codes()]
        return named[0] if named else having[0] if len(having) == 1 else None

    def chosen(self, event: Event, question: Question, text: str) -> Option | None:
        """Return the option of `question` that `text` says: its label, another way to say it, or a plain yes or no."""
        labelled = [option for option in question.options if self.common.same(text, option.label.vi, option.label.en)]
        if labelled:  # "không có người nước ngoài" holds "có người nước ngoài" too
            return max(labelled, key=lambda option: len(option.label.vi))
        if heard := self.volunteered(event, question, text):
            return heard
        meaning = next((sign for sign in ("no", "yes") if self.common.hears(sign, text)), None)
        return next((option for option in question.options if meaning and option.means == meaning), None)

    def volunteered(self, event: Event, question: Question, text: str) -> Option | None:
        """Return the option that `text` names by itself ("vợ tôi người Hàn"): of two, the one named at more length."""
        lengths = {
            option.id: max((pattern.length(text) for pattern in self._said[event.id, question.id, option.id]), default=0)
            for option in question.options
        }
        most = max(lengths.values())
        heard = [option for option in question.options if lengths[option.id] == most]
        return heard[0] if most and len(heard) == 1 else None


@cache
def life_events(folder: Path) -> LifeEvents:
    """Read `folder` once a program."""
    return LifeEvents.read(folder)
