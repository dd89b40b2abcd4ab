"""Where the file of a procedure goes for a person of one unit."""

import json

import pytest

from core.procedure import Procedure
from knowledge.offices import Offices, anywhere, centre, place_lines
from knowledge.sections import section
from tests.knowledge.conftest import SEED
from tests.knowledge.records import procedure

OFFICES = Offices.read(SEED / "units.tsv")
SAIGON = next(unit for unit in OFFICES.units if unit.code == "26740")
AT_CENTRE = "Với phường Sài Gòn: nộp tại Trung tâm Phục vụ hành chính công phường Sài Gòn."


def seed(code: str) -> Procedure:
    return Procedure.model_validate_json((SEED / "procedures" / f"{code}.json").read_text("utf-8"))


def test_the_centre_bears_the_units_name() -> None:
    assert centre(SAIGON) == "Trung tâm Phục vụ hành chính công phường Sài Gòn"
    assert centre(SAIGON) in centre(SAIGON, "en")


def test_what_the_ward_settles_goes_to_its_centre() -> None:
    assert place_lines(seed("1.001193"), SAIGON) == [AT_CENTRE]
    assert place_lines(procedure(level=["ward"], place=None, agency="Ủy ban nhân dân cấp xã"), SAIGON) == [AT_CENTRE]


def test_what_goes_by_another_place_than_home_says_so() -> None:
    lines = place_lines(seed("1.013225"), SAIGON)
    assert lines[0] == AT_CENTRE
    assert "không thuộc phường Sài Gòn" in lines[1]


def test_the_police_receive_their_own() -> None:
    assert place_lines(seed("1.004194"), SAIGON) == ["Với phường Sài Gòn: nộp tại Công an phường Sài Gòn."]
    assert place_lines(procedure(level=["ward"], place=None, agency="Công an cấp Xã"), SAIGON)[0].endswith("Công an phường Sài Gòn.")


def test_the_committee_receives_where_the_record_says_committee() -> None:
    assert place_lines(seed("1.012812"), SAIGON)[0] == "Với phường Sài Gòn: nộp tại Ủy ban nhân dân phường Sài Gòn."


def test_what_the_city_settles_goes_to_no_ward() -> None:
    assert place_lines(seed("2.000648"), SAIGON) == ["Thủ tục này do cấp Thành phố giải quyết, không phải phường, xã."]
    lines = place_lines(procedure(level=["province"], place="Trung tâm Phục vụ hành chính công cấp tỉnh"), SAIGON)
    assert "159 Pasteur" in lines[1]


@pytest.mark.parametrize("agency", ["Chi cục Hải quan khu vực", "Thuế tỉnh, thành phố, Thuế cơ sở", None, ""])
def test_what_the_record_does_not_give_to_the_ward_is_not_given_to_it(agency: str | None) -> None:
    assert place_lines(procedure(level=["ward"], place=None, agency=agency), SAIGON) == []
    assert place_lines(procedure(level=["ward", "province"], place="Cơ quan Bảo hiểm xã hội", agency=agency), SAIGON) == []


def test_an_old_name_and_a_district_in_the_record_are_put_right() -> None:
    lines = place_lines(seed("1.001193"), SAIGON, former="Phường Bến Nghé (quận 1)")
    assert lines == [
        "Phường Bến Nghé (quận 1) cũ nay thuộc phường Sài Gòn.", AT_CENTRE, "Từ 01/7/2025 không còn cấp quận, huyện."
    ]  # fmt: skip
    old = procedure(level=["ward"], place=None, agency="Ủy ban nhân dân cấp xã; Ủy ban nhân dân cấp huyện")
    assert "không còn cấp quận, huyện" not in " ".join(place_lines(old, SAIGON)), "the record's own section says it"
    assert section(old, "place").items[-1].startswith("Từ 01/7/2025 không còn cấp quận, huyện.")


def test_english_lines_keep_the_vietnamese_names() -> None:
    lines = place_lines(seed("1.001193"), SAIGON, language="en")
    assert lines[0].startswith("For phường Sài Gòn: file at")


def test_the_record_says_itself_whether_another_place_will_do() -> None:
    assert anywhere(seed("1.001193")) is None
    assert "nơi khác thì nơi đó giúp" in (anywhere(seed("1.004873")) or "")
    assert "bất kỳ phường, xã, đặc khu" in (anywhere(seed("1.001612")) or "")
    steps = ["Bước 1: Chuẩn bị giấy tờ.", "Bước 2: Nộp hồ sơ tại Công an cấp xã trong cả nước không phụ thuộc vào nơi cư trú."]
    assert anywhere(procedure(place=None, steps=steps)) == steps[1].rstrip(".")


def test_no_line_names_a_street_but_the_citys_own_centre() -> None:
    for path in (SEED / "procedures").glob("*.json"):
        record = Procedure.model_validate(json.loads(path.read_text("utf-8")))
        for line in place_lines(record, SAIGON):
            assert not any(character.isdigit() for character in line.replace("01/7/2025", "").replace("159", "").replace("3 điểm", "")), (
                line
            )
