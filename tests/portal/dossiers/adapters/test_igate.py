import asyncio
import json
import logging
import unicodedata
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from channels.demo.server import FAULTS, Fault
from core.clock import VIETNAM
from portal.dossiers.access import LgspAccess, PortalAccess
from portal.dossiers.adapters.igate import IgateStatus
from portal.dossiers.models import Proof, ProofKind, State
from portal.dossiers.sample.dossiers import samples
from tests.fakes.dossiers.igate import SEARCH, STATUSES, TOKEN, FakeIgate
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

GOOD = [PHONE, IDENTITY]


@pytest.fixture
def portal() -> Iterator[FakeIgate]:
    with FakeIgate([SAMPLE, SECOND]) as fake:
        yield fake


@pytest_asyncio.fixture
async def status(portal: FakeIgate) -> AsyncIterator[IgateStatus]:
    provider = IgateStatus(portal.access, PATIENCE, lambda: NOW)
    yield provider
    await provider.close()


def paths(portal: FakeIgate) -> list[str]:
    return [call.path for call in portal.calls]


@pytest.mark.asyncio
@pytest.mark.parametrize("proof", GOOD, ids=lambda proof: proof.kind.value)
async def test_a_dossier_is_told_to_who_proves_it(portal: FakeIgate, status: IgateStatus, proof: Proof) -> None:
    found = await told(status, proof)
    assert found == replace(SAMPLE.dossier, applicant="Đ. T. K. T.", portal="Cổng thử", fees=(), note=None, changed=None, seen=NOW)
    assert portal.calls[-1].query == {"page": "0", "size": "10", "spec": "slice", "code": CODE}
    assert (await told(status, Proof(ProofKind.PHONE, SECOND.phone[-4:]), OTHER)).code == OTHER


@pytest.mark.asyncio
async def test_unknown_and_unproven_are_the_same_nothing(portal: FakeIgate, status: IgateStatus) -> None:
    await told(status, PHONE)
    portal.calls.clear()
    wrong = [Proof(ProofKind.PHONE, value) for value in ("0000", "456", SAMPLE.phone)] + [Proof(ProofKind.IDENTITY, SECOND.identity)]
    for code, proof in [*((CODE, one) for one in wrong), *((UNKNOWN, one) for one in GOOD)]:
        assert await status.lookup(code, proof) is None
        assert paths(portal) == [SEARCH]
        portal.calls.clear()


@pytest.mark.asyncio
async def test_what_it_cannot_check_asks_nothing(portal: FakeIgate, status: IgateStatus) -> None:
    assert ProofKind.SECRET not in status.proofs
    for proof in (SECRET, Proof(ProofKind.PHONE, " "), Proof(ProofKind.IDENTITY, "")):
        assert await status.lookup(CODE, proof) is None
    assert portal.calls == []


@pytest.mark.asyncio
async def test_one_token_serves_many_lookups_and_is_renewed_once_when_it_expired(portal: FakeIgate, status: IgateStatus) -> None:
    await asyncio.gather(*(told(status, PHONE) for _ in range(5)))
    assert paths(portal).count(TOKEN) == 1
    portal.expire()
    portal.calls.clear()
    await told(status, PHONE)
    assert paths(portal) == [SEARCH, TOKEN, SEARCH]


@pytest.mark.asyncio
async def test_credentials_that_are_refused_are_our_fault(portal: FakeIgate) -> None:
    status = IgateStatus(portal.access.model_copy(update={"client_secret": SecretStr("khac")}), PATIENCE, lambda: NOW)
    assert [await outcome(status, proof) for proof in GOOD] == ["denied", "denied"]
    await status.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("code", HOSTILE_CODES)
async def test_a_hostile_code_finds_nothing(portal: FakeIgate, status: IgateStatus, code: str) -> None:
    assert await outcome(status, PHONE, code) == "nothing"
    assert portal.calls[-1].query["code"] == code
    assert portal.calls[-1].path == SEARCH


@pytest.mark.asyncio
async def test_a_search_that_finds_more_gives_the_dossier_asked_for(portal: FakeIgate, status: IgateStatus) -> None:
    longer = f"{CODE}1"
    portal.records = {longer: portal.records[OTHER] | {"code": longer}, **portal.records}
    assert (await told(status, PHONE)).code == CODE
    assert await status.lookup(CODE, Proof(ProofKind.PHONE, SECOND.phone[-4:])) is None


PERSONS: list[tuple[Any, bool]] = [
    ({"phoneNumber": "0900123456"}, True),
    ({"PhoneNumber": " 0900 123 456 "}, True),
    ({"phone_number": 84900123456}, True),
    ({"soDienThoai": "0911222333; 0900123456"}, True),
    ({"identityNumber": "0900123456"}, False),
    ({"phoneNumber": ""}, False),
    ({"phoneNumber": "3456"}, False),
    ({"phoneNumber": None}, False),
    ({"phoneNumber": ["0900123456"]}, False),
    ({"fax": "0900123456"}, False),
    ({}, False),
    (None, False),
    ([], False),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("data", "proven"), PERSONS)
async def test_only_a_phone_of_the_applicant_proves(portal: FakeIgate, status: IgateStatus, data: Any, proven: bool) -> None:
    portal.records[CODE]["applicant"] = {"data": data}
    assert (await outcome(status, PHONE) == "found") is proven


@pytest.mark.asyncio
@pytest.mark.parametrize("field", ["identityNumber", "identity_no", "soCanCuoc", "CCCD"])
async def test_spellings_of_the_identity_number(portal: FakeIgate, status: IgateStatus, field: str) -> None:
    portal.records[CODE]["applicant"] = {"data": {field: SAMPLE.identity}}
    assert await outcome(status, IDENTITY) == "found"
    portal.records[CODE]["applicant"] = None
    assert await outcome(status, IDENTITY) == "nothing"


NAMES = [
    *((names[0], state) for state, names in STATUSES.items()),
    ("Chờ tiếp nhận", State.REGISTERED),
    ("ĐANG XỬ LÝ", State.PROCESSING),
    ("Hồ sơ đang xử lý.", State.PROCESSING),
    ("cho bo sung ho so", State.MORE_PAPERS),
    ("Yêu cầu bổ sung giấy tờ", State.MORE_PAPERS),
    ("Từ chối chuyên ngành", State.STOPPED),
    (unicodedata.normalize("NFD", "Đã hủy"), State.STOPPED),
    ("Đã hủy", State.STOPPED),
    ("Chờ bổ sung / Tạm dừng", None),
    ("Không đang xử lý", None),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "state"), NAMES)
@pytest.mark.parametrize("form", ["task", "task text", "whole", "whole list", "current"])
async def test_every_status_has_its_state(portal: FakeIgate, status: IgateStatus, name: str, state: State | None, form: str) -> None:
    listed = [{"languageId": 46, "name": "Another"}, {"languageId": 228, "name": name}]
    fields: dict[str, dict[str, Any]] = {
        "task": {"dossierTaskStatus": {"id": "x", "name": listed}},
        "task text": {"dossierTaskStatus": {"id": "x", "name": name}},
        "whole": {"dossierStatus": {"id": 2, "name": name}},
        "whole list": {"dossierStatus": {"id": 2, "name": listed}},
        "current": {"statusCurrentTask": name},
    }
    portal.records[CODE] |= {"dossierStatus": 3, "dossierTaskStatus": None, "statusCurrentTask": ""} | fields[form]
    found = await told(status, PHONE)
    assert (found.state, found.state_words, found.step) == (state, unicodedata.normalize("NFC", name), None)


TOGETHER = [
    ("Đang xử lý", "Chờ bổ sung hồ sơ", State.MORE_PAPERS),
    ("Đã trả kết quả", "Đang xử lý", State.RETURNED),
    ("Được tiếp nhận", "Đang xử lý", State.RECEIVED),
    ("Đã trả kết quả", "Dừng xử lý", None),
    ("Lạ", "Đang xử lý", State.PROCESSING),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("task", "whole", "state"), TOGETHER)
async def test_names_that_say_different_things(portal: FakeIgate, status: IgateStatus, task: str, whole: str, state: State | None) -> None:
    portal.records[CODE] |= {"dossierTaskStatus": {"name": task}, "dossierStatus": {"id": 9, "name": whole}}
    found = await told(status, PHONE)
    assert (found.state, found.state_words) == (state, task)


@pytest.mark.asyncio
@pytest.mark.parametrize(("number", "state"), [(0, State.REGISTERED), ({"id": 0}, State.REGISTERED), (1, None), (False, None), ("x", None)])
async def test_of_the_numbers_only_0_is_known(portal: FakeIgate, status: IgateStatus, number: object, state: State | None) -> None:
    portal.records[CODE] |= {"dossierStatus": number, "dossierTaskStatus": None}
    assert (await told(status, PHONE)).state is state


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "written",
    ["2026-03-17T17:00:00", "2026-03-17T17:00:00+07:00", "2026-03-17T10:00:00.000+0000", "2026-03-17T10:00:00Z", 1773741600000],
)
async def test_dates_with_and_without_a_zone(portal: FakeIgate, status: IgateStatus, written: object) -> None:
    portal.records[CODE] |= {"appointmentDate": written, "acceptedDate": written}
    found = await told(status, PHONE)
    assert found.due == found.received == datetime(2026, 3, 17, 17, tzinfo=VIETNAM)


@pytest.mark.asyncio
async def test_what_is_only_registered_was_not_received(portal: FakeIgate, status: IgateStatus) -> None:
    portal.records[CODE] |= {"dossierTaskStatus": {"name": "Mới đăng ký"}}
    assert (await told(status, PHONE)).received is None


TRANSLATIONS = [
    ({"languageId": 228, "name": "Một"}, "Một"),
    ([{"languageId": "46", "name": "One"}, {"languageId": "228", "name": "Một"}], "Một"),
    ([{"languageId": 46, "name": "One"}, {"languageId": 228, "name": ""}], "One"),
    ([{"languageId": 1, "name": "Ein"}, {"languageId": 2, "name": "Un"}], "Ein"),
    ("Một", "Một"),
    ([], None),
    ([7, None, {}], None),
    ({"name": {"a": 1}}, None),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("translate", "name"), TRANSLATIONS)
async def test_names_are_told_in_vietnamese_where_they_are(
    portal: FakeIgate, status: IgateStatus, translate: object, name: str | None
) -> None:
    portal.records[CODE]["procedure"] = {"translate": translate}
    portal.records[CODE]["agency"] = {"parent": {"name": translate}}
    found = await told(status, PHONE)
    assert (found.procedure_name, found.agency) == (name, name)


@pytest.mark.asyncio
@pytest.mark.parametrize("path", [TOKEN, SEARCH])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_has_its_reason_and_its_end(portal: FakeIgate, fault: Fault, path: str) -> None:
    patience = SHORT if fault in ("slow", "drip") else PATIENCE
    status = IgateStatus(portal.access, patience, lambda: NOW)
    portal.fail(fault, path=path)
    began = asyncio.get_running_loop().time()
    assert await outcome(status, PHONE, CODE, patience) == EXPECTED[fault]
    assert asyncio.get_running_loop().time() - began < patience.budget + 5
    portal.recover()
    assert await outcome(status, PHONE) == "found"
    await status.close()
    assert fault == "slow" or await emptied(portal)  # who is slow does not look whether anybody still waits


@pytest.mark.asyncio
async def test_a_cancelled_lookup_leaves_no_connection(portal: FakeIgate, status: IgateStatus) -> None:
    await told(status, PHONE)
    portal.fail("drip")
    tasks = [asyncio.ensure_future(status.lookup(CODE, proof)) for proof in GOOD * 3]
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    assert all(isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*tasks, return_exceptions=True))
    await status.close()
    assert await emptied(portal)


HOSTILE = [0, True, "x", [], [[]], {}, {"content": None}, {"content": {}}, {"content": "x"}, {"content": [1]}, {"content": [{}, None]}]


@pytest.mark.asyncio
@pytest.mark.parametrize("body", HOSTILE, ids=str)
async def test_an_answer_of_another_form_is_malformed(portal: FakeIgate, status: IgateStatus, body: object) -> None:
    portal.wrong_types = body  # type: ignore[misc]
    portal.fail("types", path=SEARCH)
    assert await outcome(status, PHONE) == "malformed"


VALUES = [
    None,
    7,
    -1.5,
    True,
    [],
    ["x"],
    [{"name": ["x"]}],
    {"name": {"name": "x"}},
    "\x00\u202e",
    "x" * 20_000,
    "<script>alert(1)</script>",
]


@pytest.mark.asyncio
@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
async def test_wrong_values_are_left_out(portal: FakeIgate, status: IgateStatus, value: object) -> None:
    kept = {"code", "applicant"}
    portal.records[CODE] = {key: old if key in kept else value for key, old in portal.records[CODE].items()}
    found = await told(status, PHONE)
    assert (found.state, found.due, found.received, found.procedure_code) == (None, None, None, None)
    assert len(repr(found)) < 10_000


@pytest.mark.asyncio
async def test_nothing_of_the_applicant_is_told_or_logged(
    portal: FakeIgate, status: IgateStatus, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    portal.records[CODE]["statusCurrentTask"] = f"Chờ Đoàn Thị Kim Thử ({SAMPLE.phone}, {SAMPLE.identity}) đến ký"
    assert SAMPLE.applicant in json.dumps(portal.records[CODE], ensure_ascii=False)
    spoken = [repr(await told(status, proof)) for proof in GOOD]
    portal.fail("broken")
    spoken += [await outcome(status, proof) for proof in GOOD]
    written = capsys.readouterr()
    logged = caplog.text + written.out + written.err
    assert not any(value in "\n".join([*spoken, logged]) for value in (*PERSONAL, portal.secret))
    assert CODE not in logged


@pytest.mark.asyncio
async def test_every_sample_is_found_in_its_state_without_its_person(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    known = samples(NOW.date())
    with FakeIgate(known) as portal:
        status = IgateStatus(portal.access, PATIENCE, lambda: NOW)
        for number, one in enumerate(known):
            proofs = (Proof(ProofKind.PHONE, one.phone[-4:]), Proof(ProofKind.IDENTITY, one.identity))
            tale = await told(status, proofs[number % len(proofs)], one.dossier.code)
            expected = (one.dossier.state, one.dossier.due, one.dossier.procedure_code)
            assert (tale.state, tale.due, tale.procedure_code) == expected
            words = f"{tale!r}{caplog.text}".casefold()
            assert not any(value.casefold() in words for value in (one.applicant, one.phone, one.identity, one.secret))
        await status.close()
    assert {one.dossier.state for one in known} == {*State, None}


def test_without_credentials_of_our_own_it_does_not_start() -> None:
    known = {"adapter": "igate", "url": "http://127.0.0.1:9", "token_url": "http://127.0.0.1:9/t", "client_id": "a", "client_secret": "b"}
    for field in ("url", "token_url", "client_id", "client_secret"):
        with pytest.raises(ValueError, match=f"igate: {field} missing"):
            IgateStatus(PortalAccess(**(known | {field: " "})), PATIENCE, lambda: NOW)
    lgsp = LgspAccess(token_url="http://127.0.0.1:9/token", access_key="a", secret_key="b", app_name="c", partner_code="d")
    with pytest.raises(ValueError, match="LGSP"):
        IgateStatus(PortalAccess(**known, lgsp=lgsp), PATIENCE, lambda: NOW)
