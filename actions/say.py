"""Say what needs no look-up: greetings, who it is, dangers, matters of others."""

from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.answer import tell
from actions.heard import asked
from actions.wiring import knowledge
from core.answer import Answer, Button, Status

_SURE = 0.7  # of an intent; below it the words are also looked up, and the gate weighs both
TEXTS = Path(__file__).with_name("texts.yml")


class ActionSay(Action):  # type: ignore[misc]  # rasa_sdk is untyped
    """Say the text of the intent (`texts.yml`)."""

    def name(self) -> str:
        """Return the name the domain knows."""
        return "action_say"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say one `Answer`."""
        heard: dict[str, Any] = tracker.latest_message.get("intent") or {}
        if heard.get("confidence", 1.0) < _SURE:
            # The dialogue model hesitates: "chứng thực giấy tờ giùm em" is a question, however it is put.
            answer = knowledge().answer(asked(tracker))
            if answer.status == "answered":
                return tell(answer, dispatcher, tracker)
        intent = heard.get("name")
        texts = replies()
        dispatcher.utter_message(json_message=texts.get(intent, texts["other"]).model_dump(mode="json"))
        return []


@cache
def replies() -> dict[str | None, Answer]:
    """Read the texts, once: an `Answer` an intent. Raises `ValidationError` when one is malformed."""
    entries = YAML(typ="safe").load(TEXTS.read_text("utf-8"))
    return {intent: _reply(**entry) for intent, entry in entries.items()}


def _reply(status: Status, text: str, buttons: tuple[str, ...] = ()) -> Answer:
    return Answer(status=status, text=text.strip(), buttons=[Button(title=title, payload=title) for title in buttons])
