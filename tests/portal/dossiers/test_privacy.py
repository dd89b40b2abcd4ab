"""An office's words are told without the person they speak of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold
from portal.dossiers.privacy import cleaned, initials

NAME, PHONE, IDENTITY = "Trần Thị Mẫu Đơn", "0900000432", "001300000007"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (NAME, "T. T. M. Đ."),
        ("  lê  văn tám ", "L. V. T."),
        ("Công ty TNHH A&B", "C. T. T. A. B."),
        ("", None),
        (" . ", None),
        (None, None),
        (7, None),
    ],
)
def test_of_a_name_the_initials_are_told(name: object, told: str | None) -> None:
    assert initials(name) == told


@pytest.mark.parametrize("written", [NAME, NAME.upper(), "tran thi mau don", "Trần  Thị\nMẫu Đơn", "Thị Mẫu Đơn", "Mẫu Đơn"])
def test_a_name_goes_however_it_is_written(written: str) -> None:
    told = cleaned(f"Đề nghị bà {written} nộp lại bản chính.", NAME) or ""
    assert "mau don" not in fold(told)
    assert told.endswith("nộp lại bản chính.")


def test_each_kind_has_its_tag() -> None:
    told = cleaned(f"Gọi {NAME}, số {PHONE} hay 0900 000 432, căn cước {IDENTITY}", NAME, PHONE, IDENTITY)
    assert told == "Gọi [họ tên], số [số điện thoại] hay [số điện thoại], căn cước [số căn cước]"


def test_what_is_about_nobody_stays() -> None:
    note = "Thiếu tờ khai theo mẫu, nộp trước ngày 30/11/2026 tại UBND Phường Sài Gòn, lệ phí 8.000 đồng."
    assert cleaned(note, NAME, PHONE, IDENTITY) == note


@pytest.mark.parametrize("text", [None, 7, [], {"a": 1}, "", "  ", "\u200b"])
def test_what_is_no_text_is_nothing(text: object) -> None:
    assert cleaned(text, NAME) is None


def test_long_texts_are_cut_and_quick() -> None:
    assert len(cleaned("bổ sung giấy tờ " * 10_000, "a " * 5_000) or "") <= 401


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_text_and_any_values(text: str, personal: list[str]) -> None:
    told = cleaned(text, *personal)
    assert told is None or len(told) <= 401
