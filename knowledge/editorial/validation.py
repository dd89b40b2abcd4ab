"""What is wrong with a record, and what is odd, in words (kiểm tra hồ sơ thủ tục). An error keeps it from review, a warning does not."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

from core.procedure import Document, Fee, Procedure
from core.text import fold
from core.words import Language, say
from knowledge.editorial.completeness import missing
from knowledge.editorial.content import Content, reads
from knowledge.editorial.law_numbers import key as number_key
from knowledge.levels import names_district

_DEAREST = 1_000_000_000  # đồng; a fee above that is a slip of the finger
_MOST_COPIES = 50
_LONGEST_ALIAS = 80


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (`error`) or odd (`warning`). `place` is where: `methods.0.fees.1`; `key` the words' key."""

    level: Literal["error", "warning"]
    place: str
    key: str
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def field(self) -> str:
        """The field of the record."""
        return self.place.split(".", 1)[0]

    def told(self, language: Language = "vi") -> str:
        """Return the sentence."""
        return say(f"editorial.{self.key}", language, **dict(self.values))


@dataclass(frozen=True)
class Surroundings:
    """What a record is judged beside: the day, the other codes, whose aliases are taken, and which legal documents have ended."""

    today: date
    codes: Collection[str] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)  # an alias in lower case -> the code it belongs to
    ended: Mapping[str, str] = field(default_factory=dict)  # the key of a legal document -> what replaced it, or ""


def check(content: Content, around: Surroundings) -> list[Problem]:
    """Return the problems of a record that `content` is or is to become, errors first, each in the order of the fields."""
    record = reads(content)
    found = [problem for rule in _RULES for problem in rule(record, around)]
    return sorted(found, key=lambda problem: problem.level)


def errors(problems: list[Problem]) -> list[Problem]:
    """Return those that keep a record from review."""
    return [problem for problem in problems if problem.level == "error"]


def _error(place: str, key: str, **values: Any) -> Problem:
    return Problem("error", place, key, tuple(values.items()))


def _warning(place: str, key: str, **values: Any) -> Problem:
    return Problem("warning", place, key, tuple(values.items()))


def _names(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    if len(record.name) < 3:
        yield _error("name", "no_name")
    seen = {fold(record.name)}
    for place, alias in enumerate(record.aliases):
        if fold(alias) in seen:
            yield _warning(f"aliases.{place}", "alias_twice", alias=alias)
        seen.add(fold(alias))
        if len(alias) > _LONGEST_ALIAS:
            yield _warning(f"aliases.{place}", "alias_long", most=_LONGEST_ALIAS)
        if (owner := around.aliases.get(alias.lower(), record.code)) != record.code:
            yield _warning(f"aliases.{place}", "alias_taken", alias=alias, code=owner)


def _papers(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    for number, case in enumerate(record.cases):
        if not case.documents:
            yield _warning(f"cases.{number}", "case_empty", case=case.name or "")
        for place, paper in enumerate(case.documents):
            yield from _paper(paper, f"cases.{number}.documents.{place}")


def _paper(paper: Document, place: str) -> Iterator[Problem]:
    if not paper.name:
        yield _error(f"{place}.name", "paper_nameless")
    for part, count in (("originals", paper.originals), ("copies", paper.copies)):
        if count is not None and count < 0:
            yield _error(f"{place}.{part}", "negative")
        elif count is not None and count > _MOST_COPIES:
            yield _warning(f"{place}.{part}", "many_copies", count=count)
    if paper.form_url and not _is_address(paper.form_url):
        yield _warning(f"{place}.form_url", "no_address")


def _ways(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    for number, method in enumerate(record.methods):
        limit = method.time_limit
        if limit and limit.value is not None and limit.value <= 0:
            yield _error(f"methods.{number}.time_limit.value", "time_not_positive")
        if limit and limit.value is None and not limit.text:
            yield _warning(f"methods.{number}.time_limit", "time_empty")
        for place, fee in enumerate(method.fees):
            yield from _fee(fee, f"methods.{number}.fees.{place}")


def _fee(fee: Fee, place: str) -> Iterator[Problem]:
    if fee.amount_vnd is None:
        if not fee.text:
            yield _error(place, "fee_empty")
    elif fee.amount_vnd < 0:
        yield _error(f"{place}.amount_vnd", "negative")
    elif fee.amount_vnd > _DEAREST:
        yield _error(f"{place}.amount_vnd", "fee_too_dear", most=f"{_DEAREST:,}".replace(",", "."))
    elif fee.amount_vnd % 100:
        yield _warning(f"{place}.amount_vnd", "fee_odd", amount=f"{fee.amount_vnd:,}".replace(",", "."))


def _laws(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    for place, law in enumerate(record.legal_basis):
        where = f"legal_basis.{place}"
        if not law.number:
            yield _error(f"{where}.number", "law_without_number", name=law.name or "")
        if law.date and (day := _day(law.date)) is None:
            yield _error(f"{where}.date", "law_date", date=law.date)
        elif law.date and day and day > around.today:
            yield _warning(f"{where}.date", "law_in_future", number=law.number)
        if (successor := around.ended.get(number_key(law.number))) is not None:
            key = "law_replaced" if successor else "law_ended"
            yield _warning(where, key, number=law.number, **({"successor": successor} if successor else {}))


def _dates(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    if record.valid_from and record.valid_to and record.valid_from > record.valid_to:
        yield _error("valid_to", "ends_before_it_begins")
    elif record.valid_to and record.valid_to < around.today:
        yield _warning("valid_to", "over")
    for name, day in (("updated", record.updated), ("checked", record.checked)):
        if day and day > around.today:
            yield _error(name, "in_future")
    if record.updated and record.checked and record.checked < record.updated:
        yield _warning("checked", "checked_before_updated")


def _places(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    for name, text in (("agency", record.agency), ("place", record.place)):
        if text and names_district(text):
            yield _warning(name, "district")
    if record.source_url and not _is_address(record.source_url):
        yield _error("source_url", "no_address")


def _twins(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    for place, twin in enumerate(record.variants):
        where = f"variants.{place}"
        if not twin.code or not twin.difference:
            yield _error(where, "twin_unfinished")
        elif twin.code == record.code:
            yield _error(where, "twin_of_itself")
        elif around.codes and twin.code not in around.codes:
            yield _warning(where, "twin_unknown", code=twin.code)


def _missing(record: Procedure, around: Surroundings) -> Iterator[Problem]:
    return (_warning(part.field, f"missing_{part.key}") for part in missing(record))


_RULES: tuple[Callable[[Procedure, Surroundings], Iterator[Problem]], ...] = (
    _names, _papers, _ways, _laws, _dates, _places, _twins, _missing,
)  # fmt: skip


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
