"""The one place where the actions' dependencies are chosen."""

from functools import cache

from core.settings import Settings
from knowledge.service import Knowledge


@cache
def knowledge() -> Knowledge:
    """Return the process's knowledge base; it opens the release at the first question."""
    return Knowledge(Settings())
