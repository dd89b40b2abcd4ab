"""What a job works on and with (`knowledge.editorial.work`)."""

from dataclasses import dataclass

from core.db import Database
from core.settings import Settings
from knowledge.editorial.effect import RealQuestions
from knowledge.editorial.publishing import Tools


@dataclass(frozen=True)
class Workplace:
    """The state and the database; what `tools` is told and watches is written to the job. `real`: what people asked lately, if known."""

    settings: Settings
    database: Database
    tools: Tools
    real: RealQuestions | None = None
