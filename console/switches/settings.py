"""The settings of operation, read from and written to the database: each change in one transaction, with its row in the audit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from console.audit.schemas import Asked, Entry
from console.parts import Parts
from core.errors import Conflict
from core.overlays import Overlays, look

HISTORY = 20  # rows shown on a page
_TRIES = 5


@dataclass(frozen=True)
class Standing:
    """A setting as it stands; 0: nobody ever changed it."""

    value: Any
    revision: int


class Settings:
    """What the pages of operation read and write."""

    def __init__(self, parts: Parts) -> None:
        """Use the parts of the console."""
        self._parts, self._overlays = parts, Overlays(parts.database)

    def get(self, name: str) -> Standing:
        """Return a setting. Raises `Unavailable`."""
        return Standing(*self._overlays.get(name))

    def put(
        self, name: str, value: Any, revision: int, by: str, action: str, subject: str = "", detail: dict[str, Any] | None = None
    ) -> None:
        """Write a setting whole. Raises `Conflict` for one that somebody changed since `revision`, `Unavailable`."""
        with self._parts.database.begin() as session:
            self._overlays.put(session, name, value, revision, by, action=action, subject=subject or name, detail=detail)

    def change(self, name: str, make: Callable[[Any], tuple[Any, dict[str, Any]]], by: str, action: str, subject: str) -> None:
        """Write one part of a setting, whatever was changed beside it: `make` returns the new value, and what the audit tells.

        Raises:
            Conflict: `make` says that this part was changed, or others change the rest at this very moment, again and again.
            Unavailable: the database does not answer.
        """
        for left in range(_TRIES - 1, -1, -1):
            with self._parts.database.begin() as session:
                before, revision = look(session, name)
                value, detail = make(before)
                try:
                    self._overlays.put(session, name, value, revision, by, action=action, subject=subject, detail=detail)
                except Conflict:  # on PostgreSQL somebody changed another part at this moment: with theirs in it, once more
                    if not left:
                        raise
                else:
                    return

    def history(self, subject: str) -> list[Entry]:
        """Return what was changed last, the newest first."""
        return self._parts.audit.page(Asked(subject=subject), count=HISTORY)[0]
