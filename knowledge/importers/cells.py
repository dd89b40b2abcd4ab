"""What a spreadsheet's cell says, and how a record's part is written into one.

Each `write_...` gives the text of a cell, each `read_...` reads it back; several values stand on lines of their own,
and a line that begins with two blanks goes on with the value above it. What cannot be read raises `ValueError` with a
sentence a clerk understands.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from core.procedure import Case, Document, LegalBasis, Level, Variant
from core.text import fold, normalize

LEVELS: dict[Level, str] = {"ward": "Cấp xã", "province": "Cấp tỉnh", "ministry": "Cấp bộ", "other": "Cơ quan khác"}
NEXT_CASE = "---"  # the line between two cases that bear the same name
_COUNT = re.compile(r"(\d+) (bản chính|bản sao)")
_COUNTS = re.compile(r"^(?P<name>.*?)\s*\((?P<counts>\d+ bản (?:chính|sao)(?:,\s*\d+ bản (?:chính|sao))?)\)$", re.IGNORECASE)
_DATED = re.compile(r"^(?P<name>.*?)\s*\(ngày (?P<day>[\d/]+)\)$")


def write_lines(values: Iterable[str]) -> str:
    """One value a line."""
    return "\n".join(value.replace("\n", "\n  ") for value in values)


def read_lines(text: str) -> list[str]:
    """Read the values of a cell; empty lines between them say nothing."""
    values: list[str] = []
    for row in text.splitlines():
        if values and row.startswith(("  ", "\t")):
            values[-1] += "\n" + row.strip()
        elif row.strip():
            values.append(row.strip())
    return [value for value in map(normalize, values) if value]


def write_text(value: str | None) -> str:
    """A text as it is."""
    return value or ""


def read_text(text: str) -> str | None:
    """Read a text; an empty cell is "not stated"."""
    return normalize(text) or None


def write_levels(levels: list[Level]) -> str:
    """The levels' names."""
    return write_lines(LEVELS[level] for level in levels)


def read_levels(text: str) -> list[Level]:
    """Read levels by name, however they are accented."""
    by_name: dict[str, Level] = {fold(name): level for level, name in LEVELS.items()}
    names = [name for value in read_lines(text) for part in re.split(r"[,;]", value) if (name := part.strip())]
    if unknown := [name for name in names if fold(name) not in by_name]:
        raise ValueError(f"không có cấp “{unknown[0]}”; chỉ ghi: {', '.join(LEVELS.values())}")
    return [by_name[fold(name)] for name in names]


def write_date(day: date | None) -> str:
    """Write a day as people do: 05/01/2026."""
    return day.strftime("%d/%m/%Y") if day else ""


def read_date(text: str) -> date | None:
    """Read a day, 05/01/2026 or 2026-01-05."""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S") if text.strip() else ():
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    if text.strip():
        raise ValueError(f"“{text.strip()}” không phải là ngày; ghi ngày/tháng/năm, ví dụ 05/01/2026")
    return None


def named(name: str, rest: str) -> str:
    """`name: rest`; a name that holds a colon stands in quotes."""
    return f"“{name}”: {rest}" if ": " in name or name.startswith("“") else f"{name}: {rest}"


def part_name(text: str) -> tuple[str, str | None]:
    """Part `name: rest` again; the rest is None where there is no colon."""
    if text.startswith("“") and "”: " in text:
        name, _, rest = text[1:].partition("”: ")
        return name.strip(), rest.strip()
    name, colon, rest = text.partition(": ")
    return name.strip(), rest.strip() if colon else None


def write_cases(cases: list[Case]) -> str:
    """`Trường hợp: giấy tờ (1 bản chính, 1 bản sao) | ghi chú | mẫu: địa chỉ`, one paper a line."""
    rows: list[str] = []
    for number, case in enumerate(cases):
        if number and case.name == cases[number - 1].name:
            rows.append(NEXT_CASE)
        rows += [_paper(case.name, document) for document in case.documents] or [named(case.name or "", "").strip()]
    return write_lines(rows)


def _paper(case: str | None, document: Document) -> str:
    numbers = ((document.originals, "bản chính"), (document.copies, "bản sao"))
    counts = ", ".join(f"{number} {kind}" for number, kind in numbers if number is not None)
    head = f"{document.name} ({counts})" if counts else document.name
    told = named(case or "", head) if case or ": " in head else head
    return " | ".join(part for part in (told, document.note, document.form_url and f"mẫu: {document.form_url}") if part)


def read_cases(text: str) -> list[Case]:
    """Read papers by case; a line without "Trường hợp:" is for everybody."""
    cases: list[tuple[str | None, list[Document]]] = []
    fresh = True
    for row in read_lines(text):
        if row == NEXT_CASE:
            fresh = True
            continue
        name, document = _case_and_paper(row)
        if fresh or cases[-1][0] != name:
            cases.append((name, []))
        cases[-1][1].extend([document] if document else [])
        fresh = False
    return [Case(name=name, documents=documents) for name, documents in cases]


def _case_and_paper(row: str) -> tuple[str | None, Document | None]:
    head, *notes = row.split(" | ")
    case, paper = part_name(f"{head} ")
    if paper is None:
        case, paper = "", head
    return case or None, _document(paper, notes) if paper else None


def _document(head: str, notes: list[str]) -> Document:
    found = _COUNTS.match(head)
    counts = {kind: int(number) for number, kind in _COUNT.findall(found["counts"].lower())} if found else {}
    forms = [note.removeprefix("mẫu: ") for note in notes if note.startswith("mẫu: ")]
    words = [note for note in notes if not note.startswith("mẫu: ")]
    return Document(
        name=found["name"] if found else head,
        originals=counts.get("bản chính"),
        copies=counts.get("bản sao"),
        form_url=" ".join(forms) or None,
        note=" | ".join(words) or None,
    )


def write_legal(basis: list[LegalBasis]) -> str:
    """`123/2015/NĐ-CP: tên văn bản (ngày 15/11/2015)`, one document a line."""
    return write_lines(_law(entry) for entry in basis)


def _law(entry: LegalBasis) -> str:
    told = named(entry.number, entry.name or "").strip() if entry.name or ": " in entry.number else entry.number
    return f"{told} (ngày {write_date(date.fromisoformat(entry.date))})" if entry.date else told


def read_legal(text: str) -> list[LegalBasis]:
    """Read legal documents."""
    return [_read_law(row) for row in read_lines(text)]


def _read_law(row: str) -> LegalBasis:
    found = _DATED.match(row)
    day = read_date(found["day"]) if found else None
    number, name = part_name(f"{found['name'] if found else row} ")
    return LegalBasis(number=number, name=name or None, date=day.isoformat() if day else None)


def write_variants(variants: list[Variant]) -> str:
    """`2.000806: khác ở chỗ nào`, one procedure a line."""
    return write_lines(f"{variant.code}: {variant.difference}" for variant in variants)


def read_variants(text: str) -> list[Variant]:
    """Read near twins."""
    pairs = [row.partition(":") for row in read_lines(text)]
    if bad := [code for code, _, difference in pairs if not difference.strip()]:
        raise ValueError(f"“{bad[0]}” thiếu điểm khác; ghi “mã: khác ở chỗ nào”")
    return [Variant(code=code.strip(), difference=difference.strip()) for code, _, difference in pairs]
