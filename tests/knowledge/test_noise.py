"""Simulated typing."""

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, normalize
from core.text.keys import telex, vni
from knowledge.noise import distort

QUESTION = "Tôi muốn đăng ký khai sinh cho con thì cần chuẩn bị những giấy tờ gì và nộp hồ sơ ở đâu?"


def test_same_seed_same_typing() -> None:
    assert distort(QUESTION, 5) == distort(QUESTION, 5)
    assert len({distort(QUESTION, seed) for seed in range(20)}) > 15


def test_about_one_syllable_in_five_is_distorted() -> None:
    typed, kept = fold(QUESTION.strip("?")).split(), 0
    for seed in range(200):
        found = fold(distort(QUESTION, seed).strip("?")).split()
        kept += sum(block.size for block in SequenceMatcher(None, typed, found, autojunk=False).get_matching_blocks())
    assert 0.7 < kept / (200 * len(typed)) < 0.9  # folded, so lost accents do not count here


def test_codes_and_numbers_stay() -> None:
    text = "Thủ tục 1.001193 theo Nghị định 123/2015/NĐ-CP phí 50.000 đồng, hạng A1, số H29.17-240115-0012"
    for seed in range(200):
        typed = distort(text, seed)
        for code in ("1.001193", "50.000", "A1", "H29.17-240115-0012"):
            assert code in typed.replace(",", "").split()
        assert "123/2015/" in typed


@given(st.text(max_size=60), st.integers())
def test_any_text_any_seed(text: str, seed: int) -> None:
    typed = distort(text, seed)
    assert typed == normalize(typed) == distort(text, seed)


def test_keys_of_a_syllable() -> None:
    assert telex("được") == "dduwowcj"
    assert telex("đăng", tone=False) == telex("đăng") == "ddawng"
    assert telex("giấy", shapes=False) == "giâys"
    assert telex("giấy", tone=False) == "giaáy"
    assert vni("được") == "d9u7o7c5"
    assert telex("an") == vni("an") == "an"
