"""Legal documents beside the records that stand on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from console.editorial import Editorial
from core.text import fold
from knowledge.editorial.keeping_models import LegalDocument
from knowledge.editorial.law_numbers import bare, key
from knowledge.editorial.laws import Law
from knowledge.editorial.listing import Row

SIZE, _READ = 50, 20  # lines of a page; of one for which a record is read for every line
_TRIED = 3  # records that are read for the name of a document
VIEWS = ("all", "holds", "ended", "unlisted")


@dataclass(frozen=True)
class Standing:
    """Of the table: how many documents, how many ended that records still name. `unlisted`: named by records and not in the table."""

    documents: int
    ended: int
    unlisted: int


@dataclass(frozen=True)
class Line:
    """One document of a list; `document` is None for one that is not in the table. `records` is how many name it."""

    law: Law
    document: LegalDocument | None
    records: int
    ended: bool


@dataclass(frozen=True)
class Shelf:
    """One page of `total` documents; `counts` tells how many each view has."""

    lines: list[Line]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]


def named(editorial: Editorial) -> dict[str, list[Row]]:
    """Return the records that name each document, by its key."""
    found: dict[str, list[Row]] = {}
    for row in editorial.listing.rows():
        for number in row.entry.laws:
            found.setdefault(number, []).append(row)
    return found


def standing(editorial: Editorial) -> Standing:
    """Return the counts of the overview."""
    by_law, documents = named(editorial), {row.key for row in editorial.laws.all()}
    ended = editorial.laws.ended()
    return Standing(len(documents), sum(number in by_law for number in ended), sum(number not in documents for number in by_law))


def shelf(editorial: Editorial, view: str, words: str, number: int) -> Shelf:
    """Return a page of a view: documents with `words` in number or name; of what is not listed, what most records name first."""
    by_law, ended = named(editorial), editorial.laws.ended()
    rows = [Line(_law(row), row, len(by_law.get(row.key, ())), row.key in ended) for row in editorial.laws.all()]
    known = {line.document.key for line in rows if line.document}
    bare_keys = sorted((one for one in by_law if one not in known), key=lambda one: (-len(by_law[one]), one))
    views = {"all": rows, "holds": [one for one in rows if not one.ended], "ended": [one for one in rows if one.ended]}
    counts = {**{name: len(lines) for name, lines in views.items()}, "unlisted": len(bare_keys)}
    unlisted = [Line(Law(one.upper()), None, len(by_law[one]), False) for one in bare_keys] if view == "unlisted" else []
    lines, size = views.get(view, unlisted), _READ if view == "unlisted" else SIZE
    fitting = [line for line in lines if _said(line, fold(words).split())] if words.strip() else lines
    pages = max(1, -(-len(fitting) // size))
    number = min(max(number, 1), pages)
    shown = fitting[(number - 1) * size : number * size]
    if view == "unlisted":
        shown = [replace(one, law=of_records(editorial, one.law.number.lower(), by_law[one.law.number.lower()])) for one in shown]
    return Shelf(shown, len(fitting), number, pages, counts)


def of_records(editorial: Editorial, number: str, rows: Sequence[Row]) -> Law:
    """Return a document as a record that names it writes it: number, name and date; what cannot be read is left empty."""
    for row in rows[:_TRIED]:
        content = editorial.history.stands(row.entry.code) or {}
        for one in content.get("legal_basis") or ():
            if key(one["number"]) == number:
                return Law(bare(one["number"]), one.get("name") or "", day(one.get("date")))
    return Law(number.upper())


def day(text: str | None) -> date | None:
    """Return a day written as ISO, or None."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _law(row: LegalDocument) -> Law:
    return Law(row.number, row.name, row.issued, row.valid_from, row.valid_to, row.replaced_by, row.source_url)


def _said(line: Line, words: list[str]) -> bool:
    text = fold(f"{line.law.number} {line.law.name}")
    return all(word in text for word in words)
