"""What the desk of versions shows and is asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from console.auth.schemas import Invalid
from console.roles import Role
from core.text import normalize
from knowledge.editorial.beside import Beside
from knowledge.editorial.content import FIELDS
from knowledge.editorial.diff import Change
from knowledge.editorial.models import Comment, Save, Version
from knowledge.editorial.queue import Asked, Order
from knowledge.editorial.schemas import Aside
from knowledge.editorial.states import OPEN, WRITABLE, State
from knowledge.editorial.validation import Problem, errors

LONGEST = 4_000  # characters of a comment, a reason or a note
_YEARS = 10  # a version is approved for a day this far ahead at most
SHELVES: dict[str, frozenset[State]] = {
    "in_review": frozenset({State.IN_REVIEW}),
    "returned": frozenset({State.RETURNED}),
    "draft": frozenset({State.DRAFT}),
    "ready": frozenset({State.APPROVED, State.SCHEDULED}),
    "published": frozenset({State.PUBLISHED}),
    "superseded": frozenset({State.SUPERSEDED}),
    "withdrawn": frozenset({State.WITHDRAWN}),
    "all": frozenset(),
}
_CODE = re.compile(r"[0-9.]{1,40}")
_POINT = re.compile(r"([0-9]{1,9})(?:@([0-9]{1,9}))?")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the queue: a shelf of `SHELVES`, a procedure's code, and `who`: "mine", "others" (what one may approve), or ""."""

    state: str
    who: str
    code: str
    page: int

    @classmethod
    def of(cls, state: str, who: str, code: str, page: int) -> "Wanted":
        """Read an address; what it says of nothing there is means the usual: what waits, or all versions of a procedure."""
        code = code.strip()[:40]
        shelf = state if state in SHELVES else "ready" if state in SHELVES["ready"] else "all" if code else "in_review"
        return cls(shelf, who if who in ("mine", "others") else "", code, page)

    def asked(self, me: str, size: int) -> Asked | None:
        """Return the question; None for what is no code, of which there are no versions."""
        if self.code and not _CODE.fullmatch(self.code):
            return None
        order: Order = "number" if self.code else "waiting" if self.state == "in_review" else "changed"
        others = {"wrote": me} if self.who == "mine" else {"apart": me} if self.who == "others" else {}
        return Asked(SHELVES[self.state], self.code, order=order, page=self.page, size=size, **others)


@dataclass(frozen=True)
class Point:
    """A version, or what it was at one revision."""

    number: int
    revision: int | None

    @classmethod
    def of(cls, given: str) -> "Point | None":
        """Read `12` or `12@3`."""
        found = _POINT.fullmatch(given.strip())
        return cls(int(found[1]), int(found[2]) if found[2] else None) if found else None


@dataclass(frozen=True)
class Doors:
    """What a person may do with a version as it stands; `own`: they would approve it, had they not written some of it."""

    edit: bool = False
    submit: bool = False
    take_back: bool = False
    approve: bool = False
    own: bool = False
    give_back: bool = False
    withdraw: bool = False
    restore: bool = False
    comment: bool = False

    @classmethod
    def of(cls, version: Version, me: str, roles: frozenset[str]) -> "Doors":
        """Return what the state and the roles allow."""
        state, writes, approves = State(version.state), Role.CURATOR in roles, Role.APPROVER in roles
        reviewed, ready, wrote = state is State.IN_REVIEW, state in SHELVES["ready"], me in {version.author, *version.editors}
        return cls(
            edit=writes and state in WRITABLE,
            submit=writes and state in WRITABLE,
            take_back=writes and reviewed,
            approve=approves and reviewed and not wrote,
            own=approves and reviewed and wrote,
            give_back=approves and (reviewed or ready),
            withdraw=(writes and state in OPEN) or (approves and (state in OPEN or ready or state is State.PUBLISHED)),
            restore=writes and state in (State.SUPERSEDED, State.WITHDRAWN),
            comment=writes or approves,
        )

    @property
    def any(self) -> bool:
        """Whether there is something to do beside commenting."""
        return any(open_ for name, open_ in vars(self).items() if name != "comment")


@dataclass(frozen=True)
class Shown:
    """One version as its page tells it. `undone` are the fields in which it would undo what was changed behind its back."""

    version: Version
    beside: Beside | None  # None for what stands, or stood, itself
    changes: list[Change]
    drift: list[Change]
    undone: frozenset[str]
    problems: list[Problem]
    comments: Mapping[str | None, list[Comment]]
    asides: list[Aside]
    saves: list[Save]
    release: str | None
    others: list[Version]  # of the same procedure, the newest first

    @property
    def faulty(self) -> bool:
        """Whether errors keep it from review and approval."""
        return bool(errors(self.problems))

    @property
    def open_one(self) -> Version | None:
        """The version of the procedure that is being written or reviewed."""
        return next((one for one in self.others if one.state in OPEN), None)

    @property
    def former(self) -> Version | None:
        """The version before this one."""
        return next((one for one in self.others if one.number < self.version.number), None)


@dataclass(frozen=True)
class Refusal:
    """Why a step was not done: `key` of the words with their `values`, and what was changed `since` the person read."""

    key: str
    status: int
    values: Mapping[str, Any] = field(default_factory=dict)
    since: list[Change] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)


def spoken(text: str, needed: bool = True) -> str:
    """Return what a person wrote, tidied. Raises `Invalid` for nothing where something is `needed`, or for too much."""
    tidy = normalize(text)
    if needed and not tidy:
        raise Invalid({"text": "versions.fault_empty"})
    if len(tidy) > LONGEST:
        raise Invalid({"text": "versions.fault_long"})
    return tidy


def day_from(given: str, today: date) -> date | None:
    """Return the day a version is approved for; None where none is told. Raises `Invalid` for no day, or one that cannot be meant."""
    try:
        day = date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        raise Invalid({"starts": "versions.fault_day"}) from None
    if day and not (today <= day and day.year <= today.year + _YEARS):
        raise Invalid({"starts": "versions.fault_day"})
    return day


def state_of(given: str) -> State | None:
    """Return the state in which somebody saw a version, or None where the form does not tell."""
    return next((state for state in State if state == given), None)


def field_of(given: str) -> str | None:
    """Return the field a comment is about, or None for the whole version."""
    return given if given in FIELDS else None
