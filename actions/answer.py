"""Answer a question about procedures."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dangers import danger
from actions.heard import asked
from actions.texts import replies
from actions.wiring import knowledge
from core.answer import Answer


class ActionAnswer(Action):  # type: ignore[misc]  # rasa_sdk is untyped
    """Ask the knowledge base and say its answer; remember what was spoken of and what was offered."""

    def name(self) -> str:
        """Return the name the domain knows."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say one `Answer`; errors rise to Rasa, and the gateway turns a silent bot into a 503."""
        question = asked(tracker)
        reply = danger(question.text)
        return tell(replies()[reply] if reply else knowledge().answer(question), dispatcher, tracker)


def tell(answer: Answer, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """Say `answer` and return the events that remember what it spoke of and what it offered."""
    dispatcher.utter_message(json_message=answer.model_dump(mode="json"))
    current = answer.procedure.code if answer.procedure else tracker.get_slot("procedure_code")
    return [SlotSet("procedure_code", current), SlotSet("offered_codes", [other.code for other in answer.alternatives])]
