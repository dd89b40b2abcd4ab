"""Check the papers a person has against those a record asks for (tôi có căn cước và giấy chứng sinh rồi, còn thiếu gì).

Only what the record says: a line is told word for word, with its counts and its note. Where it is not sure that a paper answers a
line, the line stands under "please check", never under "you have".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.answer import Section
from core.procedure import Case, Document, Procedure
from core.text import fold
from core.words import Language, say
from knowledge import fitting, papers, tidy
from knowledge.held.lines import is_conditional, is_note, matches, mentions, names_group, phrase
from knowledge.held.words import Mention, Paper, heard

_MOST_CASES = 8
_MOST_CHARS = 900  # of the list of cases; longer ones are counted only
_MOST_TOLD = 1_400  # characters of all sections: the name, the source and the titles stand around them
_LEAST_SOMETIMES = 300
_SHORT = 110  # characters of a line in a list of cases
_GONE = ("khong co", "chua co", "khong con", "mat", "bi mat")


@dataclass
class _Sorted:
    """The lines of some cases, sorted by what the person said."""

    have: list[tuple[Document, Paper]] = field(default_factory=list)
    again: list[tuple[Document, Paper]] = field(default_factory=list)
    missing: list[Document] = field(default_factory=list)
    sometimes: list[Document] = field(default_factory=list)


def cases(procedure: Procedure) -> list[tuple[int, Case]]:
    """Return the cases a person may be asked to choose from, with their numbers; headings such as "Giấy tờ phải nộp" are none."""
    named = [(n, case) for n, case in enumerate(procedure.cases) if case.name and case.documents and not names_group(case.name)]
    alone = len(named) == 1 == sum(bool(case.documents) for case in procedure.cases)
    return [] if alone else named


def check(procedure: Procedure, text: str, case: int | None = None, language: Language = "vi") -> list[Section] | None:
    """Return what the person has, what is missing and what the record does not ask for.

    Args:
        procedure: the record.
        text: the person's words.
        case: the number (from 0) of the case they chose, if they did; else it is read from the words where they name it.
        language: of titles and remarks; the record's lines stay Vietnamese.

    Returns:
        Sections of the facet "documents"; `None` where the words name no paper or the record lists none.
    """
    documents = [document for one in procedure.cases for document in one.documents]
    spoken_of = heard(text, _own_papers(documents))
    chosen = case if case in dict(cases(procedure)) else _case_meant(procedure, text, spoken_of)
    if chosen is None:
        spoken_of = [mention for mention in spoken_of if not _is_wanted(mention, procedure)]
    if not documents or not spoken_of:
        return None
    return _Check(procedure, spoken_of, chosen, language).sections()


def _is_wanted(mention: Mention, procedure: Procedure) -> bool:
    """Tell whether the paper that is lacking is the one the procedure gives: that is why the person comes."""
    name = fold(procedure.name)
    return mention.state in ("lacking", "lost") and any(words in name for words in (*mention.paper.records, *mention.paper.said))


def _own_papers(documents: Iterable[Document]) -> list[Paper]:
    """Return the papers the record names itself: people may say just these words."""
    told = {words: document for document in documents if (words := phrase(document))}
    return [Paper(words, (words,), (words,)) for words in told]


def _case_meant(procedure: Procedure, text: str, spoken_of: list[Mention]) -> int | None:
    """Return the case the words name, or the one for who lacks a paper they say they lack."""
    folded = fold(text[:1_000])
    for number, case in cases(procedure):
        name = fold(case.name or "")
        gone = any(f"{word} {said}" in name for word in _GONE for m in spoken_of if m.state in ("lacking", "lost") for said in m.paper.said)
        if gone or (len(name.split()) > 1 and f" {name} " in f" {folded} "):
            return number
    return None


class _Check:
    """One check: sorts the record's lines and says them."""

    def __init__(self, procedure: Procedure, spoken_of: list[Mention], chosen: int | None, language: Language) -> None:
        self.procedure, self.chosen, self.language = procedure, chosen, language
        self.cases = dict(cases(procedure))
        self.common = [d for number, one in enumerate(procedure.cases) if number not in self.cases for d in one.documents]
        by_state: dict[str, list[Paper]] = {"held": [], "lacking": [], "asked": []}
        for mention in spoken_of:
            by_state["lacking" if mention.state == "lost" else mention.state].append(mention.paper)
        self.lacking = list(dict.fromkeys(by_state["lacking"]))
        self.lost = {mention.paper for mention in spoken_of if mention.state == "lost"}
        self.held = [paper for paper in dict.fromkeys(by_state["held"]) if paper not in self.lacking]
        self.asked = [paper for paper in dict.fromkeys(by_state["asked"]) if paper not in self.held]

    def sections(self) -> list[Section]:
        lines = self.common + (list(self.cases[self.chosen].documents) if self.chosen is not None else [])
        told = self._sorted(lines)
        parts = {
            "asked_title": [self._asked(paper, lines) for paper in self.asked],
            "have_title": [self._say("have", line=self._line(d), paper=p.name) for d, p in told.have],
            **self._missing(told),
            "sometimes_title": [self._line(d) for d in told.sometimes],
            "again_title": [*self._lacked(told), *self._again(told)],
            "extra_title": list(self._extra()),
            **self._choices(),
        }
        return self._fitted({key: [tidy.shortened(tidy.line(item)) for item in items] for key, items in parts.items() if items})

    def _fitted(self, parts: dict[str, list[str]]) -> list[Section]:
        """Return the parts by the keys of their titles as sections that fit one message; what only some cases need gives way first."""
        sizes = {key: fitting.size(items) for key, items in parts.items()}
        over = sum(sizes.values()) - _MOST_TOLD
        if over > 0 and "sometimes_title" in sizes:
            kept = max(_LEAST_SOMETIMES, sizes["sometimes_title"] - over)
            over -= sizes["sometimes_title"] - kept
            sizes["sometimes_title"] = kept
        room = fitting.room(list(sizes.values()), over) if over > 0 else _MOST_TOLD
        return [self._section(key, items, min(sizes[key], room)) for key, items in parts.items()]

    def _sorted(self, documents: Iterable[Document]) -> _Sorted:
        told = _Sorted()
        for document in documents:
            answers = {} if is_note(document) else {matches(document, paper): paper for paper in reversed(self.held)}
            if "sure" in answers:
                told.have.append((document, answers["sure"]))
            elif "perhaps" in answers:
                told.again.append((document, answers["perhaps"]))
            elif not self._is_lacked(document):
                (told.sometimes if is_conditional(document) else told.missing).append(document)
        return told

    def _is_lacked(self, document: Document) -> bool:
        """Tell whether the person lacks this paper and the record has a case for that."""
        return self.chosen is not None and document in self.common and any(matches(document, p) == "sure" for p in self.lacking)

    def _missing(self, told: _Sorted) -> dict[str, list[str]]:
        title = "missing_title" if self.chosen is None else "missing_case"
        if not told.missing and not told.again and (self.common or self.chosen is not None):
            return {title: [self._say("missing_none")]} if told.have else {}
        return {title: [self._line(d) for d in told.missing]}

    def _lacked(self, told: _Sorted) -> list[str]:
        case = _case_name(self.cases[self.chosen]) if self.chosen is not None else ""
        return [self._say("lacking", line=self._line(d), case=case) for d in self.common if self._is_lacked(d) and not self._holds(d, told)]

    @staticmethod
    def _holds(document: Document, told: _Sorted) -> bool:
        return any(document is other for other, _ in (*told.have, *told.again))

    def _again(self, told: _Sorted) -> list[str]:
        return [self._say("again", line=self._line(d), paper=p.name) for d, p in told.again]

    def _asked(self, paper: Paper, lines: list[Document]) -> str:
        found = {matches(document, paper): document for document in reversed(lines)}
        for match, key in (("sure", "asked_yes"), ("perhaps", "asked_perhaps")):
            if match in found:
                return self._say(key, paper=_named(paper), line=self._line(found[match]))
        case = self._case_asking(paper)
        return self._say("asked_case", paper=_named(paper), case=case) if case else self._say("asked_no", paper=_named(paper))

    def _extra(self) -> Iterable[str]:
        """Say which of the papers the record asks nobody for, or only in a case that is not chosen."""
        lines = self.common + (list(self.cases[self.chosen].documents) if self.chosen is not None else [])
        for paper in (*self.held, *(lacked for lacked in self.lacking if lacked not in self.lost)):
            if any(self._speaks_of(document, paper) for document in lines):
                continue
            case = self._case_asking(paper)
            if case and self.chosen is None:
                continue  # the list of cases says it
            key = "extra_case" if case else "extra_steps" if self._in_steps(paper) else "extra_held"
            yield self._say("extra_lacking" if key == "extra_held" and paper in self.lacking else key, paper=_named(paper), case=case)

    @staticmethod
    def _speaks_of(document: Document, paper: Paper) -> bool:
        """Tell whether a line asks for the paper or only names it: then it is not said to be needless."""
        return matches(document, paper) != "no" or mentions(f"{document.name} {document.note or ''}", paper)

    def _in_steps(self, paper: Paper) -> bool:
        return any(mentions(text, paper) for text in (*self.procedure.steps, *self.procedure.requirements))

    def _case_asking(self, paper: Paper) -> str | None:
        asking = (_case_name(one) for one in self.cases.values() if any(self._speaks_of(d, paper) for d in one.documents))
        return next(asking, None)

    def _choices(self) -> dict[str, list[str]]:
        """Say what each case still needs; only how much where the lines are too many."""
        if self.chosen is not None or not self.cases:
            return {}
        counted = bool(papers.choices(self.procedure)) or len(self.cases) > _MOST_CASES
        items = [self._choice(case, counted) for case in self.cases.values()]
        if sum(map(len, items)) > _MOST_CHARS:
            items = [self._choice(case, counted=True) for case in self.cases.values()]
        return {"cases_title" if self.common else "which_title": items}

    def _choice(self, case: Case, counted: bool) -> str:
        told = self._sorted(case.documents)
        name = _case_name(case)
        have = ", ".join(dict.fromkeys(p.name for _, p in told.have))
        missing = [*told.missing, *told.sometimes, *(d for d, _ in told.again)]
        if not missing:
            return self._say("case_full", case=name, have=have)
        if counted or len(missing) > 4:
            return self._say("case_counts" if told.have else "case_none", case=name, have=len(told.have), missing=len(missing))
        perhaps = {id(d): p.name for d, p in told.again}
        lines = [self._say("perhaps", line=_brief(d), paper=perhaps[id(d)]) if id(d) in perhaps else _brief(d) for d in missing]
        return self._say("case_both" if have else "case_lacks", case=name, have=have, papers="; ".join(lines))

    def _line(self, document: Document) -> str:
        """Tell one line as the papers of the record are told, with its form."""
        alone = Procedure(code=self.procedure.code, name=self.procedure.name, cases=[Case(documents=[document])])
        line = " ".join(papers.papers(alone, language=self.language))
        return self._say("form", line=line.rstrip(".") + ".", url=document.form_url) if document.form_url else line

    def _section(self, title: str, items: list[str], chars: int) -> Section:
        kind = say("facets.documents_kind", self.language)
        told = tidy.bounded(items, kind, self.procedure.source_url, papers.MANY, chars, self.language)
        case = _case_name(self.cases[self.chosen]) if self.chosen is not None else ""
        return Section(facet="documents", title=self._say(title, case=case), items=told)

    def _say(self, key: str, **values: object) -> str:
        return say(f"held.{key}", self.language, **values)


def _brief(document: Document) -> str:
    """Tell one line of the record in a list of cases: its first sentence, without "Nộp:" before it."""
    told = re.sub(r"^(?:Nộp|Xuất trình)\s*:\s*", "", tidy.unmarked(document.name))
    return tidy.shortened(told, _SHORT).rstrip(". ")


def _case_name(case: Case) -> str:
    """Return the name of a case without its number: "a) Đối với ..." stands in a list of its own here."""
    return re.sub(r"^(?:\(?[0-9a-zđ]{1,2}[.)]\s*)+", "", tidy.unmarked(case.name or "")).strip()


def _named(paper: Paper) -> str:
    return paper.name[:1].upper() + paper.name[1:]
