"""Officialese made readable: marks off, whole sentences, bounded lists with the rest counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import tidy

PAGE = "https://example.invalid/thu-tuc"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("- Đơn đề nghị;", "Đơn đề nghị"),
        ("+ - bản đồ khu vực,", "Bản đồ khu vực"),
        ("* Văn bản trả lời./.", "Văn bản trả lời."),
        ("Theo Nghị định 40..", "Theo Nghị định 40."),
        ("giấy phép;;", "Giấy phép"),
        ("Điều kiện gồm:", "Điều kiện gồm:"),
        ("https://example.invalid/mau", "https://example.invalid/mau"),
        ("  nhiều   khoảng\ttrắng ", "Nhiều khoảng trắng"),
        ("3 ngày làm việc.", "3 ngày làm việc."),
    ],
)
def test_an_item_has_no_mark_before_it_and_none_after(written: str, told: str) -> None:
    assert tidy.line(written) == told


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy.line(tidy.line(text)) == tidy.line(text)


def test_a_long_text_is_cut_after_a_whole_sentence_and_says_so() -> None:
    first, second, third = "Nộp hồ sơ tại quầy. ", "Trừ thuyền dưới năm mét. ", "Chờ kết quả."
    assert tidy.shortened(first + second + third, 50) == f"{first}{second.strip()} […]"
    assert tidy.shortened(first + second + third, 100) == first + second + third


def test_a_condition_is_never_cut_in_half() -> None:
    sentence = "Miễn phí cho thuyền dưới năm mét " + "và không gắn máy " * 40 + "trừ thuyền chở khách."
    assert tidy.shortened(sentence, 100) == sentence


def test_a_list_is_bounded_and_the_rest_is_counted_with_the_address() -> None:
    told = tidy.bounded([f"Giấy {n}" for n in range(30)], "giấy tờ", PAGE, most=12)
    assert told[:12] == [f"Giấy {n}" for n in range(12)]
    assert told[12:] == [f"Và 18 giấy tờ khác: xem đủ tại {PAGE}"]
    assert tidy.is_bounded(told)


def test_a_short_list_is_told_whole_and_once() -> None:
    told = tidy.bounded(["Đơn", "Ảnh", "Đơn"], "giấy tờ", PAGE)
    assert told == ["Đơn", "Ảnh"]
    assert not tidy.is_bounded(told)
    assert tidy.bounded([], "giấy tờ", PAGE) == []


def test_a_paper_of_two_cases_stands_under_both() -> None:
    told = ["Trẻ em:", "Đơn", "Đơn", "Ảnh", "Người lớn:", "Đơn"]
    assert tidy.bounded(told, "giấy tờ", PAGE) == ["Trẻ em:", "Đơn", "Ảnh", "Người lớn:", "Đơn"]


def test_a_head_is_not_left_without_its_items() -> None:
    told = tidy.bounded(["Đơn", "Ảnh", "Trẻ em:", "Cam kết"], "giấy tờ", None, most=2)
    assert told == ["Đơn", "Ảnh", "Và 1 giấy tờ khác: xem đủ ở nơi nộp hồ sơ"]


def test_a_shortened_item_is_told_to_be() -> None:
    told = tidy.bounded(["Một câu dài. " * 60], "ý", PAGE)
    assert told[0].endswith(tidy.CUT)
    assert told[1] == f"Chỗ có […] đã lược bớt: xem đủ tại {PAGE}"
    assert tidy.is_bounded(told)


def test_a_name_that_shouts_is_told_in_plain_letters() -> None:
    assert tidy.sentence_case("THỦ TỤC THÀNH LẬP HỘI TẠI VIỆT NAM (CẤP XÃ)") == "Thủ tục thành lập hội tại Việt Nam (cấp xã)"
    assert tidy.sentence_case("Cấp thẻ ABTC") == "Cấp thẻ ABTC"
    assert tidy.sentence_case("VNEID") == "VNEID"
