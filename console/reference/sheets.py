"""The sheets of the desk: of each kind of entry, what its form holds, how it is searched, and in which lines it is read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from console import pages
from console.access import Rule
from console.desks import WORDING, WRITING
from console.reference import events
from console.reference.typed import Typed
from core.text import fold
from knowledge.importers.texts import line
from knowledge.reference.kinds import ALIAS, GOLDEN, LIFE, TEXT, WARD, WORD, WORD_KINDS
from knowledge.reference.schemas import Row, Value
from knowledge.reference.shipped import word_key

Lines = Iterator[tuple[str, str]]  # what a part of the entry is called (a key of the words), and what it says
FORMERS = 60  # places of a unit's former wards


@dataclass(frozen=True)
class Sheet:
    """One kind of entry on the desk. `fresh` says that staff may add one."""

    kind: str
    path: str
    rule: Rule
    read: Callable[[Typed, Value], Value]
    lines: Callable[[Value], Lines]
    key: Callable[[Value], str] | None = None
    shelves: tuple[str, ...] = ()  # to choose from above the list, beside "all"
    shelf_of: Callable[[Row], str] = lambda row: ""

    @property
    def fresh(self) -> bool:
        """Whether staff may add an entry."""
        return self.key is not None

    def found(self, rows: list[Row], q: str, shelf: str, state: str) -> list[Row]:
        """Return the rows that hold every word of `q`, on a shelf, and in a state ("changed", "waiting" or any)."""
        wanted = fold(line(q)).split()
        return [
            row
            for row in rows
            if (not shelf or self.shelf_of(row) == shelf)
            and (not state or (row.open is not None if state == "waiting" else row.changed))
            and all(word in self.haystack(row) for word in wanted)
        ]

    def haystack(self, row: Row) -> str:
        """Return the words of an entry by which it is found."""
        return fold(" ".join([row.key, *(text for _, text in self.lines(row.any_value))]))


def _word(typed: Typed, before: Value) -> Value:
    kind = before.get("kind") or typed.one("kind")
    return {"kind": kind, "written": before.get("written") or typed.one("written"), "means": typed.one("means")}


def _word_lines(value: Value) -> Lines:
    yield "written", value.get("written", "")
    if value.get("means"):
        yield "means", value["means"]


def _alias(typed: Typed, before: Value) -> Value:
    return {"name": before.get("name") or typed.one("name"), "code": typed.one("code")}


def _alias_lines(value: Value) -> Lines:
    yield "name", value.get("name", "")
    yield "code", value.get("code", "")


def _ward(typed: Typed, before: Value) -> Value:
    parts = [_part(typed, place) for place in range(FORMERS) if f"district.{place}" in typed]
    kept = [part for part in parts if any(part.values())]
    return {"code": before.get("code") or typed.one("code"), "kind": typed.one("kind"), "name": typed.one("name"), "parts": kept}


def _part(typed: Typed, place: int) -> Value:
    names = ("former", "district", "province")
    return {**{name: typed.one(f"{name}.{place}") for name in names}, "share": typed.one(f"share.{place}")}


def _ward_lines(value: Value) -> Lines:
    yield "unit", f"{value.get('kind', '')} {value.get('name', '')}"
    for part in value.get("parts", ()):
        place = ", ".join(filter(None, (part["former"], part["district"], part["province"])))
        share = part["share"]
        yield "former", f"{place} ({pages.text(f'reference.share_{share}').lower()})" if share else place


def _golden(typed: Typed, before: Value) -> Value:
    codes = [line(code) for given in typed.all("expected_codes") for code in given.replace(",", " ").split()]
    rank = typed.one("rank")
    rest: Value = {name: before[name] for name in ("suite", "history") if name in before}
    made: Value = {**rest, "question": typed.one("question"), "expected_codes": codes, "behavior": typed.one("behavior")}
    return made | {"rank": int(rank) if rank in ("1", "5") else None}


def _golden_lines(value: Value) -> Lines:
    yield "question", value.get("question", "")
    if codes := value.get("expected_codes"):
        yield "expected_codes", ", ".join(codes)
        yield "rank", pages.text(f"reference.rank_{value.get('rank') or 1}")
    elif value.get("behavior"):
        yield "behavior", pages.text(f"reference.behavior_{value['behavior']}")
    for turn in value.get("history", ()):
        yield "history", turn


def golden_key(value: Value) -> str:
    """Return the key of a new golden question: the same question twice is the same entry."""
    return f"desk-{sha256(line(value['question']).lower().encode()).hexdigest()[:10]}"


def _text(typed: Typed, before: Value) -> Value:
    return {"vi": typed.one("vi"), "en": typed.one("en")}


def _text_lines(value: Value) -> Lines:
    yield "vi", value.get("vi", "")
    yield "en", value.get("en", "")


def _kind(row: Row) -> str:
    return str(row.any_value.get("kind", ""))


TOPICS = (
    "service", "safety", "answers", "facets", "status", "dossier", "life", "ward", "held", "time", "human", "report", "rate",
    "data", "notice", "delivery", "errors", "widget", "messenger", "zalo", "beside",
)  # fmt: skip
WORDS = Sheet(
    WORD, "words", WORDING, _word, _word_lines, lambda value: word_key(value["kind"], value["written"]), WORD_KINDS, _kind
)  # fmt: skip
NAMES = Sheet(ALIAS, "aliases", WRITING, _alias, _alias_lines)
WARDS = Sheet(WARD, "wards", WRITING, _ward, _ward_lines, lambda value: str(value["code"]), ("Phường", "Xã", "Đặc khu"), _kind)
EVENTS = Sheet(LIFE, "life-events", WRITING, events.value, events.lines, lambda value: str(value["id"]))
QUESTIONS = Sheet(
    GOLDEN, "golden", WORDING, _golden, _golden_lines, golden_key, ("answer", "none"),
    lambda row: "answer" if row.any_value.get("expected_codes") else "none",
)  # fmt: skip
TEXTS = Sheet(TEXT, "texts", WRITING, _text, _text_lines, None, TOPICS, lambda row: row.key.partition(".")[0])
SHEETS: Mapping[str, Sheet] = {sheet.kind: sheet for sheet in (WORDS, NAMES, QUESTIONS, EVENTS, WARDS, TEXTS)}
