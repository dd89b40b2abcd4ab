"""The vectors of a text: made once, and the same in whatever company."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from core.encoder import Encoder
from knowledge.embedder import CachedEmbedder
from knowledge.store import Store, key_of

T = TypeVar("T")
TEXTS = ["thẻ thư viện", "thả diều", "Nộp hồ sơ tại quầy tiếp nhận. " * 20, "thẻ thư viện"]


class Watched:
    """Counts what goes by."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.total: int | None = None

    def __call__(self, rows: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
        self.total = total
        for row in rows:
            self.seen.append(row)
            yield row


def test_a_text_s_vector_is_the_same_alone_and_among_others_new_and_kept(encoder: Encoder, tmp_path: Path) -> None:
    together = CachedEmbedder(encoder, tmp_path / "a")
    among = together.halves(TEXTS)
    alone = np.concatenate([CachedEmbedder(encoder, tmp_path / "b").halves([text]) for text in TEXTS])
    kept = CachedEmbedder(encoder, tmp_path / "a").halves(TEXTS)
    assert among.tobytes() == alone.tobytes() == kept.tobytes()


def test_vectors_are_unit_and_near_the_encoder_s_own(encoder: Encoder, tmp_path: Path) -> None:
    vectors = CachedEmbedder(encoder, tmp_path).passages(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    own = np.concatenate([encoder.encode([text], "passage") for text in TEXTS])
    assert (vectors * own).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_only_what_is_new_is_embedded_and_seen_going_by(encoder: Encoder, tmp_path: Path) -> None:
    first, second, third = Watched(), Watched(), Watched()
    embedder = CachedEmbedder(encoder, tmp_path)
    embedder.halves(TEXTS, first)
    embedder.halves([*TEXTS, "nuôi ong"], second)
    embedder.halves(TEXTS, third)
    assert (first.total, len(first.seen)) == (3, 3)  # one text stands there twice
    assert (second.total, len(second.seen)) == (1, 1)
    assert third.seen == []


def test_what_was_done_before_an_interruption_is_kept(encoder: Encoder, tmp_path: Path) -> None:
    texts = [f"số {number}" for number in range(150)]

    def stops(rows: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
        for number, row in enumerate(rows):
            if number == 100:
                raise KeyboardInterrupt
            yield row

    with pytest.raises(KeyboardInterrupt):
        CachedEmbedder(encoder, tmp_path).halves(texts, stops)
    kept = Store(tmp_path / f"{encoder.version}.vectors")
    assert [key_of("passage", text) in kept for text in texts] == [True] * 64 + [False] * 86


def test_nothing_gives_nothing(encoder: Encoder, tmp_path: Path) -> None:
    assert CachedEmbedder(encoder, tmp_path).passages([]).shape == (0, encoder.dimension)
