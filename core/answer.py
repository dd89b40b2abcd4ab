"""What the assistant says (câu trả lời): one form that every channel renders from."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.procedure import Procedure
from core.words import Language

Status = Literal[
    "answered", "clarify", "not_found", "out_of_scope", "safety", "form", "dossier", "handover", "greeting", "error"
]  # fmt: skip
Facet = Literal[
    "overview", "documents", "fee", "time", "place", "steps",
    "requirements", "legal_basis", "result", "online", "subjects", "form",
]  # fmt: skip


class Part(BaseModel):
    """Base of the parts of an answer."""

    model_config = ConfigDict(extra="forbid")


class ProcedureRef(Part):
    """The procedure an answer speaks of."""

    code: str
    name: str


class Section(Part):
    """One facet: a title and its items; `quote` holds words of the record when the answer is a passage."""

    facet: Facet
    title: str
    items: list[str] = []
    quote: str | None = None


class Source(Part):
    """Where a fact comes from: the record (its decision) or a legal document. Dates are ISO."""

    title: str
    number: str | None = None
    url: str | None = None
    updated: str | None = None
    checked: str | None = None


class Button(Part):
    """A choice: what it says, and what is sent when it is pressed."""

    title: str
    payload: str


class Link(Part):
    """A page to open: a form on the national portal, a checklist to print. `url` is absolute, or a path of the gateway."""

    title: str
    url: str


class Alternative(Part):
    """Another procedure that may be meant, and how it differs."""

    code: str
    name: str
    difference: str | None = None


class Answer(Part):
    """One complete answer. `text` alone says everything; the rest lets a channel show it better.

    `notes` are sentences of `text` that stand in no section: what was not found, what waits. `private` says that this turn is about
    somebody's dossier: of what was typed no number is kept, and of the answer nothing.
    """

    status: Status
    text: str
    procedure: ProcedureRef | None = None
    facets: list[Facet] = []
    notes: list[str] = []
    sections: list[Section] = []
    sources: list[Source] = []
    buttons: list[Button] = []
    alternatives: list[Alternative] = []
    links: list[Link] = []
    language: Language = "vi"
    private: bool = False
    release: str | None = None
    confidence: float | None = None
    model: str | None = None


def reference(procedure: Procedure) -> ProcedureRef:
    """Name `procedure` in an answer."""
    return ProcedureRef(code=procedure.code, name=procedure.name)
