"""Lexical search, against numbers worked out by hand."""

import os
import subprocess
import sys
from math import log
from pathlib import Path

import numpy as np
import pytest

from knowledge.lexical import LabelIndex, terms
from knowledge.text_index import TextIndex
from tests.conftest import HOME

# Two procedures; the first has two labels. "the" is in both, "sach" and "xe" in one each.
LABELS, OWNERS = ["thẻ sách", "thẻ", "thẻ xe"], [0, 0, 1]
BOTH, ONE = log(1 + 2 / 2), log(1 + 2 / 1)
UNKNOWN = 6.0


@pytest.fixture(params=["built", "opened"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> LabelIndex:
    built = LabelIndex.build(LABELS, OWNERS)
    if request.param == "built":
        return built
    built.save(tmp_path / "labels")
    return LabelIndex.open(tmp_path / "labels")


def test_terms_are_folded_syllables_and_their_pairs() -> None:
    assert terms("Thẻ Thư-viện 1.001193") == ["the", "thu", "vien", "1.001193", "the thu", "thu vien", "vien 1.001193"]
    assert terms("?!") == []


def test_a_term_is_as_rare_as_the_procedures_that_use_it(index: LabelIndex) -> None:
    assert index.idf("the") == pytest.approx(BOTH)
    assert index.idf("sach") == index.idf("the xe") == pytest.approx(ONE)
    assert index.idf("diều") == UNKNOWN


def test_a_question_and_a_label_cover_each_other_by_weight(index: LabelIndex) -> None:
    shared, asked = index.cover({"the": 1.0, "xe": 1.0, "the xe": 1.0})
    # Labels: {the, sach, the sach}, {the}, {the, xe, the xe}; the question: {the, xe, the xe}.
    everything = BOTH + 2 * ONE
    assert shared == pytest.approx([BOTH / everything, 1, 1])
    assert asked == pytest.approx([BOTH / everything, BOTH / everything, 1])


def test_light_terms_of_the_question_count_less_and_unknown_ones_much(index: LabelIndex) -> None:
    shared, asked = index.cover({"the": 0.5, "dieu": 1.0})
    assert shared == pytest.approx([BOTH / (BOTH + 2 * ONE), 1, BOTH / (BOTH + 2 * ONE)])
    assert asked == pytest.approx([0.5 * BOTH / (0.5 * BOTH + UNKNOWN)] * 3)


def test_a_procedure_is_as_near_as_its_best_label(index: LabelIndex) -> None:
    assert index.best_of_owner(np.array([0.2, 0.7, 0.4], np.float32)) == pytest.approx([0.7, 0.4])


def test_nothing_asked_covers_nothing(index: LabelIndex) -> None:
    shared, asked = index.cover({})
    assert not shared.any()
    assert not asked.any()


def test_a_label_without_any_word_covers_nothing() -> None:
    shared, asked = LabelIndex.build(["thẻ", "…"], [0, 0]).cover({"the": 1.0})
    assert shared == pytest.approx([1, 0])
    assert asked == pytest.approx([1, 0])


PASSAGES = ["Nộp đơn tại quầy", "Nhận thẻ sau khi đóng phí", "…", "Đóng phí tại kho bạc, nhận biên lai đóng phí"]


@pytest.fixture(params=["built", "opened"])
def text(request: pytest.FixtureRequest, tmp_path: Path) -> TextIndex:
    built = TextIndex.build(PASSAGES)
    if request.param == "built":
        return built
    built.save(tmp_path / "text")
    return TextIndex.open(tmp_path / "text")


def test_the_passage_that_says_most_scores_most(text: TextIndex) -> None:
    assert text.scores("dong phi o dau").argmax() == 3
    assert text.scores("NỘP ĐƠN").argmax() == 0


@pytest.mark.parametrize("question", ["diều sáo", "", "?!"])
def test_a_question_of_unknown_words_scores_nothing(text: TextIndex, question: str) -> None:
    assert text.scores(question).tolist() == [0.0] * len(PASSAGES)


def test_the_saved_index_is_the_same_in_every_process(tmp_path: Path) -> None:
    imports = "import sys; from pathlib import Path; from knowledge.lexical import LabelIndex; from knowledge.text_index import TextIndex"
    names = f"LabelIndex.build(sys.argv[2:], [*range({len(PASSAGES)})])"
    code = f"{imports}; to = Path(sys.argv[1]); TextIndex.build(sys.argv[2:]).save(to); {names}.save(to / 'labels')"
    # Sets are ordered anew in every process; a release's id is made of its files, so they must not show it.
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(HOME)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "theirs"), *PASSAGES], env=environment, check=True, timeout=60)
    TextIndex.build(PASSAGES).save(tmp_path / "ours")
    LabelIndex.build(PASSAGES, [*range(len(PASSAGES))]).save(tmp_path / "ours" / "labels")
    folders = (tmp_path / "theirs", tmp_path / "ours")
    theirs, ours = ({p.relative_to(one): p.read_bytes() for p in one.rglob("*") if p.is_file()} for one in folders)
    assert theirs == ours
