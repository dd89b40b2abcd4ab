"""The whole assistant, started for a while: by `troly up`, by tests, by the evaluation and the benchmark."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from cli import programs
from cli.child import Tell
from cli.keeper import Keeper
from cli.ports import Ports
from core.migrate import upgrade
from core.settings import Settings

START = 180.0  # seconds; 15 on an idle machine, most of them Rasa's imports


@dataclass(frozen=True)
class Stack:
    """A running assistant."""

    ports: Ports
    logs: Path
    keeper: Keeper

    @property
    def url(self) -> str:
        """The address of the gateway."""
        return self.ports.url

    @classmethod
    @contextmanager
    def start(
        cls, settings: Settings, *, isolated: bool = False, ports: Ports | None = None, tell: Tell = lambda line: None
    ) -> Iterator["Stack"]:
        """Start everything, wait until it serves, and stop it at the end.

        Args:
            settings: as the programs shall have them.
            isolated: on free ports of loopback, with conversations, reports and logs in a temporary folder; the
                knowledge release and the models are the real ones.
            ports: other ports than those of the settings, or than free ones.
            tell: gets a line when something happens.

        Raises:
            TrolyError: a port is taken, a part is missing, or does not get ready.
        """
        with ExitStack() as undo:
            logs, tracker = settings.var / "log", str(settings.var / "tracker.db")
            if isolated:
                ports = ports or Ports.free()
                scratch = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="troly-")))
                logs, tracker = scratch / "log", str(scratch / "tracker.db")
                settings = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{scratch / 'troly.db'}")})
            else:
                ports = ports or Ports.of(settings, None, None, None)
                ports.check_free()
                tracker = os.environ.get("TROLY_TRACKER_DB") or tracker
            upgrade(settings)
            keeper = Keeper(programs.assemble(settings, ports, logs, tracker), tell)
            undo.callback(keeper.stop)
            keeper.start()
            keeper.wait_ready(START)
            yield cls(ports, logs, keeper)

    def wait(self) -> None:
        """Run until somebody interrupts; raises `StackFailed` when the programs are given up."""
        self.keeper.wait()
