"""Accents given back to text that was typed without them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from core.errors import ReleaseUnavailable
from core.text import fold, normalize
from knowledge.accents import Restorer
from knowledge.passages import labels, passages
from knowledge.repository import ProcedureRepository
from knowledge.spoken import spoken
from tests.core.test_normalize import EVERYTHING
from tests.knowledge.conftest import SEED

TEXTS = [
    text
    for procedure in ProcedureRepository(SEED, SEED / "none.jsonl").published(date(2026, 11, 1))
    for text in (*labels(procedure), *(piece.text for piece in passages(procedure)))
]
RESTORER = Restorer.learn(TEXTS, spoken(SEED))


@pytest.mark.parametrize(
    "meant",
    [
        "Tôi muốn đăng ký khai sinh cho con",
        "cấp lại thẻ căn cước hết bao nhiêu tiền?",
        "NỘP HỒ SƠ QUA MẠNG",
        "đăng ký tạm trú cần giấy tờ gì, mất mấy ngày",
    ],
)
def test_accents_come_back(meant: str) -> None:
    bare = "".join(new.upper() if old.isupper() else new for new, old in zip(fold(meant), meant, strict=True))
    assert RESTORER.restore(bare) == meant


@pytest.mark.parametrize(
    "text", ["1.001193", "hạng A1", "B", "số H29.17-240115-0012", "abc@dang.ky", "https://dang-ky.vn", "xyzt qwrt", ""]
)
def test_codes_letters_and_unknown_words_stay(text: str) -> None:
    assert RESTORER.restore(text) == text


def test_what_was_typed_with_accents_stays_and_steers() -> None:
    assert RESTORER.restore("đăng ký kêt hon").startswith("đăng ký kêt")
    assert RESTORER.restore("đang ky khai sinh").startswith("đang ")


def test_careful_typing_is_left_alone() -> None:
    for meant in ("Tôi đi xin cho con", "Cha mẹ ai đi cũng được", "Con tôi thì nộp qua mạng"):
        assert RESTORER.restore(meant) == meant


@given(EVERYTHING)
def test_only_accents_change(raw: str) -> None:
    text = normalize(raw)
    restored = RESTORER.restore(text)
    assert fold(restored) == fold(text)
    kept = [(old, new) for old, new in zip(text, restored, strict=True) if not (old.isascii() and old.isalpha())]
    assert all(old == new for old, new in kept)


@given(EVERYTHING)
def test_restoring_twice_keeps_the_syllables(raw: str) -> None:
    once = RESTORER.restore(normalize(raw))
    assert fold(RESTORER.restore(once)) == fold(once)


def test_same_texts_same_bytes(tmp_path: Path) -> None:
    Restorer.learn(TEXTS[:500]).save(tmp_path / "a.npz")
    Restorer.learn(reversed(TEXTS[:500])).save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_saved_and_opened_it_restores_the_same(tmp_path: Path) -> None:
    RESTORER.save(tmp_path / "accents.npz")
    assert (tmp_path / "accents.npz").stat().st_size < 1_000_000
    opened = Restorer.open(tmp_path / "accents.npz")
    assert opened.restore("dang ky khai sinh") == "đăng ký khai sinh"
    assert opened.ngrams.words == RESTORER.ngrams.words


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 not whole", b"\x93NUMPY"])
def test_a_file_that_is_missing_or_broken_says_publish_again(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "accents.npz").write_bytes(content)
    with pytest.raises(ReleaseUnavailable, match="publish again"):
        Restorer.open(tmp_path / "accents.npz")


def test_nothing_learned_changes_nothing() -> None:
    assert Restorer.learn([]).restore("dang ky khai sinh") == "dang ky khai sinh"
