"""An assistant whose knowledge a test may change: a state folder of its own, with the console beside the other programs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.ports import LOOPBACK, Ports, spare
from cli.supervisor import Stack
from core.settings import Settings
from knowledge.pointer import POINTER, current_id


def copied(checkout: Settings, state: Path) -> Settings:
    """Return the settings of a new state folder: the live release and the known vectors copied, the models linked."""
    live = current_id(checkout.releases)
    assert live is not None
    for name in (f"releases/{live}", "embeddings", "lookups"):
        shutil.copytree(checkout.var / name, state / name)
    (state / "releases" / POINTER).write_text(live, "utf-8")
    (state / "models").symlink_to(checkout.var / "models")
    return Settings(home=checkout.home, state=state)


@contextmanager
def running(settings: Settings) -> Iterator[tuple[Stack, str]]:
    """Start every program on ports of its own; give the assistant and the address of its console."""
    gateway, bot, actions, worker, console = spare(5)
    ports = Ports(LOOPBACK, gateway, bot, actions, worker, console)
    with Stack.start(settings, ports=ports) as stack:
        yield stack, f"http://{LOOPBACK}:{console}"
