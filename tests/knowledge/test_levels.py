"""Which record of one procedure is meant."""

import pytest

from core.procedure import Level, Procedure
from core.text import fold
from knowledge import levels


def record(code: str, *level: Level, aliases: tuple[str, ...] = ()) -> Procedure:
    return Procedure(code=code, name="Cấp lại thẻ thư viện", level=list(level), aliases=list(aliases), subjects=["Công dân Việt Nam"])


WARD, PROVINCE, MINISTRY = record("1.000003", "ward"), record("1.000002", "province"), record("1.000001", "ministry")
RECORDS = [MINISTRY, PROVINCE, WARD]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("cấp lại thẻ thư viện cần gì", set()),
        ("nộp ở công an xã được không", {"ward"}),
        ("ra phường làm thẻ", {"ward"}),
        ("đóng bảo hiểm xã hội", set()),
        ("thẻ thư viện cấp tỉnh", {"province"}),
        ("nộp tại Sở thì sao", {"province"}),
        ("thực hiện tại cấp trung ương", {"ministry"}),
        ("làm ở phường hay lên Bộ", {"ward", "ministry"}),
    ],
)
def test_the_levels_that_a_question_speaks_of(text: str, spoken: set[Level]) -> None:
    assert levels.said(text) == levels.said(fold(text)) == spoken


def test_the_ward_is_meant_when_no_level_is_said() -> None:
    assert levels.meant(RECORDS, frozenset()) == WARD
    assert levels.meant([MINISTRY, PROVINCE], frozenset()) == PROVINCE


def test_the_level_that_is_said_is_meant() -> None:
    assert [levels.meant(RECORDS, frozenset({level})) for level in ("ward", "province", "ministry")] == [WARD, PROVINCE, MINISTRY]


def test_a_record_in_plain_words_stands_before_an_official_one_unless_another_level_is_said() -> None:
    plain = record("1.000004", "province", aliases=("làm lại thẻ mượn sách",))
    assert levels.meant([*RECORDS, plain], frozenset()) == plain
    assert levels.meant([*RECORDS, plain], frozenset({"ward"})) == WARD


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bảo hiểm xã hội cấp Tỉnh, Bảo hiểm xã hội cấp huyện", True),
        ("Công an huyện", True),
        ("Uỷ ban nhân dân quận nơi cư trú", True),
        ("nộp tại Phòng Lao động - Thương binh và Xã hội quận, huyện", True),
        ("Cơ quan quản lý có thẩm quyền", False),
        ("Ủy ban nhân dân phường, xã, đặc khu", False),
        ("Bộ Quốc phòng; Quân khu 7", False),
        ("", False),
    ],
)
def test_an_office_of_a_district_is_seen(text: str, names: bool) -> None:
    assert levels.names_district(text) is names
    assert levels.names_district(f"{text} " * 5_000) is names
