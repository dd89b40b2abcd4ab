"""What tells near twins apart."""

from pathlib import Path

import pytest

from core.procedure import Procedure
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


@pytest.mark.parametrize("text", ["mất mấy ngày", "mat bao lau", "bằng lái quốc tế", "giấy phép lái xe"])
def test_asking_how_long_and_driving_are_no_second_time(table: list[Marker], text: str) -> None:
    assert "again" not in markers.of_question(text, table)


def test_a_plain_question_speaks_of_no_marker(table: list[Marker]) -> None:
    assert markers.of_question("đăng ký kết hôn cần giấy tờ gì", table) == set()


def test_a_marker_nobody_spoke_of_puts_a_record_back_more_than_one_spoken_of_puts_it_forward(table: list[Marker]) -> None:
    records = [Procedure(code="1.000001", name="Đăng ký kết hôn"), Procedure(code="1.000002", name="Đăng ký kết hôn có yếu tố nước ngoài")]
    weighed = markers.Weighed(markers.carried(records, table), table)
    (plain, foreign), (said_plain, said_foreign) = weighed.agreement("đăng ký kết hôn"), weighed.agreement("lấy chồng người Hàn Quốc")
    assert foreign < 0 == plain == said_plain < said_foreign < -foreign
