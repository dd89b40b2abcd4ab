"""One facet of a record: what it says, and the word that it says nothing."""

import re
from itertools import pairwise
from typing import get_args

import pytest

from core.answer import Facet
from core.procedure import Procedure
from knowledge.importers.portal import to_procedure
from knowledge.sections import section, stated
from tests.catalogue import needs_catalogue, raw_records
from tests.knowledge.records import LIBRARY, procedure

FACETS: list[Facet] = [facet for facet in get_args(Facet) if facet != "overview"]
WAYS = ("direct", "post", "online")


def items(record: Procedure, facet: Facet) -> list[str]:
    return section(record, facet).items


def ways(**each: dict[str, object]) -> Procedure:
    return procedure(methods=[{"channel": channel, **fields} for channel, fields in each.items()])


@pytest.mark.parametrize("facet", FACETS)
def test_where_the_record_is_silent_the_section_says_so_and_never_that_it_is_free(facet: Facet) -> None:
    assert not stated(procedure(), facet)
    (only,) = items(procedure(), facet)
    assert only.startswith("Bản ghi không ")
    assert "miễn" not in only.lower()


@pytest.mark.parametrize("facet", FACETS)
def test_what_the_record_says_is_told(facet: Facet) -> None:
    assert stated(LIBRARY, facet)
    assert not any(item.startswith("Bản ghi không ") for item in items(LIBRARY, facet))


def test_papers_stand_under_their_case_with_their_numbers() -> None:
    assert items(LIBRARY, "documents") == [
        "Đơn xin cấp thẻ (1 bản chính)",
        "Ảnh 3x4 (2 bản chính)",
        "Trẻ em dưới 15 tuổi:",
        "Giấy cam kết của cha mẹ (1 bản sao). Có mẫu tại quầy.",
    ]


def test_a_case_without_papers_is_not_named() -> None:
    assert not stated(procedure(cases=[{"name": "Trẻ em", "documents": []}]), "documents")


def test_a_time_limit_that_holds_for_every_way_stands_once() -> None:
    same = {"time_limit": {"value": 3, "unit": "working_day"}}
    assert items(ways(direct=same, post=same, online=same), "time") == ["3 ngày làm việc"]


def test_ways_with_the_same_limit_are_merged() -> None:
    slow, quick = ({"time_limit": {"value": days, "unit": "day"}} for days in (5, 2))
    assert items(ways(direct=slow, post=slow, online=quick), "time") == ["Trực tiếp, Bưu chính: 5 ngày", "Trực tuyến: 2 ngày"]


def test_a_limit_stated_for_one_way_only_is_not_told_for_all() -> None:
    assert items(ways(direct={"time_limit": {"value": 1, "unit": "hour"}}, online={}), "time") == ["Trực tiếp: 1 giờ"]


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ({"value": 1.5, "unit": "month"}, "1.5 tháng"),
        ({"value": 2, "unit": "year", "text": None}, "2 năm"),
        ({"value": 1, "unit": "other", "text": "Trong ngày."}, "Trong ngày."),
        ({"text": "Chưa quy định."}, "Chưa quy định."),
        ({"value": 3, "unit": "day", "text": "Kể từ ngày nộp."}, "3 ngày. Kể từ ngày nộp."),
        ({"value": 3, "unit": "day", "text": "Trong 3 ngày kể từ ngày nộp."}, "Trong 3 ngày kể từ ngày nộp."),
    ],
)
def test_a_time_limit_is_told_with_its_unit_or_in_its_words(limit: dict[str, object], told: str) -> None:
    assert items(ways(direct={"time_limit": limit}), "time") == [told]


def test_a_number_inside_a_longer_one_is_not_the_number() -> None:
    (told,) = items(ways(direct={"time_limit": {"value": 3, "unit": "day", "text": "Có thể kéo dài đến 13 ngày."}}), "time")
    assert told.startswith("3 ngày")


@pytest.mark.parametrize(
    ("fee", "told"),
    [
        ({"amount_vnd": 8000}, "Phí 8.000 đồng"),
        ({"kind": "service_fee", "amount_vnd": 1250000}, "Lệ phí 1.250.000 đồng"),
        ({"kind": "price", "amount_vnd": 500}, "Mức giá 500 đồng"),
        ({"amount_vnd": 8000, "text": "mỗi bản"}, "8.000 đồng: mỗi bản"),
        ({"amount_vnd": 8000, "text": "- mỗi bản;"}, "8.000 đồng: mỗi bản"),
        ({"amount_vnd": 8000, "text": "/bản"}, "8.000 đồng/bản"),
        ({"amount_vnd": 8000, "text": "8.000 đồng/bản"}, "8.000 đồng/bản"),
        ({"text": "Theo nghị quyết của Hội đồng nhân dân."}, "Theo nghị quyết của Hội đồng nhân dân."),
    ],
)
def test_a_fee_is_told_in_dong_or_in_its_words(fee: dict[str, object], told: str) -> None:
    assert items(ways(direct={"fees": [fee]}), "fee") == [told]


def test_a_fee_that_says_nothing_is_missing() -> None:
    assert not stated(ways(direct={"fees": [{"kind": "service_fee"}]}), "fee")


def test_an_amount_inside_a_longer_one_is_not_the_amount() -> None:
    (told,) = items(ways(direct={"fees": [{"amount_vnd": 50, "text": "500.000 đồng nếu trễ hạn"}]}), "fee")
    assert told.startswith("50 đồng")


def test_fees_of_equal_ways_are_merged() -> None:
    assert items(LIBRARY, "fee") == ["Trực tiếp: Phí 30.000 đồng", "Trực tuyến: Phí 15.000 đồng"]
    same = {"fees": [{"amount_vnd": 8000}]}
    assert items(ways(direct=same, online=same), "fee") == ["Phí 8.000 đồng"]


@pytest.mark.parametrize(
    ("offered", "online", "post"),
    [(("direct",), False, False), (("direct", "post"), False, True), (WAYS, True, True), (("online",), True, False)],
)
def test_online_is_promised_only_where_the_record_has_it(offered: tuple[str, ...], online: bool, post: bool) -> None:
    told = " ".join(items(ways(**{channel: {} for channel in offered}), "online"))
    assert ("Nộp được trực tuyến" in told) is online
    assert ("Nộp được qua dịch vụ bưu chính" in told) is post


def test_forms_are_the_papers_that_are_filled_in() -> None:
    papers = [
        {"name": "Tờ khai theo mẫu"},
        {"name": "Hộ chiếu"},
        {"name": "Đơn đề nghị"},
        {"name": "Căn cước", "form_url": "https://example.invalid/f"},
    ]
    assert items(procedure(cases=[{"documents": papers}, {"documents": papers[:1]}]), "form") == [
        "Tờ khai theo mẫu",
        "Đơn đề nghị",
        "Căn cước",
    ]


def test_legal_documents_are_named_with_their_number() -> None:
    bases = [{"number": "46/2019/QH14", "name": "Luật Thư viện"}, {"number": "01/2026/TT"}, {"number": "X", "name": "X"}]
    assert items(procedure(legal_basis=bases), "legal_basis") == ["46/2019/QH14: Luật Thư viện", "01/2026/TT", "X"]


def test_a_legal_document_that_names_its_number_names_it_once() -> None:
    named = "Nghị định số 12/2026/NĐ-CP về thuyền rồng;"
    bases = [{"number": "12/2026/NĐ-CP", "name": named}, {"number": "82/2015/QH13", "name": "Luật"}]
    assert items(procedure(legal_basis=bases), "legal_basis") == [named.rstrip(";"), "Luật 82/2015/QH13"]


def test_steps_in_one_text_are_told_line_by_line_without_their_heading() -> None:
    steps = ["Trình tự thực hiện:\n- Bước 1: Nộp hồ sơ tại quầy;\n+ chờ phiếu hẹn./.", "Bước 2: Nhận giấy."]
    assert items(procedure(steps=steps), "steps") == ["Bước 1: Nộp hồ sơ tại quầy", "Chờ phiếu hẹn.", "Bước 2: Nhận giấy."]


def test_forty_lines_of_steps_are_bounded() -> None:
    told = items(procedure(steps=["\n".join(f"Ý thứ {n} của quy trình." for n in range(40))]), "steps")
    assert len(told) == 16
    assert told[-1] == "Và 25 ý khác: xem đủ ở nơi nộp hồ sơ"


def test_results_in_one_text_are_told_apart() -> None:
    record = procedure(result="- Giấy phép chạy thuyền;; - Văn bản từ chối./.; Quyết định thu hồi")
    assert items(record, "result") == ["Giấy phép chạy thuyền", "Văn bản từ chối.", "Quyết định thu hồi"]


def test_many_subjects_are_one_line() -> None:
    assert items(procedure(subjects=[f"Nhóm {n}" for n in range(7)]), "subjects") == ["; ".join(f"Nhóm {n}" for n in range(7))]


def test_a_long_fee_is_told_in_whole_sentences() -> None:
    long = "- Phí thẩm định theo Thông tư 1. " + "Mức cụ thể tùy hạng thuyền. " * 40
    told = items(ways(direct={"fees": [{"text": long}]}), "fee")
    assert told[0].startswith("Phí thẩm định theo Thông tư 1. Mức cụ thể")
    assert told[0].endswith("tùy hạng thuyền. […]")


def test_an_overview_keeps_to_the_first_papers() -> None:
    record = procedure(cases=[{"documents": [{"name": f"Giấy số {n}"} for n in range(12)]}], source_url="https://example.invalid/x")
    told = section(record, "documents", brief=True).items
    assert told[-1] == "Và 4 giấy tờ khác: xem đủ tại https://example.invalid/x"
    assert len(section(record, "documents").items) == 12


@needs_catalogue
@pytest.mark.parametrize("facet", FACETS)
def test_sections_of_the_catalogue_are_bounded_and_without_stray_marks(facet: Facet) -> None:
    for raw in list(raw_records().values())[::25]:
        told = items(to_procedure(raw), facet)
        assert sum(map(len, told)) < 6_000, raw["code"]
        assert all(one != next_one for one, next_one in pairwise(told)), raw["code"]
        for item in told:
            assert not re.match(r"[-–+*•,;.]", item), (raw["code"], item)
            assert not item.endswith((";", ",")), (raw["code"], item)
            assert not item[:1].islower() or item.startswith("http"), (raw["code"], item)


def test_a_record_that_names_a_district_office_is_told_with_a_word() -> None:
    record = procedure(agency="Bảo hiểm xã hội cấp huyện", steps=["Nộp tại Công an quận."])
    assert section(record, "place").items == [
        "Cơ quan giải quyết: Bảo hiểm xã hội cấp huyện",
        "Từ 01/7/2025 không còn cấp quận, huyện. Nay cơ quan nào nhận, bạn hỏi trung tâm phục vụ hành chính công phường, xã "
        "hoặc tổng đài 1022.",
    ]
    assert "1022" in section(record, "steps", language="en").items[-1]
    assert not any("1022" in item for item in section(procedure(agency="Công an phường"), "place").items)
