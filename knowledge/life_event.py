"""One life event (sự kiện đời sống) as its file says it: what is asked, which procedures, what depends on what."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from core.words import Language

SKIPPED = "skip"  # the answer of who does not want to say


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
