"""What a text counts as, from what people said of it. Only people decide: an import proposes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training.labels.models import Opinion
from training.labels.schemas import Kind, State

Entities = list[dict[str, Any]]


@dataclass(frozen=True)
class Decision:
    """The state, and the label that holds: of a text in dispute the one said first."""

    state: State
    intent: str | None
    entities: Entities


def decide(live: Sequence[Opinion], second: bool) -> Decision | None:
    """Return what the `live` opinions come to; `None` without one.

    Args:
        live: the opinions that were neither undone nor replaced, at most one a person, the oldest first.
        second: whether one person is not enough.
    """
    people = [one for one in live if not proposes(one)]
    if not people:
        return Decision(State.PROPOSED, live[0].intent, live[0].entities) if live else None
    told = [one for one in people if one.kind != Kind.FLAG]
    first = next((one for one in told if one.kind == Kind.LABEL), live[0])
    if len(told) < len(people):
        return Decision(State.FLAGGED, first.intent, first.entities)
    chosen = _most([_said(one) for one in told])
    if chosen is None:
        return Decision(State.DISPUTED, first.intent, first.entities)
    one = next(opinion for opinion in told if _said(opinion) == chosen)
    if one.kind == Kind.DISCARD:
        return Decision(State.DISCARDED, None, [])
    return Decision(State.SECOND if second and len(told) == 1 else State.AGREED, one.intent, one.entities)


def proposes(opinion: Opinion) -> bool:
    """Tell whether no person said it."""
    return not opinion.by.startswith("staff:")


def _said(opinion: Opinion) -> str:
    """An opinion in a form that is the same when it says the same: spans in any order."""
    spans = sorted(str(sorted(one.items())) for one in opinion.entities)
    return f"{opinion.kind} {opinion.intent} {spans}"


def _most(said: list[str]) -> str | None:
    """What more of them said than anything else; `None` for a draw."""
    (first, times), *rest = Counter(said).most_common(2)
    return None if rest and rest[0][1] == times else first
