"""What a stream says, in which order, and that it outlives a database that fails."""

import asyncio
from datetime import datetime, timezone

import pytest
from fastapi.sse import ServerSentEvent

from channels.messages import Inbound
from channels.web.live.events import speak
from channels.web.live.streams import Streams
from conversations.replay import Said
from core.answer import Answer
from core.errors import Unavailable

pytestmark = pytest.mark.asyncio


def said(number: int, reply: str | None = None) -> Said:
    return Said(number, datetime(2026, 11, 22, tzinfo=timezone.utc), Answer(status="answered", text=f"{number}"), reply)


class Box:
    """The `Mailbox` port in memory."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.waiting: list[str] = []
        self.failures = 0

    async def accept(self, inbound: Inbound) -> bool:
        raise NotImplementedError

    async def events(self, person: str, after: int) -> list[Said]:
        if self.failures:
            self.failures -= 1
            raise Unavailable("down")
        return [one for one in self.said if one.id > after][:2]

    async def thinking(self, person: str) -> list[str]:
        return list(self.waiting)

    async def seen(self, person: str, up_to: int) -> None:
        raise NotImplementedError


def told(event: ServerSentEvent) -> tuple[str | None, str | None]:
    return event.event, event.id or (event.data and event.data.in_reply_to)


async def test_all_that_waits_is_told_first_and_nothing_is_thought_about_that_was_answered() -> None:
    box, streams, heard = Box(), Streams(9, 9), []
    box.said, box.waiting = [said(1, "a"), said(4), said(7, "b"), said(9, "c")], ["b", "c", "d"]
    with streams.listen("an") as listener:
        async for event in speak(box, listener, "an", 1):
            heard.append(told(event))
            if heard[-1] == ("message", "9"):
                listener.close()
    assert heard == [(None, None), ("message", "4"), ("message", "7"), ("thinking", "c"), ("thinking", "d"), ("message", "9")]


async def test_who_thinks_is_told_once_and_answers_as_they_come() -> None:
    box, streams, heard = Box(), Streams(9, 9), asyncio.Queue[tuple[str | None, str | None]]()

    async def listen() -> None:
        with streams.listen("an") as listener:
            async for event in speak(box, listener, "an", 0):
                heard.put_nowait(told(event))

    stream = asyncio.create_task(listen())
    assert await heard.get() == (None, None)
    for _ in range(3):
        box.waiting = ["a"]
        streams.ring("an")
        streams.ring("binh")
        await asyncio.sleep(0)
    assert await heard.get() == ("thinking", "a")
    box.said, box.waiting = [said(1, "a")], []
    streams.ring("an")
    assert await heard.get() == ("message", "1")
    streams.end("binh")
    assert len(streams) == 1
    streams.end("an")
    await asyncio.wait_for(stream, 60)
    assert (heard.empty(), len(streams)) == (True, 0)


async def test_a_database_that_fails_ends_no_stream() -> None:
    box, streams = Box(), Streams(9, 9)
    box.failures, box.said = 1, [said(1)]
    with streams.listen("an") as listener:
        stream = speak(box, listener, "an", 0)
        assert (await anext(stream)).retry == 2_000
        event = await asyncio.wait_for(anext(stream), 60)
        assert told(event) == ("message", "1")
        await stream.aclose()  # type: ignore[attr-defined]


async def test_after_the_stop_every_stream_ends_at_once() -> None:
    streams = Streams(9, 9)
    with streams.listen("an") as before:
        streams.stop()
        assert before.over
    with streams.listen("an") as after:
        assert [told(event) async for event in speak(Box(), after, "an", 0)] == [(None, None)]


async def test_places_are_counted_and_given_back_whatever_happens() -> None:
    streams = Streams(3, 2)
    with streams.listen("an") as first, streams.listen("an") as second, streams.listen("an"):
        assert (first.over, second.over, len(streams)) == (True, False, 3)
        with pytest.raises(Unavailable) as full:
            streams.listen("binh").__enter__()
    assert full.value.retry_after == 30
    assert (len(streams), streams.people) == (0, set())
    with pytest.raises(KeyError), streams.listen("an"):
        raise KeyError
    assert len(streams) == 0
