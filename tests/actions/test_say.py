"""What is said without looking anything up."""

import asyncio
from typing import get_args

import pytest
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.say import ActionSay
from actions.texts import replies
from core.answer import Answer, Status
from core.text import fold, has_accents, normalize, syllables
from core.words import words
from tests.actions.conftest import MakeTracker
from tests.conftest import HOME

INTENTS = sorted(str(intent) for intent in replies())


def reply(intent: str) -> Answer:
    return replies()[intent]


def said(tracker: MakeTracker, intent: str | None) -> Answer:
    dispatcher = CollectingDispatcher()
    asyncio.run(ActionSay().run(dispatcher, tracker("…", intent), {}))
    (message,) = dispatcher.messages
    return Answer.model_validate(message["custom"])


@pytest.mark.parametrize("intent", INTENTS)
def test_a_text_is_a_whole_answer_that_every_channel_can_send(intent: str) -> None:
    made = reply(intent)
    assert made.status in get_args(Status)
    assert 20 <= len(made.text) <= 600
    assert made.text == normalize(made.text)
    assert made.text.endswith((".", "?", "!"))
    assert made.procedure is None
    assert not made.sections


@pytest.mark.parametrize("intent", INTENTS)
def test_a_text_is_written_with_all_its_accents(intent: str) -> None:
    made = reply(intent)
    for text in (made.text, *(button.title for button in made.buttons)):
        parts = [part for part in syllables(text) if part.isalpha() and len(part) > 1]
        assert sum(has_accents(part) for part in parts) >= 0.5 * len(parts), text
        assert not {"khong", "tuc", "duoc", "giay", "nguoi", "phuong", "thanh", "viec"} & {part.lower() for part in parts}, text


@pytest.mark.parametrize("intent", INTENTS)
def test_a_button_sends_what_it_says(intent: str) -> None:
    assert all(button.payload == button.title and not button.title.startswith("/") for button in reply(intent).buttons)


def test_danger_names_police_fire_and_ambulance() -> None:
    made = reply("safety")
    assert made.status == "safety"
    assert {"113", "114", "115"} <= set(syllables(made.text))


@pytest.mark.parametrize("intent", ["greet", "who_are_you"])
def test_it_says_that_it_is_a_machine(intent: str) -> None:
    assert "may" in syllables(fold(reply(intent).text))
    assert "không phải cán bộ" in reply(intent).text


@pytest.mark.parametrize("intent", ["feedback", "out_of_scope", "other", "who_are_you"])
def test_it_says_who_can_help_where_it_cannot(intent: str) -> None:
    assert "1022" in reply(intent).text


@pytest.mark.parametrize("intent", INTENTS)
def test_nothing_promises_what_it_cannot_do(intent: str) -> None:
    assert "miễn phí" not in reply(intent).text.lower()
    if intent == "injection":
        assert reply(intent).status == "safety"


def test_every_intent_that_needs_no_look_up_has_its_text() -> None:
    rules = [YAML(typ="safe").load(path.read_text("utf-8")) for path in (HOME / "nlu_data" / "rules").glob("*.yml")]
    steps = [rule["steps"] for file in rules for rule in file.get("rules", [])]
    told = {steps[0]["intent"] for steps in steps if any(step.get("action") == "action_say" for step in steps) and "intent" in steps[0]}
    assert told
    assert told <= set(INTENTS)


@pytest.mark.parametrize("intent", INTENTS)
def test_the_intent_s_text_is_said(tracker: MakeTracker, intent: str) -> None:
    assert said(tracker, intent) == reply(intent)


@pytest.mark.parametrize("intent", ["nlu_fallback", "unheard_of", None])
def test_any_other_intent_gets_the_text_for_the_rest(tracker: MakeTracker, intent: str | None) -> None:
    assert said(tracker, intent) == reply("other")


def test_the_domain_knows_the_action() -> None:
    domain = YAML(typ="safe").load((HOME / "domain.yml").read_text("utf-8"))
    assert ActionSay().name() in domain["actions"]
    # There are more dangers than intents: `actions/dangers.tsv` tells them apart.
    dangers = {key.removeprefix("safety.") for key in words() if key.startswith("safety.")}
    assert set(INTENTS) - dangers - {"other", "beyond"} <= set(domain["intents"])
