"""Say what needs no look-up: greetings, who it is, dangers, matters of others."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import tell
from actions.dangers import danger
from actions.heard import asked
from actions.texts import replies
from actions.wiring import knowledge

# Of an intent. Below the first the words are also looked up, and what is surely found is told; below the second, what is
# likely meant is asked back too. The gate weighs the intent's probability in both.
_SURE, _DOUBTFUL = 0.85, 0.7


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
        confidence = heard.get("confidence", 1.0)
        if intent == heard.get("name") and confidence < _SURE:
            # The dialogue model hesitates: "chứng thực giấy tờ giùm em" is a question, however it is put.
            answer = knowledge().answer(question)
            if answer.status == "answered" or (answer.status == "clarify" and answer.alternatives and confidence < _DOUBTFUL):
                return tell(answer, dispatcher, tracker)
        dispatcher.utter_message(json_message=texts.get(intent, texts["other"]).model_dump(mode="json"))
        return []
