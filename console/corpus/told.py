"""How far readers agree, as trainers read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from console import pages
from console.models.told import intent as name_of
from core.db import Database
from training.corpus.schemas import Entity
from training.labels.agreement import NO_EXAMPLE, Disputed, agreement, disputed
from training.labels.kappa import Kappa

Key = TypeVar("Key")
# What kappa is called from which value on (Landis and Koch 1977, Biometrics 33), the highest first.
_BANDS = ((0.8, "full"), (0.6, "good"), (0.4, "fair"), (0.2, "slight"), (0.0, "poor"))
LOW = 0.6  # below, readers do not mean the same by an intent, and its description is to be looked at
FEW = 30  # texts: a judgement; of fewer the interval is so wide that the figure says little


@dataclass(frozen=True)
class Told:
    """One figure. `name` is an intent's, or empty."""

    kappa: Kappa
    name: str = ""

    @property
    def value(self) -> str:
        """Kappa, as it is written in Vietnamese."""
        return pages.text("corpus.undefined") if self.kappa.value is None else pages.amount(round(self.kappa.value, 2))

    @property
    def interval(self) -> str:
        """Where it lies with 95 %."""
        return " – ".join(pages.amount(round(one, 2)) for one in self.kappa.interval) if self.kappa.interval else ""

    @property
    def band(self) -> str:
        """What it is called: the last part of a key of the words."""
        value = self.kappa.value
        if value is None:
            return "none" if not self.kappa.texts else "alike"
        return next((name for least, name in _BANDS if value > least), "chance")

    @property
    def low(self) -> bool:
        """Whether it says that something is to be done."""
        return self.kappa.value is not None and self.kappa.value < LOW

    @property
    def few(self) -> bool:
        """Whether it is of too few texts to say much."""
        return 0 < self.kappa.texts < FEW


@dataclass(frozen=True)
class Agreed:
    """All of it; intents with the lowest agreement first, those without a figure last."""

    overall: Told
    pairs: Sequence[tuple[str, str, Told]]
    trainers: Sequence[tuple[str, Told]]
    intents: Sequence[tuple[str, Told]]


def agreed_of(database: Database) -> Agreed:
    """Return how far readers agree. Raises `Unavailable`."""
    found = agreement(database)
    return Agreed(
        Told(found.overall),
        [(one, other, Told(kappa)) for (one, other), kappa in _lowest(found.by_pair)],
        [(by, Told(kappa)) for by, kappa in _lowest(found.by_trainer)],
        [(name, Told(kappa, name_of(name))) for name, kappa in _lowest(found.by_intent)],
    )


def _lowest(figures: Mapping[Key, Kappa]) -> list[tuple[Key, Kappa]]:
    return sorted(figures.items(), key=lambda one: (one[1].value is None, one[1].value or 0.0, -one[1].texts))


def texts_of(database: Database, intent: str) -> list[Disputed]:
    """Return the texts on which readers differ about `intent`."""
    return disputed(database, intent)


def said(what: str) -> str:
    """Return what a reader said: an intent's name, or that it is no example."""
    return pages.text("corpus.no_example") if what == NO_EXAMPLE else name_of(what)


def pieces(text: str, entities: Sequence[Entity]) -> list[tuple[str, str]]:
    """Return a text cut at its entities: each piece with the name of its entity, or "" between them."""
    found, at = [], 0
    for one in sorted(entities, key=lambda each: (each.start, each.end)):
        if one.start >= at:
            found += [(text[at : one.start], ""), (text[one.start : one.end], one.name)]
            at = one.end
    return [piece for piece in [*found, (text[at:], "")] if piece[0]]
