import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from channels.demo.server import FAULTS, Fault
from core.clock import VIETNAM
from portal.dossiers.access import PortalAccess
from portal.dossiers.adapters.national import NationalStatus
from portal.dossiers.models import Demand, Dossier, Fee, Proof, ProofKind, State
from portal.dossiers.sample.dossiers import samples
from tests.fakes.dossiers.national import LOGIN, SERVICE, FakeNational
from tests.portal.dossiers.adapters.looking import (
    CODE,
    EXPECTED,
    HOSTILE_CODES,
    IDENTITY,
    NOW,
    OTHER,
    PATIENCE,
    PERSONAL,
    PHONE,
    SAMPLE,
    SECOND,
    SECRET,
    SHORT,
    UNKNOWN,
    emptied,
    outcome,
    told,
)


@pytest.fixture
def portal() -> Iterator[FakeNational]:
    with FakeNational([SAMPLE, SECOND]) as fake:
        yield fake


@pytest_asyncio.fixture
async def status(portal: FakeNational) -> AsyncIterator[NationalStatus]:
    provider = NationalStatus(portal.access, PATIENCE, lambda: NOW)
    yield provider
    await provider.close()


def _logins() -> float:
    return REGISTRY.get_sample_value("troly_dossier_logins_total", {"adapter": "national"}) or 0.0


async def _with(portal: FakeNational, status: NationalStatus, **fields: object) -> Dossier:
    portal.records[CODE] |= fields
    return await told(status, PHONE)


# What is told.


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


# The session.


@pytest.mark.asyncio
async def test_lookups_share_one_login(portal: FakeNational, status: NationalStatus) -> None:
    before = _logins()
    assert {one.code for one in await asyncio.gather(*(told(status, PHONE) for _ in range(8)))} == {CODE}
    await told(status, IDENTITY)
    assert (portal.count(LOGIN), _logins() - before) == (1, 1)


@pytest.mark.asyncio
async def test_an_expired_session_costs_one_login(portal: FakeNational, status: NationalStatus) -> None:
    await told(status, PHONE)
    portal.expire()
    await told(status, PHONE)
    assert (portal.count(LOGIN), portal.count(SERVICE)) == (2, 3)
    portal.expire()
    await asyncio.gather(*(told(status, PHONE) for _ in range(8)))
    assert portal.count(LOGIN) == 3


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ["expired", "401", "403"])
async def test_a_session_refused_once_is_renewed(portal: FakeNational, status: NationalStatus, fault: Fault) -> None:
    await told(status, PHONE)
    portal.fail(fault, times=1, path=SERVICE)
    await told(status, PHONE)
    assert (portal.count(LOGIN), portal.count(SERVICE)) == (2, 3)


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [1, "1", "-1", 404, "ERROR", "000", -0.0001e9])
async def test_an_error_that_stays_is_the_portals(portal: FakeNational, status: NationalStatus, code: object) -> None:
    portal.odd = {"error_code": code, "result": [], "message": SAMPLE.applicant}
    assert await outcome(status, PHONE) == "server_error"
    assert (portal.count(LOGIN), portal.count(SERVICE)) == (2, 2)
    assert await outcome(status, PHONE) == "server_error"
    assert portal.count(LOGIN) == 3  # never more than one for a lookup


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [0, "0", "00", 0.0, " 00 "])
async def test_every_success_is_one(portal: FakeNational, status: NationalStatus, code: object) -> None:
    portal.odd = {"error_code": code, "result": [portal.records[CODE]]}
    await told(status, PHONE)
    portal.odd = {"error_code": code, "result": None}
    assert await status.lookup(CODE, PHONE) is None


@pytest.mark.asyncio
@pytest.mark.parametrize("wrong", [{"password": "x"}, {"username": ""}])
async def test_wrong_credentials_are_ours(portal: FakeNational, wrong: dict[str, str]) -> None:
    status = NationalStatus(PortalAccess(**(portal.access.model_dump() | wrong)), PATIENCE, lambda: NOW)
    assert await outcome(status, PHONE) == "denied"
    assert (portal.count(LOGIN), portal.count(SERVICE)) == (1, 0)
    await status.close()


@pytest.mark.asyncio
async def test_wrong_credentials_do_not_hammer_at_the_door(portal: FakeNational) -> None:
    status = NationalStatus(portal.access.model_copy(update={"username": "x"}), PATIENCE, lambda: NOW)
    assert set(await asyncio.gather(*(outcome(status, PHONE) for _ in range(8)))) == {"denied"}
    assert portal.count(LOGIN) == 1
    await status.close()


@pytest.mark.asyncio
async def test_a_session_that_cannot_be_renewed_is_asked_with_no_more(portal: FakeNational, status: NationalStatus) -> None:
    await told(status, PHONE)
    portal.expire()
    portal.fail("500", path=LOGIN)
    portal.calls.clear()
    assert set(await asyncio.gather(*(outcome(status, PHONE) for _ in range(8)))) == {"server_error"}
    assert all(call.body["session"] for call in portal.calls if call.path == SERVICE)
    portal.recover()
    assert await outcome(status, PHONE) == "found"


@pytest.mark.asyncio
async def test_an_agency_that_may_not_ask(portal: FakeNational) -> None:
    status = NationalStatus(portal.access.model_copy(update={"agency": "000.00.99.H29"}), PATIENCE, lambda: NOW)
    assert await outcome(status, PHONE) == "server_error"
    await status.close()


# Bad days.


@pytest.mark.asyncio
@pytest.mark.parametrize("path", [LOGIN, SERVICE])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_has_its_reason_and_its_end(portal: FakeNational, fault: Fault, path: str) -> None:
    patience = SHORT if fault in ("slow", "drip") else PATIENCE
    status = NationalStatus(portal.access, patience, lambda: NOW)
    portal.fail(fault, path=path)
    began = time.monotonic()
    assert await outcome(status, PHONE, patience=patience) == EXPECTED[fault]
    assert time.monotonic() - began < patience.budget + 0.4
    if fault in ("502", "reset", "half"):
        assert portal.count(path) == PATIENCE.attempts
    portal.recover()
    assert await outcome(status, PHONE, patience=patience) == "found"
    await status.close()
    assert fault == "slow" or await emptied(portal)  # who is slow does not look whether anybody still waits


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ["502", "reset", "half"])
async def test_a_fault_that_passes_is_not_noticed(portal: FakeNational, status: NationalStatus, fault: Fault) -> None:
    portal.fail(fault, times=1, path=SERVICE)
    assert await outcome(status, PHONE) == "found"


@pytest.mark.asyncio
@pytest.mark.parametrize("path", [LOGIN, SERVICE])
async def test_a_cancelled_lookup_leaves_nothing_behind(portal: FakeNational, status: NationalStatus, path: str) -> None:
    portal.fail("drip", path=path)
    tasks = [asyncio.ensure_future(status.lookup(CODE, PHONE)) for _ in range(5)]
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    assert all(isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*tasks, return_exceptions=True))
    assert await emptied(portal)
    portal.recover()
    assert await outcome(status, PHONE) == "found"  # nobody holds the login


@pytest.mark.asyncio
async def test_a_portal_that_is_not_there() -> None:
    status = NationalStatus(PortalAccess(adapter="national", url="http://127.0.0.1:9"), PATIENCE, lambda: NOW)
    assert await outcome(status, PHONE) == "unreachable"
    await status.close()


HOSTILE: list[object] = [
    *(0, "x", [], [[]], {}, None, True, {"result": []}, {"error_code": None, "result": []}, {"error_code": [], "result": []}),
    *({"error_code": 0}, {"error_code": 0, "result": {}}, {"error_code": 0, "result": "[]"}, {"error_code": 0, "result": [1]}),
    *({"error_code": 0, "result": [[]]}, {"error_code": 0, "result": [None]}),
    {"error_code": 0, "result": [{"MaHoSo": OTHER, "SoDienThoai": SAMPLE.phone}]},
    {"error_code": 0, "result": [{"MaHoSo": f"{CODE}1", "SoDienThoai": SAMPLE.phone}]},
    {"error_code": 0, "result": [], "x": "x" * 2_000_000},
]


@pytest.mark.asyncio
@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: json.dumps(body)[:60])
async def test_an_answer_of_another_form_is_malformed(portal: FakeNational, status: NationalStatus, body: object) -> None:
    portal.odd = "null" if body is None else body
    assert await outcome(status, PHONE) == "malformed"
    assert portal.count(LOGIN) == 1  # no sign of an expired session


@pytest.mark.asyncio
@pytest.mark.parametrize("body", HOSTILE[:10], ids=lambda body: json.dumps(body)[:60])
async def test_a_login_of_another_form_is_malformed(portal: FakeNational, status: NationalStatus, body: object) -> None:
    portal.wrong_types = body  # type: ignore[misc]
    portal.fail("types", path=LOGIN)
    assert await outcome(status, PHONE) == "malformed"


DEEP: object = None
for _ in range(400):
    DEEP = [DEEP]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "value",
    [None, 7, -1.5, 10**300, float("nan"), True, [], ["x"], [None], {"a": 1}, DEEP, "\x00\u202e", "x" * 20_000, "a b " * 9_000],
    ids=lambda value: str(value)[:20].encode("ascii", "replace").decode(),
)
async def test_wrong_values_are_left_out(portal: FakeNational, status: NationalStatus, value: object) -> None:
    kept = {"MaHoSo", "SoDienThoai"}
    portal.records[CODE] = {key: old if key in kept else value for key, old in portal.records[CODE].items()}
    found = await told(status, PHONE)
    assert found.state in (None, State.WITHDRAWN)  # 7
    assert (found.due, found.received, found.procedure_code, found.demands, found.fees) == (None, None, None, (), ())
    assert len(repr(found).encode()) < 10_000


@pytest.mark.asyncio
async def test_a_swollen_record_takes_no_long_thought(portal: FakeNational, status: NationalStatus) -> None:
    words = "a b " * 400
    papers = [{"TenGiayTo": words}] * 50
    rounds = [ROUND | {"NguoiYeuCauBoSung": words, "NoiDungBoSung": words, "DanhSachGiayToBoSung": papers}] * 8
    began = time.process_time()
    found = await _with(portal, status, ChuHoSo=words, GhiChu=words, DanhSachHoSoBoSung=rounds)
    assert time.process_time() - began < 4  # a second, on a machine that does nothing else
    assert max(len(demand.papers) for demand in found.demands) <= 10


@pytest.mark.asyncio
@pytest.mark.parametrize("code", HOSTILE_CODES)
async def test_a_hostile_code_finds_nothing(status: NationalStatus, code: str) -> None:
    assert await outcome(status, PHONE, code) == "nothing"


@pytest.mark.asyncio
async def test_nothing_of_the_applicant_is_told_or_logged(
    portal: FakeNational, status: NationalStatus, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    portal.records[CODE]["GhiChu"] = f"Gọi {SAMPLE.applicant}, {SAMPLE.phone}, CCCD {SAMPLE.identity}"
    spoken = [repr(await told(status, proof)) for proof in (PHONE, IDENTITY)]
    for fault in ("broken", "502", "half", "reset", "types"):
        portal.fail(fault)
        spoken.append(await outcome(status, PHONE))
    written = capsys.readouterr()
    logs = caplog.text + written.out + written.err
    assert "retry_scheduled" in logs
    assert not any(value in "\n".join([*spoken, logs]) for value in PERSONAL)
    secrets = [call.body["session"] for call in portal.calls if call.path == SERVICE] + [portal.access.password.get_secret_value()]
    assert not any(value in logs for value in (CODE, *secrets))


@pytest.mark.asyncio
@pytest.mark.parametrize("record", [{}, {"MaHoSo": OTHER}, {"MaHoSo": f"{CODE}1", "SoDienThoai": "0900000000"}, {"MaHoSo": CODE}], ids=str)
async def test_without_a_fitting_proof_an_odd_record_tells_nothing(portal: FakeNational, status: NationalStatus, record: object) -> None:
    portal.odd = {"error_code": 0, "result": [record]}
    assert await outcome(status, PHONE) == "nothing"
