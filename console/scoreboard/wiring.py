"""The scoreboard over this installation: the turns, the fields of the live release, and what people judge. Asked for by the worker too."""

from collections.abc import Callable, Mapping
from datetime import datetime

from conversations.answers import TurnAnswers
from conversations.figures.service import Scoreboard
from core.clock import now
from core.db import Database
from core.settings import Settings
from knowledge.fields import named
from training.judging.service import Judging

_LONGEST = 200  # characters of a topic's name


def opened(settings: Settings, database: Database, clock: Callable[[], datetime] = now) -> Scoreboard:
    """Return the scoreboard over `database`."""

    def topics() -> Mapping[str, str]:
        return {code: one.field[:_LONGEST] for code, one in named(settings.releases).items() if one.field}

    judging = Judging(database, TurnAnswers(database), clock=clock)
    return Scoreboard(database, topics, settings.keep_conversations_days, judging.verdicts, clock)
