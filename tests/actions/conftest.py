"""A real tracker, as Rasa sends it."""

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker

MakeTracker = Callable[..., Tracker]


@pytest.fixture
def tracker() -> MakeTracker:
    """Make a tracker that heard `text`, with what the dialogue model made of it and what the conversation remembers."""

    def make(text: str = "", intent: str | None = "ask_procedure", memory: dict[str, Any] | None = None, **message: Any) -> Tracker:
        heard = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [],
            "intent_ranking": [],
            "metadata": {},
            **message,
        }
        return Tracker("someone-1", {"memory": memory}, heard, [], False, None, {}, "action_listen")

    return make
