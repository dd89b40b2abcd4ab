"""The scoreboard bench: what its pages cost over many turns, and how good the forecast is on counts whose process is known.

Run `python -m bench.scoreboard [--turns 200000] [--database URL]`. Everything is written into a state folder of its own.

The turns are invented: twelve weeks, people with one to four turns at a sitting, 60 topics of which some are asked for ten times as often
as others. The forecast is tried on 40 weeks of weekly people of 400 topics of three kinds, each week forecast from those before it, from
the fifth on: "even" is negative binomial around a level that stays (variance of twice Poisson's and more: mean + mean²/50), "drifting" has
a level that goes a random walk of 10 % a week, "jumping" one that doubles or halves with a chance of 5 % a week. Beside simple exponential
smoothing stand what is naive (as last week) and the mean of all weeks before.
"""

import argparse
import math
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import fmean, median
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from pydantic import SecretStr

from bench import machine
from bench.console import _signed_in
from bench.tables import table
from console.app import create_app
from console.scoreboard.wiring import opened
from conversations.figures.demand import LEAST_WEEKS, forecast
from conversations.figures.published import Published
from conversations.models import Turn
from core.clock import now
from core.db import Database
from core.migrate import upgrade
from core.procedure import Procedure
from core.settings import Settings
from core.weeks import bounds, week_of

_WEEKS, _TOPICS, _PART = 12, 60, 20_000
_STATUSES = ("answered",) * 6 + ("clarify", "not_found", "greeting", "out_of_scope")
_HISTORY, _SERIES, _BEGINS = 40, 400, 20  # weeks, topics, the people of a topic a week at the start are from here to ten times that
_LAST = bounds(week_of(now()))[0] - timedelta(days=7)
_PAGES = {
    "the board": "/scoreboard",
    "the board, the present week": f"/scoreboard?week={week_of(now()).isoformat()}",
    "the board, an old week": f"/scoreboard?week={(_LAST.date() - timedelta(weeks=6)).isoformat()}",
    "the board, one topic": "/scoreboard?topic=Lĩnh vực 3",
    "twelve weeks": "/scoreboard/weeks",
    "what people ask for": "/scoreboard/demand",
    "all rows of a week, first page": f"/scoreboard/rows?week={_LAST.date().isoformat()}&figure=turns",
    "all rows of a week, page 200": f"/scoreboard/rows?week={_LAST.date().isoformat()}&figure=turns&page=200",
    "rows of those who came back": f"/scoreboard/rows?week={(_LAST.date() - timedelta(weeks=6)).isoformat()}&figure=returned",
    "rows of one topic without an answer": f"/scoreboard/rows?week={_LAST.date().isoformat()}&figure=abstained&topic=Lĩnh vực 3",
    "a file": "/scoreboard/export?table=topics",
}


def main() -> None:
    """Measure and print two tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--turns", type=int, default=200_000)
    arguments.add_argument("--times", type=int, default=7)
    arguments.add_argument("--database", help="of PostgreSQL, empty; SQLite unless given")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state), database_url=SecretStr(given.database) if given.database else None)
        upgrade(settings)
        _release(settings)
        database = Database.open(settings)
        _fill(database, given.turns)
        rows = [*_kept(settings, database), *_pages(settings, database, given.times)]
        database.close()
    print(machine.note())
    print(table((f"what, over {given.turns:,} turns", "ms"), rows))
    print(table(("counts", "method", "mean miss, in people", "in the 95 % bounds"), list(_forecasts())))


def _release(settings: Settings) -> None:
    folder = settings.releases / "bench"
    folder.mkdir(parents=True)
    records = [Procedure(code=f"1.{number:06d}", name=f"Thủ tục {number}", field=f"Lĩnh vực {number % _TOPICS}") for number in range(600)]
    (folder / "procedures.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in records), "utf-8")
    (settings.releases / "current").write_text("bench", "utf-8")


def _fill(database: Database, count: int) -> None:
    turns = _turns(count)
    while part := [turn for _, turn in zip(range(_PART), turns, strict=False)]:
        with database.begin() as session:
            session.execute(sa.insert(Turn), part)


def _turns(count: int) -> Iterator[dict[str, Any]]:
    """Yield turns in order of time, the last week being the one before the present."""
    random, begin, made = Random(3), _LAST - timedelta(weeks=_WEEKS - 1), 0
    people = max(1, count // 6)
    while made < count:
        at, person = begin + timedelta(weeks=_WEEKS) * (made / count), random.randrange(people)
        code = f"1.{min(599, int(random.expovariate(1 / 90))):06d}" if random.random() < 0.8 else None
        for step in range(random.randint(1, 4)):
            yield _turn(random, f"{person:032d}", at + timedelta(seconds=40 * step), code)
            made += 1


def _turn(random: Random, person: str, at: datetime, code: str | None) -> dict[str, Any]:
    return {
        "person": person, "channel": ("web", "web", "zalo", "messenger")[int(person) % 4], "at": at, "status": random.choice(_STATUSES),
        "question": "đăng ký khai sinh cần giấy tờ gì", "answer": "Giấy tờ cần chuẩn bị:\n" + "- tờ khai\n" * 40, "procedure_code": code,
        "seconds": random.lognormvariate(0, 0.7),
    }  # fmt: skip


def _kept(settings: Settings, database: Database) -> list[tuple[str, str]]:
    board = opened(settings, database)
    weeks = 0

    def first() -> None:
        nonlocal weeks
        weeks = board.keep()

    took, again = _timed(first), [_timed(board.keep) for _ in range(3)]
    lines = Published(database)
    return [
        (f"storing {weeks} weeks for the first time", f"{took:.0f}"),
        ("storing what still grows, as every hour", f"{median(again):.0f}"),
        ("lines of open data, not yet in memory", f"{_timed(lines.lines):.0f}"),
    ]


def _pages(settings: Settings, database: Database, times: int) -> Iterator[tuple[str, str]]:
    app = create_app(settings)
    with TestClient(app, base_url="http://localhost:8001") as client:
        client.cookies.set(app.state.parts.cookie, _signed_in(settings, database, 1))
        for what, path in _PAGES.items():
            spent = [_timed(partial(client.get, path)) for _ in range(times)]
            yield what, f"{median(spent):.0f}, at most {max(spent):.0f}"


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _forecasts() -> Iterator[tuple[str, str, str, str]]:
    methods: dict[str, Callable[[Sequence[int]], float]] = {"as last week": lambda seen: seen[-1], "mean": fmean}
    for kind in ("even", "drifting", "jumping"):
        random = Random(11)
        series = [_counts(random, kind) for _ in range(_SERIES)]
        tried = [(counts[:at], counts[at]) for counts in series for at in range(LEAST_WEEKS, _HISTORY)]
        found = [(one, came) for seen, came in tried if (one := forecast(seen))]
        held = fmean(one.low <= came <= one.high for one, came in found)
        yield kind, "smoothing", f"{fmean(abs(one.value - came) for one, came in found):.2f}", f"{held:.1%}"
        for name, method in methods.items():
            yield kind, name, f"{fmean(abs(method(seen) - came) for seen, came in tried):.2f}", "-"


def _counts(random: Random, kind: str) -> list[int]:
    level, counts = random.uniform(_BEGINS, 10 * _BEGINS), []
    for _ in range(_HISTORY):
        if kind == "drifting":
            level *= math.exp(random.gauss(0, 0.1))
        elif kind == "jumping" and random.random() < 0.05:
            level *= random.choice((0.5, 2.0))
        counts.append(_poisson(random, random.gammavariate(50, level / 50)))
    return counts


def _poisson(random: Random, mean: float) -> int:
    """Count what arrives in a time of `mean`, the times between being exponential."""
    count, passed = 0, random.expovariate(1)
    while passed < mean:
        count, passed = count + 1, passed + random.expovariate(1)
    return count


if __name__ == "__main__":
    main()
