"""Rasa sessions rotate; what the citizen was talking about survives a rotation by turns, and nothing survives an absence."""

from typing import Any

import pytest

from channels.sessions import Session, Sessions
from core.settings import Settings
from tests.channels.conftest import gateway, say
from tests.channels.fake_rasa import MODEL, FakeRasa, answer

MEMORY = {"procedure_code": "1.001193", "offered_codes": ["2.000528"]}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def talk(sessions: Sessions, turns: int, memory: dict[str, Any] | None = None, sender: str = "an") -> Session:
    for _ in range(turns):
        session = sessions.open("rest", sender)
        session.answered(memory if session.last else None)
    return session


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(b"secret", turns=2, idle=60, clock=clock)


def test_a_session_lasts_its_turns_and_hands_on_its_memory(sessions: Sessions) -> None:
    first = talk(sessions, 2, MEMORY).sender_id
    second = sessions.open("rest", "an")
    assert second.sender_id != first
    assert second.carried == MEMORY


def test_the_memory_goes_along_until_a_message_is_answered(sessions: Sessions) -> None:
    talk(sessions, 2, MEMORY)
    assert sessions.open("rest", "an").carried == MEMORY
    retry = sessions.open("rest", "an")
    assert retry.carried == MEMORY
    retry.answered(MEMORY)
    assert sessions.open("rest", "an").carried == MEMORY


def test_a_session_whose_last_message_failed_goes_on(sessions: Sessions) -> None:
    first = talk(sessions, 1)
    sessions.open("rest", "an")  # and no answer
    again = sessions.open("rest", "an")
    assert (again.sender_id, again.last) == (first.sender_id, True)
    again.answered(MEMORY)
    assert sessions.open("rest", "an").carried == MEMORY


def test_after_an_absence_nothing_is_carried(sessions: Sessions, clock: Clock) -> None:
    first = talk(sessions, 2, MEMORY).sender_id
    clock.now += 60
    second = sessions.open("rest", "an")
    assert second.sender_id != first
    assert second.carried is None


def test_names_are_of_one_person_on_one_channel_and_tell_nobody_who(sessions: Sessions) -> None:
    names = {sessions.open(*who).sender_id for who in (("rest", "an"), ("rest", "binh"), ("zalo", "an"))}
    assert len(names) == 3
    assert not any("an" in name.split("-")[0] for name in names)


def test_a_restarted_gateway_never_continues_an_old_session(sessions: Sessions, clock: Clock) -> None:
    old = sessions.open("rest", "an").sender_id
    clock.now += 5
    assert Sessions(b"secret", 2, 60, clock).open("rest", "an").sender_id != old


def test_names_come_from_the_key(clock: Clock) -> None:
    mine, same, other = (Sessions(key, 2, 60, clock).open("rest", "an").person for key in (b"one", b"one", b"two"))
    assert (mine == same, mine == other) == (True, False)


@pytest.mark.asyncio
async def test_rasa_gives_the_memory_with_the_last_message_and_gets_it_with_the_next_first(with_rasa: Settings, rasa: FakeRasa) -> None:
    told: dict[str, Any] = answer("…", procedure={"code": "1.001193", "name": "Khai sinh"})
    rasa.reply = lambda asked: {"messages": [{"custom": told}], "model": MODEL, "memory": MEMORY if asked["memory"] else None}
    async with gateway(with_rasa.model_copy(update={"session_turns": 2})) as client:
        for n in range(4):
            await say(client, f"câu {n}")
    assert [heard["memory"] for heard in rasa.heard] == [False, True, False, True]
    assert [heard["metadata"].get("memory") for heard in rasa.heard] == [None, None, MEMORY, None]
    first, second, third, fourth = (heard["sender"] for heard in rasa.heard)
    assert (first == second, third == fourth, first == third) == (True, True, False)
