"""What is asked of the knowledge base, and what a search gives back."""

from dataclasses import dataclass

from pydantic import BaseModel

from core.answer import Facet
from core.procedure import Level
from core.words import Language


class VariantResult(BaseModel):
    """A twin of a found procedure at another level or for another situation."""

    code: str
    level: list[Level]
    difference: str


class SearchResult(BaseModel):
    """One procedure of a search, its twins as variants."""

    code: str
    name: str
    field: str | None
    level: list[Level]
    score: float
    variants: list[VariantResult]


@dataclass(frozen=True)
class Asked:
    """What the dialogue knows when it asks: the words, and what came before."""

    text: str
    facets: tuple[Facet, ...] = ()  # what the dialogue model heard; the words themselves are read too
    history: tuple[str, ...] = ()  # the person's earlier turns, oldest first
    current: str | None = None  # code of the procedure spoken of last
    chosen: str | None = None  # code of a procedure the person pressed or named
    offered: tuple[str, ...] = ()  # codes offered last, in order
    trail: tuple[str, ...] = ()  # codes of the procedures spoken of before `current`, the latest last
    back: bool = False  # the dialogue model hears that the person returns to one of them
    compare: bool = False
    elsewhere: float = 0.0  # probability that this is no question about a procedure
    ward: str | None = None  # code of the unit the person said they live in
    former: str | None = None  # the old name they said for it
    language: Language = "vi"  # of the frame of the answer
