"""When an answer quotes the record: the words that speak of what is asked, near it in meaning too; or that there are none."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.answer import Facet
from core.encoder import Encoder, Vectors
from core.procedure import Procedure
from core.text import fold
from knowledge import quotes, record_file
from knowledge.passage_index import PassageIndex
from knowledge.question import Question
from knowledge.quotes import Quote

# Fitted on judged quotes (`python -m bench.quotes`): from here on 4 of 5 speak of what is asked; lower, 2 of 3.
ENOUGH = 0.8
_LEAST_WORDS = 0.3  # of the question's own words; less is not made up for by nearness in meaning
_MOSTLY = 0.5  # share of the question's own words that stand nowhere in the record before it is said to be silent
_NEARNESS_WEIGHT = 0.15
_LEAST_SPREAD = 0.003  # cosine; of a record whose passages are all alike nothing stands out
_ASKS = re.compile(
    r"[?]|\b(?:ai|gi|nao|sao|dau|may|bao nhieu|bao lau|the nao|la gi|hay khong|duoc khong|co .{2,60} (?:khong|ko|k|hong|hok)|can|phai)\b"
)
_WHOLE = re.compile(
    r"\b(?:dieu kien|ho so|thanh phan|trinh tu|thu tuc (?:gi|nao)|the nao|lam sao)\b"
)  # a section answers it, or all of them
_GENERAL: frozenset[Facet] = frozenset({"overview", "requirements", "subjects"})  # what is heard when no facet is named


class Quoter:
    """Finds quotes in the records of one opened release. Read-only and thread-safe."""

    def __init__(
        self, folder: Path, procedures: Sequence[Procedure], light: frozenset[str], encoder: Encoder, asked: Callable[[str], Vectors]
    ) -> None:
        """Open the passages of the release in `folder`; `procedures` are in the order of their rows, `asked` encodes a question."""
        self._passages = PassageIndex.open(folder)
        self._rows = record_file.rows(procedures)
        self._light, self._encoder, self._asked = light, encoder, asked

    def quote(self, question: Question, procedure: Procedure, facets: list[Facet]) -> Quote | None:
        """Return the words of `procedure` that answer what `question` asks beyond its facets, or `None`."""
        found = self.weighed(question, procedure, facets)
        return found[0] if found and found[1] >= ENOUGH else None

    def weighed(self, question: Question, procedure: Procedure, facets: list[Facet]) -> tuple[Quote, float] | None:
        """Return the best words of `procedure` and how well they fit, in words and in meaning; `None` where none do at all."""
        found = next(iter(self.considered(question, procedure, facets)), None)
        if found is None or found.score < _LEAST_WORDS:
            return None
        near = self._standing_out(procedure.code, question.restored, found.text)
        return found, found.score + _NEARNESS_WEIGHT * near

    def considered(self, question: Question, procedure: Procedure, facets: list[Facet]) -> list[Quote]:
        """Return the sentences of `procedure` that have words of the question; the first is weighed, and quoted if it fits well enough."""
        return quotes.ranked(question.restored, procedure, facets, self._light, self._passages.shares.share)

    def unsaid(self, question: Question, procedure: Procedure, facets: list[Facet]) -> bool:
        """Tell whether `question` asks something in particular, no facet stands for it, and the record hardly has its words."""
        text = fold(question.text)
        if not set(facets) <= _GENERAL or not _ASKS.search(text) or _WHOLE.search(text):
            return False
        known = " ".join([procedure.name, *procedure.aliases])
        share = self._passages.shares.share
        if not quotes.asks_more(question.restored, known, self._light, share):
            return False
        return quotes.unheard(question.restored, procedure, self._light, share) >= _MOSTLY

    def _standing_out(self, code: str, asked: str, words: str) -> float:
        """How much nearer to the question `words` are than the passages of their record, in standard deviations."""
        vector = self._asked(asked)
        passages = self._passages.nearness(self._rows[code], vector)
        if len(passages) < 2 or not passages.std():
            return 0.0
        near: npt.NDArray[np.float32] = self._encoder.encode([words], "passage") @ vector[0]
        return float((near[0] - passages.mean()) / (passages.std() + _LEAST_SPREAD))
