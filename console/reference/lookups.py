"""What forms of the desk look up: procedures to choose from, and whether a golden question is found by the live release."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from console import desks, pages
from console.parts import Parts, Wired
from core.errors import Unavailable
from knowledge.editorial.listing import Query as Wanted
from knowledge.evaluation import hits, item
from knowledge.schemas import Asked

router = APIRouter()
_READS = [Depends(desks.KNOWLEDGE)]
_FEW, _FIRST = 8, 5
Words = Annotated[str, Query(max_length=500)]
Codes = Annotated[list[str] | None, Query(max_length=12)]


@dataclass(frozen=True)
class Found:
    """A procedure."""

    code: str
    name: str


@dataclass(frozen=True)
class Tried:
    """A golden question asked of the live release: at which place what is wanted was found, or what was named where nothing is right."""

    question: str
    codes: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    hit: int | None = None
    named: str | None = None
    down: bool = False


@router.get("/procedures", dependencies=_READS)
def procedures(request: Request, parts: Wired, find: Words = "", pick: bool = True) -> Response:
    """Give procedures to choose from, as part of a form."""
    return pages.render(request, "reference/candidates.html", candidates=found_procedures(parts, find), find=find, pick=pick)


@router.get("/try", dependencies=_READS)
def ask(request: Request, parts: Wired, question: Words = "", expected_codes: Codes = None, rank: Words = "1") -> Response:
    """Ask the live release a golden question, for a part of its form."""
    return pages.render(request, "reference/tried.html", tried=tried(parts, question, expected_codes or (), 5 if rank == "5" else 1))


def found_procedures(parts: Parts, q: str) -> list[Found]:
    """Return the few procedures whose code, name or other names hold the words of `q`."""
    rows = parts.editorial.listing.page(Wanted(text=q[:160])).rows if q.strip() else []
    return [Found(row.entry.code, row.entry.name) for row in rows[:_FEW]]


def tried(parts: Parts, question: str, given: Iterable[str], rank: int) -> Tried:
    """Ask the live release, as the gate of a publish does."""
    codes, question = [code for one in given for code in one.replace(",", " ").split()], question.strip()
    if not question:
        return Tried("")
    try:
        knowledge = parts.trials.live()
        found = knowledge.search(question, limit=_FIRST)
        named = knowledge.answer(Asked(question)).procedure if not codes else None
    except Unavailable:
        return Tried(question, codes, down=True)
    wanted = item({"id": "", "suite": "", "question": question, "expected_codes": codes})
    hit = hits(wanted, [(one.code, [variant.code for variant in one.variants]) for one in found[:rank]]) if codes else None
    return Tried(question, codes, [Found(one.code, one.name) for one in found], hit, named.name if named else None)
