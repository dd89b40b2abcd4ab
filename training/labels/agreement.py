"""Whether readers agree: Cohen's kappa by pair, by trainer and by intent, over the texts that two people read on their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from core.db import Database
from training.labels.kappa import Kappa, cohen
from training.labels.models import Opinion
from training.labels.repository import Repository
from training.labels.schemas import Kind

NO_EXAMPLE = "(discard)"  # a category of its own beside the intents


@dataclass(frozen=True)
class Agreement:
    """Kappa over all texts, for each two trainers, for each trainer beside all others, and for each intent against the rest."""

    overall: Kappa
    by_pair: dict[tuple[str, str], Kappa]
    by_trainer: dict[str, Kappa]
    by_intent: dict[str, Kappa]


def agreement(database: Database) -> Agreement:
    """Reckon it from what people said independently. Raises `Unavailable`."""
    with database.read() as session:
        return reckoned([_pair(list(group)) for _, group in groupby(Repository(session).independent(), key=lambda one: one.key)])


Said = tuple[str, str]  # who, and what: an intent or `NO_EXAMPLE`


@dataclass(frozen=True)
class Disputed:
    """A text on which its first two readers differ; `state` is how it stands today."""

    key: str
    text: str
    state: str
    first: Said
    second: Said


def disputed(database: Database, intent: str) -> list[Disputed]:
    """Return the texts that one of two independent readers takes for `intent` and the other does not. Raises `Unavailable`."""
    with database.read() as session:
        groups = [(key, _pair(list(group))) for key, group in groupby(Repository(session).independent(), key=lambda one: one.key)]
        differing = {key: pair for key, pair in groups if pair and (pair[0][1] == intent) is not (pair[1][1] == intent)}
        rows = [Repository(session).text(key) for key in differing]
        return [Disputed(row.key, row.text, row.state, *differing[row.key]) for row in rows if row]


def reckoned(texts: Sequence[tuple[Said, Said] | None]) -> Agreement:
    """Return the figures of texts, each with its first and its second reader; `None` for one with a single reader."""
    pairs = [text for text in texts if text]
    people = sorted({by for pair in pairs for by, _ in pair})
    names = sorted({name for pair in pairs for _, name in pair if name != NO_EXAMPLE})
    return Agreement(
        overall=cohen([(one, other) for (_, one), (_, other) in pairs]),
        by_pair={
            two: cohen([(one[1], other[1]) for one, other in map(sorted, pairs) if (one[0], other[0]) == two]) for two in _twos(pairs)
        },
        by_trainer={me: cohen([_mine(me, pair) for pair in pairs if me in (pair[0][0], pair[1][0])]) for me in people},
        by_intent={name: cohen([(str(one == name), str(other == name)) for (_, one), (_, other) in pairs]) for name in names},
    )


def _twos(pairs: Sequence[tuple[Said, Said]]) -> list[tuple[str, str]]:
    return sorted({(min(one, other), max(one, other)) for (one, _), (other, _) in pairs})


def _mine(me: str, pair: tuple[Said, Said]) -> tuple[str, str]:
    """What I said, and what the other did."""
    return (pair[0][1], pair[1][1]) if pair[0][0] == me else (pair[1][1], pair[0][1])


def _pair(opinions: list[Opinion]) -> tuple[Said, Said] | None:
    """The first two people's; what somebody said again is not theirs alone any more."""
    first: dict[str, Said] = {}
    for one in opinions:
        first.setdefault(one.by, (one.by, NO_EXAMPLE if one.kind == Kind.DISCARD else one.intent or ""))
    told = list(first.values())
    return (told[0], told[1]) if len(told) > 1 else None
