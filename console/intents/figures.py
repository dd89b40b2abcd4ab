"""What the live model was measured to do with each intent."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from console.parts import Parts
from training.dialogue.registry import Registry
from training.dialogue.report import PLAIN


@dataclass(frozen=True)
class Figures:
    """F1 by intent, as typed, and how often two were confused: (labelled, read, times). `model` is its name; "" when none was measured."""

    model: str = ""
    f1: dict[str, float] = field(default_factory=dict)
    confusions: tuple[tuple[str, str, int], ...] = ()

    def confused(self, intent: str) -> dict[str, int]:
        """Return the intents this one was confused with, either way, and how often."""
        found: dict[str, int] = {}
        for labelled, read, times in self.confusions:
            if intent in (labelled, read) and labelled != read:
                other = read if labelled == intent else labelled
                found[other] = found.get(other, 0) + times
        return found


def live(parts: Parts) -> Figures:
    """Return the figures of the live model; empty where there is none, or it was not measured."""
    model = Registry.of(parts.settings, parts.database, parts.clock).live()
    if model is None or not model.report:
        return Figures()
    plain = model.report["writings"][PLAIN]
    return Figures(model.name, {name: one["f1"] for name, one in plain["intents"].items()}, _confusions(plain["confusions"]))


def _confusions(told: Iterable[tuple[str, str | None, int]]) -> tuple[tuple[str, str, int], ...]:
    return tuple((labelled, read or "nlu_fallback", times) for labelled, read, times in told)
