"""The training bench: what reading the examples, taking in a hundred thousand utterances and warning of one text cost.

Run `python -m bench.training [--turns 100000] [--database URL]`. Everything is written into a state folder of its own.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any, TypeVar

from pydantic import SecretStr

from bench import machine
from bench.tables import table
from conversations.signals import Said, Signal
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from core.text import fold
from training.corpus.corpus import Corpus
from training.corpus.schemas import Target, Utterance
from training.inbox.service import Inbox
from training.labels.export import Exports
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules

T = TypeVar("T")
_NOON = datetime(2026, 11, 2, 5, tzinfo=timezone.utc)


class _Turns:
    """Invented turns: examples put together by chance, half of them written again without accents."""

    def __init__(self, examples: Sequence[str], count: int) -> None:
        random = Random(7)
        self.turns = []
        for number in range(1, count + 1):
            text = " ".join(random.sample(examples, 2)) if random.random() < 0.5 else random.choice(examples)
            text = fold(text) if random.random() < 0.5 else text
            self.turns.append(Signal(number, _NOON + timedelta(seconds=number), text, "not_found", None, frozenset({"fallback"})))

    def since(self, moment: datetime, after: int, most: int) -> Sequence[Signal]:
        return [] if self.turns[-1].at < moment else self.turns[after : after + most]

    def around(self, turn: int) -> Sequence[Said]:
        return []


def main() -> None:
    """Measure and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=100_000)
    arguments.add_argument("--database", help="of PostgreSQL, empty; SQLite unless given")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state), database_url=SecretStr(given.database) if given.database else None)
        upgrade(settings)
        database = Database.open(settings)
        rows = [*_files(settings.home), *_inbox(settings.home, database, given.turns), *_labels(settings.home, database)]
        database.close()
    print(machine.note())
    print(table(("what", "figure"), rows))


def _files(home: Path) -> list[tuple[str, str]]:
    took, corpus = _timed(lambda: Corpus.read(home))
    again, examples = _timed(lambda: list(corpus.examples))
    intents = sorted(corpus.intents)

    def draft() -> None:
        fresh = Corpus(corpus.documents)
        for number in range(100):
            fresh.add(intents[number % len(intents)], [Utterance(f"câu thử số {number}")], Target.TRAIN)

    one, _ = _timed(draft)
    return [
        (f"reading {len(examples):,} examples of {len(corpus.documents)} files", f"{took + again:.2f} s"),
        ("adding 100 examples one by one", f"{one:.1f} s"),
    ]


def _inbox(home: Path, database: Database, count: int) -> list[tuple[str, str]]:
    turns = _Turns([one.text for one in Corpus.read(home).examples], count)
    inbox = Inbox(database)
    worked = time.process_time()
    took, collected = _timed(inbox.collect, turns)
    worked = time.process_time() - worked
    pages, _ = _percentiles([_timed(inbox.page, "open", None, number * 50)[0] for number in range(20)])
    kept = f"{collected.kept:,} kept as {inbox.counts()['open']:,} texts, {collected.refused} refused"
    told = f"{took:.0f} s ({worked:.0f} s of a processor), {kept}"
    return [
        (f"{count:,} turns into the inbox", told),
        ("a page of the inbox, median", f"{pages:.0f} ms"),
    ]


def _labels(home: Path, database: Database) -> list[tuple[str, str]]:
    known = Known(home, database)
    items = Inbox(database).page(most=300)
    first, _ = _timed(known.warnings, items[0].text, "ask_fee", Target.TRAIN)
    warned = [_timed(known.warnings, item.text, "ask_fee", Target.TRAIN)[0] for item in items]
    labels = Labels(database, known, Rules(second_train=0))
    given = []
    for number in range(300):
        reading, text = Reading("ask_fee"), f"câu thử số {number} của bảng đo"
        given.append(_timed(labels.give, text, reading, Target.TRAIN, "staff:1")[0])
    plan, made = _timed(Exports(home, database).plan)
    return [
        ("warnings for one text, index made new", f"{first * 1000:.0f} ms"),
        ("warnings for one text, median / p95", _told(warned)),
        ("a label given, median / p95", _told(given)),
        (f"the plan of an export of {made.added} labels", f"{plan:.2f} s"),
    ]


def _timed(work: Callable[..., T], *given: Any) -> tuple[float, T]:
    begun = time.perf_counter()
    done = work(*given)
    return time.perf_counter() - begun, done


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    return median(seconds) * 1000, quantiles(seconds, n=20)[-1] * 1000


def _told(seconds: Sequence[float]) -> str:
    middle, late = _percentiles(seconds)
    return f"{middle:.1f} / {late:.1f} ms"


if __name__ == "__main__":
    main()
