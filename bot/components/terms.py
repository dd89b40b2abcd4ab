"""A gazetteer: finds known names in a text, whatever their case and accents."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans
from spacy.vocab import Vocab

from core.text import fold

_PIECE = re.compile(r"\w+|[^\w\s]")


class Term(NamedTuple):
    """One line of `terms.tsv`: what it names, the canonical id, and a way to write it."""

    label: str
    id: str
    text: str


class Match(NamedTuple):
    """A term found at [start, end) of a text."""

    term: Term
    start: int
    end: int


class Gazetteer:
    """Matches syllables, not words: underthesea joins the same name differently from context to context."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Build the matcher; about 50 µs a term."""
        # Stock `vi` wants pyvi, and without it splits on blanks only ("Nghé," keeps its comma).
        self._nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
        self._nlp.tokenizer = _SyllableTokenizer(self._nlp.vocab)
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="NORM")
        self._terms: dict[str, list[Term]] = {}
        for term in terms:
            self._terms.setdefault(_key(term.text), []).append(term)
        for key in self._terms:
            self._matcher.add(key, [self._nlp.make_doc(key)])

    def find(self, text: str) -> list[Match]:
        """Return the matches in order, disjoint; where they overlap, the longest wins."""
        doc = self._nlp.make_doc(text)
        chosen = {}
        for span in self._matcher(doc, as_spans=True):
            term = self._choose(span.text, self._terms[span.label_])
            if term:
                chosen[span] = term
        return [Match(chosen[span], span.start_char, span.end_char) for span in filter_spans(chosen)]

    @staticmethod
    def _choose(written: str, candidates: list[Term]) -> Term | None:
        # Names that differ in accents only: the one written exactly so, or else the first of the file.
        exact = [t for t in candidates if t.text.lower() == written.lower()]
        loose = [t for t in candidates if not _needs_accents(t.text)]
        return next(iter(exact + loose), None)


def _needs_accents(term: str) -> bool:
    """Tell whether `term` is so short that without accents it is some everyday word ("hội", "thẻ")."""
    return len(_PIECE.findall(term)) == 1 or sum(map(str.isalpha, term)) < 4


def _key(term: str) -> str:
    return " ".join(fold(piece) for piece in _PIECE.findall(term))


class _SyllableTokenizer:
    """Makes a Doc of syllables and punctuation marks; the norm of each is its folded form."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces, end = [], [], 0
        for piece in _PIECE.finditer(text):
            if spaces and piece.start() > end:
                spaces[-1] = True
            # Further blanks become a token of their own, so that offsets in the Doc are those in the text.
            extra = text[end + 1 : piece.start()] if words else text[: piece.start()]
            if extra:
                words.append(extra)
                spaces.append(False)
            words.append(piece.group())
            spaces.append(False)
            end = piece.end()
        doc = Doc(self._vocab, words=words, spaces=spaces)
        for token in doc:
            token.norm_ = fold(token.text)
        return doc
