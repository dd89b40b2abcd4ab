"""BM25 over hashed terms: the scores of the textbook, whole or of some rows, opened as it was saved."""

from collections import Counter
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, syllables
from knowledge.lexical import terms
from knowledge.store import Store
from knowledge.text_index import TermShares, TextIndex

PASSAGES = ["Nộp đơn tại quầy", "Nhận thẻ sau khi đóng phí", "…", "Đóng phí tại kho bạc, nhận biên lai đóng phí", "Nộp đơn tại quầy"]
VIETNAMESE = st.text("aàáảãạăằắâầấđeèêếiìoòôốơớuùưứyỳ 19.,/-\n(", max_size=40) | st.text(max_size=20)


def textbook(passages: list[str], question: str) -> list[float]:
    """BM25 as it is written down, with k1 1.5 and b 0.75, term by term."""
    rows = [Counter(terms(passage)) for passage in passages]
    mean = sum(row.total() for row in rows) / len(rows)
    having = Counter(term for row in rows for term in row)

    def weight(term: str, row: Counter[str]) -> float:
        rare = log(1 + (len(rows) - having[term] + 0.5) / (having[term] + 0.5))
        return rare * row[term] / (row[term] + 1.5 * (0.25 + 0.75 * row.total() / (mean or 1)))

    return [sum(weight(term, row) for term in terms(question) if row[term]) for row in rows]


@pytest.mark.parametrize("question", ["đóng phí ở đâu", "NỘP ĐƠN tại quầy", "nop don", "biên lai biên lai", "thẻ"])
def test_scores_are_the_textbook_s(question: str) -> None:
    assert TextIndex.build(PASSAGES).scores(question) == pytest.approx(textbook(PASSAGES, question), rel=2e-3)


@given(st.lists(VIETNAMESE, min_size=1, max_size=6), VIETNAMESE)
def test_any_passages_and_any_question_score_as_in_the_textbook(passages: list[str], question: str) -> None:
    plain = [fold(text) for text in passages]
    assert TextIndex.build(plain).scores(fold(question)) == pytest.approx(textbook(plain, fold(question)), rel=4e-3, abs=1e-4)


@given(st.text("aàáảãạăằắâầấđĐÐeèêếiìoòôốơớuùưứyỳ 19.,/-\n(\u0301\u0309\u200b", max_size=60))
def test_accents_capitals_and_unseen_marks_make_no_other_terms(text: str) -> None:
    scores = TextIndex.build([text, "khác"]).scores(" ".join(syllables(fold(text))))
    assert (scores[0] > 0) == bool(syllables(fold(text)))


def test_shares_are_those_of_the_texts_that_have_the_term(tmp_path: Path) -> None:
    TermShares.build(PASSAGES).save(tmp_path)
    shares = TermShares.open(tmp_path)
    rows = [syllables(fold(text)) for text in PASSAGES]
    for term in ("nop", "don", "phi", "chua tung"):
        stands = [f" {term} " in f" {' '.join(row)} " for row in rows]
        assert shares.share(term) == sum(stands) / len(PASSAGES)


def test_what_was_kept_makes_the_same_index(tmp_path: Path) -> None:
    TextIndex.build(PASSAGES[:2], Store(tmp_path / "known"))
    TextIndex.build(PASSAGES, Store(tmp_path / "known")).save(tmp_path / "kept")
    TextIndex.build(PASSAGES).save(tmp_path / "new")
    kept, new = ({path.name: path.read_bytes() for path in (tmp_path / which).iterdir()} for which in ("kept", "new"))
    assert kept == new


def test_pairs_do_not_reach_over_the_end_of_a_passage() -> None:
    apart, together = TextIndex.build(["nộp đơn", "tại quầy"]), TextIndex.build(["nộp", "đơn tại", "quầy"])
    assert apart.scores("đơn tại").max() == pytest.approx(max(textbook(["nộp đơn", "tại quầy"], "đơn tại")), rel=2e-3)
    assert together.scores("đơn tại").argmax() == 1


@pytest.mark.parametrize("passages", [[], [""], ["…", "?"]])
def test_passages_without_a_word_are_an_index_too(passages: list[str], tmp_path: Path) -> None:
    TextIndex.build(passages).save(tmp_path)
    assert TextIndex.open(tmp_path).scores("nộp đơn").tolist() == [0.0] * len(passages)
