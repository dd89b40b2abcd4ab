"""The action server as a process: it serves, counts, and tells nobody what somebody wrote."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from cli.ports import Ports

HOME = Path(__file__).resolve().parents[2]
WORDS = "tên tôi là Trần Thị Bí Mật"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, Path]]:
    log, port = tmp_path_factory.mktemp("serve") / "actions.log", Ports.free().actions
    with log.open("wb") as file, httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as client:
        process = subprocess.Popen([sys.executable, "-m", "actions.serve", "--port", str(port)], cwd=HOME, stdout=file, stderr=file)
        try:
            _wait(client)
            yield client, log
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0


def _wait(client: httpx2.Client) -> None:
    for _ in range(300):
        try:
            client.get("/health")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the action server does not answer")


def test_metrics_are_served(server: tuple[httpx2.Client, Path]) -> None:
    answer = server[0].get("/metrics")
    assert answer.status_code == 200
    assert "troly_dossier_lookups" in answer.text


def test_a_failing_action_says_nothing_of_what_was_written(server: tuple[httpx2.Client, Path]) -> None:
    client, log = server
    call = {"next_action": "action_say", "tracker": {"sender_id": "x-1", "latest_message": {"text": WORDS, "intent": 7}}, "domain": {}}
    answer = client.post("/webhook", json=call)
    assert answer.status_code == 500
    assert "Bí Mật" not in answer.text
    assert "Bí Mật" not in log.read_text("utf-8")
    assert '"level": "error"' in log.read_text("utf-8")  # somebody is told
