"""The units of the city, and places read out of everyday words."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold
from knowledge.offices import Former, Offices
from tests.catalogue import SHARED
from tests.knowledge.conftest import SEED

OFFICES = Offices.read(SEED / "units.tsv")
FORMERS = sorted({part.former for unit in OFFICES.units for part in unit.parts}, key=lambda former: former.full)
QUESTIONS = SHARED / "questions" / "dev.jsonl"


def read(text: str) -> tuple[str, list[str]] | None:
    place = OFFICES.find(text)
    return (place.kind, [unit.full for unit in place.units]) if place else None


def test_the_table_holds_the_units_of_today_and_what_they_were_made_of() -> None:
    kinds = [unit.kind for unit in OFFICES.units]
    assert (kinds.count("Phường"), kinds.count("Xã"), kinds.count("Đặc khu")) == (113, 54, 1)
    assert len({unit.code for unit in OFFICES.units}) == 168
    assert len(FORMERS) == 441
    assert sum(len(OFFICES.of_former(former)) > 1 for former in FORMERS) == 47


def test_a_former_ward_lies_whole_in_one_unit_or_has_one_likeliest_among_several() -> None:
    for former in FORMERS:
        shares = [part.share for unit in OFFICES.units for part in unit.parts if part.former == former]
        assert shares == ["whole"] or (len(shares) > 1 and sorted(shares).count("main") == 1 and "whole" not in shares)


@pytest.mark.parametrize("former", FORMERS, ids=lambda former: fold(former.full))
def test_every_former_ward_is_found_as_people_write_it(former: Former) -> None:
    short = former.full.replace("Phường ", "P.").replace("Quận ", "Q.").replace("Thành phố ", "TP ")
    for text in (former.full, former.full.lower(), fold(former.full), short, f"nhà tôi ở {former.full.replace(',', '')} nhé"):
        place = OFFICES.find(text)
        assert place, text
        assert set(place.units) == set(OFFICES.of_former(former)), text
        assert place.kind in ("today", "merged", "split"), text


def test_every_unit_of_today_is_found() -> None:
    for unit in OFFICES.units:
        place = OFFICES.find(f"tôi ở {unit.title}")
        assert place, unit.full
        assert place.unit == unit
        assert OFFICES.unit(unit.code) == unit
    assert OFFICES.unit("99999") is None


@pytest.mark.parametrize(
    ("text", "kind", "units"),
    [
        ("tôi ở phường Bến Nghé", "merged", ["Phường Sài Gòn"]),
        ("p ben nghe", "merged", ["Phường Sài Gòn"]),
        ("tôi ở Bến Nghé", "merged", ["Phường Sài Gòn"]),
        ("F14 Bình Thạnh", "merged", ["Phường Bình Thạnh"]),
        ("P.14 Q.BT", "merged", ["Phường Bình Thạnh"]),
        ("p12 gv", "merged", ["Phường An Hội Tây"]),
        ("Q3 P4", "split", ["Phường Bàn Cờ", "Phường Xuân Hòa"]),
        ("quận 10 phường 14", "split", ["Phường Diên Hồng", "Phường Hòa Hưng"]),
        ("xa phuoc kien", "merged", ["Xã Nhà Bè"]),
        ("xã Phước Kiểng", "merged", ["Xã Nhà Bè"]),
        ("xã Quy Đức", "merged", ["Xã Hưng Long"]),
        ("thị trấn Củ Chi", "merged", ["Xã Tân An Hội"]),
        ("xã long hòa cần giờ", "merged", ["Xã Cần Giờ"]),
        ("phường Sài Gòn", "today", ["Phường Sài Gòn"]),
        ("dạ phường Sài Gòn ạ", "today", ["Phường Sài Gòn"]),
        ("xã Bình An", "ambiguous", ["Phường Đông Hòa"]),
        ("xã Bình An, Dĩ An", "merged", ["Phường Đông Hòa"]),
        ("phường Bình Chánh", "today", ["Xã Bình Chánh"]),
        ("Thao Dien commune", "merged", ["Phường An Khánh"]),
        ("có huyện Nhà Bè không", "district", ["Xã Nhà Bè", "Xã Hiệp Phước"]),
        ("phường Bến Nghé giờ tên gì", "merged", ["Phường Sài Gòn"]),
        ("xã Thanh An", "today", ["Xã Thanh An"]),
        ("xa thanh an", "ambiguous", ["Xã Thanh An", "Xã Thạnh An"]),
        ("xa thanh an can gio", "today", ["Xã Thạnh An"]),
        ("côn đảo", "today", ["Đặc khu Côn Đảo"]),
        ("huyện Nhà Bè", "district", ["Xã Nhà Bè", "Xã Hiệp Phước"]),
        ("từ quận 7 về phường Tân Định", "today", ["Phường Tân Định"]),
        ("I live in Ben Nghe ward", "merged", ["Phường Sài Gòn"]),
        ("ward 14 Binh Thanh district", "merged", ["Phường Bình Thạnh"]),
        ("tôi quê Nghệ An, tạm trú huyện Nhà Bè", "district", ["Xã Nhà Bè", "Xã Hiệp Phước"]),
    ],
)
def test_everyday_words_name_a_place(text: str, kind: str, units: list[str]) -> None:
    assert read(text) == (kind, units)


@pytest.mark.parametrize("text", ["q1", "Q.1", "quan 1", "Quận 01", "District 1", "tôi ở q1 nha", "phường 99 quận 1"])
def test_a_district_holds_all_its_units(text: str) -> None:
    place = OFFICES.find(text)
    assert place
    assert (place.kind, place.area, len(place.units)) == ("district", "Quận 1", 4)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("tp thủ đức", "Thành phố Thủ Đức"), ("quận 9", "Thành phố Thủ Đức"), ("Dĩ An", "Thành phố Dĩ An"),
        ("vũng tàu", "Thành phố Vũng Tàu"), ("tôi ở Bình Dương", "Tỉnh Bình Dương"), ("BRVT", "Tỉnh Bà Rịa - Vũng Tàu"),
        ("Huyện Long Điền", "Huyện Long Đất"), ("thị xã Tân Uyên", "Thành phố Tân Uyên"), ("nhà ở Tân Bình", "Quận Tân Bình"),
    ],
)  # fmt: skip
def test_former_areas_go_by_all_their_names(text: str, area: str) -> None:
    place = OFFICES.find(text)
    assert place
    assert (place.kind, place.area) == ("district", area)


def test_a_numbered_ward_without_a_district_is_one_of_many() -> None:
    place = OFFICES.find("tôi ở phường 14")
    assert place
    assert place.kind == "ambiguous"
    assert {former.name for former in place.former} == {"Phường 14"}
    assert len({former.district for former in place.former}) == 9


def test_a_name_of_today_wins_and_its_namesakes_are_told() -> None:
    place = OFFICES.find("phường An Phú")
    assert place
    assert (place.kind, place.units[0].code) == ("today", "25975")
    assert [former.full for former in place.former] == ["Phường An Phú, Thành phố Thủ Đức"]
    assert read("phường An Phú quận 2") == ("split", ["Phường Bình Trưng", "Phường An Khánh"])


def test_a_ward_that_was_split_names_the_likeliest_first() -> None:
    place = OFFICES.find("Phường Đa Kao")
    assert place
    assert (place.kind, [unit.name for unit in place.units]) == ("split", ["Sài Gòn", "Tân Định"])
    assert place.unit is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("tôi ở Hà Nội", "Hà Nội"), ("tỉnh Phú Thọ", "Phú Thọ"), ("phường Long Bình, tỉnh Đồng Nai", "Đồng Nai"),
        ("Phường Trúc Bạch, quận Ba Đình, Hà Nội", "Hà Nội"), ("tp da nang", "Đà Nẵng"),
    ],
)  # fmt: skip
def test_another_province_is_elsewhere(text: str, area: str) -> None:
    place = OFFICES.find(text)
    assert place
    assert (place.kind, place.area, place.units) == ("elsewhere", area, ())


@pytest.mark.parametrize(
    "text",
    [
        "", "phường", "cấp xã", "quận hay phường", "ra phường làm gì", "xã hội", "xã viên", "thị xã", "phường nào", "phường khác",
        "lên phường 3 lần rồi", "cơ quan 1 cửa", "co quan 10 nguoi", "ở Sài Gòn", "tphcm", "thanh pho ta", "tinh tu ngay nop",
        "phuong an thanh ly", "phuong an thay doi", "hòa bình và thống nhất", "chúc bạn bình an", "nuoi duong tai gia dinh",
        "địa phương", "dia phuong tan binh thuong", "phương án An Bình", "quan tâm", "hợp tác xã",
        "hợp tác xã An Phú", "cấp xã Bình Mỹ", "p", "q", "x.", "h", "ở", "1",
    ],
)  # fmt: skip
def test_words_that_say_no_place_are_none(text: str) -> None:
    assert OFFICES.find(text) is None


def test_what_was_said_is_the_persons_own_words() -> None:
    place = OFFICES.find("dạ em ở P. 14, Q. Bình Thạnh, muốn hỏi khai sinh")
    assert place
    assert place.said == "P. 14, Q. Bình Thạnh"


@pytest.mark.skipif(not QUESTIONS.exists(), reason="the question files are not beside this checkout")
def test_questions_on_procedures_name_hardly_a_place() -> None:
    rows = map(json.loads, QUESTIONS.read_text("utf-8").splitlines())
    texts = [row["question"] for row in rows if row["suite"] in ("generated", "portal-faq")]
    for form in (texts, [fold(text) for text in texts]):
        found = [place.said for text in form if (place := OFFICES.find(text)) and place.kind != "elsewhere"]
        assert len(found) <= 2, found


@pytest.mark.parametrize(
    "text",
    ["phường " * 1_400, "q1 " * 3_300, "p14 q bt " * 1_100, "ở bình " * 1_400, "tăng nhơn phú " * 700, "ẩ" * 10_000, "\ud800ﬁß" * 3_000],
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    OFFICES.find(text)
    assert time.process_time() - started < 0.5


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    place = OFFICES.find(text)
    assert place is None or (len(place.said) <= 80 and (place.units or place.kind == "elsewhere"))


def test_a_question_is_read_in_a_moment() -> None:
    text = "tôi ở phường Bến Nghé, quận 1 muốn làm giấy khai sinh cho con thì nộp ở đâu vậy ạ"
    times = []
    for _ in range(20):
        started = time.process_time()
        OFFICES.find(text)
        times.append(time.process_time() - started)
    assert min(times) < 0.002


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("nhà em Linh Trung Thủ Đức nộp ở đâu", "Phường Linh Xuân", "Linh Trung Thủ Đức"),
        ("phú mỹ quận 7", None, "phú mỹ quận 7"),
        ("Phước Kiển, nhà bè", "Xã Nhà Bè", "Phước Kiển, nhà bè"),
        ("vo em da kao q1 sinh roi", None, "da kao q1"),
        ("an ninh quận 7", None, "quận 7"),
        ("gần chợ Bình An", None, None),
    ],
)
def test_an_old_ward_right_before_its_district_is_a_place(text: str, unit: str | None, said: str | None) -> None:
    place = OFFICES.find(text)
    assert (place and place.said) == said
    assert (place and place.unit and place.unit.full) == unit
    assert text != "phú mỹ quận 7" or (place and place.former[0].full == "Phường Phú Mỹ, Quận 7")
