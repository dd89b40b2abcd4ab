"""Rasa sessions rotate; what the citizen was talking about survives a rotation by turns, and nothing survives an absence."""

from typing import Any

import pytest

from channels.sessions import Session, Sessions
from core.answer import Alternative, Answer, ProcedureRef
from core.settings import Settings
from tests.channels.conftest import gateway, say
from tests.channels.fake_rasa import MODEL, FakeRasa, answer

BIRTH = Answer(
    status="answered",
    text="…",
    procedure=ProcedureRef(code="1.001193", name="Khai sinh"),
    alternatives=[Alternative(code="2.000528", name="Khai sinh có yếu tố nước ngoài")],
)
THANKS = Answer(status="greeting", text="Không có chi.")
CONTEXT = {"procedure_code": "1.001193", "offered_codes": ["2.000528"]}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def talk(sessions: Sessions, *answers: Answer, sender: str = "an") -> Session:
    for told in answers:
        session = sessions.open("rest", sender)
        session.remember(told)
    return session


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions("secret", turns=2, idle=60, clock=clock)


def test_a_session_lasts_its_turns_and_hands_on_its_context(sessions: Sessions) -> None:
    first = talk(sessions, BIRTH, BIRTH).sender_id
    second = sessions.open("rest", "an")
    assert second.sender_id != first
    assert second.carried == CONTEXT


def test_context_goes_along_until_an_answer_has_a_subject(sessions: Sessions) -> None:
    talk(sessions, BIRTH, BIRTH)
    assert sessions.open("rest", "an").carried == CONTEXT
    retry = sessions.open("rest", "an")
    assert retry.carried == CONTEXT
    retry.remember(THANKS)
    assert retry.carried == CONTEXT
    retry.remember(BIRTH)
    assert retry.carried is None


def test_a_thank_you_does_not_wipe_the_subject(sessions: Sessions) -> None:
    talk(sessions, BIRTH, THANKS)
    assert sessions.open("rest", "an").carried == CONTEXT


def test_a_clarifying_question_keeps_the_subject_and_renews_the_offer(sessions: Sessions) -> None:
    choice = Answer(status="clarify", text="?", alternatives=[Alternative(code="1.000894", name="Kết hôn")])
    talk(sessions, BIRTH, choice)
    assert sessions.open("rest", "an").carried == {"procedure_code": "1.001193", "offered_codes": ["1.000894"]}


def test_the_subject_survives_a_session_without_one(sessions: Sessions) -> None:
    talk(sessions, BIRTH, THANKS, THANKS, THANKS)
    assert sessions.open("rest", "an").carried == CONTEXT


def test_after_an_absence_nothing_is_carried(sessions: Sessions, clock: Clock) -> None:
    first = talk(sessions, BIRTH, BIRTH).sender_id
    clock.now += 60
    second = sessions.open("rest", "an")
    assert second.sender_id != first
    assert (second.carried, second.context) == (None, None)


def test_names_are_of_one_person_on_one_channel_and_tell_nobody_who(sessions: Sessions) -> None:
    names = {sessions.open(*who).sender_id for who in (("rest", "an"), ("rest", "binh"), ("zalo", "an"))}
    assert len(names) == 3
    assert not any("an" in name.split("-")[0] for name in names)


def test_a_restarted_gateway_never_continues_an_old_session(sessions: Sessions, clock: Clock) -> None:
    old = sessions.open("rest", "an").sender_id
    clock.now += 5
    assert Sessions("secret", 2, 60, clock).open("rest", "an").sender_id != old


def test_without_a_secret_names_differ_from_start_to_start(clock: Clock) -> None:
    assert Sessions("", 2, 60, clock).open("rest", "an").person != Sessions("", 2, 60, clock).open("rest", "an").person


@pytest.mark.asyncio
async def test_rasa_gets_the_context_with_the_first_message_of_a_new_session(with_rasa: Settings, rasa: FakeRasa) -> None:
    told: dict[str, Any] = answer("…", procedure={"code": "1.001193", "name": "Khai sinh"})
    rasa.reply = lambda asked: {"messages": [{"custom": told}], "model": MODEL}
    async with gateway(with_rasa.model_copy(update={"session_turns": 2})) as client:
        for n in range(4):
            await say(client, f"câu {n}")
    assert [heard["metadata"].get("context") for heard in rasa.heard] == [
        None,
        None,
        {"procedure_code": "1.001193", "offered_codes": []},
        None,
    ]
    first, second, third, fourth = (heard["sender"] for heard in rasa.heard)
    assert (first == second, third == fourth, first == third) == (True, True, False)
