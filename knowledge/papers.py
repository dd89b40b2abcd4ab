"""The papers of a procedure (thành phần hồ sơ): of all cases, of the one a person chose, or the cases to choose from."""

import re
from collections.abc import Iterable

from core.procedure import Case, Document, Procedure
from core.text import fold
from knowledge import tidy

MANY = 20  # papers; where there are more, a person is asked which case is theirs
_MOST_CASES = 10


def choices(procedure: Procedure) -> list[tuple[int, Case]]:
    """Return the cases to choose from, with their numbers, where the papers of all are too many to list; else none."""
    named = [(number, case) for number, case in enumerate(procedure.cases) if case.name and case.documents]
    many = sum(len(case.documents) for case in procedure.cases) > MANY
    return named if many and len(named) > 1 else []


def case_named(procedure: Procedure, question: str) -> int | None:
    """Return the number of the case whose name stands in `question`, or `None`."""
    asked = fold(question)
    spoken_of = [(len(case.name or ""), number) for number, case in choices(procedure) if fold(case.name or "") in asked]
    return max(spoken_of)[1] if spoken_of else None


def papers(procedure: Procedure, chosen: int | None = None) -> Iterable[str]:
    """Yield the papers of the chosen case; those of all; or, where they are too many, the cases to choose from."""
    cases = dict(choices(procedure))
    if chosen in cases:
        yield from _documents_of([case for number, case in enumerate(procedure.cases) if not case.name or number == chosen])
    elif cases:
        yield from _documents_of([case for case in procedure.cases if not case.name])
        yield "Giấy tờ tùy từng trường hợp, bạn chọn trường hợp của mình:"
        told = [f"{case.name} ({len(case.documents)} giấy tờ)" for case in cases.values()]
        yield from told[:_MOST_CASES]
        if len(told) > _MOST_CASES:
            yield f"Và {len(told) - _MOST_CASES} trường hợp khác: bạn nói tên trường hợp, hoặc xem ở trang chính thức"
    else:
        yield from _documents_of(procedure.cases)


def _documents_of(cases: Iterable[Case]) -> Iterable[str]:
    for case in cases:
        if case.name and case.documents:
            yield f"{case.name}:"
        yield from (_document(document) for document in case.documents)


def _document(document: Document) -> str:
    name = tidy.line(document.name)
    counts = [
        f"{number} bản {kind}"
        for number, kind in ((document.originals, "chính"), (document.copies, "sao"))
        if number and not (number == 1 and re.search(rf"\((?:0?1 )?bản {kind}\)|\b0?1 bản {kind}", name.lower()))
    ]
    note = f". {document.note}" if document.note else ""
    counted = f" ({', '.join(counts)})" if counts else ""
    return f"{name.rstrip('.') if counted or note else name}{counted}{note}"


def forms(procedure: Procedure) -> Iterable[str]:
    """Return the papers that are filled in, each once."""
    told = ("mẫu", "tờ khai", "đơn")
    documents = [document for case in procedure.cases for document in case.documents]
    named = [_document(d) for d in documents if d.form_url or any(word in f"{d.name} {d.note or ''}".lower() for word in told)]
    return list(dict.fromkeys(named))
