"""What the record of a dossier at the national portal says, and to whom."""

import time
from dataclasses import replace
from datetime import date, datetime

import pytest

from core.clock import VIETNAM
from portal.dossiers.adapters.national import NationalStatus
from portal.dossiers.models import Demand, Dossier, Fee, Proof, ProofKind, State
from portal.dossiers.sample.dossiers import samples
from tests.fakes.dossiers.national import LOGIN, FakeNational
from tests.portal.dossiers.adapters.looking import (
    CODE,
    IDENTITY,
    NOW,
    PATIENCE,
    PERSONAL,
    PHONE,
    SAMPLE,
    SECOND,
    SECRET,
    UNKNOWN,
    told,
)


async def _with(portal: FakeNational, status: NationalStatus, **fields: object) -> Dossier:
    portal.records[CODE] |= fields
    return await told(status, PHONE)


@pytest.mark.asyncio
@pytest.mark.parametrize("proof", [PHONE, IDENTITY], ids=lambda proof: proof.kind.value)
async def test_a_dossier_is_told_to_who_proves_it(portal: FakeNational, status: NationalStatus, proof: Proof) -> None:
    found = await told(status, proof)
    expected = replace(SAMPLE.dossier, state_words="", step=None, changed=None)  # that portal has no fields for these
    assert found == replace(expected, applicant="Đ. T. K. T.", portal="Cổng thử", seen=NOW)
    session = portal.calls[-1].body["session"]
    assert portal.calls[-1].body == {"session": session, "madonvi": "000.00.01.H29", "service": "TraCuuHoSo", "mahoso": CODE}


@pytest.mark.asyncio
async def test_unknown_and_unproven_are_the_same_nothing(portal: FakeNational, status: NationalStatus) -> None:
    phones = ("0000", "456", SAMPLE.phone, "", "３４５６")
    wrong = [Proof(ProofKind.PHONE, value) for value in phones] + [Proof(ProofKind.IDENTITY, value) for value in (SECOND.identity, "")]
    await told(status, PHONE)
    for code, proof in [*((CODE, one) for one in wrong), (UNKNOWN, PHONE), (UNKNOWN, IDENTITY)]:
        portal.calls.clear()
        assert await status.lookup(code, proof) is None
        assert len(portal.calls) == 1  # as many for the one as for the other


@pytest.mark.asyncio
async def test_a_secret_key_is_no_proof_here(portal: FakeNational, status: NationalStatus) -> None:
    assert await status.lookup(CODE, SECRET) is None
    assert portal.calls == []


@pytest.mark.asyncio
async def test_every_sample_is_told_without_its_person() -> None:
    known = samples(date(2026, 11, 20))
    with FakeNational(known) as portal:
        status = NationalStatus(portal.access, PATIENCE, lambda: NOW)
        for one in known:
            found = await told(status, Proof(ProofKind.IDENTITY, one.identity), one.dossier.code)
            assert (found.state, found.received, found.due) == (one.dossier.state, one.dossier.received, one.dossier.due)
            assert [demand.papers for demand in found.demands] == [demand.papers for demand in one.dossier.demands]
            assert not any(value in repr(found) for value in (one.applicant, one.phone, one.identity, one.secret))
        await status.close()
        assert portal.count(LOGIN) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(("number", "state"), list(enumerate(State, 1)))
async def test_the_ten_states(portal: FakeNational, status: NationalStatus, number: int, state: State) -> None:
    for written in (str(number), number, float(number), f" {number:02} "):
        assert (await _with(portal, status, TrangThaiHoSo=written)).state is state


@pytest.mark.asyncio
@pytest.mark.parametrize("written", ["", None, 0, 11, -4, 4.5, True, [4], {"id": 4}, "9" * 50, "٤"])
async def test_a_state_that_is_none_is_not_guessed(portal: FakeNational, status: NationalStatus, written: object) -> None:
    found = await _with(portal, status, TrangThaiHoSo=written)
    assert found.state is None
    assert found.state_words in ("", "-4")
    assert found.due == SAMPLE.dossier.due


@pytest.mark.asyncio
async def test_a_state_in_words_is_told_as_it_is(portal: FakeNational, status: NationalStatus) -> None:
    found = await _with(portal, status, TrangThaiHoSo=f"Chờ bà {SAMPLE.applicant} xác nhận")
    assert (found.state, found.state_words) == (None, "Chờ bà [họ tên] xác nhận")


ROUND = {
    "NguoiYeuCauBoSung": "Lữ Thị Cán Bộ",
    "NoiDungBoSung": f"Chị Đoàn Thị Kim Thử (sđt {SAMPLE.phone}, CCCD {SAMPLE.identity}) gặp Lữ Thị Cán Bộ nộp giấy chứng sinh",
    "NgayBoSung": "20260312140509",
    "NgayTiepNhanBoSung": "",
    "DanhSachGiayToBoSung": [{"TenGiayTo": "Giấy chứng sinh"}, "Giấy cam đoan", {"TenGiayTo": None}, 7],
    "DanhSachLePhiBoSung": [{"TenPhiLePhi": "Phí bản sao", "Gia": "8.000 đ", "TrangThaiThanhToan": 0}],
    "NgayHenTraTruoc": "20260317170000",
    "NgayHenTraMoi": "20260324170000",
}


@pytest.mark.asyncio
async def test_rounds_of_papers(portal: FakeNational, status: NationalStatus) -> None:
    earlier = ROUND | {"NoiDungBoSung": None, "NgayBoSung": 20260311080000, "NgayTiepNhanBoSung": "20260311160000", "NgayHenTraMoi": ""}
    earlier["DanhSachGiayToBoSung"] = None
    found = await _with(portal, status, TrangThaiHoSo="5", DanhSachHoSoBoSung=[ROUND, earlier])
    first, second = found.demands
    assert first == Demand(asked=datetime(2026, 3, 11, 8, tzinfo=VIETNAM), answered=True)
    assert second.papers == ("Giấy chứng sinh", "Giấy cam đoan")
    assert (second.asked, second.until, second.answered) == (datetime(2026, 3, 12, 14, 5, 9, tzinfo=VIETNAM), None, False)
    assert second.note
    assert second.note.endswith("nộp giấy chứng sinh")
    assert not any(value in repr(found) for value in (*PERSONAL, "Lữ Thị", "Cán Bộ"))
    assert found.due == datetime(2026, 3, 24, 17, tzinfo=VIETNAM)  # put off with the papers
    assert found.fees[-1] == Fee("Phí bản sao", 8000, paid=False)


@pytest.mark.asyncio
async def test_a_promise_that_was_put_off_already_stays(portal: FakeNational, status: NationalStatus) -> None:
    found = await _with(portal, status, NgayHenTra="20260326170000", DanhSachHoSoBoSung=[ROUND])
    assert found.due == datetime(2026, 3, 26, 17, tzinfo=VIETNAM)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("written", "fee"),
    [
        ({"TenPhiLePhi": "Lệ phí", "Gia": "150000", "TrangThaiThanhToan": "1"}, Fee("Lệ phí", 150_000, paid=True)),
        ({"TenPhiLePhi": "Lệ phí", "Gia": 0, "TrangThaiThanhToan": 2}, Fee("Lệ phí", 0)),
        ({"TenPhiLePhi": "Lệ phí", "Gia": "1.250.000", "TrangThaiThanhToan": None}, Fee("Lệ phí", 1_250_000)),
        ({"TenPhiLePhi": "Lệ phí", "Gia": "20000.00"}, Fee("Lệ phí", 20_000)),
        ({"TenPhiLePhi": "Lệ phí", "Gia": "-5"}, Fee("Lệ phí")),
        ({"TenPhiLePhi": "Lệ phí", "Gia": "9" * 40}, Fee("Lệ phí")),
        ({"TenPhiLePhi": "Lệ phí", "Gia": "theo quy định"}, Fee("Lệ phí")),
        ({"TenPhiLePhi": "", "Gia": "150000"}, None),
        ("Lệ phí", None),
    ],
)
async def test_fees(portal: FakeNational, status: NationalStatus, written: object, fee: Fee | None) -> None:
    assert (await _with(portal, status, DanhSachLePhi=[written])).fees == ((fee,) if fee else ())


@pytest.mark.asyncio
async def test_results_dates_and_procedure(portal: FakeNational, status: NationalStatus) -> None:
    papers = [{"TenGiayTo": f"Giấy khai sinh của {SAMPLE.applicant}", "GiayToId": 7}, {"TenGiayTo": ""}]
    more = {"NgayTra": "", "NgayKetThucXuLy": "20260316090000", "MaTTHC": "1.000494.000.00.00.H29", "NgayTiepNhan": "00010101000000"}
    found = await _with(portal, status, DanhSachGiayToKetQua=papers, **more)
    assert found.results == ("Giấy khai sinh của [họ tên]",)
    assert (found.done, found.received) == (datetime(2026, 3, 16, 9, tzinfo=VIETNAM), None)
    assert found.procedure_code == "1.000494"
    assert (await _with(portal, status, NgayKetThucXuLy=None, NgayTra=20260317080000)).done == datetime(2026, 3, 17, 8, tzinfo=VIETNAM)
    assert (await _with(portal, status, MaTTHC="1.000494'; --")).procedure_code is None


@pytest.mark.asyncio
@pytest.mark.parametrize("phone", ["0900123456; 0900777888", "+84 900 123 456", "0900.123.456", 900123456, "84900123456"])
async def test_phones_as_portals_write_them(portal: FakeNational, status: NationalStatus, phone: object) -> None:
    assert (await _with(portal, status, SoDienThoai=phone)).code == CODE


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["", None, 3456, [], {"a": 1}, "không có", True])
async def test_a_record_without_the_datum_proves_nothing(portal: FakeNational, status: NationalStatus, value: object) -> None:
    portal.records[CODE] |= {"SoDienThoai": value, "MaDoiTuong": value}
    assert await status.lookup(CODE, PHONE) is None
    assert await status.lookup(CODE, IDENTITY) is None
    portal.records[CODE] |= {"SoDinhDanh": SAMPLE.identity}
    assert (await told(status, IDENTITY)).code == CODE


@pytest.mark.asyncio
async def test_a_swollen_record_takes_no_long_thought(portal: FakeNational, status: NationalStatus) -> None:
    words = "a b " * 400
    papers = [{"TenGiayTo": words}] * 50
    rounds = [ROUND | {"NguoiYeuCauBoSung": words, "NoiDungBoSung": words, "DanhSachGiayToBoSung": papers}] * 8
    began = time.process_time()
    found = await _with(portal, status, ChuHoSo=words, GhiChu=words, DanhSachHoSoBoSung=rounds)
    assert time.process_time() - began < 4  # a second, on a machine that does nothing else
    assert max(len(demand.papers) for demand in found.demands) <= 10
