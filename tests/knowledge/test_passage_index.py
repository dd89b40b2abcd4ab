"""The passages of a release, asked by procedure."""

from pathlib import Path

import numpy as np
import pytest

from core.encoder import Encoder
from core.text import fold
from knowledge import release
from knowledge.passage_index import PassageIndex
from knowledge.passages import passages
from tests.knowledge.conftest import Build
from tests.knowledge.records import BOATS, LIBRARY, SMALL


@pytest.fixture
def index(small: Path) -> PassageIndex:
    return PassageIndex.open(small)


def test_each_procedure_has_its_own(index: PassageIndex, small: Path) -> None:
    everything = release.read_passages(small)
    for row, record in enumerate(release.read_procedures(small)):
        assert index.of(row) == list(passages(record)) == everything[index.rows(row)]
    assert len(index) == len(everything)
    assert [SMALL[owner].code for owner in index.owners] == [piece.code for piece in everything]


def test_a_term_stands_in_the_passages_that_have_it(index: PassageIndex, small: Path) -> None:
    texts = [fold(piece.text) for piece in release.read_passages(small)]
    for term in ("cam ket", "tre em", "xuong bay"):
        assert index.shares.share(term) == pytest.approx(sum(term in text for text in texts) / len(texts))


def test_nearness_is_the_cosine_of_the_passage(index: PassageIndex, encoder: Encoder) -> None:
    question = encoder.encode(["cha mẹ phải cam kết gì"])
    near = index.nearness(0, question)
    vectors = np.concatenate([encoder.encode([piece.text], "passage") for piece in passages(LIBRARY)])
    assert near == pytest.approx((vectors @ question[0]), abs=2e-3)


def test_a_procedure_without_passages_has_none(index: PassageIndex, build: Build, encoder: Encoder, tmp_path: Path) -> None:
    row = SMALL.index(BOATS)
    assert index.of(row) == []
    assert index.nearness(row, encoder.encode(["x"])).shape == (0,)
    alone = PassageIndex.open(tmp_path / "one" / build([BOATS], tmp_path / "one"))
    assert (len(alone), alone.of(0), alone.shares.share("xuồng")) == (0, [], 0.0)
