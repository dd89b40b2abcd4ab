"""A question in English: the words of the records it means (`seed/english.tsv`), and the facets it asks for.

What is searched is Vietnamese; the table is short and staff can add to it. The longest entry that fits is taken, wherever in the
question it stands; small words between its parts may differ ("register my son's birth" is `register ... birth`).
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from core.answer import Facet
from core.text import has_accents, normalize
from core.text.language import language
from core.words import Language
from knowledge import tables

TABLE = Path(__file__).with_name("seed") / "english.tsv"
_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_CODE = re.compile(r"\d\.\d{6}")
_GAP = "..."
_LONGEST = 1_000  # characters; a question is shorter
_WIDEST = 4  # words that `...` stands for at most
_PATTERNS: dict[Facet, str] = {
    "documents": r"documents?|papers|paperwork|(?:what|which) (?:do|should|must|would|will) (?:i|we|you) (?:need|bring|prepare|submit|have)"
    r"|what (?:is|are) (?:needed|required)|what to (?:bring|prepare)|what else do (?:i|we) need|checklist",
    "fee": r"fees?|costs?|how much|price|charges?|free|expensive|(?:need|have) to pay(?! tax)",
    "time": r"how long|how many (?:working |business )?(?:days|weeks|months)|how (?:soon|fast|quickly)|when (?:will|can|do|is|should)"
    r"|processing time|duration|take long|deadline|same day",
    "place": r"where|which (?:office|ward|agency|authority|department|place|counter)|(?:what|whose) address"
    r"|who (?:issues|handles|receives|decides)"
    r"|whom? (?:do|should|can) (?:i|we) (?:report|go|submit|apply|contact)",
    "steps": r"steps?|procedure|process|how (?:do|can|to|should|does|would|could)",
    "requirements": r"requirements?|conditions?|criteria|eligible|eligibility|qualify|am i allowed"
    r"|(?<!how )(?<!here )(?<!when )(?<!what )(?<!which )(?<!who )(?<!whom )(?:can|may) (?:i|we|a|an|he|she|they|my)\b"
    r"|(?:do|does|must) (?:i|we|he|she) (?:have|need) to(?! pay)|is it (?:possible|mandatory|compulsory|necessary)",
    "legal_basis": r"legal basis|(?:which|what) (?:law|decree|circular|regulations?)|legal grounds?",
    "result": r"(?:what|which) (?:will|do|would) (?:i|we) (?:get|receive)|results?",
    "online": r"online|internet|website|app|by (?:post|mail)|from home|vneid",
    "subjects": r"who (?:can|may|must|is eligible|has to)",
    "form": r"forms?|templates?|download",
}  # fmt: skip
# "How do I" and "can I" only frame a question that asks for something else by its name.
_BY_WORD: dict[Facet, re.Pattern[str]] = {
    "steps": re.compile(r"\b(?:steps?|procedure|process)\b"),
    "requirements": re.compile(r"\b(?:requirements?|conditions?|criteria|eligible|eligibility|qualify)\b"),
}
_ASKS: dict[Facet, str] = {
    "documents": "cần giấy tờ gì", "fee": "lệ phí bao nhiêu", "time": "mất bao lâu", "place": "nộp ở đâu", "steps": "các bước thế nào",
    "requirements": "điều kiện gì", "legal_basis": "căn cứ pháp lý nào", "result": "kết quả là gì", "online": "nộp online được không",
    "subjects": "ai được làm", "form": "mẫu nào",
}  # fmt: skip
_COMPILED = {facet: re.compile(rf"\b(?:{pattern})\b") for facet, pattern in _PATTERNS.items()}


def to_vietnamese(text: str, table: Path = TABLE) -> str:
    """Return the Vietnamese search words of an English question, in the order of the question; empty where no word is known.

    A question that names no matter ("what is the fee?") becomes what it asks for ("lệ phí bao nhiêu"). Codes, and what is
    written in Vietnamese inside the question, stay as they are. Raises `ValueError` for a malformed table.
    """
    words = _WORD.findall(normalize(text)[:_LONGEST])
    found = _matches([_stem(word) for word in words], _entries(table))
    known = {place for places, _ in found for place in places}
    kept = [((place,), word) for place, word in enumerate(words) if place not in known and (has_accents(word) or _CODE.fullmatch(word))]
    if not found and not kept:
        return ", ".join(_ASKS[facet] for facet in facets(text) if facet in _ASKS)
    return " ".join(dict.fromkeys(said for _, said in sorted([*found, *kept])))


def facets(text: str) -> list[Facet]:
    """Return the facets an English question asks for; "how do I ..." alone asks for an overview and the steps."""
    spoken = " ".join(normalize(text)[:_LONGEST].lower().split())
    asked = [facet for facet, pattern in _COMPILED.items() if pattern.search(spoken)]
    named = [facet for facet in asked if facet not in _BY_WORD or _BY_WORD[facet].search(spoken)]
    return named or (["overview", *asked] if asked else [])


def is_english(text: str, spoken: Language = "vi") -> bool:
    """Tell whether `text` is English; what is too short to tell ("where?") is in the language `spoken` so far."""
    return (language(text) or spoken) == "en"


_Entry = tuple[tuple[str, ...], str]


@cache
def _entries(table: Path) -> dict[str, list[_Entry]]:
    """Read the table: by the first word's stem the entries, the longest first."""
    entries: dict[str, list[_Entry]] = {}
    for number, (english, vietnamese) in tables.raw_rows(table, (2,)):
        for written in english.split("|"):
            parts = tuple(part if part == _GAP else _stem(part) for part in written.split())
            if not parts or _GAP in (parts[0], parts[-1]) or not vietnamese.strip():
                raise ValueError(f"{table.name}, line {number}: English words, a tab and Vietnamese words are needed")
            entries.setdefault(parts[0], []).append((parts, normalize(vietnamese)))
    return {first: sorted(some, key=lambda entry: len(entry[0]), reverse=True) for first, some in entries.items()}


def _matches(stems: list[str], entries: dict[str, list[_Entry]]) -> list[tuple[tuple[int, ...], str]]:
    """Return what the stems mean, each with the places it was read from; the longer entry takes its words first, then the closer one."""
    fitting = [
        (places, said)
        for start, stem in enumerate(stems)
        for parts, said in entries.get(stem, ())
        if (places := _places(stems, start, parts))
    ]
    taken: set[int] = set()
    found = []
    for places, said in sorted(fitting, key=lambda match: (-len(match[0]), match[0][-1] - match[0][0], match[0])):
        if taken.isdisjoint(places):
            found.append((places, said))
            taken.update(places)
    return found


def _places(stems: list[str], start: int, parts: tuple[str, ...]) -> tuple[int, ...]:
    """Return where each part of an entry stands from `start` on, or nothing."""
    places, reach = [start], 1
    for part in parts[1:]:
        if part == _GAP:
            reach = _WIDEST + 1
            continue
        at = next((place for place in range(places[-1] + 1, min(places[-1] + 1 + reach, len(stems))) if stems[place] == part), None)
        if at is None:
            return ()
        places.append(at)
        reach = 1
    return tuple(places)


def _stem(word: str) -> str:
    """Return `word` without its ending, so that "renewing", "renewed" and "renews" are one; crude, the same on both sides."""
    bare = word.lower().replace("’", "'").removesuffix("'s")
    bare = _SPELLINGS.get(bare, bare)
    for ending in ("ing", "ed", "es", "s", "e"):
        if bare.endswith(ending) and len(bare) - len(ending) > 2:
            return bare.removesuffix(ending)
    return bare


_SPELLINGS = {"license": "licence", "licensed": "licence", "licenses": "licence", "drivers": "driver", "i.d": "id"}


def spelled() -> Iterator[str]:
    """Return every English spelling of the table."""
    return (" ".join(parts) for some in _entries(TABLE).values() for parts, _ in some)
