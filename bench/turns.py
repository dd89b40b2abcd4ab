"""The turn bench: what a message costs, beside a stock Rasa assistant that gets the same messages in the same run.

Run `python -m bench.turns [--seconds 20] [--requests N] [--out bench/results/turns.md]` while the machine is quiet.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bench import conversation, load, machine, report, stacks
from bench.load import Extent
from bench.results import CLIENTS, Results, Round
from bench.stacks import Assistant
from bench.stock import training
from core.errors import TrolyError
from core.settings import Settings

_WARM_UP = Extent(seconds=60, requests=60)  # every question twice: caches filled, TensorFlow's functions traced
_STACKS: tuple[Callable[[Settings], AbstractContextManager[Assistant]], ...] = (stacks.ours, stacks.stock)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write the table; return 1 when a promise is not kept, 2 when nothing could be measured."""
    options = _parser().parse_args(arguments)
    try:
        results = run(Settings(), Extent(options.seconds, options.requests), options.rounds, options.conversations)
    except TrolyError as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 2
    report.write(results, options.out)
    print(f"\n{report.markdown(results)}\nwritten to {options.out}")
    return 0 if all(aim.met for aim in results.aims()) else 1


def run(settings: Settings, extent: Extent, rounds: int, conversations: int) -> Results:
    """Measure both assistants in turn, never at the same time; raises `TrolyError` when one fails."""
    training.model(settings)  # before the machine is looked at: training leaves it hot
    here = machine.look(settings)
    done = [_round(settings, start, number, extent, conversations) for number in range(1, rounds + 1) for start in _STACKS]
    return Results(here, done)


def _round(
    settings: Settings,
    start: Callable[[Settings], AbstractContextManager[Assistant]],
    number: int,
    extent: Extent,
    conversations: int,
) -> Round:
    _tell(f"round {number}: starting {start.__name__} ...")
    with start(settings) as assistant:
        load.measure(assistant, 4, _WARM_UP)
        loads = {}
        for clients in CLIENTS:
            loads[clients] = load.measure(assistant, clients, extent)
            _tell(f"  {clients} clients: {loads[clients].per_second:.1f} messages/s, p95 {loads[clients].p95:.0f} ms")
        held = assistant.memory()
        talks = []
        for _ in range(conversations):
            talks.append(conversation.measure(assistant))
            _tell(f"  200 turns: {talks[-1].first.cpu:.1f} -> {talks[-1].last.cpu:.1f} ms CPU a message")
        return Round(number, assistant.name, loads, held, talks)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.turns", description="Measure turns beside a stock Rasa assistant.")
    parser.add_argument("--seconds", type=float, default=20, help="how long each load lasts (default 20)")
    parser.add_argument("--requests", type=_positive, help="end each load after so many messages, if that comes first")
    parser.add_argument("--rounds", type=_positive, default=2, help="how often each assistant is started and measured (default 2)")
    parser.add_argument("--conversations", type=_positive, default=3, help="long conversations a round (default 3)")
    parser.add_argument("--out", type=Path, default=Path("bench/results/turns.md"), help="the table; the figures go beside it as JSON")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
