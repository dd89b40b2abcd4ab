"""Entities with what marks them, synonyms, and the patterns and lists that programmers and knowledge write."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from console import desks, pages
from console.intents.broken import Told
from console.intents.service import Desk, clean, faults
from console.parts import Wired
from console.reference.typed import Sent
from training.changes.schemas import Kind, Refusal
from training.corpus import synonyms, terms
from training.corpus.entities import patterns, seen

router = APIRouter(prefix="/entities", route_class=Told)
_READS = [Depends(desks.LABELS)]


@router.get("", dependencies=_READS)
def listed(request: Request, parts: Wired) -> Response:
    """Show entities, synonyms, patterns and lists."""
    return _page(request, parts, Desk(parts))


def _page(request: Request, parts: Wired, desk: Desk, status: int = 200, **more: Any) -> Response:
    corpus, home = desk.shelf.corpus, parts.settings.home
    values: dict[str, Any] = {
        "seen": seen(corpus.examples, desk.shelf.entities),
        "synonyms": synonyms.all_of(corpus),
        "applied": synonyms.applied(home),
        "patterns": patterns(corpus),
        "lists": terms.counted(parts.settings.var),
    }
    return pages.render(request, "intents/entities.html", status, **{**desk.frame(), **values, **more})


@router.post("/synonyms", dependencies=_READS)
def change(request: Request, parts: Wired, typed: Sent) -> Response:
    """Propose that words mean a value, or do not any more."""
    desk = Desk(parts)
    kind = Kind.SYNONYM_REMOVE if typed.one("verb") == "remove" else Kind.SYNONYM_ADD
    words = typed.all("chosen") if kind is Kind.SYNONYM_REMOVE else [clean(row) for row in typed.rows("words")]
    try:
        return desk.propose(request, kind, {"value": clean(typed.one("value")), "words": words}, typed.one("reason"))
    except Refusal as error:
        shown = {name: typed.one(name) for name in ("value", "words", "reason")}
        return _page(request, parts, desk, error.status, typed=shown, **faults(error))
