"""What is wrong with a record is said in words, at its place; what is odd does not keep it from review."""

from datetime import date
from typing import Any

import pytest

from core.words import words
from knowledge.editorial import content
from knowledge.editorial.completeness import PARTS, missing, score
from knowledge.editorial.validation import Surroundings, check, errors
from tests.knowledge.records import LIBRARY, procedure

TODAY = date(2026, 11, 23)
AROUND = Surroundings(
    TODAY, codes={"1.900001", "1.900002"}, aliases={"thẻ sách": "1.900002"}, ended={"1/2010/nđ-cp": "2/2025/NĐ-CP", "3/2001/ql": ""}
)
_WAY = {"channel": "direct", "time_limit": {"value": 1, "unit": "day"}, "fees": [{"amount_vnd": 1_000}]}
_ERRORS: list[tuple[dict[str, Any], str, str]] = [
    ({"name": "A"}, "name", "no_name"),
    ({"cases": [{"documents": [{"name": ""}]}]}, "cases.0.documents.0.name", "paper_nameless"),
    ({"cases": [{"documents": [{"name": "Đơn", "copies": -1}]}]}, "cases.0.documents.0.copies", "negative"),
    ({"methods": [{**_WAY, "time_limit": {"value": 0, "unit": "day"}}]}, "methods.0.time_limit.value", "time_not_positive"),
    ({"methods": [{**_WAY, "fees": [{}]}]}, "methods.0.fees.0", "fee_empty"),
    ({"methods": [{**_WAY, "fees": [{"amount_vnd": -5}]}]}, "methods.0.fees.0.amount_vnd", "negative"),
    ({"methods": [{**_WAY, "fees": [{"amount_vnd": 10**12}]}]}, "methods.0.fees.0.amount_vnd", "fee_too_dear"),
    ({"legal_basis": [{"number": "", "name": "Luật"}]}, "legal_basis.0.number", "law_without_number"),
    ({"legal_basis": [{"number": "1/NĐ", "date": "năm ngoái"}]}, "legal_basis.0.date", "law_date"),
    ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "valid_to", "ends_before_it_begins"),
    ({"checked": "2027-01-01"}, "checked", "in_future"),
    ({"source_url": "javascript:alert(1)"}, "source_url", "no_address"),
    ({"source_url": "https://["}, "source_url", "no_address"),
    ({"variants": [{"code": "1.900001", "difference": "x"}]}, "variants.0", "twin_of_itself"),
    ({"variants": [{"code": "1.900002", "difference": ""}]}, "variants.0", "twin_unfinished"),
]
_WARNINGS: list[tuple[dict[str, Any], str, str]] = [
    ({"aliases": ["thẻ đọc", "Thẻ Đọc"]}, "aliases.1", "alias_twice"),
    ({"aliases": ["thẻ sách"]}, "aliases.0", "alias_taken"),
    ({"aliases": ["x" * 81]}, "aliases.0", "alias_long"),
    ({"cases": [{"name": "Trẻ em"}]}, "cases.0", "case_empty"),
    ({"cases": [{"documents": [{"name": "Đơn", "copies": 51}]}]}, "cases.0.documents.0.copies", "many_copies"),
    ({"cases": [{"documents": [{"name": "Đơn", "form_url": "mẫu số 1"}]}]}, "cases.0.documents.0.form_url", "no_address"),
    ({"methods": [{**_WAY, "time_limit": {}}]}, "methods.0.time_limit", "time_empty"),
    ({"methods": [{**_WAY, "fees": [{"amount_vnd": 50}]}]}, "methods.0.fees.0.amount_vnd", "fee_odd"),
    ({"legal_basis": [{"number": "1/2010/NĐ-CP"}]}, "legal_basis.0", "law_replaced"),
    ({"legal_basis": [{"number": "3/2001/QL"}]}, "legal_basis.0", "law_ended"),
    ({"legal_basis": [{"number": "9/NĐ", "date": "2027-01-01"}]}, "legal_basis.0.date", "law_in_future"),
    ({"valid_to": "2026-11-22"}, "valid_to", "over"),
    ({"checked": "2026-01-01", "updated": "2026-02-01"}, "checked", "checked_before_updated"),
    ({"place": "Công an quận Bình Tân"}, "place", "district"),
    ({"variants": [{"code": "1.900077", "difference": "x"}]}, "variants.0", "twin_unknown"),
]


def test_a_sound_record_has_no_problem() -> None:
    assert check(content.of(LIBRARY), AROUND) == []
    assert (score(LIBRARY), missing(LIBRARY)) == (100, [])


@pytest.mark.parametrize(("fields", "place", "key"), _ERRORS)
def test_errors(fields: dict[str, Any], place: str, key: str) -> None:
    found = errors(check({**content.of(LIBRARY), **fields}, AROUND))
    assert [(problem.place, problem.key) for problem in found] == [(place, key)]


@pytest.mark.parametrize(("fields", "place", "key"), _WARNINGS)
def test_warnings(fields: dict[str, Any], place: str, key: str) -> None:
    found = check({**content.of(LIBRARY), **fields}, AROUND)
    assert (place, key) in [(problem.place, problem.key) for problem in found]
    assert errors(found) == []


def test_every_problem_has_its_words_and_every_word_its_problem() -> None:
    told = [problem for fields, _, _ in (*_ERRORS, *_WARNINGS) for problem in check({**content.of(LIBRARY), **fields}, AROUND)]
    told += check(content.empty("1.900001"), AROUND)
    assert all(problem.told() and problem.told("en") for problem in told)
    keys = {key.removeprefix("editorial.") for key in words() if key.startswith("editorial.")}
    assert {problem.key for problem in told} == keys


def test_what_is_missing_counts_by_its_weight() -> None:
    bare = procedure()
    assert [part.key for part in missing(bare)] == [part.key for part in PARTS]
    assert score(bare) == 0
    assert sum(part.weight for part in PARTS) == 100
    assert score(LIBRARY.model_copy(update={"cases": []})) == 80
    assert check({**content.of(LIBRARY), "cases": []}, AROUND)[0].key == "missing_documents"
