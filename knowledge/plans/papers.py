"""The papers of a whole plan, each once, with the steps that need it (giấy tờ chuẩn bị một lần)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.procedure import Case, Document, Procedure
from core.text import fold
from knowledge import papers, tidy
from knowledge.held.lines import is_note
from knowledge.plans.items import Item, Plan

_MOST = 10  # papers of one step; the record's page has the others
_LEAD = re.compile(
    r"^(?:(?:nop|xuat trinh|ban (?:chinh|sao|chup|photo)|hop le|co chung thuc|chung thuc|hoac|\d+|mot|bo|cua|cac|giay to:)[\s:,.()-]*)+"
)
_NO_CASE = re.compile(r"^(?:giay to|ho so|thanh phan|nguoi yeu cau)")
_MARKS = re.compile(r"^[^\w(]+")
# The families of papers that many records ask for, each in words of its own. Matched at the beginning of the folded name.
_KINDS = {
    "identity": r"(?:the )?can cuoc|giay to tuy than|giay to chung minh nhan than|cccd|chung minh nhan dan|giay to chung minh ca nhan",
    "passport": r"ho chieu",
    "birth_proof": r"giay chung sinh",
    "birth": r"giay khai sinh|trich luc (?:giay )?khai sinh",
    "marriage": r"giay chung nhan ket hon|trich luc ket hon",
    "death": r"giay bao tu|giay chung tu|trich luc khai tu",
    "residence": r"giay to(?:, tai lieu)? chung minh noi cu tru",
    "dwelling": r"giay to(?:, tai lieu)? chung minh cho o hop phap",
    "land": r"giay chung nhan (?:da cap|quyen su dung dat)",
    "mandate": r"(?:van ban|giay) uy quyen",
    "insurance_book": r"so bao hiem xa hoi|so bhxh",
    "business": r"giay chung nhan dang ky (?:doanh nghiep|ho kinh doanh|kinh doanh)",
    "photo": r"anh (?:chan dung|mau|co|4|3)",
}
_KIND = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}


@dataclass(frozen=True)
class Paper:
    """One paper in a record's words; `steps` are the numbers of those that need it.

    `case` is the record's case it is for; `depends` when every step needs it in some case only.
    """

    name: str
    steps: tuple[int, ...]
    case: str | None = None
    form_url: str | None = None
    depends: bool = False


@dataclass(frozen=True)
class Papers:
    """`shared` are needed by several steps, `single` by one; `more` counts, by step, what only the record's page lists."""

    shared: tuple[Paper, ...]
    single: tuple[Paper, ...]
    more: dict[int, int]


def papers_of(plan: Plan) -> Papers:
    """Return the papers of all published steps of `plan`; the same paper stands once, in the shortest words of a record."""
    found: dict[str, Paper] = {}
    more: dict[int, int] = {}
    for item in plan.items:
        asked = [(document, case) for document, case in _of(item) if not is_note(document)] if item.record else []
        if len(asked) > _MOST:
            more[item.number] = len(asked) - _MOST
        for document, case in asked[:_MOST]:
            key = _key(document, case)
            found[key] = _joined(found.get(key), Paper(_name(document), (item.number,), case, document.form_url, case is not None))
    shared = tuple(paper for paper in found.values() if _for_several(paper, plan))
    return Papers(shared, tuple(paper for paper in found.values() if paper not in shared), more)


def _joined(known: Paper | None, paper: Paper) -> Paper:
    """Put `paper` with the one that is the same, in the shorter words; what only one of them has a case for has none."""
    if known is None:
        return paper
    steps = tuple(dict.fromkeys((*known.steps, *paper.steps)))
    case = known.case if known.case == paper.case else None
    name = min(known.name, paper.name, key=len)
    return Paper(name, steps, case, known.form_url or paper.form_url, known.depends and paper.depends)


def _for_several(paper: Paper, plan: Plan) -> bool:
    """Tell whether one person may need it for two steps: of steps that exclude each other they do one."""
    items = [plan.items[number - 1] for number in paper.steps]
    return any(not one.excludes(other) for place, one in enumerate(items) for other in items[:place])


def _of(item: Item) -> Iterator[tuple[Document, str | None]]:
    """Yield the papers of the case the event is about, else of all cases; of too many cases only what all of them need."""
    record = item.record
    assert record is not None  # noqa: S101 (the caller has looked)
    chosen = record.cases[item.meant] if item.meant is not None else None
    cases = [case for case in record.cases if not case.name or case is chosen] if chosen else _all(record)
    for case in cases:
        yield from ((document, None if case is chosen else _case(case)) for document in case.documents)


def _all(record: Procedure) -> list[Case]:
    return [case for case in record.cases if not case.name] if papers.choices(record) else list(record.cases)


def _case(case: Case) -> str | None:
    """Return the name of a case; a heading such as "Giấy tờ phải nộp" is none."""
    return tidy.shortened(tidy.line(case.name), 120) if case.name and not _NO_CASE.match(fold(case.name)) else None


def _name(document: Document) -> str:
    return tidy.shortened(tidy.line(_MARKS.sub("", document.name)), 200).rstrip(" .;,")


def _key(document: Document, case: str | None) -> str:
    name = _LEAD.sub("", re.sub(r"\([^)]*\)", " ", fold(document.name))).strip()
    kind = next((kind for kind, pattern in _KIND.items() if pattern.match(name)), None)
    # A paper of one family is the same whatever the case; any other is the same only when its whole name is.
    return kind or f"{' '.join(name.split())}|{case or ''}"
