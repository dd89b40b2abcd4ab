import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
import pytest_asyncio

from channels.demo.server import FAULTS, Fault
from core.clock import VIETNAM
from portal.dossiers.access import LgspAccess, PortalAccess
from portal.dossiers.adapters.opencps import OpenCpsStatus
from portal.dossiers.adapters.opencps_record import STATES
from portal.dossiers.models import Demand, Fee, Proof, ProofKind, State
from portal.dossiers.sample.dossiers import samples
from tests.fakes.dossiers.opencps import FakeOpenCps
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

GOOD = [PHONE, IDENTITY, SECRET]


@pytest.fixture
def portal() -> Iterator[FakeOpenCps]:
    with FakeOpenCps([SAMPLE, SECOND]) as fake:
        yield fake


@pytest_asyncio.fixture
async def status(portal: FakeOpenCps) -> AsyncIterator[OpenCpsStatus]:
    provider = OpenCpsStatus(portal.access, PATIENCE, lambda: NOW)
    yield provider
    await provider.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("proof", GOOD, ids=lambda proof: proof.kind.value)
async def test_a_dossier_is_told_to_who_proves_it(portal: FakeOpenCps, status: OpenCpsStatus, proof: Proof) -> None:
    found = await told(status, proof)
    expected = replace(SAMPLE.dossier, applicant="Đ. T. K. T.", portal="Cổng thử", fees=(Fee("Phí, lệ phí", 8000),), seen=NOW)
    assert found == expected
    assert portal.calls[-1].headers["groupid"] == portal.group


@pytest.mark.asyncio
@pytest.mark.parametrize("refusing", [(403, 404), (203, 203), (401, 401), (404, 404)])
async def test_unknown_and_unproven_are_the_same_nothing(portal: FakeOpenCps, status: OpenCpsStatus, refusing: tuple[int, int]) -> None:
    portal.refusing = refusing
    wrong = [
        Proof(ProofKind.PHONE, "0000"),
        Proof(ProofKind.PHONE, "456"),
        Proof(ProofKind.PHONE, SAMPLE.phone),
        Proof(ProofKind.IDENTITY, SECOND.identity),
        Proof(ProofKind.SECRET, SECOND.secret),
    ]
    for proof in wrong:
        assert await status.lookup(CODE, proof) is None
        assert len(portal.calls) == 1  # as many as for a dossier that is not there
        portal.calls.clear()
    for proof in GOOD:
        assert await status.lookup(UNKNOWN, proof) is None
        assert len(portal.calls) == 1
        portal.calls.clear()


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["", "  ", "\ud800", "Khóa", "a\x00b", "a\r\nX-A: b", "x" * 100_000], ids=lambda value: ascii(value)[:20])
async def test_no_proof_asks_nothing(portal: FakeOpenCps, status: OpenCpsStatus, value: str) -> None:
    assert [await status.lookup(CODE, Proof(kind, value)) for kind in ProofKind] == [None] * 3
    assert portal.calls == []


@pytest.mark.asyncio
async def test_a_key_travels_without_our_account(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    await told(status, SECRET)
    assert "authorization" not in portal.calls[-1].headers
    await told(status, PHONE)
    assert portal.calls[-1].headers["authorization"].startswith("Basic ")


@pytest.mark.asyncio
async def test_a_number_with_slashes_stays_one_part_of_the_address(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    found = await told(status, Proof(ProofKind.SECRET, SECOND.secret), OTHER)
    assert found.code == OTHER
    assert portal.calls[-1].path.count("/") == 5


@pytest.mark.asyncio
@pytest.mark.parametrize("code", HOSTILE_CODES)
async def test_a_hostile_code_finds_nothing(status: OpenCpsStatus, code: str) -> None:
    assert {await outcome(status, proof, code) for proof in GOOD} <= {"nothing", "malformed"}


@pytest.mark.asyncio
async def test_another_dossier_in_the_answer_is_nothing(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    portal.records[CODE]["dossierNo"] = f"{CODE}1"
    assert [await status.lookup(CODE, proof) for proof in GOOD] == [None] * 3


@pytest.mark.asyncio
async def test_a_search_that_finds_more_gives_the_dossier_asked_for(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    longer = f"{CODE}1"
    portal.records = {longer: portal.records[OTHER] | {"dossierNo": longer}, **portal.records}
    assert (await told(status, PHONE)).code == CODE
    assert await status.lookup(CODE, Proof(ProofKind.PHONE, SECOND.phone[-4:])) is None


@pytest.mark.asyncio
async def test_a_bare_list_is_read_too(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    portal.bare = True
    assert (await told(status, PHONE)).state is State.PROCESSING
    assert await status.lookup(UNKNOWN, PHONE) is None


@pytest.mark.asyncio
@pytest.mark.parametrize("field", ["contactTelNo", "applicantIdNo"])
@pytest.mark.parametrize("value", ["", None, 7, [], {"a": 1}, "không có"])
async def test_a_record_without_the_datum_proves_nothing(portal: FakeOpenCps, status: OpenCpsStatus, field: str, value: object) -> None:
    portal.records[CODE][field] = value
    proof = PHONE if field == "contactTelNo" else IDENTITY
    assert await status.lookup(CODE, proof) is None


STATUSES = [
    *((status, "", "", state) for status, state in STATES.items()),
    ("receiving", "receiveDate", "10/03/2026 08:30:00", State.RECEIVED),
    ("cancelled", "cancellingDate", "10/03/2026 08:30:00", State.WITHDRAWN),
    ("pausing", "", "", None),
    ("correcting", "correctingDate", "10/03/2026 08:30:00", None),
    ("handover", "", "", None),
    ("PROCESSING ", "", "", State.PROCESSING),
    ("", "", "", None),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("word", "field", "value", "state"), STATUSES)
async def test_every_status_has_its_state(
    portal: FakeOpenCps, status: OpenCpsStatus, word: str, field: str, value: str, state: State | None
) -> None:
    portal.records[CODE] |= {"dossierStatus": word, "dossierStatusText": "Lời của cổng", "receiveDate": "", "cancellingDate": ""}
    portal.records[CODE] |= {field: value}
    found = await told(status, SECRET)
    assert (found.state, found.state_words) == (state, "Lời của cổng")


def test_the_recorded_statuses_are_all_decided() -> None:
    recorded = "new receiving waiting processing posting releasing interoperating done denied unresolved cancelling cancelled"
    assert set(recorded.split()) <= STATES.keys()
    assert not {"pausing", "correcting"} & STATES.keys()


@pytest.mark.asyncio
async def test_a_state_that_is_not_known_keeps_its_code_where_there_are_no_words(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    portal.records[CODE] |= {"dossierStatus": "pausing", "dossierStatusText": ""}
    assert (await told(status, SECRET)).state_words == "pausing"


@pytest.mark.asyncio
async def test_what_the_office_asks_for_is_a_demand_without_personal_data(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    portal.records[CODE] |= {
        "dossierStatus": "waiting",
        "lastActionNote": f"Mời chị Đoàn Thị Kim Thử (sđt {SAMPLE.phone}, CCCD {SAMPLE.identity}) nộp giấy chứng sinh",
        "lastActionDate": "12/03/2026 14:05:09",
        "stepInstruction": "",
    }
    found = await told(status, PHONE)
    assert found.note is None
    [demand] = found.demands
    assert demand == Demand(note=demand.note, asked=datetime(2026, 3, 12, 14, 5, 9, tzinfo=VIETNAM))
    assert demand.note
    assert demand.note.endswith("nộp giấy chứng sinh")
    assert not any(value in repr(found) for value in PERSONAL)


@pytest.mark.asyncio
async def test_a_firm_keeps_the_names_of_procedure_and_agency(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    portal.records[CODE] |= {
        "applicantName": "Công ty Xây dựng Mẫu",
        "serviceName": "Cấp giấy phép xây dựng",
        "govAgencyName": "Sở Xây dựng",
    }
    found = await told(status, SECRET)
    assert (found.procedure_name, found.agency, found.applicant) == ("Cấp giấy phép xây dựng", "Sở Xây dựng", "C. T. X. D. M.")


@pytest.mark.asyncio
async def test_the_later_promise_counts(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    portal.records[CODE] |= {"extendDate": "24/03/2026 17:00:00"}
    assert (await told(status, SECRET)).due == datetime(2026, 3, 24, 17, tzinfo=VIETNAM)
    portal.records[CODE] |= {"extendDate": 1773997200000, "dueDate": ""}  # milliseconds
    assert (await told(status, SECRET)).due == datetime(2026, 3, 20, 16, tzinfo=VIETNAM)
    portal.records[CODE] |= {"extendDate": "31/02/2026 17:00:00", "dueDate": "mai"}
    assert (await told(status, SECRET)).due is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fee", "amount"),
    [
        ("150000", 150000),
        ("150.000 đồng", 150000),
        ("1,250,000 VNĐ", 1250000),
        (8000, 8000),
        ("0", None),
        ("", None),
        ("theo quy định", None),
        ("8000; 9000", None),
        (True, None),
        ("9" * 40, None),
        (-5, None),
        ({"a": 1}, None),
    ],
)
async def test_a_fee_is_told_where_it_is_a_number(portal: FakeOpenCps, status: OpenCpsStatus, fee: object, amount: int | None) -> None:
    portal.records[CODE]["paymentFee"] = fee
    assert [one.amount_vnd for one in (await told(status, SECRET)).fees] == ([amount] if amount else [])


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("proof", [PHONE, SECRET], ids=["search", "key"])
async def test_every_fault_has_its_reason_and_its_end(portal: FakeOpenCps, fault: Fault, proof: Proof) -> None:
    patience = SHORT if fault in ("slow", "drip") else PATIENCE
    status = OpenCpsStatus(portal.access, patience, lambda: NOW)
    portal.fail(fault)
    began = asyncio.get_running_loop().time()
    ended = await outcome(status, proof, CODE, patience)
    assert ended == ("nothing" if proof is SECRET and fault in ("401", "403") else EXPECTED[fault])
    assert asyncio.get_running_loop().time() - began < patience.budget + 5
    if fault == "502":
        assert len(portal.calls) == 2  # tried a second time
    portal.recover()
    assert await outcome(status, proof) == "found"
    await status.close()
    assert fault == "slow" or await emptied(portal)  # who is slow does not look whether anybody still waits


@pytest.mark.asyncio
async def test_a_refused_account_is_our_fault(portal: FakeOpenCps) -> None:
    status = OpenCpsStatus(portal.access.model_copy(update={"username": "somebody else"}), PATIENCE, lambda: NOW)
    assert [await outcome(status, proof) for proof in GOOD] == ["denied", "denied", "found"]
    await status.close()


@pytest.mark.asyncio
async def test_without_an_account_nothing_is_searched(portal: FakeOpenCps) -> None:
    status = OpenCpsStatus(portal.access.model_copy(update={"username": ""}), PATIENCE, lambda: NOW)
    assert status.proofs == {ProofKind.SECRET}
    assert [await outcome(status, proof) for proof in GOOD] == ["nothing", "nothing", "found"]
    await status.close()


@pytest.mark.asyncio
async def test_a_cancelled_lookup_leaves_no_connection(portal: FakeOpenCps, status: OpenCpsStatus) -> None:
    portal.fail("drip")
    tasks = [asyncio.ensure_future(status.lookup(CODE, proof)) for proof in GOOD]
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    assert all(isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*tasks, return_exceptions=True))
    assert await emptied(portal)


HOSTILE = [0, True, "x", [], [[]], ["x"], {}, {"data": None}, {"data": "x"}, {"data": [1]}, {"data": {}}, {"total": 1}]


@pytest.mark.asyncio
@pytest.mark.parametrize("body", HOSTILE, ids=str)
async def test_an_answer_of_another_form_is_malformed(portal: FakeOpenCps, status: OpenCpsStatus, body: object) -> None:
    portal.wrong_types = body  # type: ignore[misc]
    portal.fail("types")
    assert await outcome(status, SECRET) == "malformed"
    assert await outcome(status, PHONE) == ("nothing" if body == [] else "malformed")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "value", [None, 7, -1.5, True, [], ["x"], {"name": "x"}, "\x00\u202e", "x" * 20_000, "<script>alert(1)</script>"], ids=repr
)
async def test_wrong_values_are_left_out(portal: FakeOpenCps, status: OpenCpsStatus, value: object) -> None:
    kept = {"dossierNo", "contactTelNo"}
    portal.records[CODE] = {key: old if key in kept else value for key, old in portal.records[CODE].items()}
    found = await told(status, PHONE)
    assert found.state is None
    assert (found.due, found.received, found.procedure_code) == (None, None, None)
    assert len(repr(found)) < 10_000


@pytest.mark.asyncio
async def test_nothing_of_the_applicant_is_told_or_logged(
    portal: FakeOpenCps, status: OpenCpsStatus, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    assert SAMPLE.applicant in json.dumps(portal.records[CODE], ensure_ascii=False)
    spoken = [repr(await told(status, proof)) for proof in GOOD]
    portal.fail("broken")
    spoken += [await outcome(status, proof) for proof in GOOD]
    written = capsys.readouterr()
    everything = "\n".join([*spoken, caplog.text, written.out, written.err])
    assert not any(value in everything for value in PERSONAL)
    assert CODE not in caplog.text + written.out + written.err


@pytest.mark.asyncio
async def test_every_sample_is_found_in_its_state_without_its_person(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    known = samples(NOW.date())
    with FakeOpenCps(known) as portal:
        status = OpenCpsStatus(portal.access, PATIENCE, lambda: NOW)
        for number, one in enumerate(known):
            proofs = (Proof(ProofKind.PHONE, one.phone[-4:]), Proof(ProofKind.IDENTITY, one.identity), Proof(ProofKind.SECRET, one.secret))
            tale = await told(status, proofs[number % len(proofs)], one.dossier.code)
            expected = (one.dossier.state, one.dossier.due, one.dossier.procedure_code)
            assert (tale.state, tale.due, tale.procedure_code) == expected
            words = f"{tale!r}{caplog.text}".casefold()
            assert not any(value.casefold() in words for value in (one.applicant, one.phone, one.identity, one.secret))
        await status.close()
    assert {one.dossier.state for one in known} == {*State, None}


def test_what_cannot_work_is_refused_at_the_start() -> None:
    lgsp = LgspAccess(token_url="http://127.0.0.1:9/token", access_key="a", secret_key="b", app_name="c", partner_code="d")
    with pytest.raises(ValueError, match="url"):
        OpenCpsStatus(PortalAccess(adapter="opencps"), PATIENCE, lambda: NOW)
    with pytest.raises(ValueError, match="exclude"):
        OpenCpsStatus(PortalAccess(adapter="opencps", url="http://127.0.0.1:9", username="x", lgsp=lgsp), PATIENCE, lambda: NOW)
    through = OpenCpsStatus(PortalAccess(adapter="opencps", url="http://127.0.0.1:9", lgsp=lgsp), PATIENCE, lambda: NOW)
    assert through.proofs == {ProofKind.PHONE, ProofKind.IDENTITY}
