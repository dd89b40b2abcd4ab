"""Messages over three channels while gateway, worker, action server and Rasa are killed at random.

Run `python -m bench.chaos --messages 2000 --kills 24 --database sqlite|postgresql`.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.chaos import report
from bench.chaos.scripts import scripts
from bench.chaos.storm import Outcome, Plan, storm
from bench.chaos.world import world
from cli.child import Tell
from core.errors import TrolyError
from core.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run the storm, print and write the table; return 1 when the promise is not kept, 2 when nothing could be measured."""
    options = _parser().parse_args(arguments)
    try:
        with _database(options.database) as url:
            outcome = run(Settings(), url, Plan(options.messages, options.kills, options.at_once), _tell)
    except TrolyError as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 2
    page = report.write(options.database, outcome, options.out)
    print(f"\n{page}\nwritten to {options.out}")
    for line in outcome.stuck:
        print(f"waited in vain: {line}", file=sys.stderr)
    return 0 if outcome.good else 1


def run(settings: Settings, database: str | None, plan: Plan, tell: Tell = lambda line: None) -> Outcome:
    """Start everything, run the storm, stop everything. Raises `TrolyError`."""
    with world(settings, database) as running:
        return asyncio.run(storm(running, scripts(), plan, tell))


@contextmanager
def _database(kind: str) -> Iterator[str | None]:
    """Give the URL of an empty database; of PostgreSQL one of our own, which forgets everything at the end."""
    if kind == "sqlite":
        yield None
        return
    from tests import postgres

    with postgres.running() as server:
        yield postgres.fresh(server)


def _tell(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.chaos", description="Write on three channels while programs are killed at random.")
    parser.add_argument("--messages", type=int, default=2_000, help="at least so many (default 2000)")
    parser.add_argument("--kills", type=int, default=24, help="in all, of the four programs (default 24)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--at-once", type=int, default=24, help="people who talk at the same time (default 24)")
    parser.add_argument("--out", type=Path, default=Path("bench/results/chaos.md"), help="the table; the figures go beside it as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
