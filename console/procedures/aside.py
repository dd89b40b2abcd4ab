"""Where two people wrote the same field: what was kept aside, beside what stands, and the choice between them."""

from dataclasses import dataclass
from typing import Any

from console.editorial import Editorial
from core.errors import BadRequest
from knowledge.editorial import diff
from knowledge.editorial.diff import Change
from knowledge.editorial.models import Version
from knowledge.editorial.schemas import Aside


@dataclass(frozen=True)
class Offer:
    """One field of which something waits: `stands` is in the version, `aside.value` is not; `changes` leads from the one to the other."""

    aside: Aside
    stands: Any
    changes: list[Change]


@dataclass(frozen=True)
class Choice:
    """What somebody chose who looked at `revision`: what was kept aside (`mine`), or what stands."""

    revision: int
    save: int
    field: str
    mine: bool


def choices(editorial: Editorial, version: Version) -> list[Offer]:
    """Return what waits to be chosen, the oldest first."""
    return [_offer(version, one) for one in editorial.drafts.asides(version.id)]


def choose(editorial: Editorial, version: Version, by: str, choice: Choice) -> str:
    """Do what was chosen, and return the words' key of what was done.

    Raises:
        BadRequest: nothing of that field waits any more.
        Conflict: the version is not written any more.
    """
    found = [one for one in editorial.drafts.asides(version.id) if (one.save, one.field) == (choice.save, choice.field)]
    if not found:
        raise BadRequest("nothing of that field was kept aside")
    if choice.mine:
        if version.revision != choice.revision:
            return "procedures.choose_again"
        saved = editorial.drafts.save(version.id, by, choice.revision, {choice.field: found[0].value})
        if saved.conflicts or saved.wrong:
            return "procedures.choose_again"
    editorial.drafts.drop_aside(version.id, by, choice.save, choice.field)
    return "procedures.took_mine" if choice.mine else "procedures.kept_theirs"


def _offer(version: Version, aside: Aside) -> Offer:
    stands = version.content.get(aside.field)
    return Offer(aside, stands, diff.fields({aside.field: stands}, {aside.field: aside.value}))
