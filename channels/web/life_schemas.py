"""Life events as open data: what a page or another program needs, without the patterns that hear them."""

from pydantic import BaseModel

from knowledge.life_event import Words


class Choice(BaseModel):
    """An answer to a question."""

    id: str
    label: Words


class Ask(BaseModel):
    """A question a plan depends on; its id and an answer's are the query of the page."""

    id: str
    text: Words
    options: list[Choice]


class StepOut(BaseModel):
    """One procedure: its code (several where the case decides), when it is due, which steps come before."""

    id: str
    code: list[str]
    title: Words
    when: dict[str, list[str]]
    after: list[str]
    why: Words | None
    optional: bool


class TogetherOut(BaseModel):
    """Steps that one form does, and the code of that procedure."""

    code: str
    title: Words
    steps: list[str]


class LifeEventBrief(BaseModel):
    """A life event by name."""

    id: str
    title: Words
    audience: str
    steps: int


class LifeEventOut(BaseModel):
    """A life event: what is asked, and the procedures in an order that can be followed."""

    id: str
    title: Words
    audience: str
    questions: list[Ask]
    steps: list[StepOut]
    together: list[TogetherOut]
