"""Say what needs no look-up: greetings, who it is, dangers, matters of others."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import tell
from actions.dangers import danger
from actions.heard import asked
from actions.texts import replies
from actions.wiring import knowledge

_SURE = 0.7  # of an intent; below it the words are also looked up, and the gate weighs both


class ActionSay(Action):  # type: ignore[misc]  # rasa_sdk is untyped
    """Say the text of the intent (`texts.yml`)."""

    def name(self) -> str:
        """Return the name the domain knows."""
        return "action_say"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say one `Answer`."""
        heard: dict[str, Any] = tracker.latest_message.get("intent") or {}
        question, texts = asked(tracker), replies()
        intent = danger(question.text) or heard.get("name") or "other"
        if intent == heard.get("name") and heard.get("confidence", 1.0) < _SURE:
            # The dialogue model hesitates: "chứng thực giấy tờ giùm em" is a question, however it is put.
            answer = knowledge().answer(question)
            if answer.status == "answered":
                return tell(answer, dispatcher, tracker)
        dispatcher.utter_message(json_message=texts.get(intent, texts["other"]).model_dump(mode="json"))
        return []
