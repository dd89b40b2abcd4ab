"""The webhook bench: deliveries of both platforms at a fixed rate while the bot is stopped, and what became of each once it is back.

Run `python -m bench.webhooks [--rate 200] [--seconds 60] [--out bench/results/webhooks.md]` while the machine is quiet.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from bench import machine, open_loop, processes, webhook_report
from bench.deliveries import ENVIRONMENT, deliveries
from bench.outside import Outside
from bench.webhook_report import Drain, Flood
from cli import programs
from cli.child import Program
from cli.keeper import Keeper
from cli.ports import Ports
from conversations.inbox import Inbox
from core.db import Database
from core.errors import TrolyError
from core.migrate import upgrade
from core.settings import Settings

_START = 60.0  # seconds
_STUCK = 60.0  # seconds without a new answer: what is missing then is lost


@dataclass(frozen=True)
class _House:
    """A gateway of its own, started as `troly up` does, its worker, and what they share."""

    settings: Settings
    outside: Outside
    gateway: Program
    worker: Program
    ports: Ports


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write the table; return 1 when a promise is not kept, 2 when nothing could be measured."""
    options = _parser().parse_args(arguments)
    here = machine.note()
    try:
        with _house(Settings()) as house:
            flood = _flood(house, options.rate, options.seconds)
            drain = _drained(house, flood, options.drain)
    except TrolyError as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 2
    page = webhook_report.markdown(here, flood, drain)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page, "utf-8")
    print(page)
    return 0 if all(met for _, _, met in webhook_report.aims(flood, drain)) else 1


@contextmanager
def _house(settings: Settings) -> Iterator[_House]:
    outside, ports = Outside(), Ports.free()
    with tempfile.TemporaryDirectory(prefix="troly-bench-") as scratch, outside.running():
        own = {"database_url": SecretStr(f"sqlite:///{scratch}/troly.db"), "bot_secret": SecretStr("bench")}
        settings = settings.model_copy(update=own)
        upgrade(settings)
        places = {"TROLY_ZALO_API_URL": outside.url, "TROLY_ZALO_OAUTH_URL": outside.url, "TROLY_MESSENGER_URL": outside.url}
        started = {one.name: one for one in programs.assemble(settings, ports, Path(scratch) / "log", f"{scratch}/tracker.db")}
        env = {**started["gateway"].env, **ENVIRONMENT, **places}
        # Nobody listens where the bot would be: it is stopped, and the gateway is not ready in the sense of `/readyz`.
        gateway = replace(started["gateway"], env=env, ready=f"{ports.url}/healthz")
        back = {"TROLY_BOT_URL": outside.url, "TROLY_ACTIONS_URL": outside.url, "TROLY_WORKER_PORT": str(ports.worker)}
        yield _House(settings, outside, gateway, replace(started["worker"], env={**env, **back}), ports)


@contextmanager
def _kept(program: Program) -> Iterator[int]:
    """Run a program; give its process group."""
    keeper = Keeper([program])
    try:
        keeper.start()
        keeper.wait_ready(_START)
        yield processes.group_of(program.argv)
    finally:
        keeper.stop()


def _flood(house: _House, rate: float, seconds: float) -> Flood:
    warm = deliveries(int(rate * 2), seed=5)
    with _kept(house.gateway) as group:
        open_loop.run(house.ports.host, house.ports.gateway, warm, rate / 4)  # the first requests of a program compile its statements
        sent = deliveries(int(rate * seconds))  # made now: their messages are younger than those before
        before, idle = processes.cpu_seconds(group), _waiting(house)
        outcomes = open_loop.run(house.ports.host, house.ports.gateway, sent, rate)
        used = processes.cpu_seconds(group) - before
    asked = [ask for one in sent for ask in one.asks]
    load = f"{os.getloadavg()[0]:.1f}"
    return Flood(rate, seconds, outcomes, asked, [ask for one in warm for ask in one.asks], _waiting(house) - idle, used, load)


def _waiting(house: _House) -> int:
    with closing(Database.open(house.settings)) as database:
        return Inbox.of(house.settings, database).depth().waiting


def _drained(house: _House, flood: Flood, patience: float) -> Drain:
    """Start the worker with the bot back, and wait until everybody has their answers."""
    expected, got = len(flood.asked) + len(flood.warm), house.outside
    began = last = time.monotonic()
    with _kept(house.worker):
        count = -1
        while got.count < expected and time.monotonic() - last < _STUCK and time.monotonic() - began < patience:
            if got.count > count:
                count, last = got.count, time.monotonic()
            time.sleep(0.5)
    return Drain.of(flood, got.got, time.monotonic() - began)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.webhooks", description="Measure webhooks while the bot is stopped.")
    parser.add_argument("--rate", type=float, default=200, help="deliveries a second (default 200)")
    parser.add_argument("--seconds", type=float, default=60, help="how long (default 60)")
    parser.add_argument("--drain", type=float, default=1_800, help="seconds that the worker may take afterwards (default 1800)")
    parser.add_argument("--out", type=Path, default=Path("bench/results/webhooks.md"), help="the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
