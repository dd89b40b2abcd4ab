"""A part that is down is said, in Vietnamese, and shown red; when it is back, answers are back."""

import signal
import time
from collections.abc import Iterator

import httpx2
import pytest

from cli.supervisor import Stack
from core.answer import Answer
from core.settings import Settings
from tests.leaks import watched
from tests.live.talk import Talk


@pytest.fixture(scope="module")
def own_stack(checkout: Settings, pytestconfig: pytest.Config) -> Iterator[Stack]:
    with Stack.start(checkout, isolated=True) as running, watched(running, pytestconfig):
        yield running


def _wait(client: httpx2.Client, part: str, ok: bool, seconds: float = 120) -> httpx2.Response:
    """Wait until /readyz tells of `part` that it is well or not; return what it told."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        response = client.get("/readyz")
        if response.json()["parts"][part]["ok"] is ok:
            return response
        time.sleep(0.5)
    raise AssertionError(f"/readyz did not tell of {part} within {seconds:.0f} s: {response.text}")


def _answered(talk: Talk, question: str, seconds: float = 120) -> Answer:
    """Ask until there is an answer: what was asked while the part was away is done first."""
    end = time.monotonic() + seconds
    while (response := talk.post(question)).status_code != 200 and time.monotonic() < end:
        time.sleep(0.5)
    assert response.status_code == 200, response.text
    return Answer.model_validate(response.json()[-1]["custom"])


@pytest.mark.parametrize(("program", "part"), [("actions", "actions"), ("bot", "bot")])
def test_a_stopped_part_is_a_sentence_and_a_red_light(own_stack: Stack, program: str, part: str) -> None:
    with httpx2.Client(base_url=own_stack.url, timeout=60) as client:
        own_stack.keeper.signal(program, signal.SIGSTOP)
        try:
            red = _wait(client, part, ok=False)
            response = Talk(client).post("đăng ký kết hôn cần giấy tờ gì")
        finally:
            own_stack.keeper.signal(program, signal.SIGCONT)
        _wait(client, part, ok=True)

        assert red.status_code == 503
        assert response.status_code == 503
        assert response.headers["content-type"] == "application/problem+json"
        assert "1022" in response.json()["detail"]
        assert _answered(Talk(client), "đăng ký kết hôn cần giấy tờ gì").status == "answered"
