"""What may stand in a draft: every field goes there and back, what is unfinished is kept, what is no record is refused."""

from typing import Any

import pytest

from core.procedure import Procedure
from knowledge.editorial import content
from tests.editorial.conftest import CODE
from tests.knowledge.records import LIBRARY

FULL = content.of(LIBRARY.model_copy(update={"valid_from": LIBRARY.updated, "valid_to": LIBRARY.checked, "life_event_group": "hoc-tap"}))


@pytest.mark.parametrize("field", content.FIELDS)
def test_every_field_goes_there_and_back(field: str) -> None:
    assert FULL[field] not in (None, [])
    new, wrong = content.taken(content.empty(CODE), {field: FULL[field]})
    assert (new, wrong) == ({field: FULL[field]}, {})


def test_a_whole_record_goes_there_and_back() -> None:
    new, _ = content.taken(content.empty(CODE), FULL)
    assert content.finished({**content.empty(CODE), **new}) == Procedure.model_validate(FULL)


def test_what_is_unfinished_is_kept() -> None:
    sent = {"name": "", "cases": [{"name": None, "documents": [{"name": " "}]}], "legal_basis": [{"number": "", "name": "Luật"}]}
    new, wrong = content.taken(FULL, sent)
    assert wrong == {}
    assert new["name"] == ""
    assert new["cases"][0]["documents"][0]["name"] == ""
    with pytest.raises(ValueError, match="name"):
        content.finished({**FULL, **new})


def test_texts_are_tidied_and_empty_ones_are_not_stated() -> None:
    new, _ = content.taken(FULL, {"place": "  Quầy  số\u200b 4 ", "result": "  ", "steps": ["Một.", "", "  ", "Hai.\x00"]})
    assert new == {"place": "Quầy số 4", "result": None, "steps": ["Một.", "Hai."]}


def test_what_stands_already_is_no_change() -> None:
    assert content.taken(FULL, FULL) == ({}, {})


def _nested() -> Any:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    return deep


@pytest.mark.parametrize(
    "sent",
    [
        {"valid_to": "31/02/2026"},
        {"methods": [{"channel": "pigeon"}]},
        {"methods": [{"channel": "direct", "fees": [{"amount_vnd": "nhiều"}]}]},
        {"methods": [{"channel": "direct", "time_limit": {"value": float("nan")}}]},
        {"cases": [{"documents": [{"name": "Đơn", "colour": "xanh"}]}]},
        {"steps": "một"},
        {"steps": [_nested()]},
        {"level": [None, 3]},
        {"levle": ["ward"]},
    ],
)
def test_what_is_no_record_is_refused_and_the_rest_kept(sent: dict[str, Any]) -> None:
    new, wrong = content.taken(FULL, {"place": "Quầy số 9", **sent})
    assert new == {"place": "Quầy số 9"}
    assert list(wrong) == list(sent)


def test_the_code_stays() -> None:
    assert content.taken(FULL, {"code": "1.999999"}) == ({}, {})
