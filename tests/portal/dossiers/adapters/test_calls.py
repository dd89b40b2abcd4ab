import asyncio
import gzip
import logging
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from channels.demo.server import FAULTS, Call, FakeServer, Fault, Reply
from core.errors import PortalDenied, PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.adapters.calls import Calls
from tests.fakes.dossiers.raw import RawServer
from tests.portal.dossiers.adapters.looking import EXPECTED, emptied

PATIENCE = Patience(budget=4.0)
SHORT = Patience(budget=0.5, connect=0.3)  # where it is waited in vain
VAIN = ("slow", "drip")
CODE = "H29.18-260310-0420"


class Echo(FakeServer):
    """Answers with what it was asked, and a cookie."""

    def answer(self, call: Call) -> Reply:
        return Reply({"query": call.query, "cookie": call.headers.get("cookie")}, headers={"Set-Cookie": "JSESSIONID=of-somebody; Path=/"})


@pytest.fixture
def portal() -> Iterator[Echo]:
    with Echo() as fake:
        yield fake


@pytest_asyncio.fixture
async def calls(portal: Echo) -> AsyncIterator[Calls]:
    made = Calls("national", portal.url, PATIENCE)
    yield made
    await made.close()


async def _reason(calls: Calls, again: bool = True, patience: Patience = PATIENCE) -> str:
    try:
        async with asyncio.timeout(patience.budget):
            await calls.json("GET", "/x", again=again)
    except TimeoutError:
        return "timeout"
    except PortalUnavailable as error:
        return error.reason
    return "answered"


async def _of(answer: bytes | RawServer) -> tuple[str, int]:
    """Return what becomes of `answer`, and how often it was asked for."""
    with answer if isinstance(answer, RawServer) else RawServer(answer) as server:
        calls = Calls("national", server.url, PATIENCE)
        try:
            return await _reason(calls), server.answers
        finally:
            await calls.close()


@pytest.mark.asyncio
async def test_json_comes_back_and_no_cookie_goes_on_to_the_next(calls: Calls) -> None:
    for _ in range(2):
        assert await calls.json("GET", "/x", params={"code": CODE}) == {"query": {"code": CODE}, "cookie": None}


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_in_our_words(portal: Echo, fault: Fault) -> None:
    patience = SHORT if fault in VAIN else PATIENCE
    calls = Calls("national", portal.url, patience)
    portal.fail(fault)
    began = time.monotonic()
    # Of a body the transport knows only whether it is JSON.
    assert await _reason(calls, patience=patience) == ("answered" if fault == "types" else EXPECTED[fault])
    assert time.monotonic() - began < patience.budget + 5
    await calls.close()
    assert fault == "slow" or await emptied(portal)


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", FAULTS)
async def test_only_what_reads_and_may_pass_is_tried_again(portal: Echo, calls: Calls, fault: Fault) -> None:
    patience = SHORT if fault in VAIN else PATIENCE
    before = REGISTRY.get_sample_value("troly_dossier_retries_total", {"adapter": "national"}) or 0.0
    portal.fail(fault, times=1)
    passes = fault in ("reset", "502", "half")
    assert await _reason(calls, patience=patience) == ("answered" if passes or fault == "types" else EXPECTED[fault])
    assert len(portal.calls) == 1 + passes
    assert (REGISTRY.get_sample_value("troly_dossier_retries_total", {"adapter": "national"}) or 0.0) == before + passes
    portal.recover()
    portal.fail(fault, times=1)
    assert await _reason(calls, again=False, patience=patience) == ("answered" if fault == "types" else EXPECTED[fault])
    assert len(portal.calls) == 2 + passes


@pytest.mark.asyncio
async def test_the_statuses(portal: Echo, calls: Calls) -> None:
    portal.fail("404")
    assert await calls.json("GET", "/x", absent=frozenset({404})) is None
    assert await _reason(calls) == "server_error"
    portal.fail("429")
    assert await _reason(calls) == "server_error"
    portal.fail("403")
    with pytest.raises(PortalDenied):
        await calls.json("GET", "/x")
    assert await calls.json("GET", "/x", absent=frozenset({403})) is None


@pytest.mark.asyncio
async def test_a_redirection_is_not_followed() -> None:
    assert await _of(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n") == ("server_error", 1)


HOSTILE = {
    "nothing": b"",
    "deep": b"[" * 100_000,
    "deep and whole": b'{"a":' * 90_000 + b"1" + b"}" * 90_000,
    "number": b'{"error_code": ' + b"9" * 5_000 + b"}",
    "binary": bytes(range(256)) * 40,
    "utf-16": '{"a": "ấ"}'.encode("utf-16")[3:],
    "long": b'{"x": "' + b"x" * 2_000_000 + b'"}',
    "page": b"  <!DOCTYPE html>",
}


@pytest.mark.asyncio
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_a_body_that_cannot_be_read(body: bytes) -> None:
    assert await _of(RawServer.json(body)) == ("malformed", 1)


@pytest.mark.asyncio
async def test_a_body_that_grows_when_it_is_unpacked() -> None:
    assert await _of(RawServer.json(gzip.compress(b" " * 20_000_000), "Content-Encoding: gzip")) == ("malformed", 1)
    assert await _of(RawServer.json(b"no gzip", "Content-Encoding: gzip")) == ("malformed", 1)
    assert await _of(RawServer.json(gzip.compress(b"{}"), "Content-Encoding: gzip")) == ("answered", 1)


@pytest.mark.asyncio
async def test_what_is_no_http() -> None:
    assert await _of(b"\x00\xff\x00" * 100) == ("unreachable", 2)
    assert await _of(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000) == ("unreachable", 2)


@pytest.mark.asyncio
async def test_nobody_there() -> None:
    calls = Calls("national", "http://127.0.0.1:9", PATIENCE)
    assert await _reason(calls) == "unreachable"
    await calls.close()


@pytest.mark.parametrize("url", ["", "portal", "ftp://127.0.0.1", "http://", "http://[::1", "//host", "http://x:y"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Calls("national", url, PATIENCE)


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["\x00", "/x\r\nA: b", "http://[", "/" + "x" * 70_000], ids=repr)
async def test_a_path_that_is_none(calls: Calls, path: str) -> None:
    with pytest.raises(PortalUnavailable) as refused:
        await calls.json("GET", path)
    assert path not in str(refused.value)


@pytest.mark.asyncio
async def test_cancelled_calls_leave_no_connection(portal: Echo, calls: Calls) -> None:
    portal.fail("drip")
    tasks = [asyncio.ensure_future(calls.json("GET", "/x")) for _ in range(20)]
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    assert all(isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*tasks, return_exceptions=True))
    assert await emptied(portal)
    portal.recover()
    assert await _reason(calls) == "answered"
    assert portal.most_open <= 2 * PATIENCE.at_once


@pytest.mark.asyncio
async def test_many_calls_share_few_connections(portal: Echo, calls: Calls) -> None:
    await asyncio.gather(*(calls.json("GET", "/x") for _ in range(60)))
    assert portal.most_open <= 2 * PATIENCE.at_once
    await calls.close()
    assert await emptied(portal)


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [*FAULTS, None])
async def test_neither_address_nor_body_is_logged_or_told(
    portal: Echo, calls: Calls, fault: Fault | None, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for logger in ("httpx2", "httpcore2", "stamina"):
        caplog.set_level(logging.DEBUG, logger)
    if fault:
        portal.fail(fault)
    chain: list[BaseException | None] = []
    try:
        async with asyncio.timeout((SHORT if fault in VAIN else PATIENCE).budget):
            await calls.json("GET", f"/d/{CODE}", params={"code": CODE, "secretKey": "Khoa-Bi-Mat"}, json={"session": "phien-07"})
    except (TimeoutError, PortalUnavailable) as error:
        chain.append(error)
    while chain and chain[-1] is not None:
        chain.append(chain[-1].__cause__ or chain[-1].__context__)
    written = capsys.readouterr()
    everything = "\n".join([caplog.text, written.out, written.err, *map(repr, chain)])
    assert not any(value in everything for value in (CODE, "Khoa-Bi-Mat", "phien-07", "MaHoSo", "Support ID", "fault on demand"))


@pytest.mark.asyncio
async def test_what_a_server_says_instead_of_http_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    assert await _of(b"Nguyen Van Thu 0900123456\r\n\r\n") == ("unreachable", 2)
    written = capsys.readouterr().out
    assert "retry_scheduled" in written
    assert "0900123456" not in written
