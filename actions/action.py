"""What every custom action does: hear the turn, have it dealt with, say one `Answer`, remember."""

import asyncio
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import turn
from actions.turn import Said, Turn
from actions.wiring import my_data, reception, threads


class TurnAction(Action, ABC):  # type: ignore[misc]  # rasa_sdk is untyped
    """Base: the action of one kind of matter. `named` is its name in the domain; what is abstract is not served."""

    named = ""

    def name(self) -> str:
        """Return the name the domain knows."""
        return self.named

    @abstractmethod
    def reply(self, turn: Turn) -> Said:
        """Answer the turn's own matter; what goes before it is the reception's."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say one `Answer`; errors rise to Rasa, and the gateway turns a silent bot into a 503.

        In a thread: while one turn waits for a portal, the others are answered.
        """
        said = await asyncio.get_running_loop().run_in_executor(threads(), self._said, tracker)
        dispatcher.utter_message(json_message=said.answer.model_dump(mode="json"))
        return [SlotSet("memory", said.memory.dump()), *([SlotSet("forget", True)] if said.forget else [])]

    def _said(self, tracker: Tracker) -> Said:
        return reception().receive(my_data().recalled(turn(tracker)), self.reply)
