"""How sample dossiers stand: the two tables beside this, read."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from portal.dossiers.models import State

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Plot:
    """What happens to a dossier; `plots.tsv` explains the words. `left` and `ended` count working days from today."""

    state: State | None
    rounds: tuple[str, ...]
    fee: str
    step: str
    note: str
    asks: tuple[str, ...]
    left: int = 0
    ended: int | None = None


@dataclass(frozen=True)
class Fixed:
    """A dossier that stands still: its plot on given days."""

    code: str
    plot: Plot
    procedure: str
    ward: int
    received: date
    ended: date | None


@cache
def plots() -> tuple[Plot, ...]:
    """Return them in the order of the table."""
    return tuple(
        _plot(state, rounds, fee, step, note, asks, int(left or 0), int(ended) if ended else None)
        for state, left, ended, rounds, fee, step, note, asks in _rows("plots.tsv")
    )


@cache
def fixed() -> tuple[Fixed, ...]:
    """Return the dossiers that never change."""
    return tuple(
        Fixed(
            code,
            _plot(state, rounds, fee, step, note, asks),
            procedure,
            int(ward),
            date.fromisoformat(received),
            date.fromisoformat(ended) if ended else None,
        )
        for code, state, procedure, ward, received, ended, rounds, fee, step, note, asks in _rows("fixed.tsv")
    )


def _plot(state: str, rounds: str, fee: str, step: str, note: str, asks: str, left: int = 0, ended: int | None = None) -> Plot:
    return Plot(State(state) if state else None, _list(rounds, ","), fee, step, note, _list(asks, "|"), left, ended)


def _list(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()


def _rows(table: str) -> list[list[str]]:
    return [line.split("\t") for line in (_HERE / table).read_text("utf-8").splitlines() if line and not line.startswith("#")]
