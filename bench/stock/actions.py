"""The one action of the stock assistant: no work at all, so that only Rasa's own is compared."""

from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bench.stock.project import ACTION


class ActionStock(Action):  # type: ignore[misc]
    """Says the same for every message."""

    REPLY: ClassVar = {"status": "answered", "text": "Xin chào, đây là câu trả lời mẫu."}

    def name(self) -> str:
        """Return the name in the domain."""
        return ACTION

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the fixed JSON."""
        dispatcher.utter_message(json_message=self.REPLY)
        return []
