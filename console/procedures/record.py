"""One record as it stands: what it says, what it lacks, and who is writing it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.auth.schemas import Invalid
from console.editorial import Editorial
from core.errors import NotFound
from knowledge.editorial import completeness, content
from knowledge.editorial.content import Content
from knowledge.editorial.keeping_models import Task
from knowledge.editorial.listing import Row
from knowledge.editorial.models import Version
from knowledge.editorial.queue import Asked, Line
from knowledge.editorial.states import OPEN, WRITABLE
from knowledge.editorial.validation import Problem, check

_CODE = re.compile(r"[0-9]\.[0-9]{6,12}")
_LONGEST_NAME = 1_500


@dataclass(frozen=True)
class Record:
    """What the page of a record shows. `content` is what stands today; where nothing does yet, what is being written."""

    code: str
    content: Content
    stands: bool
    row: Row | None
    problems: list[Problem]
    missing: list[str]
    score: int
    open: Line | None
    versions: Sequence[Line]
    task: Task | None

    @property
    def lacking(self) -> set[str]:
        """The keys of the warnings that only say what `missing` says."""
        return {f"missing_{part}" for part in self.missing}

    @property
    def writable(self) -> bool:
        """Tell whether the open version is still written."""
        return self.open is not None and self.open.state in WRITABLE


def standing(editorial: Editorial, code: str) -> Record:
    """Return the record of `code`. Raises `NotFound` where there is neither a record nor a version."""
    versions = editorial.queue.page(Asked(code=code, order="number")).lines
    opened = next((one for one in versions if one.state in OPEN), None)
    stands = editorial.history.stands(code)
    if stands is None and not versions:
        raise NotFound(f"no procedure {code}")
    written = stands or editorial.history.version((opened or versions[0]).id).content
    reads = content.reads(written)
    return Record(
        code=code,
        content=written,
        stands=stands is not None,
        row=editorial.listing.row(code),
        problems=check(written, editorial.listing.surroundings()),
        missing=[part.key for part in completeness.missing(reads)],
        score=completeness.score(reads),
        open=opened,
        versions=versions,
        task=editorial.plan.of_code(code),
    )


def begin(editorial: Editorial, code: str, name: str, by: str) -> Version | None:
    """Open a draft for a new code; None where there is something of that code. Raises `Invalid` for what is no code, or no name."""
    code, name, faults = code.strip(), " ".join(name.split()), {}
    if not _CODE.fullmatch(code):
        faults["code"] = "procedures.fault_code"
    if len(name) > _LONGEST_NAME:
        faults["name"] = "procedures.fault_name"
    if faults:
        raise Invalid(faults)
    if editorial.history.stands(code) is not None or editorial.queue.page(Asked(code=code, size=1)).total:
        return None
    version = editorial.drafts.open(code, by)
    return editorial.drafts.save(version.id, by, version.revision, {"name": name}).version
