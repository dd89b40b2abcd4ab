"""What the editorial room gives back."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.editorial.merge import FieldConflict
    from knowledge.editorial.models import Version


@dataclass(frozen=True, slots=True)
class Light:
    """What a list shows of a version: all but its contents (`knowledge.editorial.models.Version`)."""

    id: int
    code: str
    number: int
    state: str
    name: str
    origin: str
    author: str
    changed: datetime
    valid_from: date | None
    valid_to: date | None
    starts: date | None
    takes_out: bool
    approved: datetime | None


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    `written` fields hold what was sent. `theirs` are the fields that others changed since the sender looked: the page shows them
    anew. Of `conflicts` the others' stand, and what was sent is kept aside until somebody chooses. `wrong` fields could not be
    read and are not kept.
    """

    version: "Version"
    written: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    conflicts: tuple["FieldConflict", ...] = ()
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Aside:
    """What somebody wrote into a field that another had changed meanwhile: `value` is theirs to choose or to drop."""

    save: int
    by: str
    at: datetime
    field: str
    value: Any
