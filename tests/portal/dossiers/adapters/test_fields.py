import json
import traceback
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from core.clock import VIETNAM
from core.errors import PortalUnavailable
from portal.dossiers.adapters.fields import dong, phones, procedure_code, text
from portal.dossiers.adapters.records import Line, Moment, Record, Text, entries, objects, read
from portal.dossiers.adapters.times import moment

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.dates().map(str) | st.from_regex(r"\d{8,14}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
AT = datetime(2026, 3, 10, 8, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("20260310083000", AT),
        (20260310083000, AT),
        (20260310083000.0, AT),
        (" 202603100830 ", AT),
        ("20260310", AT.replace(hour=0, minute=0)),
        ("10/03/2026 08:30:00", AT),
        ("10/3/2026 8:30", AT),
        ("10/03/2026", AT.replace(hour=0, minute=0)),
        ("2026-03-10T08:30:00.000+0700", AT),
        ("2026-03-10T01:30:00Z", AT),
        ("2026-03-10 08:30:00", AT),
        ("2026-03-10", AT.replace(hour=0, minute=0)),
        (1773106200000, AT),
        ("1773106200000", AT),
    ],
)
def test_moments(written: object, read_as: datetime) -> None:
    told = moment(written)
    assert told == read_as
    assert told
    assert told.utcoffset() == AT.utcoffset()


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "null", "mai", "0", "20261301", "20260230120000", "20260310083000Z", "00010101000000", "19000101", "29991231000000"),
        *("31/02/2026", "2026-02-30", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-W10-2", "２０２６０３１０", "9" * 13),
        *(None, True, [], {}, -1, 0, 1.5, float("nan"), float("inf"), 1e300, 10**300, "9" * 100_000, b"20260310"),
    ],
    ids=lambda written: repr(written)[:30],
)
def test_what_is_no_moment(written: object) -> None:
    assert moment(written) is None


@given(ANYTHING)
def test_no_value_breaks_the_reading(value: object) -> None:
    at = moment(value)
    assert at is None or (at.tzinfo is not None and 2000 <= at.year <= 2100)
    assert text(value).encode() is not None
    assert text(value) == text(value).strip()
    assert len(text(value)) <= 2_000
    amount = dong(value)
    assert amount is None or 0 <= amount < 10**16
    assert all(text(number) for number in phones(value))
    assert procedure_code(value) is None or isinstance(value, str)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30)))
def test_a_moment_comes_back(at: datetime) -> None:
    at = at.replace(microsecond=0, tzinfo=VIETNAM)
    assert moment(f"{at:%Y%m%d%H%M%S}") == moment(f"{at:%d/%m/%Y %H:%M:%S}") == at
    assert moment(at.isoformat()) == moment(at.astimezone(timezone.utc).isoformat()) == at


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        *((50000, 50_000), ("50000", 50_000), (50000.0, 50_000), ("50.000 đ", 50_000), ("1,250,000 VNĐ", 1_250_000), ("20000.00", 20_000)),
        *(
            ("0", 0),
            ("1.500.000 đồng", 1_500_000),
            ("miễn phí", None),
            ("50.00.0", None),
            ("-5", None),
            (-5, None),
            ("", None),
            (True, None),
        ),
        *(("50000-100000", None), ("9" * 13, None), ("٥٠٠٠٠", None), (float("nan"), None), ([], None)),
    ],
)
def test_amounts(written: object, amount: int | None) -> None:
    assert dong(written) == amount


def test_procedure_codes() -> None:
    assert [procedure_code(one) for one in ("1.001193", "1.000494.000.00.00.H29", " 2.000528 ")] == ["1.001193", "1.000494", "2.000528"]
    assert [procedure_code(one) for one in ("", None, 1.001193, "1.00119", "1.001193.H29", "x1.001193", "１.001193")] == [None] * 7


def test_lists_are_read_as_far_as_anybody_reads() -> None:
    assert entries(["a", {"b": 1}, None, 7, [1]]) == ["a", {"b": 1}]
    assert objects(["a", {"b": 1}, None]) == [{"b": 1}]
    assert len(objects([{}] * 5_000)) == len(entries([""] * 5_000)) == 10
    assert objects("[]") == objects(None) == entries({"a": 1}) == []


class _Form(Record):
    name: Line = ""
    words: Text = Field(alias="LoiGhi")
    at: Moment = None


def test_a_form_forgives_odd_fields_and_tells_nothing_of_what_it_refuses() -> None:
    odd = read(_Form, {"name": "x" * 9_000, "LoiGhi": 7, "at": [], "more": {"a": 1}})
    assert (len(odd.name), odd.words, odd.at) == (300, "7", None)
    for value in ({"at": "0900123456"}, "0900123456", ["0900123456"], None, 0):
        with pytest.raises(PortalUnavailable) as refused:
            read(_Form, value)
        assert refused.value.reason == "malformed"
        assert "0900123456" not in "".join(traceback.format_exception(refused.value))
        assert refused.value.__context__ is None


@pytest.mark.parametrize("half", ["\ud800", "a\udfffb"])
def test_halves_of_letters_are_left_out(half: str) -> None:
    assert "\ud800" not in text(json.loads(json.dumps(half)))
    assert text(half) == half.encode("utf-8", "ignore").decode()
