"""What the gateway asks of the knowledge room. The dialogue port is in `dialogue.py`, beside its adapter."""

from collections.abc import Sequence
from typing import Protocol

from core.procedure import Level, Procedure


class SearchResult(Protocol):
    """One procedure found; `score` is higher when it fits better, `variants` its near twins (code, level, difference)."""

    @property
    def code(self) -> str:
        """Code of the procedure."""

    @property
    def name(self) -> str:
        """Official name."""

    @property
    def field(self) -> str | None:
        """Field of administration (lĩnh vực)."""

    @property
    def level(self) -> Sequence[str]:
        """Levels that settle it."""

    @property
    def score(self) -> float:
        """How well it fits the question."""

    @property
    def variants(self) -> Sequence[object]:
        """Twins: each has `code`, `level` and `difference`."""


class Knowledge(Protocol):
    """The published procedures.

    Every method blocks (a search takes some 10 ms of processor time), so callers run it in a worker thread;
    several threads may call at once. Nothing here writes.

    Raises:
        ReleaseUnavailable: no release can be read. Any method may raise it, now and not the next time.
    """

    @property
    def release_id(self) -> str:
        """Id of the release that answers now."""

    def search(self, q: str, limit: int, level: Level | None, field: str | None) -> Sequence[SearchResult]:
        """Return at most `limit` procedures for the question `q`, best first, of `level` and `field` where given."""

    def procedure(self, code: str) -> Procedure | None:
        """Return the record of `code`, or `None` when the release holds none."""
