"""A question made ready for search: its clean text, its official words, and what each of its terms is worth."""

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from itertools import pairwise

from core.answer import Facet
from core.text import fold, has_accents, normalize, syllables
from core.text.mask import mask
from knowledge import contrast, facets
from knowledge.accents import Restorer
from knowledge.spelling import Speller
from knowledge.words import Words

_CODE = re.compile(r"\b\d\.\d{6}\b")
# Personal data that was masked, with the words that lead up to it.
_PERSONAL = re.compile(
    r"(?:\b(?:so|sdt|dt|cccd|cmnd|cmt|dien|thoai|can|cuoc|chung|minh|dinh|danh|ho|ten|toi|em|tui|chau|la|cua|email|dia|chi|o|nha)\b"
    r"[ :]*){0,8}"
    r"\[(?:ma|so|ho|dia|bien|mat|email)[^\]]{0,20}\][ ,;]*"
)
_FRAMING_WEIGHT = 0.15
_ADDED_WEIGHT = 0.5


@dataclass(frozen=True)
class Question:
    """What retrieval works on.

    `text`: typing repaired, abbreviations written out; `restored`: the same with the accents that were not typed.
    `weights` and `spelled`: what each term is worth, without accents and with those of `restored`.
    """

    text: str
    restored: str
    accented: bool
    code: str | None
    facets: list[Facet]
    official: list[str]
    weights: dict[str, float]
    spelled: dict[str, float]

    @property
    def only_asks(self) -> bool:
        """Tell whether nothing in it names a matter: "lệ phí bao nhiêu?"."""
        return all(weight < 1.0 for weight in self.weights.values())

    @property
    def searched(self) -> str:
        """The text with the official words beside it."""
        return " ".join([self.text, *self.official])


@dataclass(frozen=True)
class Reading:
    """A text as it becomes what is searched, step by step; each field holds the whole text after its step."""

    normalized: str  # one written form
    nameless: str  # without what a person tells of themselves
    meant: str  # without what it says not to be meant
    repaired: str  # typing repaired
    expanded: str  # abbreviations written out
    restored: str  # the accents that were not typed


def read(raw: str, words: Words, restorer: Restorer | None = None, speller: Speller | None = None) -> Reading:
    """Read `raw`; without a `restorer` or a `speller` that step is left out."""
    normalized = normalize(raw)
    nameless = _nameless(normalized)
    meant = contrast.meant(nameless)
    repaired = speller.repair(meant) if speller else meant
    expanded = words.expand(repaired)
    return Reading(normalized, nameless, meant, repaired, expanded, restorer.restore(expanded) if restorer else expanded)


def prepare(raw: str, words: Words, restorer: Restorer | None = None, speller: Speller | None = None) -> Question:
    """Make `raw` ready for search, as `read` reads it."""
    reading = read(raw, words, restorer, speller)
    text, restored = reading.expanded, reading.restored
    official = words.official(text)
    code = _CODE.search(text)
    light = facets.framing(restored) | (words.light if has_accents(restored) else words.light_folded)
    return Question(
        text=text,
        restored=restored,
        accented=has_accents(text),
        code=code.group() if code else None,
        facets=facets.detect(text),
        official=official,
        weights=_weights(restored, official, light, fold),
        spelled=_weights(restored, official, light, str.lower),
    )


def _nameless(text: str) -> str:
    """Return `text` without what a person tells of themselves: "tôi tên Lan, số điện thoại 09..., làm khai sinh cần gì"."""
    masked = mask(text)
    folded = fold(masked)
    if masked == text or len(folded) != len(masked):
        return text
    kept, at = [], 0
    for match in _PERSONAL.finditer(folded):
        kept.append(masked[at : match.start()])
        at = match.end()
    left = "".join([*kept, masked[at:]]).strip(" ,;.")
    return left if len(left.split()) > 1 else text


def _weights(text: str, official: list[str], light: Set[str], written: Callable[[str], str]) -> dict[str, float]:
    """Weigh the terms as `written`: content 1, words that only ask or greet (`light`) little, added official words half."""
    weights: dict[str, float] = {}
    for source, base in ((text, 1.0), *((phrase, _ADDED_WEIGHT) for phrase in official)):
        spelled = syllables(source.lower())
        values = [base * (_FRAMING_WEIGHT if base == 1.0 and part in light else 1.0) for part in spelled]
        parts = [written(part) for part in spelled]
        for part, value in zip(parts, values, strict=True):
            weights[part] = max(value, weights.get(part, 0.0))
        for (a, x), (b, y) in pairwise(zip(parts, values, strict=True)):
            weights[f"{a} {b}"] = max(min(x, y), weights.get(f"{a} {b}", 0.0))
    return weights
