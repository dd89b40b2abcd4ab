"""Codes are found as people type them, repaired where one reading is nearest, and nothing else is taken for one."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.dossier_codes import DossierCode, find

TODAY = date(2026, 11, 22)
WARD = "H29.18-260310-0420"
CITY = "000.00.01.H29-260310-0420"
OFFICE = "38.98.H29-210519-0013"
MINISTRY = "G09.20-20260609-0092637"
INSURED = "03706/2026/07906"

SURE = [
    *((code, code) for code in (WARD, CITY, OFFICE, MINISTRY, INSURED)),
    *((code, code) for code in ("000.00.53.H48-220921-0099", "000.17.22.H56-210531-0001", "H29-260310-0420", "H29.101-260820-0045")),
    ("xem giùm hồ sơ h29.18 260310 0420", WARD),
    ("H29.18.260310.0420", WARD),
    ("h2918 260310 0420", WARD),
    ("h29 18 260310 0420", WARD),
    ("h29182603100420", WARD),
    ("h29.18-2603100420", WARD),
    ("H29.18260310-0420", WARD),
    ("H29.18-\n260310-0420", WARD),
    ("H29.18-260310-\n 0420", WARD),
    ("H29.18\r\n260310\r\n0420", WARD),
    ("H29.18 - 260310 - 0420", WARD),
    ("H29.18–260310—0420", WARD),
    ("Ｈ２９.１８－２６０３１０－０４２０", WARD),
    ("H29.18\u00a0260310\u00a00420", WARD),
    ("mã:H29.18-260310-0420.", WARD),
    ("số hồ sơ:(h29.18-260310-0420)?", WARD),
    ("tra giùm mã[H29.18-260310-0420],tới đâu rồi", WARD),
    ("mãH29.18-260310-0420ạ", WARD),
    ("H29.18-260310-0420nha em", WARD),
    ("H29.18-260310-0420 4 số cuối 4321", WARD),
    ("2.H29.18-260310-0420", WARD),
    ("4321-H29.18-260310-0420", WARD),
    ("000.00.01.h29 260310-0420", CITY),
    ("000 00 01 h29 260310 0420", CITY),
    ("0000001H292603100420", CITY),
    ("hồ sơ 000.00.01.\nH29-260310-0420", CITY),
    ("38.98.h29 210519 0013", OFFICE),
    ("38 98 H29 210519 0013", OFFICE),
    ("12 34 H29.18-260310-0420", WARD),
    ("090 12 34 H29.18-260310-0420", WARD),
    ("g0920 20260609 0092637", MINISTRY),
    ("G09.20202606090092637", MINISTRY),
    ("bhxh 03706-2026-07906", INSURED),
    ("03706 / 2026 / 07906", INSURED),
]
ASKED = [
    *((typed, WARD) for typed in ("H29.18-26O31O-O42O", "H29.l8-26031O-042O", "H29.1B-260310-0420", "H29.I8.26O3I0.0420")),
    *((typed, WARD) for typed in ("H 29.18-260310-0420", "H-29.18 260310 0420", "29H.18-260310-0420", "h-29 18 260310 0420")),
    *((typed, WARD) for typed in ("H29.18--260310-0420", "H29.18/260310/0420", "H29.18-260310-0420-4321", "H29,18,260310,0420")),
    *((typed, WARD) for typed in ("H29.18-100326-0420", "H29.18 26 03 10 0420", "H29.18-26.03.10-0420", "H29.18-2603\n10-0420")),
    *((typed, WARD) for typed in ("H29.18-2603100-0420", "H29.18-26310-0420", "H29.18-260310-04\n20")),
    *((typed, CITY) for typed in ("OOO.OO.O1.H29-260310-0420", "00.00.01.H29-260310-0420", "0000.00.01.H29-260310-0420")),
    *((typed, CITY) for typed in ("000.0.01.H29-260310-0420", "000.00.01.29H-260310-0420", "000.00.01-H29--260310-0420")),
    ("H29.18-10032026-0420", "H29.18-20260310-0420"),
    ("H29.18-261225-0420", "H29.18-251226-0420"),  # Christmas is not yet
    *((typed, WARD) for typed in ("H229.18-260310-0420", "h299 18 260310 0420", "H29.18-260310-O42O")),
    *((typed, CITY) for typed in ("0O0 OO 0I h29 260310 0420", "000.0O.01.H29-26O310-0420")),
    ("G09.20-202606O9-OO92637", MINISTRY),
    *((typed, OFFICE) for typed in ("38..98.H29-210519-0013", "3B 98 H29 210519 0013")),
    *((typed, CITY) for typed in ("00 00 01 h29 260310 0420", "0000 00 01 H29 260310 0420")),
    ("4321 H29-260310-0420", "H29-260310-0420"),
    ("03706 2026 07906", INSURED),
    ("O37O6/2026/079O6", INSURED),
]
NONE = [
    *("1.001193", "1.000494.000.00.00.H29", "1.000494.000.00.00.H29-260310-0420", "thủ tục 2.000528 và 1.001193"),
    *("0909123456", "H29 0909123456", "+84 909 123 456", "028 3829 1234", "079203001234", "19036666888888", "1022"),
    *("59H1-23456", "59H1-234.56", "51H-123.45", "51H-12345", "59H1 23456 260310", "29H 123.45"),
    *("123/2015/NĐ-CP", "12345/QĐ-UBND", "Quyết định 5612/QĐ-UBND ngày 20/11/2025", "91/2025/QH15", "10/03/2026", "20260310 0420"),
    *("1.500.000.000", "vốn 1500000000 đồng", "phòng A12 chung cư B3", "lúc 20h 26/03/2026", "H29", "H29.18", "H29.18-260310"),
    *("h 29 tháng 3 2026", "hoi 260310 0420", "20h 260310 0420", "mẫu B01-DNN 2024 0001", "hẻm 12/34/56 H29", "12345/2024/123456"),
    *("H29.18-261231-0420", "H29.18-170310-0420", "H29.18-261310-0420", "H29.18-20261123-0420"),  # no such day yet
    *("H29.18-2603310-0420", "H29.18-26031-0420", "H29.18-260310-42", "H29.18-260310-04200420"),  # none is nearest
    *("03706/2027/07906", "03706/2016/07906", "103706/2026/07906", "03706/2026/079061", "03706/2026/7906", "SOLIB/2026/07906"),
    *("", " ", "\x00", "\ud800", "😀" * 40, "H29.18-٢٦٠٣١٠-٠٤٢٠"),
    *("000 30 399 h29 241220 0186", "H291 260310 0420", "h2250602.0671", "H29.4 3221119 0523x", "H29.18-26031-04201"),
    *("999.1.H29.18-260310-0420", "999H29.18-260310-0420", "xH29.18-260310-0420"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "code"), SURE)
def test_a_code_is_found_as_people_type_it(typed: str, code: str) -> None:
    assert [(one.code.text, one.sure) for one in find(typed, TODAY)] == [(code, True)]


@pytest.mark.parametrize(("typed", "code"), ASKED)
def test_a_mistyped_code_is_offered_as_a_question(typed: str, code: str) -> None:
    assert [(one.code.text, one.sure) for one in find(f"mã {typed} nhé", TODAY)] == [(code, False)]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_code_or_has_no_nearest_reading_is_left(text: str) -> None:
    assert find(text, TODAY) == []


def test_the_parts_of_a_code() -> None:
    codes = [find(text, TODAY)[0].code for text in (WARD, CITY, OFFICE, MINISTRY, INSURED)]
    assert [code.unit for code in codes] == ["H29", "H29", "H29", "G09", None]
    assert [code.agency for code in codes] == ["H29.18", "000.00.01.H29", "38.98.H29", "G09.20", "03706"]
    assert [code.received for code in codes] == [date(2026, 3, 10), date(2026, 3, 10), date(2021, 5, 19), date(2026, 6, 9), None]
    assert codes[4] == DossierCode(INSURED, "03706", None, "insurance")


def test_of_two_readings_the_usual_one_is_taken_or_none() -> None:
    assert [(one.code.text, one.sure) for one in find("A01-20180101-0000001", TODAY)] == [
        ("A01-20180101-0000001", True)
    ]  # or A01.20-180101
    assert find("H29.20260310-0420", TODAY) == []  # H29.20-260310-0420, or the day 2026-03-10 of H29: neither is nearer


def test_a_sentence_without_its_codes_is_what_else_was_said() -> None:
    text = f"so sánh {WARD} với g09.20 20260609 0092637, và {INSURED}, 4 số cuối 4321"
    hits = find(text, TODAY)
    assert [one.code.text for one in hits] == [WARD, MINISTRY, INSURED]
    for one in reversed(hits):
        text = text[: one.start] + text[one.end :]
    assert text == "so sánh  với , và , 4 số cuối 4321"


def test_received_today_by_the_clock_of_the_city() -> None:
    assert find(WARD, date(2026, 3, 10))
    assert not find(WARD, date(2026, 3, 9))
    assert find(WARD)  # the day is long past


HOSTILE = ["0", "1.", "0. ", "12.34.", "1-", "00 ", "26", "H29.", "H29.18.260310.", "H2", "8B", "29H. ", "000.00.01.", "OIL", "H29-26-",
           "03706/", "H29.18-2603101 ", "\n", "03706 2026 "]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    text = (piece * 65_536)[:65_536]
    least = min(_seconds(text) for _ in range(3))
    assert least < (0.05 if set(piece) <= set("0123456789. -\n") else 1)


def _seconds(text: str) -> float:
    started = time.process_time()
    find(text, TODAY)
    return time.process_time() - started


@st.composite
def _codes(draw: st.DrawFn) -> tuple[list[str], str, str]:
    """Groups of an agency, a day and a number."""
    unit = draw(st.sampled_from("ABCDEFGH")) + f"{draw(st.integers(1, 99)):02}"
    before = draw(st.sampled_from([(3, 2, 2), (2, 2), ()]))
    groups = [f"{draw(st.integers(0, 10**width - 1)):0{width}}" for width in before] + [unit]
    if not before:
        groups += [f"{number:02}" for number in draw(st.lists(st.integers(1, 999), max_size=2))]
    day = draw(st.dates(date(2018, 1, 1), TODAY))
    long = draw(st.booleans())
    number = f"{draw(st.integers(1, 9999)):0{7 if long else 4}}"
    return groups, day.strftime("%Y%m%d" if long else "%y%m%d"), number


@given(_codes(), st.sampled_from(".- "), st.sampled_from(["-", " ", ".", "–", "-\n", " - "]), st.booleans())
def test_every_code_survives_small_letters_and_other_signs(code: tuple[list[str], str, str], dot: str, dash: str, small: bool) -> None:
    groups, day, number = code
    typed = dash.join((dot.join(groups), day, number))
    (hit,) = find(f"hồ sơ {typed.lower() if small else typed}, tới đâu rồi", TODAY)
    assert hit.code.text == f"{'.'.join(groups)}-{day}-{number}"
    assert hit.sure


@given(st.text(alphabet="H29.18-260310 \n0420OILSBh/", max_size=120))
def test_what_is_found_is_canonical_and_in_order(text: str) -> None:
    hits = find(text, TODAY)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    for one in hits:
        assert [(again.code, again.sure) for again in find(one.code.text, TODAY)] == [(one.code, True)]
        assert one.code.received is None or one.code.received <= TODAY


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in find(text, TODAY))
