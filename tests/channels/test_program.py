"""The program as it is started: uvicorn, its own environment, its log."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from cli.ports import spare
from tests.channels.fake_rasa import FakeRasa

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(rasa: FakeRasa, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    port, log = spare(1)[0], tmp_path / "log"
    command = [sys.executable, "-m", "uvicorn", "channels.app:application", "--factory", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "TROLY_BOT_URL": rasa.url, "TROLY_ACTIONS_URL": rasa.url, "TROLY_BOT_SECRET": rasa.secret,
                   "TROLY_STATE": str(tmp_path / "state")}  # fmt: skip
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stream)
    try:
        yield f"http://127.0.0.1:{port}", log
    finally:
        process.terminate()
        assert process.wait(60) in {0, -15}


def wait_for(client: httpx2.Client) -> None:
    for _ in range(900):
        try:
            client.get("/healthz")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the gateway did not start")


def test_it_starts_without_a_release_answers_and_logs_nothing_that_was_written(program: tuple[str, Path], rasa: FakeRasa) -> None:
    url, log = program
    with httpx2.Client(base_url=url, trust_env=False) as client:
        wait_for(client)
        for text in ("bí-mật-một", "x" * 5_000):
            client.post("/webhooks/rest/webhook", json={"sender": "0909123456", "message": text})
        reply = client.post("/webhooks/rest/webhook", json={"sender": "0909123456", "message": "bí-mật-hai"})
        assert client.get("/api/v1/procedures/search", params={"q": "bí-mật-ba"}).status_code == 503
        assert client.get("/bí-mật-bốn").status_code == 404
        assert client.get("/readyz").json()["parts"]["release"]["detail"] == "release_unavailable"
        rasa.raw = '{"messages": [{"custom": {"text": "bí-mật-năm"}}]}'.encode()
        assert client.post("/webhooks/rest/webhook", json={"sender": "an", "message": "x"}).status_code == 503
    assert reply.json()[0]["text"] == "Về: bí-mật-hai"
    written = log.read_text()
    for line in written.splitlines():
        json.loads(line)
    assert '"event": "answered"' in written
    for secret in ("mật", "b%C3%AD", "0909123456"):
        assert secret not in written


def test_ten_megabytes_over_a_real_socket_are_refused(program: tuple[str, Path]) -> None:
    url, _ = program
    with httpx2.Client(base_url=url, trust_env=False) as client:
        wait_for(client)
        try:
            status = client.post("/webhooks/rest/webhook", json={"sender": "an", "message": "a" * 10_000_000}).status_code
        except (httpx2.WriteError, httpx2.ReadError, httpx2.RemoteProtocolError):
            status = 413  # The gateway answered and hung up while we were still sending.
        assert status == 413
        assert client.get("/healthz").status_code == 200
