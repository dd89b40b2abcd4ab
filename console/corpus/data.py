"""What the dialogue model learns from and is measured by, counted; and what the live one learned from."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from console.parts import Parts
from core.db import Database
from core.errors import NotFound
from core.jobs import Jobs
from training.corpus.corpus import Corpus, target_of
from training.corpus.importing.telling import label_studio, table
from training.corpus.schemas import Example, Target
from training.dialogue import dataset
from training.dialogue.models import DialogueModel
from training.dialogue.registry import Registry
from training.labels.export import Exports
from training.labels.models import LabelText, Opinion
from training.labels.schemas import State


class Form(StrEnum):
    """How examples are given to other tools."""

    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class Counted:
    """Something and how many examples it has to learn from and to measure by."""

    name: str
    train: int
    test: int


@dataclass(frozen=True)
class Learned:
    """The live model; `new` is how many texts were agreed on since its data was laid out, `same` whether its data is today's."""

    name: str
    model: DialogueModel | None
    same: bool
    new: int


@dataclass(frozen=True)
class Data:
    """All of it; `dataset` and `test_set` are the hashes a training would note now, with the labels that are in no file yet."""

    intents: Sequence[Counted]
    files: Sequence[tuple[str, int]]
    origins: Mapping[str, int]
    states: Mapping[str, int]
    train: int
    test: int
    waiting: int
    dataset: str
    test_set: str
    live: Learned | None


def data_of(parts: Parts) -> Data:
    """Count. Raises `BadRequest` for a file that cannot be read, `Unavailable`."""
    home, database = parts.settings.home, parts.database
    examples = list(Corpus.read(home).examples)
    plan = Exports(home, database, parts.clock).plan()
    now = _dataset(home, {file.path: file.after for file in plan.diff.files})
    states, origins = _labels(database)
    targets = Counter(target_of(one.file) for one in examples)
    return Data(
        intents=_intents(examples),
        files=sorted(Counter(one.file for one in examples).items()),
        origins={"files": max(0, len(examples) - sum(origins.values())), **origins},
        states=states,
        train=targets[Target.TRAIN],
        test=targets[Target.TEST],
        waiting=plan.added + plan.changed + plan.removed,
        dataset=now[0],
        test_set=now[1],
        live=_live(parts, now[0]),
    )


def download(home: Path, target: Target, form: Form) -> tuple[Iterator[str], str]:
    """Return the examples of a set as a file, line by line, and its kind. Raises `BadRequest`."""
    examples = [one for one in Corpus.read(home).examples if target_of(one.file) is target]
    forms: dict[Form, tuple[Callable[[Iterable[Example]], Iterator[str]], str]] = {
        Form.CSV: (table, "text/csv; charset=utf-8"),
        Form.JSON: (label_studio, "application/json"),
    }
    write, kind = forms[form]
    return write(examples), kind


def _intents(examples: Sequence[Example]) -> list[Counted]:
    counted = Counter((one.intent, target_of(one.file)) for one in examples)
    names = {name for name, _ in counted}
    made = [Counted(name, counted[name, Target.TRAIN], counted[name, Target.TEST]) for name in names]
    return sorted(made, key=lambda one: (one.train, one.name))


def _dataset(home: Path, changed: Mapping[str, str]) -> tuple[str, str]:
    """Lay the data out as a training does: only so is the hash the one that it would note."""
    with tempfile.TemporaryDirectory(prefix="troly-dataset-") as folder:
        try:
            made = dataset.collected(home, Path(folder) / "data", changed)
        except FileNotFoundError:  # a checkout without all that a training needs
            return "", ""
        return made.id, made.test_id


def _labels(database: Database) -> tuple[dict[str, int], dict[str, int]]:
    with database.read() as session:
        states = session.execute(sa.select(LabelText.state, sa.func.count()).group_by(LabelText.state)).all()
        exported = sa.select(LabelText.origin, sa.func.count()).where(LabelText.exported.is_not(None)).group_by(LabelText.origin)
        return dict(states), dict(session.execute(exported).all())


def _live(parts: Parts, now: str) -> Learned | None:
    registry = Registry.of(parts.settings, parts.database, parts.clock)
    if not (name := registry.live_name()):
        return None
    model = registry.live()
    known = model is not None and bool(model.dataset)
    new = _agreed_since(parts.database, _laid_out(parts.editorial.jobs, model)) if known and model else 0
    return Learned(name, model if known else None, known and model is not None and model.dataset == now, new)


def _laid_out(jobs: Jobs, model: DialogueModel) -> datetime:
    """When the data of a model was laid out: as its job began."""
    try:
        job = jobs.get(int(model.made_with["job"]))
    except (KeyError, NotFound):
        return model.at
    return job.started or model.at


def _agreed_since(database: Database, moment: datetime) -> int:
    """Count the texts that were agreed on since; an export changes no opinion."""
    live = sa.and_(Opinion.undone.is_(None), Opinion.replaced.is_(None), Opinion.at > moment, Opinion.by.startswith("staff:"))
    chosen = sa.select(Opinion.key).where(live)
    query = sa.select(sa.func.count()).where(LabelText.state == State.AGREED, LabelText.target == Target.TRAIN, LabelText.key.in_(chosen))
    with database.read() as session:
        return session.scalar(query) or 0
