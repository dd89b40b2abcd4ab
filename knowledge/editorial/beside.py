"""What stands beside a version on the day from which it can stand, and what of that it would undo."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.editorial import content, diff
from knowledge.editorial.content import Content
from knowledge.editorial.diff import Change
from knowledge.editorial.models import Version
from knowledge.editorial.ports import Records
from knowledge.editorial.standing import chosen, tells


@dataclass(frozen=True)
class Beside:
    """The `content` that stands beside a version: that of another `version`, else an imported record's, or None.

    `above`: that other one was approved later and decides in its place.
    """

    version: Version | None
    content: Content | None
    above: bool


def beside(version: Version, deciding: Iterable[Version], records: Records, today: date) -> Beside:
    """Return what stands beside `version`, chosen from the `deciding` versions, among them perhaps itself."""
    day = max(start for start in (today, version.starts, version.valid_from) if start is not None)
    own = [one for one in deciding if one.code == version.code]
    other = chosen((one for one in own if one.id != version.id), day).get(version.code)
    above = other is not None and version.id in {one.id for one in own} and chosen(own, day)[version.code].id == other.id
    if other is not None and tells(other, day):
        return Beside(other, other.content, above)
    record = records.record(version.code)
    return Beside(other, content.of(record) if record is not None else None, above)


def lacks(version: Version, found: Beside) -> list[Change]:
    """Return what was changed behind the back of `version`, and is not in it: where it stands, that is gone."""
    stands = found.content or {}
    return [change for change in diff.fields(version.base, stands) if version.content.get(change.field) != stands.get(change.field)]
