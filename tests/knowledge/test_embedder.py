"""The vectors of a text: made once, and the same in whatever company."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from core.encoder import Encoder
from core.settings import Settings
from knowledge.accents import Restorer
from knowledge.embedder import CachedEmbedder, KeptEncoder
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


def test_a_question_is_encoded_once_and_its_vector_is_the_encoder_s(encoder: Encoder, seed_settings: Settings, tmp_path: Path) -> None:
    kept = KeptEncoder(seed_settings.model_folder, tmp_path)
    assert (kept.version, kept.dimension) == (encoder.version, encoder.dimension)
    own = encoder.encode(["thả diều"])
    assert kept.encode(["thả diều"]).tobytes() == own.tobytes()
    written = (tmp_path / f"{kept.version}.questions").stat().st_size
    again = KeptEncoder(seed_settings.model_folder, tmp_path)
    assert again.encode(["thả diều", "thả diều"]).tobytes() == own.tobytes() * 2
    assert (tmp_path / f"{kept.version}.questions").stat().st_size == written
    assert kept.encode(["thả diều"], "passage").tobytes() == encoder.encode(["thả diều"], "passage").tobytes()


def test_a_model_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no embedding model"):
        KeptEncoder(tmp_path / "none", tmp_path)


def test_accents_are_learned_the_same_whatever_was_kept(tmp_path: Path) -> None:
    texts = [f"{text}, kính gửi Ủy ban; NOP HO SO. Số {number}" for number, text in enumerate(TEXTS)] + ["123", ""]
    Restorer.learn(texts, ["đi làm thẻ"]).save(tmp_path / "without")
    for name in ("new", "kept"):
        Restorer.learn(texts, ["đi làm thẻ"], Store(tmp_path / "texts.clauses")).save(tmp_path / name)
    assert (tmp_path / "without").read_bytes() == (tmp_path / "new").read_bytes() == (tmp_path / "kept").read_bytes()
