"""What the pages of versions are made of, read from the editorial room."""

from dataclasses import dataclass
from datetime import datetime

from console.editorial import Editorial
from console.versions.schemas import Point, Refusal, Shown, Wanted
from core.errors import BadRequest, Forbidden, TrolyError
from knowledge.editorial import diff
from knowledge.editorial.beside import Beside, lacks
from knowledge.editorial.content import Content
from knowledge.editorial.diff import Change
from knowledge.editorial.models import Comment, Version
from knowledge.editorial.queue import Line, Page
from knowledge.editorial.review import Occupied, Stale, Undecided, Unfinished
from knowledge.editorial.states import OPEN, State
from knowledge.editorial.validation import check

_SIZE = 50
_AHEAD = OPEN | {State.APPROVED, State.SCHEDULED}  # what does not stand yet
_FLAGGED = (State.IN_REVIEW, State.SCHEDULED)
_STEPS: dict[str, State] = {"submit": State.IN_REVIEW, "take_back": State.DRAFT, "give_back": State.RETURNED, "withdraw": State.WITHDRAWN}


@dataclass(frozen=True)
class Listed:
    """A page of the queue: its lines, which of them lack what was changed behind their back, and the first release that held each."""

    page: Page
    lacking: set[int]
    releases: dict[int, str]

    @property
    def lines(self) -> list[Line]:
        """The versions."""
        return self.page.lines


@dataclass(frozen=True)
class Compared:
    """Two contents side by side."""

    before: Version
    after: Version
    changes: list[Change]


class Versions:
    """The reading side of the desk. Raises `NotFound` for a version that is not there."""

    def __init__(self, room: Editorial) -> None:
        """Read from `room`."""
        self._room = room

    def listed(self, wanted: Wanted, me: str) -> Listed:
        """Return the page of the queue that is wanted."""
        asked = wanted.asked(me, _SIZE)
        page = self._room.queue.page(asked) if asked else Page([], 0, 1, 1, {})
        lacking = self._room.history.lacking([one.id for one in page.lines if one.state in _FLAGGED])
        return Listed(page, lacking, self._room.queue.releases([one.id for one in page.lines]) if wanted.code else {})

    def shown(self, number: int) -> Shown:
        """Return one version as its page tells it."""
        history, version = self._room.history, self._room.history.version(number)
        beside = history.beside(number) if version.state in _AHEAD else None
        ahead = beside is not None and not beside.above
        return Shown(
            version=version,
            beside=beside,
            changes=_against(version, beside) if beside and ahead else diff.fields(version.base, version.content),
            drift=diff.fields(version.base, beside.content or {}) if beside and ahead else [],
            undone=frozenset(change.field for change in lacks(version, beside)) if beside and ahead else frozenset(),
            problems=check(version.content, self._room.listing.surroundings()) if version.state in _AHEAD else [],
            comments=_by_field(list(history.comments(number))),
            asides=self._room.drafts.asides(number),
            saves=list(history.saves(number)),
            release=self._room.queue.releases([number]).get(number),
            others=list(history.of_code(version.code)),
        )

    def compared(self, before: Point, after: Point) -> Compared:
        """Return two versions, or two revisions, side by side. Raises `BadRequest` for a revision that never was."""
        history = self._room.history
        changes = diff.fields(self._content(before), self._content(after))
        return Compared(history.version(before.number), history.version(after.number), changes)

    def _content(self, point: Point) -> Content:
        history = self._room.history
        return history.version(point.number).content if point.revision is None else history.at(point.number, point.revision)

    def said_before(self, number: int, by: str, text: str, field: str | None) -> bool:
        """Tell whether this is the last comment once more: a form that was sent twice."""
        last = [one for one in self._room.history.comments(number) if one.field == field][-1:]
        return bool(last) and (last[0].by, last[0].text) == (by, text)

    def done_before(self, number: int, verb: str, by: str, text: str) -> bool:
        """Tell whether a version stands where the step leads already: an approval by the same person, words with the same `text`."""
        version = self._room.history.version(number)
        if verb == "approve":
            return version.approver == by and version.state in (State.APPROVED, State.SCHEDULED, State.PUBLISHED)
        kept = not text or (version.note == text if verb == "submit" else self.said_before(number, by, text, None))
        return kept and version.state == _STEPS.get(verb)

    def refusal(self, error: TrolyError, number: int, verb: str, revision: int) -> Refusal:
        """Return in words why a step was not done."""
        version = self._room.history.version(number)
        if isinstance(error, Stale):
            return self._stale(version, revision, error.status)
        keys: dict[type[TrolyError], str] = {Unfinished: "unfinished", Undecided: "undecided", Occupied: "occupied"}
        if key := keys.get(type(error)):
            return Refusal(f"versions.refused_{key}", error.status)
        if isinstance(error, Forbidden):
            return Refusal("versions.refused_own" if verb == "approve" else "versions.refused_role", error.status)
        if isinstance(error, BadRequest):
            return Refusal("versions.refused_unread", error.status)
        approved = version.approver is not None and version.state in (State.APPROVED, State.SCHEDULED)
        return Refusal("versions.refused_approved" if approved else "versions.refused_state", error.status)

    def _stale(self, version: Version, revision: int, status: int) -> Refusal:
        known = 0 <= revision < version.revision
        since = self._room.history.since(version.id, revision) if known else []
        saves = [save for save in self._room.history.saves(version.id) if save.revision > revision]
        return Refusal("versions.refused_stale", status, since=since, saves=saves)


def waited(since: datetime | None, at: datetime) -> int:
    """Return for how many whole days something has waited."""
    return max(0, (at - since).days) if since else 0


def _against(version: Version, beside: Beside) -> list[Change]:
    return diff.fields(beside.content, version.content)


def _by_field(comments: list[Comment]) -> dict[str | None, list[Comment]]:
    found: dict[str | None, list[Comment]] = {}
    for comment in comments:
        found.setdefault(comment.field, []).append(comment)
    return found
