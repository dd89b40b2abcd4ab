import asyncio
import base64
import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from channels.demo.server import FAULTS, Call, FakeServer, Fault, Reply
from core.errors import PortalUnavailable
from portal.dossiers.access import LgspAccess, PortalAccess
from portal.dossiers.adapters.calls import Calls
from portal.dossiers.adapters.lgsp import auth_of
from portal.dossiers.adapters.national import NationalStatus
from portal.dossiers.adapters.tokens import BearerAuth
from tests.fakes.dossiers.national import LOGIN, SERVICE, TOKEN, FakeLgsp
from tests.fakes.dossiers.raw import RawServer
from tests.portal.dossiers.adapters.looking import EXPECTED, NOW, PATIENCE, PHONE, SAMPLE, SHORT, emptied, outcome, told

KEYS = LgspAccess(token_url="http://127.0.0.1:9/token", access_key="khoa", secret_key="bi-mat", app_name="a", partner_code="b")


@pytest.fixture
def portal() -> Iterator[FakeLgsp]:
    with FakeLgsp([SAMPLE]) as fake:
        yield fake


@pytest_asyncio.fixture
async def status(portal: FakeLgsp) -> AsyncIterator[NationalStatus]:
    provider = NationalStatus(portal.access, PATIENCE, lambda: NOW)
    yield provider
    await provider.close()


# Through the LGSP.


@pytest.mark.asyncio
async def test_both_headers_go_with_every_call(portal: FakeLgsp, status: NationalStatus) -> None:
    await told(status, PHONE)
    assert [call.path for call in portal.calls] == [TOKEN, LOGIN, SERVICE]
    assert len({call.headers["lgspaccesstoken"] for call in portal.calls}) == 1
    assert set(json.loads(base64.b64decode(portal.calls[0].headers["lgspaccesstoken"]))) == {
        *("AccessKey", "SecretKey", "AppName", "PartnerCode", "PartnerCodeCus")
    }
    assert ["authorization" in call.headers for call in portal.calls] == [False, True, True]


@pytest.mark.asyncio
async def test_token_and_session_are_shared_and_renewed(portal: FakeLgsp, status: NationalStatus) -> None:
    await asyncio.gather(*(told(status, PHONE) for _ in range(8)))
    assert (portal.count(TOKEN), portal.count(LOGIN)) == (1, 1)
    portal.expire_tokens()
    await asyncio.gather(*(told(status, PHONE) for _ in range(8)))
    assert (portal.count(TOKEN), portal.count(LOGIN)) == (2, 1)
    portal.expire()
    await told(status, PHONE)
    assert (portal.count(TOKEN), portal.count(LOGIN)) == (3, 2)


@pytest.mark.asyncio
async def test_a_partner_who_is_none_is_our_fault(portal: FakeLgsp) -> None:
    lgsp = portal.access.lgsp
    assert lgsp
    wrong = portal.access.model_copy(update={"lgsp": lgsp.model_copy(update={"partner_code": "x"})})
    status = NationalStatus(wrong, PATIENCE, lambda: NOW)
    assert await outcome(status, PHONE) == "denied"
    await status.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_of_the_token_has_its_reason_and_its_end(portal: FakeLgsp, fault: Fault) -> None:
    patience = SHORT if fault in ("slow", "drip") else PATIENCE
    status = NationalStatus(portal.access, patience, lambda: NOW)
    portal.fail(fault, path=TOKEN)
    assert await outcome(status, PHONE, patience=patience) == EXPECTED[fault]
    portal.recover()
    assert await outcome(status, PHONE, patience=patience) == "found"
    await status.close()
    assert fault == "slow" or await emptied(portal)


@pytest.mark.asyncio
async def test_a_cancelled_token_is_asked_for_by_the_next(portal: FakeLgsp, status: NationalStatus) -> None:
    portal.fail("drip", path=TOKEN)
    tasks = [asyncio.ensure_future(told(status, PHONE)) for _ in range(4)]
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert await emptied(portal)
    portal.recover()
    assert await outcome(status, PHONE) == "found"


@pytest.mark.asyncio
async def test_no_key_is_logged(portal: FakeLgsp, status: NationalStatus, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await told(status, PHONE)
    portal.fail("502", path=TOKEN)
    portal.expire_tokens()
    assert await outcome(status, PHONE) == "server_error"
    headers = {value for call in portal.calls for name, value in call.headers.items() if name in ("lgspaccesstoken", "authorization")}
    assert len(headers) == 2
    assert not any(value.removeprefix("Bearer ") in caplog.text for value in headers)


def test_a_token_of_ones_own_and_the_lgsp_exclude_each_other() -> None:
    own = httpx2.BasicAuth("a", "b")
    assert auth_of(PortalAccess(adapter="igate")) is None
    assert auth_of(PortalAccess(adapter="igate"), own) is own
    assert isinstance(auth_of(PortalAccess(adapter="national", lgsp=KEYS)), BearerAuth)
    with pytest.raises(ValueError, match="igate") as refused:
        auth_of(PortalAccess(adapter="igate", lgsp=KEYS), own)
    assert "bi-mat" not in str(refused.value)


@pytest.mark.parametrize("url", ["", "token", "ftp://127.0.0.1/token", "http://", "http://[::1"])
def test_a_token_needs_an_address(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        auth_of(PortalAccess(lgsp=KEYS.model_copy(update={"token_url": url})))


# The token by itself.


class Tokens(FakeServer):
    """Gives the answers of `given` at /token, one after the other, the last for ever; elsewhere it wants the latest token."""

    def __init__(self, *given: object, status: int = 200) -> None:
        super().__init__()
        self.given, self.status, self.good = list(given), status, ""

    def answer(self, call: Call) -> Reply:
        if call.path != "/token":
            return Reply({"seen": True}, 200 if call.headers.get("authorization") == f"Bearer {self.good}" else 401)
        told = self.given.pop(0) if len(self.given) > 1 else self.given[0]
        self.good = told.get("access_token", "") if isinstance(told, dict) else ""
        return Reply(told, self.status)

    def expire(self) -> None:
        self.good = ""

    @property
    def asked(self) -> int:
        return sum(call.path == "/token" for call in self.calls)


class Timer:
    """Seconds that pass when they are told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def _calls(portal: FakeServer, timer: Timer | None = None) -> Calls:
    auth = BearerAuth(f"{portal.url}/token", {"grant_type": "client_credentials"}, "igate", {"X-Partner": "p"}, timer or Timer())
    return Calls("igate", portal.url, PATIENCE, auth)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("lasts", "kept"),
    [
        (300, 285),
        ("300", 285),
        (20, 15),
        (None, 45),
        ("x", 45),
        (-1, 45),
        (0, 45),
        (float("nan"), 45),
        ([], 45),
        (1e300, 86_385),
        (10**400, 45),
    ],
    ids=str,
)
async def test_a_token_is_kept_until_shortly_before_its_end(lasts: object, kept: float) -> None:
    timer = Timer()
    with Tokens({"access_token": "t1", "expires_in": lasts}) as portal:
        calls = _calls(portal, timer)
        await calls.json("GET", "/x")
        timer.now += kept - 1
        await calls.json("GET", "/x")
        assert portal.asked == 1
        timer.now += 1
        assert await calls.json("GET", "/x") == {"seen": True}
        assert portal.asked == 2
        await calls.close()
    assert portal.calls[0].headers["x-partner"] == portal.calls[1].headers["x-partner"] == "p"


@pytest.mark.asyncio
async def test_a_token_that_is_refused_is_replaced_once() -> None:
    before = REGISTRY.get_sample_value("troly_dossier_logins_total", {"adapter": "igate"}) or 0.0
    with Tokens({"access_token": "t1"}, {"access_token": "t2"}) as portal:
        calls = _calls(portal)
        await calls.json("GET", "/x")
        portal.expire()
        await asyncio.gather(*(calls.json("GET", "/x", params={"n": n}) for n in range(6)))
        assert portal.asked == 2
        portal.fail("401", path="/x")
        with pytest.raises(PortalUnavailable) as refused:
            await calls.json("GET", "/x")
        assert (refused.value.reason, portal.asked) == ("denied", 3)
        await calls.close()
    assert REGISTRY.get_sample_value("troly_dossier_logins_total", {"adapter": "igate"}) == before + 3


BAD = [
    0,
    [],
    "x",
    {},
    {"access_token": ""},
    {"access_token": 7},
    {"access_token": "a b"},
    {"access_token": "a\r\nX: y"},
    {"access_token": "ấ"},
]


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [*BAD, {"access_token": "x" * 9_000}, {"data": {"access_token": "t"}}], ids=lambda one: repr(one)[:40])
async def test_a_token_that_is_none_is_malformed(answer: object) -> None:
    with Tokens(answer) as portal:
        calls = _calls(portal)
        with pytest.raises(PortalUnavailable) as refused:
            await calls.json("GET", "/x")
        assert (refused.value.reason, str(refused.value), portal.asked) == ("malformed", "no token in the answer", 1)
        await calls.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "reason"),
    [(400, "denied"), (401, "denied"), (403, "denied"), (404, "server_error"), (302, "server_error"), (500, "server_error")],
)
async def test_a_token_that_is_not_given(status: int, reason: str) -> None:
    with Tokens({"error": "invalid_client", "error_description": "bi-mat"}, status=status) as portal:
        calls = _calls(portal)
        with pytest.raises(PortalUnavailable) as refused:
            await calls.json("GET", "/x")
        assert refused.value.reason == reason
        assert "bi-mat" not in repr(refused.value)
        await calls.close()


@pytest.mark.asyncio
async def test_an_endless_token_is_not_read_to_its_end() -> None:
    with Tokens({"access_token": "t"}) as portal, RawServer.json(b"[" * 3_000_000) as endless:
        calls = Calls("igate", portal.url, PATIENCE, BearerAuth(endless.url, {}, "igate"))
        with pytest.raises(PortalUnavailable) as refused:
            await calls.json("GET", "/x")
        assert (refused.value.reason, portal.calls) == ("malformed", [])
        await calls.close()
