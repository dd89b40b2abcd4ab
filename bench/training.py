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

import sqlalchemy as sa
from pydantic import SecretStr

from bench import machine
from bench.tables import table
from conversations.models import Turn
from conversations.signals import TurnSignals
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


def invented(database: Database, examples: Sequence[str], count: int, odd: float, first: int = 0) -> datetime:
    """Write `count` turns from `first` on, a second apart: examples put together by chance, half of them without accents.

    A share of them is `odd`: it gives a reason to look at it. Returns when the last was said.
    """
    random, rows = Random(7 + first), []
    for number in range(first, first + count):
        text = " ".join(random.sample(examples, 2)) if random.random() < 0.5 else random.choice(examples)
        heard = {"status": "not_found", "confidence": 0.3} if random.random() < odd else {"status": "answered", "confidence": 0.95}
        told = {"question": fold(text) if random.random() < 0.5 else text, "answer": "…", "intent": "ask_fee", "danger": 0.0}
        rows.append({"person": f"{number // 10:032d}", "channel": "rest", "at": _NOON + timedelta(seconds=number), **told, **heard})
    with database.begin() as session:
        session.execute(sa.insert(Turn), rows)
    return _NOON + timedelta(seconds=first + count)


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
    took, corpus = timed(lambda: Corpus.read(home))
    again, examples = timed(lambda: list(corpus.examples))
    intents = sorted(corpus.intents)

    def draft() -> None:
        fresh = Corpus(corpus.documents)
        for number in range(100):
            fresh.add(intents[number % len(intents)], [Utterance(f"câu thử số {number}")], Target.TRAIN)

    one, _ = timed(draft)
    return [
        (f"reading {len(examples):,} examples of {len(corpus.documents)} files", f"{took + again:.2f} s"),
        ("adding 100 examples one by one", f"{one:.1f} s"),
    ]


def _inbox(home: Path, database: Database, count: int) -> list[tuple[str, str]]:
    invented(database, [one.text for one in Corpus.read(home).examples], count, odd=1.0)
    inbox = Inbox(database)
    worked = time.process_time()
    took, collected = timed(inbox.collect, TurnSignals(database))
    worked = time.process_time() - worked
    pages, _ = _percentiles([timed(inbox.page, "open", None, number * 50)[0] for number in range(20)])
    kept = f"{collected.kept:,} kept as {inbox.counts()['open']:,} texts, {collected.refused} refused"
    told = f"{took:.0f} s ({worked:.0f} s of a processor), {kept}"
    return [
        (f"{count:,} turns into the inbox", told),
        ("a page of the inbox, median", f"{pages:.0f} ms"),
    ]


def _labels(home: Path, database: Database) -> list[tuple[str, str]]:
    known = Known(home, database)
    items = Inbox(database).page(most=300)
    first, _ = timed(known.warnings, items[0].text, "ask_fee", Target.TRAIN)
    warned = [timed(known.warnings, item.text, "ask_fee", Target.TRAIN)[0] for item in items]
    labels = Labels(database, known, Rules(second_train=0))
    given = []
    for number in range(300):
        reading, text = Reading("ask_fee"), f"câu thử số {number} của bảng đo"
        given.append(timed(labels.give, text, reading, Target.TRAIN, "staff:1")[0])
    plan, made = timed(Exports(home, database).plan)
    return [
        ("warnings for one text, index made new", f"{first * 1000:.0f} ms"),
        ("warnings for one text, median / p95", _told(warned)),
        ("a label given, median / p95", _told(given)),
        (f"the plan of an export of {made.added} labels", f"{plan:.2f} s"),
    ]


def timed(work: Callable[..., T], *given: Any) -> tuple[float, T]:
    """Return how many seconds the work took, and what came of it."""
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
