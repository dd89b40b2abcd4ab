"""Custom actions (rasa_sdk): read what the dialogue knows, call a domain, say the result."""

from actions.answer import ActionAnswer
from actions.say import ActionSay

__all__ = ["ActionAnswer", "ActionSay"]
