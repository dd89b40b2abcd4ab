"""Two people wrote the same record (trộn ba chiều): what each changed, put together field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldConflict:
    """A field that both changed, each to something else."""

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Merged:
    """`mine` holds the fields to be changed in theirs; `conflicts` those that a person must choose in, left as they have them."""

    mine: dict[str, Any]
    conflicts: tuple[FieldConflict, ...]

    def all_aside(self, base: Mapping[str, Any], theirs: Mapping[str, Any]) -> "Merged":
        """Return the same with nothing to be changed: what would be is a conflict too."""
        more = (FieldConflict(name, base.get(name), theirs.get(name), value) for name, value in self.mine.items())
        return Merged({}, (*self.conflicts, *more))


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Put together what two people made of `base`. Nothing anybody wrote is lost: it is in theirs, in `mine` or in a conflict.

    Args:
        base: the content both began with.
        theirs: the content as it stands, the other's changes in it.
        mine: the fields one sends, changed or not.
    """
    written = {name: value for name, value in mine.items() if value != base.get(name) and value != theirs.get(name)}
    clear = {name: value for name, value in written.items() if theirs.get(name) == base.get(name)}
    torn = (FieldConflict(name, base.get(name), theirs.get(name), value) for name, value in written.items() if name not in clear)
    return Merged(clear, tuple(torn))
