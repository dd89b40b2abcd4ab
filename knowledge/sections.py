"""One facet of a record as a section of an answer. Only what the record says; what it does not say is said to be missing.

Lists are bounded, whole sentences only, with the address where everything is: some records hold hundreds of papers.
"""

import re
from collections.abc import Callable, Iterable

from core.answer import Facet, Section
from core.procedure import Fee, Method, Procedure, TimeLimit
from core.text import fold
from core.words import Language, say
from knowledge import levels, papers, tidy
from knowledge.facets import title

_CHANNELS = {"direct": "facets.direct", "post": "facets.post", "online": "facets.by_internet"}
_LAWS = {"luat", "bo luat", "nghi dinh", "thong tu", "quyet dinh", "nghi quyet"}
_BETWEEN_RESULTS = re.compile(r";+\s*(?=[-–+*]|[A-ZĐÀ-Ỹ])")
_OFFICES: frozenset[Facet] = frozenset({"place", "steps", "requirements"})  # what says where to go
_FEW = 5
_BRIEF = 8  # items of a section in an overview
CHARS, _CHARS_BRIEF = 3_200, 1_200  # characters of a section, and of one in an overview


def section(
    procedure: Procedure, facet: Facet, case: int | None = None, brief: bool = False, language: Language = "vi", chars: int = CHARS
) -> Section:  # fmt: skip
    """Return `facet` of `procedure`; where the record is silent the section says so.

    Args:
        procedure: the record.
        facet: which part of it.
        case: for the papers, the number (from 0) of the case a person chose.
        brief: keep to the first items, as an overview does.
        language: of what stands around the record's words.
        chars: how many characters it may have, about.
    """
    items = papers.papers(procedure, case, language) if facet == "documents" else _ITEMS[facet](procedure, language)
    told = [tidied for item in items if (tidied := tidy.line(item))]
    most = _BRIEF if brief else 15 if facet != "documents" else papers.MANY
    kind = say(f"facets.{facet}_kind", language)
    bounded = tidy.bounded(told, kind, procedure.source_url, most, min(chars, _CHARS_BRIEF if brief else CHARS), language)
    if facet in _OFFICES and any(map(levels.names_district, bounded)):
        bounded.insert(len(bounded) - tidy.is_bounded(bounded), say("facets.no_district", language))
    return Section(facet=facet, title=title(facet, language), items=bounded or [say(f"facets.{facet}_missing", language)])


def stated(procedure: Procedure, facet: Facet) -> bool:
    """Tell whether the record says anything of `facet`."""
    return any(True for _ in _ITEMS[facet](procedure, "vi"))


def _fees(procedure: Procedure, language: Language) -> Iterable[str]:
    return _by_channel(procedure, lambda method: [_fee(fee, language) for fee in method.fees], language)


def _fee(fee: Fee, language: Language) -> str:
    if fee.amount_vnd is None:  # without words either, the record says nothing, and the line is left out
        return fee.text or ""
    figure = f"{fee.amount_vnd:,}"
    written = figure.replace(",", ".")  # as the record writes it
    amount = say("facets.amount", language, amount=written if language == "vi" else figure)
    if not fee.text or (language != "vi" and _only(fee.text, say("facets.amount", amount=written))):
        return amount if fee.text else f"{say(f'facets.amount_{fee.kind}', language)} {amount}"
    if language == "vi" and re.match(rf"{re.escape(written)}(?![.,]?\d)", fee.text):
        return fee.text
    return f"{amount}{fee.text}" if fee.text.startswith("/") else f"{amount}: {tidy.unmarked(fee.text)}"


def _times(procedure: Procedure, language: Language) -> Iterable[str]:
    return _by_channel(procedure, lambda method: [_time(method.time_limit, language)] if method.time_limit else [], language)


def _time(limit: TimeLimit, language: Language) -> str:
    if limit.value is None or limit.unit == "other":
        return limit.text or ""
    key = f"facets.{limit.unit}" if limit.value == 1 else f"facets.{limit.unit}s"
    written, length = say(key, count=f"{limit.value:g}"), say(key, language, count=f"{limit.value:g}")
    if not limit.text or (language != "vi" and _only(limit.text, written)):
        return length
    told = language == "vi" and re.search(rf"(?<![\d.,])0?{re.escape(length)}\b", limit.text.lower())
    return limit.text if told else f"{length}. {limit.text}"


def _only(text: str, written: str) -> bool:
    """Tell whether `text` says no more than the figure and unit in `written`."""
    return text.strip(" .").lower().removeprefix("0") == written


def _by_channel(procedure: Procedure, lines: Callable[[Method], list[str]], language: Language) -> Iterable[str]:
    """Say each line once, before it the ways of submitting it holds for (none where it holds for all)."""
    every = {method.channel for method in procedure.methods}
    told = [(line, method.channel) for method in procedure.methods for line in lines(method) if line]
    order = list(dict.fromkeys(line for line, _ in told))
    for line in order:
        channels = list(dict.fromkeys(channel for other, channel in told if other == line))
        text = tidy.line(line)
        yield text if set(channels) == every else f"{', '.join(say(_CHANNELS[c], language) for c in channels)}: {text}"


def _place(procedure: Procedure, language: Language) -> Iterable[str]:
    if procedure.place:
        yield procedure.place
    if procedure.agency:
        yield say("facets.agency", language, agency=procedure.agency)


def _online(procedure: Procedure, language: Language) -> Iterable[str]:
    channels = {method.channel for method in procedure.methods}
    if "online" in channels:
        yield say("facets.can_online", language)
    if "post" in channels:
        yield say("facets.can_post", language)
    if "online" not in channels and "direct" in channels:
        yield say("facets.in_person_only", language)


def _legal(procedure: Procedure) -> Iterable[str]:
    for basis in procedure.legal_basis:
        name = tidy.sentence_case(basis.name or "")
        if not name or basis.number in name:  # "Nghị định số 123/2015/NĐ-CP ..." names its number already
            yield name or basis.number
        else:
            yield f"{name} {basis.number}" if fold(name) in _LAWS else f"{basis.number}: {name}"


def _steps(procedure: Procedure) -> Iterable[str]:
    """One line of the record an item, without the heading that only repeats what is asked."""
    heads = {fold(procedure.name), "trinh tu thuc hien", "cach thuc thuc hien", "a) trinh tu thuc hien"}
    lines = (line for step in procedure.steps for line in step.splitlines())
    return (line for line in lines if fold(line).strip(" :.-+*") not in heads)


def _results(procedure: Procedure) -> Iterable[str]:
    return _BETWEEN_RESULTS.split(procedure.result) if procedure.result else []


def _subjects(procedure: Procedure) -> Iterable[str]:
    """One a line as long as they are few."""
    return procedure.subjects if len(procedure.subjects) <= _FEW else ["; ".join(procedure.subjects)]


_ITEMS: dict[Facet, Callable[[Procedure, Language], Iterable[str]]] = {
    "documents": lambda procedure, language: papers.papers(procedure, language=language),
    "fee": _fees,
    "time": _times,
    "place": _place,
    "steps": lambda procedure, _: _steps(procedure),
    "requirements": lambda procedure, _: procedure.requirements,
    "legal_basis": lambda procedure, _: _legal(procedure),
    "result": lambda procedure, _: _results(procedure),
    "online": _online,
    "subjects": lambda procedure, _: _subjects(procedure),
    "form": papers.forms,
}
