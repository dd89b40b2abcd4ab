"""The record: a slip is seen, and its days of validity are counted with both ends."""

from datetime import date

import pytest
from pydantic import ValidationError

from core.procedure import Procedure

RECORD = {"code": "1.900001", "name": "Cấp thẻ thư viện"}


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(ValidationError, match="fees"):
        Procedure.model_validate({**RECORD, "fees": []})


@pytest.mark.parametrize("code", ["", "1.00119", "1001193", "x.001193", "1.001193 ", "1.001193-Xoa", "1.001193\n"])
def test_a_malformed_code_is_an_error(code: str) -> None:
    with pytest.raises(ValidationError, match="code"):
        Procedure.model_validate({**RECORD, "code": code})


@pytest.mark.parametrize(
    ("first", "last", "day", "holds"),
    [
        (None, None, "2026-07-01", True),
        ("2026-07-01", None, "2026-06-30", False),
        ("2026-07-01", None, "2026-07-01", True),
        (None, "2026-07-01", "2026-07-01", True),
        (None, "2026-07-01", "2026-07-02", False),
        ("2026-07-01", "2026-07-31", "2026-07-15", True),
    ],
)
def test_a_record_holds_from_its_first_to_its_last_day(first: str | None, last: str | None, day: str, holds: bool) -> None:
    record = Procedure.model_validate({**RECORD, "valid_from": first, "valid_to": last})
    assert record.valid_on(date.fromisoformat(day)) is holds


def test_a_record_survives_its_own_json() -> None:
    record = Procedure.model_validate(
        {**RECORD, "updated": "2026-04-15", "methods": [{"channel": "direct", "fees": [{"amount_vnd": 8000}]}]}
    )
    assert Procedure.model_validate_json(record.model_dump_json()) == record
