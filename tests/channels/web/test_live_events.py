"""Events over real connections: nothing is missed, nothing comes twice, nobody hears another, nothing keeps the program from stopping."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from channels.messages import Inbound, Reply
from channels.sample import SampleBot
from cli.ports import spare
from conversations.outbox import Outbox
from core.answer import Answer
from core.db import Database
from core.person import person_key, person_of
from core.settings import Settings
from tests.channels.conftest import HOME, assert_problem
from tests.channels.fake_rasa import FakeRasa
from tests.channels.fakes import SlowBot
from tests.channels.test_program import wait_for
from tests.channels.web.talking import API, Running, Visitor, browser, running

pytestmark = pytest.mark.asyncio
Gateway = tuple[str, Running]
Program = tuple[str, "subprocess.Popen[bytes]", Path]


def send(settings: Settings, visitor: Visitor, text: str, key: str) -> None:
    """Store something for a visitor, as another program does."""
    with closing(Database.open(settings)) as database:
        person = person_of(person_key(settings), "web", visitor.sender)
        assert Outbox(database).put(person, "web", key, Answer(status="dossier", text=text))


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    with running(
        settings.model_copy(update={"messages_per_minute": 1_000, "web_streams_of_one": 3, "web_streams": 150}), SlowBot()
    ) as started:
        yield started


async def test_a_stream_says_how_and_then_what(gateway: Gateway) -> None:
    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        async with an.listening() as ear:
            headers = ear.response.headers
            assert headers["content-type"].startswith("text/event-stream")
            assert (headers["x-accel-buffering"], headers["cache-control"]) == ("no", "no-cache")
            assert await ear.block() == {"retry": "2000"}
            message = await an.writes("xin chào")
            assert await ear.event() == ("thinking", {"in_reply_to": message})
            kind, data = await ear.event()
        assert (kind, set(data), data["in_reply_to"]) == ("message", {"id", "at", "answer", "in_reply_to"}, message)
        assert data["answer"]["text"] == "Bạn vừa viết: xin chào"
        assert [data] == await an.history()


@pytest.mark.parametrize("how", ["header", "query", "both"])
async def test_who_lost_the_network_gets_exactly_what_was_missed(gateway: Gateway, how: str) -> None:
    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        async with an.listening() as ear:
            await an.writes("một")
            first = await ear.message()
        for text in ("hai", "ba", "bốn"):
            await an.writes(text)
        missed = (await an.hears(4))[1:]
        last, after = {"header": (first["id"], 0), "query": (None, first["id"]), "both": (first["id"], 0)}[how]
        async with an.listening(last, after=after) as ear:
            assert [await ear.message() for _ in missed] == missed
            await an.writes("năm")
            later = await ear.message()
        assert later["answer"]["text"].endswith("năm")
        async with an.listening(later["id"]) as ear:
            assert await ear.block() == {"retry": "2000"}
            with pytest.raises(TimeoutError):
                await ear.block(0.3)


async def test_on_a_line_that_breaks_all_the_time_everything_comes_once_and_in_order(gateway: Gateway) -> None:
    async def writes() -> list[str]:
        sent = []
        for number in range(30):
            sent.append(await an.writes(f"câu {number}"))
            await asyncio.sleep(0.06)
        return sent

    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        writing, heard, last = asyncio.create_task(writes()), list[str](), 0
        while len(heard) < 30:
            async with an.listening(last or None) as ear:
                for _ in range(min(len(heard) % 3 + 1, 30 - len(heard))):
                    said = await ear.message()
                    heard.append(said["in_reply_to"])
                    last = said["id"]
        assert heard == await writing


@pytest.mark.parametrize("last", ["", "x", "-1", "1e3", "9" * 40, "²", "0", "1 2"])
async def test_a_last_id_that_is_none_ends_no_stream(gateway: Gateway, last: str) -> None:
    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        await an.writes("một")
        (said,) = await an.hears(1)
        async with an.listening(last.encode()) as ear:  # type: ignore[arg-type]
            assert await ear.message() == said


async def test_an_after_that_is_none_is_a_problem(gateway: Gateway) -> None:
    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        for after in ("-1", "x", "2147483648", ""):
            for path in ("events", "history"):
                response = await client.get(f"{API}/{path}", params={"after": after}, headers=an.headers)
                assert_problem(response, 422, "invalid_request")


async def test_two_tabs_hear_the_same(gateway: Gateway) -> None:
    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        async with an.listening() as one, an.listening() as two:
            await gateway[1].until_streams(2)
            await an.writes("xin chào")
            assert await one.message() == await two.message()


async def test_a_hundred_people_each_hear_their_own(gateway: Gateway) -> None:
    async def talks(number: int) -> float:
        an = await Visitor.arrives(client)
        async with an.listening() as ear:
            assert await ear.block() == {"retry": "2000"}
            ready.release()
            await everybody.wait()
            started = time.perf_counter()
            await an.writes(f"câu {number}")
            said = await ear.message()
            taken = time.perf_counter() - started
            assert said["answer"]["text"] == f"Bạn vừa viết: câu {number}"
            with pytest.raises(TimeoutError):
                await ear.message(0.3)
            return taken

    async with browser(gateway[0]) as client:
        ready, everybody = asyncio.Semaphore(0), asyncio.Event()
        people = [asyncio.create_task(talks(number)) for number in range(100)]
        for _ in people:
            await asyncio.wait_for(ready.acquire(), 30)
        assert gateway[1].streams == 100
        everybody.set()
        taken = sorted(await asyncio.gather(*people))
        print(f"100 streams, 100 messages at once: median {taken[50]:.2f} s, slowest {taken[-1]:.2f} s")  # noqa: T201
    await gateway[1].until_streams(0)


async def test_who_vanishes_leaves_no_stream_behind(gateway: Gateway) -> None:
    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        async with an.listening():
            await gateway[1].until_streams(1)
        await gateway[1].until_streams(0)
        request = f"GET {API}/events?ticket={await an.ticket()} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        for _ in range(2):
            _, writer = await asyncio.open_connection("127.0.0.1", int(gateway[0].rsplit(":", 1)[1]))
            writer.write(request)
            await gateway[1].until_streams(1)
            writer.transport.abort()  # a reset, and no word
            await gateway[1].until_streams(0)
        await an.writes("xin chào")
        await an.hears(1)


async def test_one_stream_too_many_of_a_conversation_ends_its_oldest(gateway: Gateway) -> None:
    async with browser(gateway[0]) as client:
        an, binh = await Visitor.arrives(client), await Visitor.arrives(client)
        async with binh.listening() as other, an.listening() as oldest, an.listening(), an.listening(), an.listening() as newest:
            assert await oldest.over()
            await gateway[1].until_streams(4)
            await an.writes("xin chào")
            assert await newest.message()
            await binh.writes("xin chào")
            assert await other.message()


async def test_one_stream_too_many_in_all_is_refused_and_messages_go_on(settings: Settings, bot: SampleBot) -> None:
    with running(settings.model_copy(update={"web_streams": 1}), bot) as (url, gateway):
        async with browser(url) as client:
            an, binh = await Visitor.arrives(client), await Visitor.arrives(client)
            async with an.listening():
                await gateway.until_streams(1)
                refused = await client.get(f"{API}/events", params={"ticket": await binh.ticket()})
                assert_problem(refused, 503, "unavailable")
                assert refused.headers["retry-after"] == "30"
                await binh.writes("xin chào")
                await binh.hears(1)
            await gateway.until_streams(0)
            async with binh.listening() as ear:
                assert await ear.message()


async def test_what_another_program_stores_arrives(gateway: Gateway, settings: Settings) -> None:
    async with browser(gateway[0]) as client:
        an, binh = await Visitor.arrives(client), await Visitor.arrives(client)
        async with an.listening() as ear, binh.listening() as other:
            for number in range(3):
                send(settings, an, f"Tin {number}.", f"news {number}")
                said = await ear.message()
                assert (said["answer"]["text"], said["in_reply_to"]) == (f"Tin {number}.", None)
            with pytest.raises(TimeoutError):
                await other.message(0.2)


async def test_an_ended_conversation_ends_its_streams(gateway: Gateway) -> None:
    async with browser(gateway[0]) as client:
        an, binh = await Visitor.arrives(client), await Visitor.arrives(client)
        async with an.listening() as ear, binh.listening():
            await gateway[1].until_streams(2)
            assert (await client.delete(f"{API}/session", headers=an.headers)).status_code == 204
            assert await ear.over()
            await gateway[1].until_streams(1)


class Secretive(SampleBot):
    async def answer(self, inbound: Inbound) -> Reply:
        return Reply([Answer(status="dossier", text=f"Hồ sơ: {inbound.text}", private="riêng" in inbound.text)])


async def test_a_private_answer_is_replayed_until_a_later_one_was_had(settings: Settings) -> None:
    with running(settings, Secretive()) as (url, _):
        async with browser(url) as client:
            an = await Visitor.arrives(client)
            await an.writes("riêng")
            (private,) = await an.hears(1)
            async with an.listening(private["id"] - 1) as ear:
                assert await ear.message() == private
            async with an.listening(private["id"]):
                assert await an.history() == [private]
            await an.writes("chung")
            _, later = await an.hears(2)
            async with an.listening(later["id"]):
                assert await an.history() == [later]


@pytest.mark.slow
async def test_a_quiet_stream_is_kept_alive(gateway: Gateway) -> None:
    async with browser(gateway[0]) as client:
        an = await Visitor.arrives(client)
        async with an.listening() as ear:
            assert await ear.block() == {"retry": "2000"}
            assert await ear.block() == {":": "ping"}


@pytest.fixture
def program(rasa: FakeRasa, settings: Settings, tmp_path: Path) -> Iterator[Program]:
    port, log = str(spare(1)[0]), tmp_path / "log"
    command = [sys.executable, "-m", "uvicorn", "channels.app:application", "--factory", "--port", port, "--timeout-graceful-shutdown", "3"]
    environment = {**os.environ, "TROLY_BOT_URL": rasa.url, "TROLY_ACTIONS_URL": rasa.url, "TROLY_BOT_SECRET": rasa.secret,
                   "TROLY_STATE": str(settings.var)}  # fmt: skip
    with log.open("wb") as stream, subprocess.Popen(command, cwd=HOME, env=environment, stderr=stream) as process:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            wait_for(client)
        yield f"http://127.0.0.1:{port}", process, log
        process.kill()


async def test_a_program_that_stops_ends_its_streams_and_names_nobody(program: Program, settings: Settings) -> None:
    url, process, log = program
    async with browser(url) as client:
        people = [await Visitor.arrives(client) for _ in range(5)]
        ticket = await people[0].ticket()
        async with people[0].listening() as one, people[1].listening() as two:
            await people[0].writes("bí-mật-một")
            send(settings, people[0], "bí-mật-hai", "one")
            while "bí-mật-hai" not in (await one.message())["answer"]["text"]:
                pass
            process.send_signal(signal.SIGTERM)
            assert await one.over()
            assert await two.over()
    assert await asyncio.to_thread(process.wait, 60) in {0, -signal.SIGTERM}
    written = log.read_text()
    assert "/api/v1/web/events" in written
    assert "error" not in written
    for secret in ("mật", ticket, "ticket=", *(an.token for an in people), *(an.sender for an in people)):
        assert secret not in written
