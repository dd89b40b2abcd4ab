"""The two assistants under test, each started on free ports with an empty SQLite tracker store, one at a time."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from bench.stock import training
from cli.child import Program
from cli.demo import laid_over
from cli.keeper import Keeper
from cli.ports import LOOPBACK, Ports
from cli.supervisor import Stack
from core.settings import Settings
from training.dialogue import engine

OURS, STOCK = "troly", "stock"
_START_STOCK = 300.0  # seconds; TensorFlow traces a training step of three models when it loads them
# Senders of the load stay far below the limit; one that sends 200 turns without a pause does not.
_NO_LIMIT = {"TROLY_MESSAGES_PER_MINUTE": "1000000"}
_HERE = Path(__file__).parent / "stock"


@dataclass(frozen=True)
class Assistant:
    """A running assistant: its name, the address of its REST channel, and the process group of each program."""

    name: str
    url: str
    groups: dict[str, int]

    def cpu(self) -> dict[str, float]:
        """Return the processor seconds each program has used so far."""
        return {name: processes.cpu_seconds(group) for name, group in self.groups.items()}

    def memory(self) -> dict[str, processes.Memory]:
        """Return what each program holds."""
        return {name: processes.memory(group) for name, group in self.groups.items()}


@contextmanager
def ours(settings: Settings) -> Iterator[Assistant]:
    """Start the assistant as `troly up` does."""
    with laid_over(_NO_LIMIT), Stack.start(settings, isolated=True) as stack:
        yield Assistant(OURS, f"{stack.url}/webhooks/rest/webhook", _groups(stack.keeper.programs))


@contextmanager
def stock(settings: Settings) -> Iterator[Assistant]:
    """Start the stock assistant: Rasa with its own REST channel, and an action server."""
    model, ports = training.model(settings), Ports.free()
    with tempfile.TemporaryDirectory(prefix="troly-stock-") as scratch:
        keeper = Keeper(_stock_programs(settings, model, ports, Path(scratch)))
        try:
            keeper.start()
            keeper.wait_ready(_START_STOCK)
            yield Assistant(STOCK, f"http://{LOOPBACK}:{ports.bot}/webhooks/rest/webhook", _groups(keeper.programs))
        finally:
            keeper.stop()


def _stock_programs(settings: Settings, model: Path, ports: Ports, scratch: Path) -> list[Program]:
    actions, bot = (f"http://{LOOPBACK}:{port}" for port in (ports.actions, ports.bot))
    return [
        Program(
            "actions",
            (sys.executable, "-m", "rasa_sdk", "--actions", "bench.stock.actions", "--port", str(ports.actions)),
            scratch / "actions.log",
            {"SANIC_HOST": LOOPBACK, "SANIC_WORKERS": "1"},
            settings.home,
            f"{actions}/health",
        ),
        Program(
            "bot",
            (
                *(str(engine.python(settings)), "-m", "rasa", "run", "--interface", LOOPBACK, "--port", str(ports.bot)),
                *("--model", str(model), "--endpoints", str(_HERE / "endpoints.yml")),
                *("--credentials", str(_HERE / "credentials.yml")),
            ),
            scratch / "bot.log",
            {
                **training.QUIET,
                "STOCK_ACTIONS_URL": f"{actions}/webhook",
                "STOCK_TRACKER_DB": str(scratch / "rasa.db"),
            },
            model.parent,
            f"{bot}/webhooks/rest/",
        ),
    ]


def _groups(started: list[Program]) -> dict[str, int]:
    return {program.name: processes.group_of(program.argv) for program in started}
