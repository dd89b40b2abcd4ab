"""Scripted conversations (`tests/conversations/*.yml`; the form is told in README.md there): read and checked for slips."""

from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from core.answer import Facet, Status
from core.words import Language

FOLDER = Path(__file__).parents[1] / "conversations"
Words = str | dict[str, int]  # a part of the text, "/a pattern/", or a date to be reckoned


class Form(BaseModel):
    """Base: an unknown key is an error, so that an expectation with a typing slip is not passed over."""

    model_config = ConfigDict(extra="forbid")


class Line(Form):
    """One turn: what is said or pressed, and what is right of the answer. Nothing expected: only what holds for every answer."""

    say: str | None = None
    press: str | None = None  # part of the title of a button of the last answer
    times: int = 1  # sent so often; the last answer is looked at
    long: int = 1  # `say` so often in one message
    refused: int | None = None  # the status code of a message that the gateway does not take
    status: list[Status] | Status | None = None
    procedure: list[str] | str | None = None  # "none": no procedure is named
    offers: str | None = None  # the procedure that is answered, or at least among the alternatives
    alternatives: list[str] | int | None = None
    facets: list[Facet] = []
    says: list[Words] = []
    never: list[str] = []
    buttons: list[str] = []
    links: list[str] = []
    language: Language | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.say is None) == (self.press is None):
            raise ValueError("a turn either says or presses")
        return self


class Conversation(Form):
    """One conversation of somebody new."""

    name: str = Field(min_length=5)
    known: str | None = None  # why it does not pass yet: the test is expected to fail until that is mended
    turns: list[Line] = Field(min_length=1)


def read(path: Path) -> list[Conversation]:
    """Return the conversations of a file; raises `ValidationError` naming the key that is none."""
    found: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text("utf-8"))
    return [Conversation.model_validate(one) for one in found]


@cache
def everything() -> list[tuple[str, Conversation]]:
    """Return all conversations with the subject (the file's name), in order."""
    return [(path.stem, one) for path in sorted(FOLDER.glob("*.yml")) for one in read(path)]
