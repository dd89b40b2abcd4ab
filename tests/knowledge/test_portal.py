"""One raw record of the national portal, field by field."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core.procedure import Case, Document, Fee, LegalBasis, Procedure
from knowledge.importers.portal import to_procedure
from tests.knowledge.records import fee, method, raw


def read(**detail: Any) -> Procedure:
    return to_procedure(raw(**detail))


def test_identity_is_read_without_blanks_around_it() -> None:
    record = to_procedure(raw(), checked=date(2026, 7, 18))
    assert record.code == "1.900010"
    assert record.name == "Thủ tục cấp phép biểu diễn múa lân"
    assert record.field == "Nghệ thuật biểu diễn"
    assert record.decision_number == "633/QĐ-UBND"
    assert record.source_url == "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d0000-aaaa-7054-9ac2-000000000001"
    assert record.life_event_group == "van-hoa"
    assert record.checked == date(2026, 7, 18)


@pytest.mark.parametrize(
    ("flags", "levels"),
    [
        ({}, ["ward", "other"]),
        ({"isOtherAgency": False}, ["ward"]),
        ({"isWard": None, "isProvince": True, "isMinistry": True, "isOtherAgency": False}, ["province", "ministry"]),
        ({"isWard": False, "isOtherAgency": False}, []),
    ],
)
def test_levels_are_the_flags_that_are_set(flags: dict[str, bool], levels: list[str]) -> None:
    assert read(**flags).level == levels


@pytest.mark.parametrize(
    ("milliseconds", "day"),
    [
        (1776274200000, date(2026, 4, 16)),  # 17:30 in Greenwich is past midnight in Vietnam
        (1776272399000, date(2026, 4, 15)),  # 16:59:59
        (1776272400000, date(2026, 4, 16)),  # 17:00:00
        (None, None),
        (0, None),
    ],
)
def test_days_are_counted_in_vietnam(milliseconds: int | None, day: date | None) -> None:
    assert read(updatedAt=milliseconds).updated == day


def test_papers_are_read_by_case() -> None:
    forms = "Biểu mẫu: don.docx, to khai.pdf"
    assert read().cases == [
        Case(
            name="Trường hợp đoàn nước ngoài",
            documents=[Document(name="Đơn đề nghị", originals=1, copies=0, note=forms), Document(name="Hộ chiếu", originals=0, copies=2)],
        ),
        Case(name=None, documents=[Document(name="Căn cước")]),
    ]


def test_lists_that_are_absent_are_empty() -> None:
    lists = "executionSteps executionMethods executionCases legalBasisesDetails resultsDetails subjectTypesDetails categoriesDetails"
    record = read(**dict.fromkeys(lists.split()), requirementsAndConditions=None, procedureProposal=None)
    assert not (record.steps)
    assert not (record.methods)
    assert not (record.cases)
    assert not (record.legal_basis)
    assert not (record.subjects)
    assert not (record.requirements)
    assert record.result is record.field is record.decision_number is None


def test_the_agency_is_named_by_the_record_or_by_its_units() -> None:
    assert read().agency == "Ủy ban nhân dân phường"
    assert read(executingAgencies=" ").agency == "Sở Văn hóa, Ủy ban nhân dân cấp xã"
    assert read(executingAgencies=None, departmentsExecuting=[], unitGroupsExecuting=None).agency is None


@pytest.mark.parametrize("silence", ["", " ", None, "Không", "không có.", "Không quy định", "-", "Không có thông tin", "KHÔNG CÓ"])
def test_a_text_that_says_it_says_nothing_is_not_stated(silence: str | None) -> None:
    record = read(dossierReceivingAddresses=silence, requirementsAndConditions=silence)
    assert record.place is None
    assert record.requirements == []


def test_texts_are_split_and_normalised() -> None:
    record = read()
    assert record.place == "Bộ phận Một cửa"
    assert record.requirements == ["Có đầu lân.", "Có trống."]
    assert record.steps == ["Bước 1:\nNộp hồ sơ.\nChờ kết quả.", "Nhận giấy phép."]
    assert record.result == "Giấy phép; Văn bản từ chối"
    assert record.subjects == ["Tổ chức", "Cá nhân"]


def test_a_step_without_words_is_left_out() -> None:
    assert read(executionSteps=[{"name": "", "description": None}, {"name": "Bước 2", "description": ""}]).steps == ["Bước 2"]


def test_legal_documents_keep_number_and_name() -> None:
    assert read().legal_basis == [
        LegalBasis(number="144/2020/NĐ-CP", name="Nghị định về hoạt động nghệ thuật"),
        LegalBasis(number="01/2026/TT", name=None),
    ]


@pytest.mark.parametrize(("sent", "channel"), [("DIRECT", "direct"), ("POSTAL", "post"), ("ONLINE", "online")])
def test_ways_of_submitting_are_named(sent: str, channel: str) -> None:
    assert read(executionMethods=method(submissionMethod=sent)).methods[0].channel == channel


@pytest.mark.parametrize(
    ("fields", "value", "unit", "text"),
    [
        ({}, 6, "working_day", "06 ngày làm việc kể từ ngày nhận đủ hồ sơ"),
        ({"processingTimeUnit": "DAY", "description": ""}, 6, "day", None),
        ({"processingTimeUnit": "HOUR", "processingTime": 1.5, "description": None}, 1.5, "hour", None),
        ({"processingTimeUnit": "MONTH", "processingTime": "2", "description": ""}, 2, "month", None),
        ({"processingTimeUnit": "YEAR", "description": ""}, 6, "year", None),
        ({"processingTimeUnit": "OTHER", "processingTime": 1, "description": "Trong ngày"}, 1, "other", "Trong ngày"),
        ({"processingTime": 0, "description": "Trong ngày"}, None, "working_day", "Trong ngày"),
        ({"processingTime": None, "description": ""}, None, "working_day", None),
        ({"processingTime": "Không quá 15 ngày", "description": ""}, None, "working_day", "Không quá 15 ngày"),
        (
            {"processingTime": "Không quá 15 ngày", "description": "kể từ khi đủ hồ sơ"},
            None,
            "working_day",
            "Không quá 15 ngày kể từ khi đủ hồ sơ",
        ),
        ({"processingTime": "Không quy định", "description": ""}, None, "working_day", None),
        ({"processingTime": "-", "description": ""}, None, "working_day", None),
    ],
)
def test_a_time_limit_keeps_its_number_its_unit_and_its_words(
    fields: dict[str, Any], value: float | None, unit: str, text: str | None
) -> None:
    limit = read(executionMethods=method(**fields)).methods[0].time_limit
    assert limit
    assert (limit.value, limit.unit, limit.text) == (value, unit, text)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, Fee(kind="fee", amount_vnd=20000, text="Mỗi lần thẩm định")),
        ({"type": "SERVICE_FEE", "description": ""}, Fee(kind="service_fee", amount_vnd=20000)),
        ({"type": "PRICE_LEVEL", "description": None, "currencyName": None}, Fee(kind="price", amount_vnd=20000)),
        ({"value": 0, "description": "Theo Nghị quyết 124"}, Fee(kind="fee", text="Theo Nghị quyết 124")),
        ({"value": None, "description": "Theo Nghị quyết 124"}, Fee(kind="fee", text="Theo Nghị quyết 124")),
        ({"value": 25, "currencyName": "USD", "description": ""}, Fee(kind="fee", text="25 USD")),
        ({"value": 25, "currencyName": "USD", "description": "một lần"}, Fee(kind="fee", text="25 USD (một lần)")),
        ({"value": 0, "currencyName": "USD", "description": "Theo Thông tư 62"}, Fee(kind="fee", text="Theo Thông tư 62")),
        ({"value": None, "currencyName": "USD", "description": "Theo Thông tư 62"}, Fee(kind="fee", text="Theo Thông tư 62")),
    ],
)
def test_a_fee_keeps_its_amount_and_its_words(fields: dict[str, Any], told: Fee) -> None:
    assert read(executionMethods=fee(**fields)).methods[0].fees == [told]


@pytest.mark.parametrize(
    "fields", [{"value": 0, "description": ""}, {"value": None, "description": None}, {"value": 0, "description": "Không"}]
)
def test_a_fee_of_nothing_is_not_stated_rather_than_free(fields: dict[str, Any]) -> None:
    assert read(executionMethods=fee(**fields)).methods[0].fees == []


@pytest.mark.parametrize("fees", [[], None])
def test_no_fees_are_no_fees(fees: list[Any] | None) -> None:
    assert read(executionMethods=method(fees=fees)).methods[0].fees == []


def test_the_raw_record_is_left_as_it_was() -> None:
    record = raw()
    before = deepcopy(record)
    to_procedure(record)
    assert record == before


@pytest.mark.parametrize("code", ["", "1.900010-Xoa", "TTHC-1"])
def test_a_record_without_a_proper_code_is_refused(code: str) -> None:
    with pytest.raises(ValidationError, match="code"):
        to_procedure(raw(code))


@pytest.mark.parametrize("missing", ["code", "detail", "id"])
def test_a_record_without_its_main_parts_is_refused(missing: str) -> None:
    record = raw()
    del record[missing]
    with pytest.raises(KeyError, match=missing):
        to_procedure(record)


def test_a_way_of_submitting_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError, match="PIGEON"):
        read(executionMethods=method(submissionMethod="PIGEON"))
