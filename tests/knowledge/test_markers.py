"""What tells near twins apart."""

from pathlib import Path

import pytest

from knowledge import markers
from knowledge.markers import Marker
from tests.conftest import HOME

TABLE = HOME / "knowledge" / "seed" / "markers.tsv"


@pytest.fixture(scope="module")
def table() -> list[Marker]:
    return markers.read(TABLE)


@pytest.mark.parametrize("line", ["foreign\tnuoc ngoai", "a\tb\tc\td\te", "foreign\t(nuoc\tngoai", "nothing"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "markers.tsv").write_text(f"# marker\n\nagain\tlai\tlai\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"markers\.tsv, line 4: "):
        markers.read(tmp_path / "markers.tsv")


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("Đăng ký kết hôn có yếu tố nước ngoài", {"foreign"}),
        ("Đăng ký kết hôn", set()),
        ("Đăng ký khai sinh lưu động", {"mobile"}),
        ("Đăng ký lại khai sinh", {"again"}),
        ("Cấp lại giấy phép lái xe", {"again"}),
    ],
)
def test_a_record_carries_what_its_name_says(table: list[Marker], name: str, carried: set[str]) -> None:
    assert markers.of_record(name, table) == carried


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("lấy chồng người Hàn Quốc", "foreign"),
        ("lay chong nguoi han quoc", "foreign"),
        ("mất bằng lái làm lại ở đâu", "again"),
        ("tới tận nhà làm khai sinh", "mobile"),
        ("xin thêm 2 bản trích lục", "copy"),
    ],
)
def test_people_speak_of_it_in_their_own_words(table: list[Marker], text: str, spoken: str) -> None:
    assert spoken in markers.of_question(text, table)


def test_a_plain_question_speaks_of_no_marker(table: list[Marker]) -> None:
    assert markers.of_question("đăng ký kết hôn cần giấy tờ gì", table) == set()


def test_a_marker_nobody_spoke_of_puts_a_record_back_more_than_one_spoken_of_puts_it_forward() -> None:
    plain, foreign = frozenset[str](), frozenset({"foreign"})
    assert markers.agreement(foreign, plain) < 0 == markers.agreement(plain, foreign) < markers.agreement(foreign, foreign)
    assert -markers.agreement(foreign, plain) > markers.agreement(foreign, foreign)


def test_a_row_may_only_name_a_difference(tmp_path: Path) -> None:
    (tmp_path / "markers.tsv").write_text("border\tbien gioi\t-\tkhu vực biên giới / nơi khác\nold\tcu\tcu ky\n", "utf-8")
    border, old = markers.read(tmp_path / "markers.tsv")
    assert (border.difference, border.otherwise) == ("khu vực biên giới", "nơi khác")
    assert (old.difference, old.otherwise) == (None, None), "a table of an older release has three columns"
    assert markers.of_record("Tại biên giới cũ", [border, old]) == {"old"}
    assert markers.of_question("ở biên giới - cũ kỹ", [border, old]) == {"old"}
    assert markers.of_name("tai bien gioi", [border, old]) == [border]


def test_every_row_that_ships_names_its_difference(table: list[Marker]) -> None:
    assert all(marker.difference for marker in table)
    assert {marker.name for marker in table if marker.in_question is None} >= {"border", "renewal", "amend", "swap"}
