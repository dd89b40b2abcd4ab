"""The session with the national portal: logging in, what breaks, and answers of another form."""

import asyncio
import json
import logging
import time

import pytest
from prometheus_client import REGISTRY

from channels.demo.server import FAULTS, Fault
from portal.dossiers.access import PortalAccess
from portal.dossiers.adapters.national import NationalStatus
from portal.dossiers.models import State
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
    SHORT,
    emptied,
    outcome,
    told,
)


def _logins() -> float:
    return REGISTRY.get_sample_value("troly_dossier_logins_total", {"adapter": "national"}) or 0.0


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
    assert time.monotonic() - began < patience.budget + 5
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
