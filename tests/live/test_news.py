"""News of a dossier with the running assistant: asked for in a conversation, found by the worker, picked up once."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from cli.supervisor import Stack
from core.settings import Settings
from core.working_days import today
from portal.dossiers.sample.dossiers import samples
from tests.fakes.dossiers.opencps import FakeOpenCps
from tests.leaks import watched
from tests.live.apart import PATIENT
from tests.live.talk import Talk

CODE, DIGITS = "H29.18-260310-0420", "4321"
OFTEN = "2"  # seconds between two looks; half an hour in real life
QUIET = 5.0  # seconds: longer than two looks are apart
EACH = 2.0  # seconds between two questions for news: nobody may ask oftener than 60 times a minute
SOON = 120.0  # the worker starts anew, on a machine that may be busy


@dataclass
class World:
    """The running assistant and the portal behind it, which knows one dossier."""

    stack: Stack
    portal: FakeOpenCps
    client: httpx2.Client

    def becomes(self, status: str) -> None:
        """Have the portal show another status."""
        self.portal.records[CODE]["dossierStatus"] = status

    def looks(self) -> int:
        """Return how often the portal was asked."""
        return len(self.portal.calls)


@pytest.fixture(scope="module")
def world(checkout: Settings, pytestconfig: pytest.Config) -> Iterator[World]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as environment:
        portal = stack.enter_context(FakeOpenCps([next(one for one in samples(today()) if one.dossier.code == CODE)]))
        access = json.dumps({"": portal.access.model_dump()}, default=lambda secret: secret.get_secret_value())
        environment.setenv("TROLY_DOSSIER_PORTALS", access)
        environment.setenv("TROLY_DOSSIER_PATIENCE", json.dumps({"cache": 0}))
        environment.setenv("TROLY_NOTICE_EVERY", OFTEN)
        for name, value in PATIENT.items():
            environment.setenv(name, value)
        running = stack.enter_context(Stack.start(checkout, isolated=True))
        stack.enter_context(watched(running, pytestconfig))
        yield World(running, portal, stack.enter_context(httpx2.Client(base_url=running.url, timeout=120)))


@pytest.fixture
def follower(world: World) -> Talk:
    """Somebody who was told of the dossier in process, and wants to be told when it changes."""
    world.becomes("processing")
    talk = Talk(world.client)
    talk.say(f"xem giùm hồ sơ {CODE}")
    talk.say("đồng ý")
    assert talk.say(DIGITS).status == "dossier"
    assert talk.say("báo tôi khi có kết quả").status == "form"
    assert talk.say("đồng ý").status == "greeting"
    return talk


def news(world: World, talk: Talk, after: int = 0) -> list[dict[str, Any]]:
    response = world.client.get("/api/v1/messages", params={"sender": talk.sender, "after": after})
    assert response.status_code == 200, response.text
    messages: list[dict[str, Any]] = response.json()
    return messages


def soon(world: World, talk: Talk, after: int = 0) -> dict[str, Any]:
    """Return the one message that comes."""
    deadline = time.monotonic() + SOON
    while not (found := news(world, talk, after)) and time.monotonic() < deadline:
        time.sleep(EACH)
    [message] = found
    return message


def looked_again(world: World) -> None:
    """Wait until the worker has asked twice: what changed before the first is told by the second."""
    before, deadline = world.looks(), time.monotonic() + SOON
    while world.looks() < before + 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert world.looks() >= before + 2


def looks_no_more(world: World) -> int:
    """Wait until nobody asks the portal any more: a look may have been under way. Return how often it was asked."""
    looks, deadline = world.looks(), time.monotonic() + SOON
    quiet = time.monotonic() + QUIET
    while time.monotonic() < quiet:
        time.sleep(0.1)
        if world.looks() != looks:
            looks, quiet = world.looks(), time.monotonic() + QUIET
        assert time.monotonic() < deadline, "the portal is asked on and on"
    return looks


def test_each_change_is_told_once_until_the_dossier_ends(world: World, follower: Talk) -> None:
    looked_again(world)
    assert news(world, follower) == []
    world.becomes("releasing")
    first = soon(world, follower)
    assert "0420 đã có kết quả" in first["text"]
    assert CODE not in json.dumps(first)
    looked_again(world)
    assert news(world, follower) == [first]
    world.becomes("done")
    last = soon(world, follower, first["id"])
    assert "không báo thêm nữa" in last["text"]
    looks_no_more(world)
    assert news(world, follower, last["id"]) == []
    assert "0420" not in follower.say("tôi đang theo dõi hồ sơ nào").text


def test_nothing_is_told_after_stop(world: World, follower: Talk) -> None:
    assert "0420" in follower.say("ngừng báo").text
    looks = looks_no_more(world)
    world.becomes("releasing")
    time.sleep(QUIET)
    assert (world.looks(), news(world, follower)) == (looks, [])


def test_a_worker_that_is_killed_and_a_portal_that_is_down_lose_nothing(world: World, follower: Talk) -> None:
    world.portal.fail("500")
    world.becomes("releasing")
    time.sleep(3)
    world.stack.keeper.signal("worker", signal.SIGKILL)
    world.portal.recover()
    assert "đã có kết quả" in soon(world, follower)["text"]
    follower.say("ngừng báo")


def test_who_is_erased_is_told_nothing(world: World, follower: Talk) -> None:
    follower.say("xóa dữ liệu của tôi")
    assert follower.say("đồng ý xóa").status == "greeting"
    looks = looks_no_more(world)
    world.becomes("releasing")
    time.sleep(QUIET)
    assert (world.looks(), news(world, follower)) == (looks, [])
