"""The life of a version (phiên bản) of a record: which state may follow which."""

from enum import StrEnum

from core.errors import Conflict


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"  # being written
    IN_REVIEW = "in_review"  # waits for a second person
    RETURNED = "returned"  # given back with a comment; written on
    APPROVED = "approved"  # goes out with the next publish
    SCHEDULED = "scheduled"  # approved; goes out with the first publish of its day, or of its record's first day
    PUBLISHED = "published"  # stands in the live release
    SUPERSEDED = "superseded"  # stood there until a later version did
    WITHDRAWN = "withdrawn"  # given up; one that was published takes its procedure out of the next release


OPEN = frozenset({State.DRAFT, State.IN_REVIEW, State.RETURNED})  # a code has one version of these at most
WRITABLE = frozenset({State.DRAFT, State.RETURNED})
READY = frozenset({State.APPROVED, State.SCHEDULED, State.PUBLISHED})  # a publish takes these

_NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.IN_REVIEW, State.WITHDRAWN, State.PUBLISHED}),  # a rollback was turned back
    State.IN_REVIEW: frozenset({State.DRAFT, State.RETURNED, State.APPROVED, State.SCHEDULED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.PUBLISHED, State.RETURNED, State.SUPERSEDED, State.WITHDRAWN}),
    State.SCHEDULED: frozenset({State.PUBLISHED, State.RETURNED, State.SUPERSEDED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.SUPERSEDED, State.RETURNED, State.WITHDRAWN}),
    State.SUPERSEDED: frozenset({State.PUBLISHED}),  # the release was rolled back
    State.WITHDRAWN: frozenset(),
}


def check(now: str, then: State) -> None:
    """Raise `Conflict` unless a version in state `now` may come to `then`."""
    if then not in _NEXT[State(now)]:
        raise Conflict(f"a version that is {now} cannot become {then}")
