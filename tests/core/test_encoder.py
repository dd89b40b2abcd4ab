"""The encoder that serves, with the model this checkout prepared."""

import json
import shutil
import warnings
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from core.encoder import Encoder
from core.settings import Settings

TEXTS = [
    "lệ phí bao nhiêu?",
    "làm giấy khai sinh cho con mới sinh cần giấy tờ gì và nộp ở đâu",
    "dang ky tam tru cho nguoi thue nha",
    "Cấp lại giấy phép lái xe",
    "1.001193",
    "Thủ tục đăng ký kết hôn có yếu tố nước ngoài, một bên là người Hàn Quốc",
    "mất bằng lái",
]


def cosines(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The cosine of each row of `first` with the same row of `second`; both hold unit vectors."""
    return np.sum(first * second, axis=1)


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_every_vector_has_length_one(encoder: Encoder, kind: str) -> None:
    vectors = encoder.encode(TEXTS, kind)  # type: ignore[arg-type]
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_a_batch_keeps_its_order_whatever_the_lengths(encoder: Encoder) -> None:
    texts = [f"{text} {number}" for number in range(6) for text in TEXTS]  # several batches, sorted by length inside
    nearest = (encoder.encode(texts) @ np.vstack([encoder.encode([text]) for text in texts]).T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(texts)))


def test_a_text_alone_and_in_a_batch_means_the_same(encoder: Encoder) -> None:
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    # int8 activations are scaled over the whole batch, so the vectors are near, not equal.
    assert cosines(encoder.encode(TEXTS), alone).min() >= 0.99


def test_the_same_batch_gives_the_same_vectors(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


def test_a_question_is_not_encoded_like_a_passage(encoder: Encoder) -> None:
    assert cosines(encoder.encode(TEXTS, "query"), encoder.encode(TEXTS, "passage")).max() < 0.999


def test_meaning_is_nearer_than_another_matter(encoder: Encoder) -> None:
    asked, same, other = encoder.encode(["làm lại bằng lái bị mất", "cấp lại giấy phép lái xe", "đăng ký nhận cha, mẹ, con"])
    assert asked @ same > asked @ other


def test_no_text_gives_no_vector(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("text", ["", " ", "?", "\U0001f600", "khai sinh " * 2_000])
def test_empty_strange_and_endless_texts_have_vectors(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encoder.encode([text])) == pytest.approx(1, abs=1e-4)


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no embedding model in .*model\.onnx.*make setup"):
        Encoder.open(tmp_path / "none")


def test_a_missing_file_is_named(checkout: Settings, tmp_path: Path) -> None:
    shutil.copyfile(checkout.model_folder / "manifest.json", tmp_path / "manifest.json")
    with pytest.raises(FileNotFoundError, match=r"\(model\.onnx, tokenizer\.json missing\)"):
        Encoder.open(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed: the exported model cannot be compared with its source")
def test_the_exported_model_means_what_its_source_means(checkout: Settings, encoder: Encoder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch's own making
        from sentence_transformers import SentenceTransformer

        source = SentenceTransformer(str(checkout.model_folder / "source"), device="cpu")
        exact = source.encode([f"query: {text}" for text in TEXTS], normalize_embeddings=True, prompt="", show_progress_bar=False)
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    assert cosines(alone, np.asarray(exact, np.float32)).mean() >= 0.99


@pytest.mark.slow
def test_the_prepared_model_is_the_one_its_manifest_names(checkout: Settings) -> None:
    manifest = json.loads((checkout.model_folder / "manifest.json").read_text("utf-8"))
    assert sha256((checkout.model_folder / "model.onnx").read_bytes()).hexdigest()[:12] == manifest["version"]
