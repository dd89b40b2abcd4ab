"""Where the programs listen."""

import random
import socket
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from cli.child import StackFailed
from core.settings import Settings

LOOPBACK = "127.0.0.1"
_SPARE = range(16_384, 32_768)  # Linux gives out ports from 32,768 on


@dataclass(frozen=True)
class Ports:
    """The address of the gateway, and the ports of the programs behind it, which listen on loopback."""

    host: str
    gateway: int
    bot: int
    actions: int
    worker: int  # its metrics
    console: int | None = None  # the desk of the staff; none: it is not started

    @classmethod
    def of(
        cls,
        settings: Settings,
        gateway: int | None,
        bot: int | None,
        actions: int | None,
        worker: int | None = None,
        console: int | None = None,
    ) -> "Ports":
        """Return the ports of the settings, where no other is given; of the console only what is given."""
        return cls(
            settings.gateway_host,
            gateway or settings.gateway_port,
            bot or urlsplit(settings.bot_url).port or 5005,
            actions or urlsplit(settings.actions_url).port or 5055,
            worker or settings.worker_port,
            console,
        )

    @classmethod
    def free(cls) -> "Ports":
        """Return ports of loopback that nobody uses at this moment; none for the console."""
        gateway, bot, actions, worker = spare(4)
        return cls(LOOPBACK, gateway, bot, actions, worker)

    @property
    def url(self) -> str:
        """The gateway as this machine reaches it."""
        everywhere = self.host in ("0.0.0.0", "::")  # noqa: S104 - asked about, not bound
        return f"http://{LOOPBACK if everywhere else self.host}:{self.gateway}"

    def check_free(self) -> None:
        """Raise `StackFailed` for the first port that is taken, before anything is started."""
        behind = [(self.bot, "--bot-port"), (self.actions, "--actions-port"), (self.worker, "--worker-port")]
        if self.console:
            behind.append((self.console, "TROLY_CONSOLE_PORT or --no-console"))
        for host, port, option in ((self.host, self.gateway, "--port"), *((LOOPBACK, *one) for one in behind)):
            if not is_free(host, port):
                raise StackFailed(f"port {port} is in use: stop the program that uses it, or choose another ({option})")


def spare(count: int) -> list[int]:
    """Return `count` ports of loopback that nobody uses at this moment.

    They are below those that the system gives out by itself: between here and the start of the program that listens there, no
    connection and no server of another program gets one of them by chance.
    """
    with ExitStack() as held:
        found: list[int] = []
        for port in random.SystemRandom().sample(_SPARE, len(_SPARE)):
            if len(found) == count:
                break
            with suppress(OSError):
                held.enter_context(socket.socket()).bind((LOOPBACK, port))
                found.append(port)
        return found


def is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        # As servers do: a connection that was closed a moment ago does not count.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen(1)
        except OSError:
            return False
    return True
