"""The inbox bench: how often neighbours and groups are right on held-out texts, and what a round of collecting costs.

Run `python -m bench.inbox [--turns 10000] [--database URL] [--out bench/results/inbox.md]`. The bot is not asked: what it hears adds its
own time for each text that comes in. Everything is written into a state folder of its own.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import numpy as np
from pydantic import SecretStr

from bench import machine
from bench.tables import table
from bench.training import invented, timed
from cli.collecting import Meaning
from conversations.signals import TurnSignals
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from training.corpus.corpus import Corpus, target_of
from training.corpus.schemas import Example, Target
from training.inbox import grouping, likeness
from training.inbox.likeness import Index, words_of
from training.inbox.ports import Vectors
from training.inbox.service import Inbox
from training.inbox.suggesting import MOST, Suggesting
from training.inbox.vectors import Kept
from training.inbox.voting import vote

T = TypeVar("T")
_ODD = 0.2  # of the turns give a reason to look at them
_FLOORS = (0.65, 0.7, 0.725, 0.75, 0.775, 0.8)
_BY_SYLLABLES = (0.3, 0.4, 0.5)


def main() -> None:
    """Measure, print and write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=10_000)
    arguments.add_argument("--database", help="of PostgreSQL, empty; SQLite unless given")
    arguments.add_argument("--out", type=Path, default=Path("bench/results/inbox.md"))
    given = arguments.parse_args()
    ours = Settings()
    encoder = Meaning.of(ours.model_folder)
    parts = ["# The inbox", f"{machine.note()} Made by `python -m bench.inbox`."]
    with tempfile.TemporaryDirectory() as state:
        folder = Path(state) / "vectors"
        parts += _quality(ours.home, encoder, folder)
        parts.append(_costs(ours.home, encoder, Path(state), given.turns, given.database))
    given.out.write_text("\n\n".join(parts) + "\n", "utf-8")
    print("\n\n".join(parts))


def _quality(home: Path, encoder: Meaning | None, folder: Path) -> list[str]:
    examples = list(Corpus.read(home).examples)
    Random(7).shuffle(examples)  # as they come: a group begins with whatever came first
    took, vectors = _worked(Kept(encoder, folder).of, [one.text for one in examples]) if encoder else ("no time", None)
    held = [at for at, one in enumerate(examples) if target_of(one.file) is Target.TEST]
    train = [at for at, one in enumerate(examples) if target_of(one.file) is Target.TRAIN]
    known, asked = (None, None) if vectors is None else (vectors[train], vectors[held])
    return [*_judged([examples[at] for at in train], known, [examples[at] for at in held], asked), _first(len(examples), took)]


def _first(count: int, took: str) -> str:
    return f"Encoding {count:,} examples for the first time took {took}; their file keeps the vectors."


def _judged(train: list[Example], known: Vectors | None, held: list[Example], asked: Vectors | None) -> list[str]:
    told = f"Neighbours of the {len(held):,} held-out texts among the {len(train):,} to learn from (`likeness.py`, `voting.py`)"
    rows, taken = [], {}
    for name, weight, vectors in (("both", likeness.SYLLABLES, asked), ("meaning alone", 0.0, asked), ("syllables alone", 1.0, None)):
        if vectors is None and name != "syllables alone":
            continue
        found, right = _neighbours(train, known if vectors is not None else None, held, vectors, weight)
        taken[name] = found
        rows.append((name, *right))
    parts = [told, table(("compared by", "nearest has the intent", "one of five has it", "their vote has it"), rows)]
    parts.append(
        "Groups of the held-out texts (`grouping.py`), put in one after the other; what a text is taken for is the vote of its neighbours. "
        "Held-out texts are chosen to be unlike each other: real ones repeat themselves more."
    )
    return [*parts, table(_GROUPS, _groups(held, asked, taken))]


_GROUPS = ("compared by", "from", "groups of two and more", "texts in them", "have the intent of their group", "groups without another")


def _neighbours(
    train: Sequence[Example], known: Vectors | None, held: Sequence[Example], asked: Vectors | None, weight: float
) -> tuple[list[str | None], tuple[str, str, str]]:
    before, likeness.SYLLABLES = likeness.SYLLABLES, weight
    index = Index([one.text for one in train], known)
    near = [index.nearest(one.text, None if asked is None else asked[at], MOST) for at, one in enumerate(held)]
    likeness.SYLLABLES = before
    intents = [[(train[number].intent, alike) for number, alike in found] for found in near]
    votes = [vote([], one) for one in intents]
    first = sum(bool(one) and one[0][0] == example.intent for one, example in zip(intents, held, strict=True))
    among = sum(example.intent in {intent for intent, _ in one} for one, example in zip(intents, held, strict=True))
    right = sum(one == example.intent for one, example in zip(votes, held, strict=True))
    return votes, (_share(first, len(held)), _share(among, len(held)), _share(right, len(held)))


def _groups(held: Sequence[Example], asked: Vectors | None, taken: dict[str, list[str | None]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, floors, vectors in (("both", _FLOORS, asked), ("syllables alone", _BY_SYLLABLES, None)):
        for floor in floors if name in taken else ():
            groups = grouping.Groups([], 0, floor, floor)
            inside: dict[int, list[str]] = {}
            for at, one in enumerate(held):
                number = groups.place(taken[name][at], words_of(one.text), None if vectors is None else vectors[at])
                inside.setdefault(number, []).append(one.intent)
            many = [intents for intents in inside.values() if len(intents) > 1]
            texts = sum(map(len, many))
            most = sum(Counter(intents).most_common(1)[0][1] for intents in many)
            alone = sum(len(set(intents)) == 1 for intents in many)
            mark = " (in use)" if floor in (grouping.ALIKE if vectors is not None else None, grouping.ALIKE_BY_SYLLABLES) else ""
            shares = (_share(texts, len(held)), _share(most, texts), _share(alone, len(many)))
            rows.append((name, f"{floor}{mark}", str(len(many)), *shares))
    return rows


def _costs(home: Path, encoder: Meaning | None, state: Path, count: int, url: str | None) -> str:
    settings = Settings(state=state, database_url=SecretStr(url) if url else None)
    upgrade(settings)
    database = Database.open(settings)
    signals = TurnSignals(database)
    examples = [one.text for one in Corpus.read(home).examples]
    suggesting = Suggesting(database, home, state / "vectors", None, encoder)
    rows, first = [], 0
    for turns in (count // 10, count - count // 10):
        moment = invented(database, examples, turns, _ODD, first)
        first += turns
        inbox = Inbox(database, clock=partial(_same, moment))
        took, found = _worked(inbox.collect, signals)
        rows.append((f"a round over {found.read:,} turns, {found.kept:,} of them new in the inbox", took))
        took, looked = _worked(suggesting.look)
        rows.append((f"its suggestions and groups, of {looked:,} texts", took))
        took, found = _worked(inbox.collect, signals)
        rows.append((f"a round over {found.read:,} turns, none of them new", took))
        took, _ = _worked(suggesting.look)
        rows.append(("its suggestions, none wanted", took))
    rows += _lookups(encoder, examples, state)
    groups, found_groups = timed(inbox.clusters)
    rows.append((f"a page of {len(found_groups)} groups", f"{groups * 1000:.0f} ms"))
    ahead = [timed(inbox.next, "open", None, None, 10)[0] for _ in range(20)]
    rows.append(("ten texts read ahead, median", f"{float(np.median(ahead)) * 1000:.0f} ms"))
    rows.append(("a search in the inbox", f"{timed(inbox.page, 'open', None, 0, 50, 'khai sinh')[0] * 1000:.0f} ms"))
    rows.append(("counts by reason", f"{timed(inbox.by_reason)[0] * 1000:.0f} ms"))
    database.close()
    return table(("what", "figure"), rows)


def _lookups(encoder: Meaning | None, examples: Sequence[str], state: Path) -> list[tuple[str, str]]:
    vectors = Kept(encoder, state / "vectors").of(examples) if encoder else None
    index = Index(examples, vectors)
    took = [timed(index.nearest, text, None if vectors is None else vectors[at], MOST)[0] for at, text in enumerate(examples[:500])]
    rows = [(f"nearest neighbours of one text among {len(examples):,}, median", f"{float(np.median(took)) * 1000:.1f} ms")]
    if encoder:
        alone = [timed(encoder.encode, [text])[0] for text in examples[:200]]
        rows.append(("one text encoded, median", f"{float(np.median(alone)) * 1000:.1f} ms"))
    return rows


def _worked(work: Callable[..., T], *given: Any) -> tuple[str, T]:
    """Time a piece of work by the clock and by the processor, which says more on a busy machine."""
    begun = time.process_time()
    took, done = timed(work, *given)
    return f"{took:.2f} s, {time.process_time() - begun:.2f} s of a processor", done


def _same(moment: datetime) -> datetime:
    return moment


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


if __name__ == "__main__":
    main()
