"""Dense search: exactly what comparing with every row gives."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.index import VectorIndex

ROWS, DIMENSION = 500, 24


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(7).normal(size=(ROWS + 20, DIMENSION)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture(scope="module", params=["built", "opened"])
def index(request: pytest.FixtureRequest, vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    built = VectorIndex.build(vectors[:ROWS])
    if request.param == "built":
        return built
    path = tmp_path_factory.mktemp("index") / "rows.faiss"
    built.save(path)
    return VectorIndex.open(path)


@pytest.mark.parametrize("asked", range(ROWS, ROWS + 20))
def test_the_order_is_that_of_brute_force(index: VectorIndex, vectors: np.ndarray, asked: int) -> None:
    exact = vectors[:ROWS] @ vectors[asked]
    found = index.search(vectors[asked : asked + 1], 10)
    assert [row for row, _ in found] == np.argsort(-exact)[:10].tolist()
    assert [cosine for _, cosine in found] == pytest.approx(np.sort(exact)[::-1][:10].tolist(), abs=1e-5)


def test_scores_stand_in_row_order(index: VectorIndex, vectors: np.ndarray) -> None:
    assert index.scores(vectors[-1:]) == pytest.approx(vectors[:ROWS] @ vectors[-1], abs=1e-5)


def test_no_more_is_found_than_there_is(index: VectorIndex, vectors: np.ndarray) -> None:
    assert len(index) == ROWS == len(index.search(vectors[-1:], 10 * ROWS))


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "rows.faiss").write_bytes(b"not an index at all")
    with pytest.raises(RuntimeError):
        VectorIndex.open(tmp_path / "rows.faiss")
