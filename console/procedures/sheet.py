"""The page on which a record is written: what stands in its inputs, and what is said beside them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from console import pages
from console.editorial import Editorial
from console.procedures.form import SPEC, Read, Tree, shown
from console.procedures.leaves import LINES
from core.procedure import Channel, FeeKind, Level, Unit
from knowledge.editorial import completeness, content
from knowledge.editorial.content import Content
from knowledge.editorial.models import Version
from knowledge.editorial.states import WRITABLE
from knowledge.editorial.validation import Surroundings, check

# The sections of the page, each with its fields: the order in which clerks read a procedure.
SECTIONS: dict[str, tuple[str, ...]] = {
    "names": ("name", "aliases"),
    "kind": ("field", "level", "agency", "place"),
    "papers": ("cases",),
    "ways": ("methods",),
    "steps": ("steps",),
    "requirements": ("requirements",),
    "outcome": ("result", "subjects"),
    "law": ("legal_basis",),
    "source": ("decision_number", "source_url", "updated", "checked", "valid_from", "valid_to"),
    "around": ("life_event_group", "variants"),
}
CHOICES = {"level": get_args(Level), "channel": get_args(Channel), "unit": get_args(Unit), "kind": get_args(FeeKind)}


@dataclass(frozen=True)
class Said:
    """A sentence beside an input: what could not be read (`fault`), what keeps from review (`error`), what is odd (`warning`)."""

    place: str
    level: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """Everything that the templates `procedures/edit.html` and `field.html` show of `version`.

    `notes` says of a field what others did to it, `focus` which place to look at first; `fields` and `groups` are what other records
    have, to choose from.
    """

    version: Version
    trees: Mapping[str, Tree]
    sources: Mapping[str, str]
    said: Mapping[str, list[Said]]
    score: int
    missing: list[str]
    asides: int
    fields: Collection[str]
    groups: Collection[str]
    notes: Mapping[str, str] = field(default_factory=dict)
    focus: str = ""

    @property
    def errors(self) -> list[Said]:
        """What keeps the version from review."""
        return [one for all_said in self.said.values() for one in all_said if one.level != "warning"]

    @property
    def warnings(self) -> list[Said]:
        """What is odd."""
        return [one for all_said in self.said.values() for one in all_said if one.level == "warning"]

    @property
    def writable(self) -> bool:
        """Tell whether the version is still written."""
        return self.version.state in WRITABLE


def sheet(
    editorial: Editorial,
    version: Version,
    read: Read | None = None,
    typed: Mapping[str, Tree] | None = None,
    notes: Mapping[str, str] | None = None,
    focus: str = "",
) -> Sheet:
    """Return the page of `version`; `typed` stands in the inputs in place of what it holds, and `read` is what could be read of it."""
    reads, counts = content.reads(version.content), editorial.listing.counts()
    return Sheet(
        version=version,
        trees={**shown(version.content), **(typed or {})},
        sources=version.sources,
        said=told(version.content, editorial.listing.surroundings(), read or Read()),
        score=completeness.score(reads),
        missing=[part.key for part in completeness.missing(reads)],
        asides=len(editorial.drafts.asides(version.id)),
        fields=counts["field"],
        groups=counts["life_event"],
        notes=notes or {},
        focus=focus,
    )


def told(written: Content, around: Surroundings, read: Read) -> dict[str, list[Said]]:
    """Return what is to be said, by the place in the form where it is said."""
    faults = [Said(place, "fault", pages.text(key)) for place, key in read.faults.items()]
    problems = [Said(_slot(read.place(one.place)), one.level, one.told()) for one in check(written, around)]
    return _by_place([*faults, *problems])


def _slot(place: str) -> str:
    """Return where a problem is said: one of a line beside its whole text."""
    name = place.split(".", 1)[0]
    return name if SPEC.get(name) is LINES else place


def _by_place(all_said: Iterable[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for one in all_said:
        found.setdefault(one.place, []).append(one)
    return found
