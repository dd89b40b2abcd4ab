"""Codes, phones and dates: what no Vietnamese tokenizer may cut into pieces.

The code of a dossier is one in every shape that people type it in (`core.text.dossier_codes`). The tokenizer keeps all
of them whole and gives each the name of its kind as lemma, so that the intent features of one code hold for every other.
`nlu_data/lookups/patterns.yml` extracts some of them as entities.
"""

import re
from typing import NamedTuple

from core.text.dossier_codes import find

# In order of preference where two match at one place: the longest kind of code stands first.
_PATTERNS = {
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "url": r"https?://\S+",
    "dossiercode": r"(?:\d{2,3}\.)*[A-Z]\d{2}(?:\.\d{1,3})*-\d{6,8}-\d{4,7}",  # whatever the day in it
    "procedurecode": r"\d\.\d{6}",  # 1.001193
    "phone": r"(?:\+84|0)(?:[ .-]?\d){9,10}",  # a landline of the city has eleven digits
    "date": r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?",
    "plate": r"\d{2}-?[A-Z]\d?[- ]?\d{3}\.?\d{2}",  # 59X1-123.45
    "amount": r"\d{1,3}(?:[.,]\d{3})+",  # 135.000
}
# No pattern may begin or end inside a longer word or number.
_PROTECTED = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()) + r")(?!\w)", re.IGNORECASE
)


class Span(NamedTuple):
    """Characters [start, end) of a text that must stay whole, and their kind."""

    start: int
    end: int
    kind: str


def protected(text: str) -> list[Span]:
    """Return the spans of `text` that must stay whole, in order, disjoint."""
    codes = [Span(code.start, code.end, "dossiercode") for code in find(text)]
    others = [Span(m.start(), m.end(), str(m.lastgroup)) for m in _PROTECTED.finditer(text)]
    apart = [span for span in others if all(span.end <= code.start or code.end <= span.start for code in codes)]
    return sorted((*codes, *apart))
