"""The intents as a trainer sees them: how many examples, how well heard, what they are confused with, what to look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console import pages
from console.intents.figures import Figures
from console.intents.shelf import Shelf
from core.text import fold
from training.changes.schemas import Change
from training.changes.service import open_of
from training.corpus.corpus import target_of
from training.corpus.descriptions import Description
from training.corpus.lookalikes import Pair
from training.corpus.schemas import Example, Target

# What tests of the data ask of every intent as well (tests/bot/test_nlu_data.py).
FEW, FEW_TESTED = 25, 12
SHAKY = 0.8  # F1 below which one of five sentences or more goes wrong
_SAMPLED = 25  # examples of an intent that are asked for their neighbours in the list, so that it comes within a second
_ALIKE = 0.05  # share of neighbours below which nothing is said
_SHOWN = 4


@dataclass(frozen=True)
class Row:
    """One intent. `warnings` are sentences; `confused` and `alike` names of others with times and shares."""

    name: str
    label: str
    about: Description
    train: int
    test: int
    files: int
    f1: float | None
    others: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    open: int


@dataclass(frozen=True)
class Lookalike:
    """Another intent that is close to this one, why, and the nearest examples of both."""

    name: str
    label: str
    about: Description
    times: int
    share: float
    pairs: Sequence[Pair]


def label(shelf: Shelf, name: str | None) -> str:
    """Return what an intent is called in Vietnamese, or its own name."""
    told = shelf.described.get(name or "")
    return pages.words().get(f"trial.intent_{name or 'nlu_fallback'}") or (told.name if told else "") or str(name)


def rows(shelf: Shelf, figures: Figures, waiting: Sequence[Change], q: str = "") -> list[Row]:
    """Return the intents whose name, label or description has the words `q`, in the order of the domain."""
    found = (row(shelf, figures, waiting, name) for name in shelf.names)
    sought = fold(q).split()
    return [one for one in found if all(word in fold(f"{one.name} {one.label} {one.about.means} {one.about.choose}") for word in sought)]


def row(shelf: Shelf, figures: Figures, waiting: Sequence[Change], name: str) -> Row:
    """Return one intent as it stands."""
    examples = shelf.by_intent.get(name, [])
    train = [one for one in examples if target_of(one.file) is Target.TRAIN]
    about, f1 = shelf.described.get(name, Description()), figures.f1.get(name)
    return Row(
        name=name,
        label=label(shelf, name),
        about=about,
        train=len(train),
        test=len(examples) - len(train),
        files=len({one.file for one in train}),
        f1=f1,
        others=[(other, label(shelf, other)) for other in near(shelf, figures, name, _SAMPLED)[:2]],
        warnings=list(_warnings(shelf, name, train, len(examples) - len(train), f1)),
        open=len(open_of(waiting, name)),
    )


def near(shelf: Shelf, figures: Figures, name: str, most: int = 0) -> list[str]:
    """Return the intents like this one: those it was confused with first, then those whose examples are nearest."""
    confused = figures.confused(name)
    alike = [one.intent for one in shelf.alike.of(name, most) if one.share >= _ALIKE]
    ordered = dict.fromkeys((*sorted(confused, key=lambda other: -confused[other]), *alike))
    return [other for other in ordered if other in shelf.by_intent]


def lookalikes(shelf: Shelf, figures: Figures, name: str) -> list[Lookalike]:
    """Return the intents like this one with their nearest examples."""
    confused, shares = figures.confused(name), {one.intent: one.share for one in shelf.alike.of(name)}
    return [
        Lookalike(
            other, label(shelf, other), shelf.described.get(other, Description()), confused.get(other, 0), shares.get(other, 0.0),
            shelf.alike.pairs(name, other, _SHOWN),
        )
        for other in near(shelf, figures, name)[:_SHOWN]
    ]  # fmt: skip


def _warnings(shelf: Shelf, name: str, train: Sequence[Example], test: int, f1: float | None) -> Iterable[str]:
    if not train and not test:
        yield pages.text("intents.warn_none")
        return
    if len(train) < FEW:
        yield pages.text("intents.warn_few", count=len(train), least=FEW)
    elif len({one.file for one in train}) == 1:
        yield pages.text("intents.warn_one_file")
    if not test:
        yield pages.text("intents.warn_untested")
    elif test < FEW_TESTED:
        yield pages.text("intents.warn_little_tested", count=test, least=FEW_TESTED)
    if f1 is not None and f1 < SHAKY:
        yield pages.text("intents.warn_shaky")
    if not shelf.described.get(name, Description()).means:
        yield pages.text("intents.warn_undescribed")
    if name not in shelf.ruled:
        yield pages.text("intents.warn_unruled")
