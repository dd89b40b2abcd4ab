"""Custom actions (rasa_sdk): hear the turn (`heard`), deal with it in order (`reception`, `desks`), say the result."""

from actions.answer import ActionAnswer
from actions.desk import ActionData, ActionHuman, ActionLife, ActionPick, ActionRate, ActionReport, ActionStatus, ActionWard
from actions.say import ActionSay

__all__ = [
    "ActionAnswer", "ActionData", "ActionHuman", "ActionLife", "ActionPick", "ActionRate", "ActionReport", "ActionSay", "ActionStatus",
    "ActionWard",
]  # fmt: skip
