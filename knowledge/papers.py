"""The papers of a procedure (thành phần hồ sơ): of all cases, of the one a person chose, or the cases to choose from."""

import re
from collections.abc import Iterable

from core.procedure import Case, Document, Procedure
from core.text import fold
from core.words import Language, say
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


def papers(procedure: Procedure, chosen: int | None = None, language: Language = "vi") -> Iterable[str]:
    """Yield the papers of the chosen case; those of all; or, where they are too many, the cases to choose from."""
    cases = dict(choices(procedure))
    if chosen in cases:
        yield from _documents_of([case for number, case in enumerate(procedure.cases) if not case.name or number == chosen], language)
    elif cases:
        yield from _documents_of([case for case in procedure.cases if not case.name], language)
        yield say("facets.by_case", language)
        told = [say("facets.case", language, name=case.name, count=len(case.documents)) for case in cases.values()]
        yield from told[:_MOST_CASES]
        if len(told) > _MOST_CASES:
            yield say("facets.more_cases", language, count=len(told) - _MOST_CASES)
    else:
        yield from _documents_of(procedure.cases, language)


def _documents_of(cases: Iterable[Case], language: Language) -> Iterable[str]:
    for case in cases:
        if case.name and case.documents:
            yield f"{case.name}:"
        yield from (_document(document, language) for document in case.documents)


def _document(document: Document, language: Language) -> str:
    name = tidy.line(document.name)
    counts = [
        say(key, language, count=number)
        for number, kind, key in ((document.originals, "chính", "facets.originals"), (document.copies, "sao", "facets.copies"))
        if number and not (number == 1 and re.search(rf"\((?:0?1 )?bản {kind}\)|\b0?1 bản {kind}", name.lower()))
    ]
    note = f". {document.note}" if document.note else ""
    counted = f" ({', '.join(counts)})" if counts else ""
    return f"{name.rstrip('.') if counted or note else name}{counted}{note}"


def forms(procedure: Procedure, language: Language = "vi") -> Iterable[str]:
    """Return the papers that are filled in, each once."""
    told = ("mẫu", "tờ khai", "đơn")
    documents = [document for case in procedure.cases for document in case.documents]
    named = [_document(d, language) for d in documents if d.form_url or any(word in f"{d.name} {d.note or ''}".lower() for word in told)]
    return list(dict.fromkeys(named))
