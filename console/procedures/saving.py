"""What was typed on the page of a record, kept: the fields that changed, at the revision that the page looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from console.editorial import Editorial
from console.procedures import form
from console.procedures.form import SPEC, Read, Tree
from core.errors import BadRequest, NotFound
from core.text import normalize
from knowledge.editorial.models import Version
from knowledge.editorial.schemas import Saved
from knowledge.editorial.states import State

Pairs = Sequence[tuple[str, str]]
_SOURCE, _WAS = "source.", "was."
_LONGEST_MARK = 32


@dataclass(frozen=True)
class Typed:
    """A form that was sent: of which version, at which revision, and the trees of the fields that it holds."""

    number: int
    revision: int
    trees: dict[str, Tree]
    sources: dict[str, str]
    deed: str = ""
    page: str | None = None  # the mark of the page it was typed on

    @classmethod
    def of(cls, pairs: Pairs) -> "Typed":
        """Read the pairs of a form. Raises `BadRequest` for one that is no page of ours."""
        first = dict(reversed(pairs))
        try:
            number, revision = int(first["number"]), int(first["revision"])
        except (KeyError, ValueError) as error:
            raise BadRequest("no form of a version") from error
        if not (0 <= number < 2**31 and 0 <= revision < 2**31):
            raise BadRequest("no number of a version")
        sent = [text for key, text in pairs if key == "sent" and text in SPEC]
        sources = {key.removeprefix(_SOURCE): normalize(text) for key, text in pairs if key.startswith(_SOURCE)}
        trees = form.grown(pairs, dict.fromkeys(sent))
        was = {key.removeprefix(_WAS): normalize(text) for key, text in pairs if key.startswith(_WAS)}  # as the page showed it
        sources = {name: text for name, text in sources.items() if name in trees and text != was.get(name)}
        return cls(number, revision, trees, sources, first.get("do", ""), first.get("page", "")[:_LONGEST_MARK] or None)


@dataclass(frozen=True)
class Outcome:
    """What became of a form. `read` is what it said; `unkept` are the fields that stay on the page alone, since they cannot be read."""

    saved: Saved
    read: Read
    unkept: frozenset[str] = field(default_factory=frozenset)

    @property
    def version(self) -> Version:
        """The version as it is now."""
        return self.saved.version

    @property
    def late(self) -> bool:
        """Tell whether the version was handed over meanwhile: then all that was sent is kept aside."""
        return self.version.state == State.IN_REVIEW

    @property
    def notes(self) -> dict[str, str]:
        """The words' key of what others did, by field."""
        torn = {one.field: "procedures.note_torn" for one in self.saved.conflicts}
        return {**dict.fromkeys(self.saved.theirs, "procedures.note_theirs"), **torn}


def save(editorial: Editorial, code: str, by: str, typed: Typed) -> Outcome:
    """Keep what was typed. Raises `NotFound` and `Conflict` as `Drafts.save`."""
    version = of_code(editorial, code, typed.number)
    read = form.read(typed.trees)
    told = _new_sources(typed, version)
    saved = editorial.drafts.save(typed.number, by, typed.revision, read.values, told, typed.page)
    unkept = {name for name in typed.trees if name not in read.values} | saved.wrong.keys()
    read.faults.update(dict.fromkeys(saved.wrong, "procedures.fault_unread"))
    return Outcome(saved, read, frozenset(unkept))


def changed(editorial: Editorial, code: str, typed: Typed) -> dict[str, Tree]:
    """Return the fields of a whole page that say something else than the page did when it was shown."""
    of_code(editorial, code, typed.number)
    before = form.shown(editorial.history.at(typed.number, typed.revision))
    return {name: tree for name, tree in typed.trees.items() if tree != before[name]}


def again(editorial: Editorial, code: str, by: str, typed: Typed) -> Saved:
    """Keep what was typed into a version that is written no more in the next draft. Raises `Conflict` where that is in review.

    Where another writes that draft already, it is as if this page had been opened together with it: nothing of theirs is overwritten.
    """
    told = _new_sources(typed, of_code(editorial, code, typed.number))
    read = form.read(changed(editorial, code, typed))
    return editorial.drafts.save(editorial.drafts.open(code, by).id, by, 0, read.values, told, typed.page)


def _new_sources(typed: Typed, version: Version) -> dict[str, str]:
    return {name: text for name, text in typed.sources.items() if text != version.sources.get(name, "")}


def of_code(editorial: Editorial, code: str, number: int) -> Version:
    """Return a version of `code`. Raises `NotFound` for one of another."""
    version = editorial.history.version(number)
    if version.code != code:
        raise NotFound(f"version {number} is none of {code}")
    return version
