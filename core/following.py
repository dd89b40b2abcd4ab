"""What every program follows of the settings that staff change (`core.overlays`); a program adds what it alone uses.

Names: `days` and `hours` (`core.working_days`), `texts` (`core.words`).
"""

from collections.abc import Callable

from core import words, working_days
from core.db import Database
from core.overlays import Follower, Hook, failures

COMMON: dict[str, Hook] = {"days": working_days.lay_days, "hours": working_days.lay_hours, "texts": words.lay_over}


def following(database: Database, failed: Callable[[], None] = failures.inc, **hooks: Hook) -> Follower:
    """Return the follower of one program: what all of them follow, and its own `hooks`. To be entered while the program runs."""
    return Follower(database, {**COMMON, **hooks}, failed=failed)
