"""Progress: whoever runs an import may watch the records go by."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Watch(Protocol):
    """Passes the rows on, one by one, and shows how far they are."""

    def __call__(self, rows: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
        """Return `rows`; `what` names them, `total` is how many there are where that is known."""


def unwatched(rows: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """Show nothing."""
    return rows
