"""A model that is served is fetched once, put in place, and a broken one never takes the good one's place."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.pulling import Puller


class Agent:
    """Rasa's agent as far as a puller sees it: it loads any file but one that says that it is broken."""

    def __init__(self, path: Path) -> None:
        self.processor = type("Processor", (), {"model_path": path})()
        self.loaded: list[bytes] = []
        self.model_id = "m1"

    def load_model(self, folder: str, fingerprint: str) -> None:
        (file,) = Path(folder).iterdir()
        if file.read_bytes() == b"broken":
            raise ValueError("no model")
        self.loaded.append(file.read_bytes())


class Server:
    """Serves a model as the console does."""

    def __init__(self) -> None:
        self.model, self.fetched, self.secrets = b"old", 0, set[str]()

    async def answer(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Troly-Secret", ""))
        tag = f'"{hashlib.sha256(self.model).hexdigest()}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        self.fetched += 1
        return web.Response(body=self.model, headers={"ETag": tag, "filename": "dialogue.tar.gz"})


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/models/dialogue", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert runner.addresses
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/models/dialogue"
    await runner.cleanup()


@pytest.fixture
def agent(tmp_path: Path) -> Agent:
    path = tmp_path / "dialogue.tar.gz"
    path.write_bytes(b"old")
    return Agent(path)


def run(agent: Agent, *steps: Callable[[Server], Any]) -> Server:
    server = Server()

    async def go() -> None:
        async with serving(server) as url:
            puller = Puller(url, "s3cret")
            for step in steps:
                step(server)
                await puller.look(agent)

    asyncio.run(go())
    return server


def serve(model: bytes) -> Callable[[Server], None]:
    return lambda server: setattr(server, "model", model)


def test_the_model_of_the_start_is_not_fetched_again(agent: Agent) -> None:
    server = run(agent, serve(b"old"), serve(b"old"))
    assert (server.fetched, agent.loaded, server.secrets) == (0, [], {"s3cret"})


def test_another_one_is_fetched_once_and_the_former_again_when_it_comes_back(agent: Agent) -> None:
    server = run(agent, serve(b"new"), serve(b"new"), serve(b"old"))
    assert (server.fetched, agent.loaded) == (2, [b"new", b"old"])


def test_a_broken_one_is_tried_once_and_the_next_one_taken(agent: Agent) -> None:
    server = run(agent, serve(b"broken"), serve(b"broken"), serve(b"new"))
    assert (server.fetched, agent.loaded) == (2, [b"new"])


def test_a_server_that_is_down_changes_nothing(agent: Agent) -> None:
    asyncio.run(Puller("http://127.0.0.1:9/models/dialogue", "s3cret").look(agent))
    assert agent.loaded == []


def test_without_an_address_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TROLY_MODEL_URL", raising=False)
    assert Puller.of("s3cret") is None
    monkeypatch.setenv("TROLY_MODEL_URL", "http://127.0.0.1:8001/models/dialogue")
    assert Puller.of("s3cret") is not None
