"""A model's report as the desk shows it: figures beside those of the model it was measured with, the worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console import pages
from training.dialogue.gate import Refusal
from training.dialogue.models import DialogueModel
from training.dialogue.report import PLAIN

_PAIRS = 20  # confused ones that are shown
_SENTENCES = 3  # of a refusal that are told
_WRITINGS = {PLAIN: "typed", "without accents": "bare", "simulated typos": "typos"}


@dataclass(frozen=True)
class Figure:
    """A figure and what it was; `up` tells whether more of it is better."""

    now: float
    was: float | None = None
    up: bool = True

    @property
    def change(self) -> float | None:
        """What it differs by; None: there is nothing to compare with."""
        return None if self.was is None else round(self.now - self.was, 4)

    @property
    def better(self) -> bool | None:
        """Whether it became better, or worse; None: it did not change, or nobody knows."""
        return None if not self.change else (self.change > 0) is self.up

    @property
    def signed(self) -> str:
        """The change with its sign, as it is written in Vietnamese."""
        return "" if self.change is None else pages.amount(self.change) if self.change <= 0 else f"+{pages.amount(self.change)}"


@dataclass(frozen=True)
class Written:
    """The figures of one writing."""

    name: str
    macro: Figure
    accuracy: Figure
    costly: Figure


@dataclass(frozen=True)
class Intent:
    """The figures of one intent, as typed; `count` is of its test sentences."""

    name: str
    precision: float
    recall: float
    f1: Figure
    count: int


@dataclass(frozen=True)
class Tenth:
    """The sentences whose confidence lies from `low` to `high` per cent."""

    low: int
    high: int
    right: int
    wrong: int


@dataclass(frozen=True)
class Told:
    """One report."""

    sentences: int
    writings: list[Written]
    intents: list[Intent]
    failing: list[dict[str, Any]]
    confused: list[tuple[str, str, int]]  # by the intents' own names
    tenths: list[Tenth]
    most: int  # in one tenth


def of(model: DialogueModel) -> Told | None:
    """Return the report of a model; None for one that was not measured."""
    if not model.report:
        return None
    report, before = model.report, model.against_report or {"writings": {}}
    plain, was = report["writings"][PLAIN], before["writings"].get(PLAIN, {"intents": {}})["intents"]
    intents = [_intent(name, one, was) for name, one in plain["intents"].items()]
    bins = report["confidence"]
    return Told(
        report["sentences"],
        writings(model),
        sorted(intents, key=lambda one: (one.f1.change or 0.0, one.f1.now, one.name)),
        failing(model),
        [(labelled, found, count) for labelled, found, count in plain["confusions"][:_PAIRS]],
        [Tenth(10 * at, 10 * at + 10, right, wrong) for at, (right, wrong) in enumerate(zip(bins["right"], bins["wrong"], strict=True))],
        max([1, *bins["right"], *bins["wrong"]]),
    )


def failing(model: DialogueModel, **only: Any) -> list[dict[str, Any]]:
    """Return the sentences a model reads wrongly, those alone whose fields (`training.dialogue.report`) are as `only` says."""
    found = [one for one in model.report["failing"] if all(one.get(name) == value for name, value in only.items())]
    return [_named(one) for one in found]


def writings(model: DialogueModel) -> list[Written]:
    """Return the figures of each writing; none for a model that was not measured."""
    before = (model.against_report or {}).get("writings", {})
    return [_written(name, one, before.get(name)) for name, one in model.report.get("writings", {}).items()]


def _written(name: str, now: Mapping[str, Any], was: Mapping[str, Any] | None) -> Written:
    return Written(
        writing(name),
        Figure(now["macro_f1"], was["macro_f1"] if was else None),
        Figure(now["accuracy"]["value"], was["accuracy"]["value"] if was else None),
        Figure(now["costly"], was["costly"] if was else None, up=False),
    )


def _named(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "writing": writing(one["writing"]), "labelled": intent(one["labelled"]), "read": intent(one["read"])}


def _intent(name: str, now: Mapping[str, Any], was: Mapping[str, Any]) -> Intent:
    return Intent(intent(name), now["p"], now["r"], Figure(now["f1"], was[name]["f1"] if name in was else None), now["n"])


def writing(name: str) -> str:
    """Return what a way of typing is called, or its own name."""
    return pages.text(f"models.writing_{_WRITINGS[name]}") if name in _WRITINGS else name


def intent(name: str | None) -> str:
    """Return what an intent is called, or its own name."""
    return pages.words().get(f"trial.intent_{name or 'nlu_fallback'}", str(name))


def reasons(refusals: Sequence[Refusal]) -> list[str]:
    """Return the gate's reasons as sentences."""
    return [pages.text(_key(one), **{name: _value(name, given) for name, given in one.values.items()}) for one in refusals]


def _key(one: Refusal) -> str:
    if one.key == "other_live":
        return "models.refused_other_live" if one.values["against"] else "models.refused_alone"
    return f"models.refused_{one.key}"


def _value(name: str, given: Any) -> str:
    if name == "writing":
        return writing(given)
    if name == "intent":
        return intent(given)
    if name == "sentences":
        told = [pages.text("models.misread", text=one["text"], labelled=intent(one["labelled"]), read=intent(one["read"])) for one in given]
        return "; ".join([*told[:_SENTENCES], *(["…"] if len(told) > _SENTENCES else [])])
    return pages.amount(given) if isinstance(given, int | float) else str(given)
