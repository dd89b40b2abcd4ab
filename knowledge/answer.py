"""Compose the answer: every sentence is a record's, or one of `core/words/answers.yml` that says what is missing and who knows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.answer import Alternative, Answer, Button, Facet, Section, Source, reference
from core.procedure import Procedure
from core.words import Language, say
from knowledge import fitting, levels, papers, tidy
from knowledge.facets import title
from knowledge.personal import NOBODY, Personal
from knowledge.quotes import Quote
from knowledge.sections import CHARS, section, stated

OVERVIEW: list[Facet] = ["documents", "fee", "time", "place"]
_OFFERED: list[Facet] = ["documents", "fee", "time", "place", "steps", "online", "requirements", "legal_basis"]
_MOST_BUTTONS = 4
_SHORT_LIST = 3
_BESIDE = 120  # characters of a facet where procedures are set beside one another
_LONGEST_NAME = 180  # characters; names of 1,000 are on the portal
_LONG_BRACKET = re.compile(r"\s*\([^()]{60,}\)")


@dataclass(frozen=True)
class Extra:
    """What an answer holds beyond facets.

    `quote`: the record's own words for what no facet answers. `unsaid`: it was looked for and not found. `case`: the
    number of the case whose papers are asked for. `personal`: what is added for the person who asks.
    """

    quote: Quote | None = None
    unsaid: bool = False
    case: int | None = None
    personal: Personal = NOBODY


NOTHING = Extra()


def answered(
    procedure: Procedure, facets: list[Facet], others: list[Alternative], release: str, confidence: float,
    extra: Extra = NOTHING, language: Language = "vi",
) -> Answer:  # fmt: skip
    """Answer `facets` of `procedure` (none asked: its words in `extra`, or an overview), offering other facets and near twins."""
    general = not extra.quote and (not facets or "overview" in facets)
    asked = list(dict.fromkeys([*(OVERVIEW if general else []), *(facet for facet in facets if facet != "overview")]))
    sections = [part for facet in asked for part in _sections(procedure, facet, extra, general and facet in OVERVIEW, language)]
    if extra.quote and not _stands_there(extra.quote, sections):
        sections.insert(0, Section(facet=extra.quote.facet, title=say("answers.quoted", language), quote=extra.quote.text))
    sources = [source(procedure), *_legal_sources(procedure, asked)]
    gone = extra.quote is not None and levels.names_district(extra.quote.text)
    told = {"answers.in_vietnamese": language != "vi", "answers.unsaid": extra.unsaid, "facets.no_district": gone}
    notes = [say(key, language) for key, holds in told.items() if holds]
    text = _told(procedure, notes, sections, sources[0], others, language)
    if (over := len(_below(text, procedure, language)) - fitting.LONGEST) > 0:
        text = _told(procedure, notes, _shorter(procedure, sections, over, extra, language), sources[0], others, language)
    if len(text) > fitting.LONGEST:
        text = _below(text, procedure, language)
    return Answer(
        status="answered",
        text=text,
        notes=notes,
        procedure=reference(procedure),
        facets=["overview", *asked] if general else list(dict.fromkeys(part.facet for part in sections)),
        sections=sections,
        sources=sources,
        buttons=[
            *_case_buttons(procedure, asked, extra.case),
            *_facet_buttons(procedure, _told_whole(sections), language),
            *_choices(others),
        ],
        alternatives=others,
        language=language,
        release=release,
        confidence=round(confidence, 3),
    )


def _sections(procedure: Procedure, facet: Facet, extra: Extra, brief: bool, language: Language) -> list[Section]:
    """Return what is told of `facet`: the record's words, or what was reckoned from them for the person who asks."""
    if reckoned := extra.personal.instead.get(facet):
        return reckoned
    return [_recorded(procedure, facet, extra, brief, language)]


def _recorded(procedure: Procedure, facet: Facet, extra: Extra, brief: bool, language: Language, chars: int = CHARS) -> Section:
    """Return the record's words on `facet`, and what is near the person who asks."""
    told = section(procedure, facet, extra.case, brief, language, chars)
    nearby = list(extra.personal.nearby) if facet == "place" else []
    return told.model_copy(update={"items": [*told.items, *nearby]})


def _shorter(procedure: Procedure, sections: list[Section], over: int, extra: Extra, language: Language) -> list[Section]:
    """Return `sections` shorter by about `over` characters for the text; what was reckoned for the person stays whole."""
    free = [not part.quote and part.facet not in extra.personal.instead for part in sections]
    sizes = [fitting.size(part.items) for part, may in zip(sections, free, strict=True) if may]
    room = fitting.room(sizes, over)
    return [
        _recorded(procedure, part.facet, extra, len(sections) > 1, language, room) if may and fitting.size(part.items) > room else part
        for part, may in zip(sections, free, strict=True)
    ]


def _below(text: str, procedure: Procedure, language: Language) -> str:
    """Return `text` with the long address of the record's page at its end alone, where the source stands."""
    return text.replace(say("facets.see_page", language, page=procedure.source_url), say("facets.see_below", language))


def _stands_there(quote: Quote, sections: list[Section]) -> bool:
    """Tell whether a short section says it anyway; out of a long list the words that answer are worth repeating."""
    words = quote.text.strip(" .;")[1:]
    return any(words in item for part in sections if len(part.items) <= _SHORT_LIST for item in part.items)


def clarify(choices: list[Alternative], release: str, confidence: float, language: Language = "vi") -> Answer:
    """Ask which of `choices` is meant, each with what sets it apart."""
    lines = [f"{number}. {_named(choice)}" for number, choice in enumerate(choices, start=1)]
    return Answer(
        status="clarify",
        text="\n".join([say("answers.which", language), *lines, say("answers.choose", language)]),
        alternatives=choices,
        buttons=_choices(choices),
        language=language,
        release=release,
        confidence=round(confidence, 3),
    )


def of_which(facets: list[Facet], release: str, language: Language = "vi") -> Answer:
    """Ask whose facet is meant when the question names no matter and none was spoken of."""
    asked = f" {say('answers.and', language)} ".join(title(facet, language).lower() for facet in facets)
    return Answer(
        status="clarify",
        text=say("answers.of_which", language, asked=asked),
        facets=facets,
        language=language,
        release=release,
    )


def not_found(release: str, confidence: float, language: Language = "vi") -> Answer:
    """Say that no published record fits, and who knows."""
    return Answer(
        status="not_found",
        text=f"{say('answers.not_found', language)} {say('answers.who_knows', language)}",
        language=language,
        release=release,
        confidence=round(confidence, 3),
    )


def compared(
    procedures: list[Procedure], differences: list[str | None], release: str, confidence: float, language: Language = "vi"
) -> Answer:  # fmt: skip
    """Set procedures beside one another: what each is for, then its result, time and fee."""
    sections = [_beside(*each, language) for each in zip(procedures, differences, strict=True)]
    choices = [Alternative(code=p.code, name=p.name, difference=d or None) for p, d in zip(procedures, differences, strict=True)]
    sources = [source(procedure) for procedure in procedures]
    return Answer(
        status="clarify",
        text="\n\n".join(_block(part) for part in sections) + "\n\n" + "\n".join(_cited(one, language) for one in sources),
        facets=["overview"],
        language=language,
        sections=sections,
        sources=sources,
        alternatives=choices,
        buttons=_choices(choices),
        release=release,
        confidence=round(confidence, 3),
    )


def _beside(procedure: Procedure, difference: str | None, language: Language) -> Section:
    """Tell one of several procedures in few words; the address of its page stands with the sources."""
    lines = [say("answers.used_when", language, difference=difference)] if difference else []
    facets: tuple[Facet, ...] = ("result", "time", "fee")
    for part in (section(procedure, facet, brief=True, language=language, chars=_BESIDE) for facet in facets):
        items = [tidy.shortened(item, _BESIDE) for item in (part.items[:-1] if tidy.is_bounded(part.items) else part.items)]
        told = "; ".join([*(item.rstrip(" .;") for item in items[:-1]), *items[-1:]])
        cut = tidy.is_bounded(part.items) and not told.endswith(tidy.CUT)
        lines.append(f"{part.title}: {told} {tidy.CUT if cut else ''}".rstrip())
    return Section(facet="overview", title=f"{short_name(procedure.name)} ({procedure.code})", items=lines)


def source(procedure: Procedure) -> Source:
    """Name the record as the source of an answer, with its dates."""
    return Source(
        title=procedure.name,
        number=procedure.decision_number,
        url=procedure.source_url,
        updated=procedure.updated.isoformat() if procedure.updated else None,
        checked=procedure.checked.isoformat() if procedure.checked else None,
    )


def _legal_sources(procedure: Procedure, asked: list[Facet]) -> list[Source]:
    if "legal_basis" not in asked:
        return []
    return [Source(title=basis.name or basis.number, number=basis.number) for basis in procedure.legal_basis]


def _told_whole(sections: list[Section]) -> set[Facet]:
    """The facets that need not be offered: an overview shows the first papers only, and all of them are one press away."""
    brief = len(sections) > 1
    return {part.facet for part in sections if not part.quote and not (brief and tidy.is_bounded(part.items))}


def _facet_buttons(procedure: Procedure, told: set[Facet], language: Language) -> list[Button]:
    rest = [facet for facet in _OFFERED if facet not in told and stated(procedure, facet)]
    return [Button(title=title(facet, language), payload=f"/ask_{facet}") for facet in rest[:_MOST_BUTTONS]]


def _case_buttons(procedure: Procedure, asked: list[Facet], chosen: int | None) -> list[Button]:
    """One button for each of the first cases to choose from; what it sends names the record and the case's number."""
    if "documents" not in asked or chosen is not None:
        return []
    return [
        Button(title=_capital(case.name or ""), payload=f'/ask_documents{{"procedure_code":"{procedure.code}#{number}"}}')
        for number, case in papers.choices(procedure)[:_MOST_BUTTONS]
    ]


def _choices(others: Iterable[Alternative]) -> list[Button]:
    return [
        Button(title=_capital(other.difference or short_name(other.name)), payload=f'/choose_procedure{{"procedure_code":"{other.code}"}}')
        for other in others
    ]


def short_name(name: str) -> str:
    """Return `name` without a bracket so long that nobody reads on, and cut at a word where it still is too long.

    The official name stays in `procedure` and `alternatives`.
    """
    told = tidy.sentence_case(_LONG_BRACKET.sub("", name).strip(" .;"))
    return told if len(told) <= _LONGEST_NAME else told[:_LONGEST_NAME].rsplit(" ", 1)[0].rstrip(" ,;:(") + "…"


def _named(choice: Alternative) -> str:
    name = short_name(choice.name)
    return name if not choice.difference or choice.difference.lower() in name.lower() else f"{name} ({choice.difference})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(
    procedure: Procedure, notes: list[str], sections: list[Section], cited: Source, others: list[Alternative], language: Language
) -> str:  # fmt: skip
    head = say("answers.head", language, name=short_name(procedure.name), code=procedure.code)
    parts = [head, *notes, *(_block(part) for part in sections), _cited(cited, language)]
    if others:
        parts.append(say("answers.also", language, names="; ".join(_named(other) for other in others)))
    return "\n\n".join(parts)


def _block(part: Section) -> str:
    if part.quote:
        return f"{part.title}: “{part.quote}”"
    lines = [item if item.endswith(":") else f"- {item}" for item in part.items]
    return "\n".join([f"{part.title}:", *lines])


def _cited(cited: Source, language: Language) -> str:
    told = (("answers.updated", cited.updated), ("answers.checked", cited.checked))
    dates = [say(key, language, date=say("answers.date", language, day=date.fromisoformat(day))) for key, day in told if day]
    number = say("answers.decision", language, number=cited.number) if cited.number else say("answers.portal_record", language)
    return f"{say('answers.source', language, what=', '.join([number, *dates]))} {cited.url or ''}".strip()
