"""Cut a record into what is searched: its labels, and one passage a section."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.answer import Facet
from core.procedure import Procedure
from core.text import normalize

PASSAGE_CHARS = 700  # about 200 tokens: what the encoder reads in one go without cutting


@dataclass(frozen=True)
class Passage:
    """A piece of a record that can be found by itself: whose it is, which facet it speaks of, its words."""

    code: str
    facet: Facet
    text: str


def labels(procedure: Procedure) -> list[str]:
    """Return the names a question may use: the official one, its head, and the aliases."""
    head = procedure.name.split("(")[0].split(";")[0].strip()
    names = [procedure.name, *([head] if " " in head else []), *procedure.aliases]  # one syllable ("Khai; miễn, giảm thuế") names nothing
    # A name of unseen marks alone is none; but a procedure without any label would have no row in the index.
    return list(dict.fromkeys(told for name in names if (told := normalize(name)))) or [procedure.name]


def passages(procedure: Procedure) -> Iterator[Passage]:
    """Yield the passages of `procedure`, each at most `PASSAGE_CHARS` long, in the order of the record."""
    for facet, texts in _sections(procedure):
        for text in _packed(texts):
            yield Passage(procedure.code, facet, text)


def _sections(procedure: Procedure) -> Iterator[tuple[Facet, list[str]]]:
    for case in procedure.cases:
        prefix = [f"{case.name}:"] if case.name else []
        yield "documents", prefix + [document.name for document in case.documents]
    yield "steps", procedure.steps
    yield "requirements", procedure.requirements
    limits = [m.time_limit.text for m in procedure.methods if m.time_limit and m.time_limit.text]
    yield "time", list(dict.fromkeys(limits))
    yield "fee", list(dict.fromkeys(fee.text for m in procedure.methods for fee in m.fees if fee.text))
    yield "place", [part for part in (procedure.place, procedure.agency) if part]
    yield "result", [procedure.result] if procedure.result else []


def _packed(texts: list[str]) -> Iterator[str]:
    """Join sentences into passages of bounded length; a longer sentence is cut at a blank."""
    current = ""
    for text in texts:
        for piece in _pieces(text):
            if current and len(current) + 1 + len(piece) > PASSAGE_CHARS:
                yield current
                current = ""
            current = f"{current} {piece}".strip()
    if current:
        yield current


def _pieces(text: str) -> Iterator[str]:
    while len(text) > PASSAGE_CHARS:
        cut = text.rfind(" ", 0, PASSAGE_CHARS)
        cut = cut if cut > 0 else PASSAGE_CHARS
        yield text[:cut]
        text = text[cut:].strip()
    if text:
        yield text
