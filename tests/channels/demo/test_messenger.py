"""What the fake Page keeps of Messenger's ways beside what `tests/channels/messenger/test_fake.py` holds it to."""

import pytest

from channels.demo.desk import Desk
from channels.events import Kind
from tests.channels.demo.assistant import Assistant
from tests.channels.demo.conftest import Person, until


def texts(assistant: Assistant) -> list[str]:
    return [event.text for event in assistant.events if event.kind is Kind.TEXT]


@pytest.mark.parametrize("desk", [10_000.0], indirect=True)
def test_a_webhook_that_fails_for_an_hour_is_no_longer_subscribed(desk: Desk, assistant: Assistant, minh: Person) -> None:
    assistant.refuse = True
    minh.does("text", text="một")
    until(lambda: minh.screen()["off"])
    minh.does("text", text="hai")
    assistant.refuse = False
    desk.subscribe()
    minh.answer("text", text="ba")
    assert texts(assistant) == ["ba"]


def test_a_webhook_that_comes_twice_comes_no_third_time(desk: Desk, assistant: Assistant, minh: Person) -> None:
    desk.trouble("messenger", "twice", True)
    minh.does("text", text="chào")
    until(lambda: len(texts(assistant)) == 2)
    assert desk.messenger.settled(30)
    assert texts(assistant) == ["chào"] * 2


def test_a_token_that_was_taken_away_and_given_back(desk: Desk, assistant: Assistant, minh: Person) -> None:
    minh.answer("text", text="chào")
    person = minh.screen()["person"]
    hello = {"messaging_type": "RESPONSE", "message": {"text": "x"}}
    desk.trouble("messenger", "expired", True)
    assert assistant.say_on_messenger(person, **hello)["error"] == 400
    desk.trouble("messenger", "expired", False)
    assert assistant.say_on_messenger(person, **hello)["recipient_id"] == person
