"""The one place where the actions' dependencies are chosen."""

from collections.abc import Mapping
from functools import cache

from actions.dangers import danger
from actions.reception import Reception
from actions.turn import Desk, Turn
from core.answer import Answer
from core.settings import Settings
from knowledge.service import Knowledge


@cache
def knowledge() -> Knowledge:
    """Return the process's knowledge base; it opens the release at the first question."""
    return Knowledge(Settings())


@cache
def desks() -> Mapping[str, Desk]:
    """Return the desks by name."""
    return {}


@cache
def reception() -> Reception:
    """Return what deals with each turn."""
    return Reception(desks(), danger, _offer)


def _offer(turn: Turn, answer: Answer) -> Answer:
    return answer
