"""A candidate and the live model over the same questions: what both hear, and what is answered so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import TrolyError
from core.settings import Settings
from training.dialogue import shadow
from training.dialogue.engine import Tell
from training.dialogue.ports import Beside, Question
from training.dialogue.schemas import Difference, Expected, Hearing


@dataclass(frozen=True)
class Found:
    """What a candidate does otherwise; `figures` go into its report. `differences` is None where nothing was compared.

    "golden" is None in `figures` where golden questions could not be answered: the gate wants them asked.
    """

    figures: dict[str, Any]
    differences: Sequence[Difference] | None = None


class Trial:
    """Real questions and golden ones, to be read by both models."""

    def __init__(self, settings: Settings, ports: Beside | None) -> None:
        """Read the questions; none without `ports`."""
        self._seconds, self._ports = settings.shadow_seconds, ports
        self._recent: Sequence[Question] = ports.recent(settings.shadow_turns) if ports and settings.shadow_turns else ()
        self._golden: Sequence[Expected] = ports.golden() if ports else ()

    @property
    def texts(self) -> list[str]:
        """What both are to read."""
        return [*(one.text for one in self._recent), *(one.text for one in self._golden)]

    def compared(self, live: Sequence[Hearing], new: Sequence[Hearing], tell: Tell) -> Found:
        """Return what differs, by what both heard in `texts`.

        A knowledge base that cannot be opened costs this comparison and not the model, which took an hour to make: the log says so,
        and once it can be opened the model is measured anew.
        """
        if not self._ports or not self.texts:
            return Found({})
        tell(f"answering {len(self.texts)} questions as both models hear them")
        both, count = list(zip(live, new, strict=True)), len(self._recent)
        try:
            answering = self._ports.answering()
            told = shadow.golden(self._golden, both[count:], answering)
            ran = shadow.run(self._recent, both[:count], answering, self._seconds)
        except TrolyError as error:
            tell(f"questions were not compared: {error}")
            return Found({"golden": None} if self._golden else {})
        return Found({"golden": told, "shadow": ran.as_json()}, ran.differences)
