"""What the editorial room needs of others."""

from datetime import datetime
from typing import Protocol

from core.procedure import Procedure


class Clock(Protocol):
    """The present moment, with its zone."""

    def __call__(self) -> datetime:
        """Return now."""


class Records(Protocol):
    """The records that were imported or ship with the product: what versions stand above. Its adapter is `Catalogue`."""

    def record(self, code: str) -> Procedure | None:
        """Return the record of `code`, the seed's before an imported one, or None. Raises `ValueError` for a damaged file."""
