"""One procedure in several records is one group; near twins name each other with what sets them apart."""

import time
from typing import Any

import pytest

from core.procedure import Procedure
from knowledge import markers, names, twins
from knowledge.importers.portal import to_procedure
from knowledge.markers import Marker
from tests.catalogue import needs_catalogue, raw_records
from tests.conftest import HOME
from tests.knowledge.records import LIBRARY, LOST, SMALL, procedure

TABLE = HOME / "knowledge" / "seed" / "markers.tsv"
BOAT = "Cấp giấy phép chạy thuyền rồng"


@pytest.fixture(scope="module")
def table() -> list[Marker]:
    return markers.read(TABLE)


def boats(*named: str | tuple[str, dict[str, Any]]) -> list[Procedure]:
    """Invented records 1.910001, 1.910002, ... with these names (and fields)."""
    told = [(one, {}) if isinstance(one, str) else one for one in named]
    return [procedure(f"1.91{number:04}", name, **fields) for number, (name, fields) in enumerate(told, start=1)]


def differences(records: list[Procedure], table: list[Marker], code: str = "1.910001") -> dict[str, str]:
    return {variant.code: variant.difference for variant in twins.variants(records, table).get(code, [])}


@pytest.mark.parametrize(
    "other",
    [
        f"Thủ tục {BOAT.lower()}",
        f"THỦ TỤC {BOAT.upper()}.",
        f"Thủ tục hành chính: {BOAT}",
        f"{BOAT} (thực hiện tại cấp tỉnh)",
        f"{BOAT} (Cấp xã)",
        f"{BOAT} (thực hiện tại Công an cấp xã)",
        f"{BOAT} - cấp Trung ương",
        f"{BOAT} tại cấp xã",
        f"{BOAT} thuộc thẩm quyền giải quyết của Bộ Công Thương",
        f"{BOAT} thuộc thẩm quyền của Chủ tịch Ủy ban nhân dân cấp tỉnh",
        f"{BOAT} (thẩm quyền của Sở Văn hóa, Thể thao và Du lịch)",
        f"{BOAT} (1.910002)",
    ],
)
def test_who_handles_it_makes_no_other_procedure(other: str) -> None:
    assert twins.groups(boats(BOAT, other)) == [0, 0]


@pytest.mark.parametrize(
    "other",
    [
        "Cấp lại giấy phép chạy thuyền rồng",
        "Gia hạn giấy phép chạy thuyền rồng",
        f"{BOAT} (đối với đoàn nước ngoài)",
        f"{BOAT} quốc tế",
        f"{BOAT} tại cấp cứu đường thủy",
        "Cấp giấy phép chạy thuyền",
    ],
)
def test_another_matter_is_another_group(other: str) -> None:
    assert twins.groups(boats(BOAT, other)) == [0, 1]


def test_one_name_in_two_fields_is_two_matters_that_name_each_other(table: list[Marker]) -> None:
    tax, customs = "Nộp dần tiền nợ chèo thuyền", "Nộp dần tiền nợ chèo thuyền."
    records = boats((tax, {"field": "Thuế"}), (customs, {"field": "Hải quan"}))
    assert twins.groups(records) == [0, 1]
    assert differences(records, table) == {"1.910002": "lĩnh vực Hải quan"}


def test_a_field_under_two_names_is_one_matter() -> None:
    assert twins.groups(boats((BOAT, {"field": "Chứng thực"}), (BOAT, {"field": "Công chứng, chứng thực"}))) == [0, 0]


def test_levels_are_told_ward_first_with_the_office_where_it_says_more(table: list[Marker]) -> None:
    records = boats(
        (f"{BOAT} (thực hiện tại cấp tỉnh)", {"level": ["province"], "agency": "Công an cấp Tỉnh"}),
        (f"{BOAT} (thực hiện tại cấp trung ương)", {"level": ["ministry"], "agency": "Cục Thuyền rồng"}),
        (BOAT, {"level": ["ward"], "agency": "Công an phường, xã, đặc khu"}),
        (f"{BOAT} (thực hiện tại cấp huyện)", {"level": ["ward"]}),
    )
    told = differences(records, table)
    assert told == {"1.910003": "cấp xã", "1.910004": "cấp huyện", "1.910002": "cấp trung ương (Cục Thuyền rồng)"}


def test_several_levels_are_told_together(table: list[Marker]) -> None:
    records = boats((BOAT, {"level": ["ward"]}), (BOAT, {"level": ["ward", "province", "ministry"]}))
    assert differences(records, table) == {"1.910002": "cấp xã, cấp tỉnh và cấp trung ương"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"agency": "Sở Giao thông"}, "do Sở Giao thông giải quyết"),
        ({"agency": "Sở Giao thông Thành phố Hà Nội", "subjects": ["Hợp tác xã"]}, "dành cho Hợp tác xã"),
        ({"updated": "2026-05-09"}, "bản ghi khác của cùng thủ tục, mã 1.910002, cập nhật 09/05/2026"),
        ({}, "bản ghi khác của cùng thủ tục, mã 1.910002"),
    ],
)
def test_within_one_level_what_differs_is_told(table: list[Marker], fields: dict[str, Any], told: str) -> None:
    assert differences(boats((BOAT, {"level": ["ward"]}), (BOAT, {"level": ["ward"], **fields})), table) == {"1.910002": told}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Thủ tục đăng ký lại khai thuyền", "làm lại"),
        ("Thủ tục đăng ký khai thuyền có yếu tố nước ngoài", "có yếu tố nước ngoài"),
        ("Thủ tục đăng ký khai thuyền lưu động", "lưu động, cán bộ đến tận nơi"),
        ("Thủ tục đăng ký khai thuyền có yếu tố nước ngoài tại khu vực biên giới", "có yếu tố nước ngoài, khu vực biên giới"),
        ("Gia hạn khai thuyền", "gia hạn"),
        ("Thu hồi khai thuyền", "thu hồi"),
        ("Sửa đổi, bổ sung khai thuyền", "sửa đổi, bổ sung"),
        ("Đăng ký khai thuyền (đối với đoàn nghệ thuật)", "đối với đoàn nghệ thuật"),
    ],
)
def test_near_twins_are_told_apart_by_what_their_names_say(table: list[Marker], name: str, told: str) -> None:
    records = boats("Thủ tục đăng ký khai thuyền", name)
    assert twins.groups(records) == [0, 1]
    assert differences(records, table) == {"1.910002": told}


def test_the_plain_twin_is_told_by_what_it_is_not(table: list[Marker]) -> None:
    records = boats("Đăng ký lại khai thuyền có yếu tố nước ngoài", "Đăng ký khai thuyền")
    assert differences(records, table) == {"1.910002": "không có yếu tố nước ngoài, làm lần đầu"}


def test_a_near_twin_is_named_once_at_the_level_nearest(table: list[Marker]) -> None:
    again = "Cấp lại giấy phép chạy thuyền rồng"
    records = boats((BOAT, {"level": ["province"]}), (f"{again} (cấp tỉnh)", {"level": ["province"]}), (again, {"level": ["ward"]}))
    assert differences(records, table) == {"1.910002": "làm lại"}


def test_twins_told_in_the_same_words_are_told_apart(table: list[Marker]) -> None:
    one, other = {"field": "Thuế", "level": ["ward"]}, {"field": "Hải quan", "level": ["ward"]}
    records = boats(("Cấp lại giấy phép chạy thuyền rồng", {"level": ["ward"]}), (BOAT, one), (BOAT, other))
    assert differences(records, table) == {"1.910002": "làm lần đầu, lĩnh vực Thuế", "1.910003": "làm lần đầu, lĩnh vực Hải quan"}


def test_what_is_written_by_hand_stands_first_and_is_kept(table: list[Marker]) -> None:
    told = twins.variants([*SMALL, procedure("1.900009", f"{LIBRARY.name} (cấp tỉnh)", level=["province"])], table)
    assert [(v.code, v.difference) for v in told[LIBRARY.code]] == [("1.900002", "làm lại vì thẻ cũ bị mất"), ("1.900009", "cấp tỉnh")]
    assert [v.code for v in told[LOST.code]] == ["1.900001"], "a twin that is not among the records is not offered"


def test_at_most_eight_are_listed(table: list[Marker]) -> None:
    told = twins.variants(boats(*[BOAT] * 12), table)
    assert all(len(listed) == twins.MOST for listed in told.values())
    assert all(variant.code != code for code, listed in told.items() for variant in listed)


def test_who_handles_it_is_read_in_the_words_of_the_name() -> None:
    assert names.handler(f"{BOAT} thuộc thẩm quyền của Bộ Công Thương") == "thuộc thẩm quyền của Bộ Công Thương"
    assert names.handler(BOAT) is None


@needs_catalogue
def test_the_catalogue_is_grouped_quickly_and_with_every_difference_said(table: list[Marker]) -> None:
    records = [to_procedure(raw) for raw in list(raw_records().values())[:3000]]
    started = time.process_time()
    grouped, told = twins.groups(records), twins.variants(records, table)
    assert time.process_time() - started < 3
    assert 0.85 * len(records) < len(set(grouped)) < 0.99 * len(records)
    assert len(told) > 500
    assert all(3 <= len(variant.difference) <= 300 for listed in told.values() for variant in listed)
    assert all(len({variant.difference for variant in listed}) == len(listed) for listed in told.values())


def test_only_groups_of_several_records_are_listed() -> None:
    assert {rows[0]: rows for rows in twins.alike([0, 1, 0, 3, 1, 0])} == {0: [0, 2, 5], 1: [1, 4]}
