"""The real assistant, kept running as `troly up` keeps it, with both platforms beside it and a state folder of its own."""

import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from pydantic import SecretStr

from channels.demo.messenger.server import FakeMessenger
from channels.demo.zalo import FakeZalo
from channels.demo.zalo.server import APP_ID, APP_SECRET, OA_ID, OA_SECRET
from cli.child import Program
from cli.demo import laid_over
from cli.ports import Ports
from cli.supervisor import Stack
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from core.db import Database
from core.errors import TrolyError
from core.settings import Settings

PROGRAMS = ("gateway", "worker", "actions", "bot")
_MADE = ("models", "releases", "lookups")  # of the checkout's state: read, and not written
_VERIFY = "chaos"
_HASTE = 0.01  # of the platforms' pauses before they deliver again, which begin at 30 s


@dataclass(frozen=True)
class World:
    """Everything that runs. `kills` counts those that hit."""

    settings: Settings
    database: Database
    stack: Stack
    zalo: FakeZalo
    messenger: FakeMessenger
    kills: Counter[str] = field(default_factory=Counter)

    def kill(self, name: str) -> bool:
        """Kill a program by SIGKILL, with all it has started; tell whether it was running."""
        # By its keeper: another assistant of this process may have a program of the same command line.
        hit = self.stack.keeper.signal(name, signal.SIGKILL)
        self.kills[name] += hit
        return hit

    def serves(self, name: str) -> bool:
        """Tell whether a program answers."""
        program = self._program(name)
        try:
            return httpx2.get(program.ready, headers=program.headers, timeout=5, trust_env=False).status_code == 200
        except httpx2.HTTPError:
            return False

    def waiting(self) -> int:
        """Count what is still to be answered or sent."""
        return Inbox.of(self.settings, self.database).depth().waiting + Dispatch.of(self.settings, self.database).depth().waiting

    def given_up(self) -> int:
        """Count what was given up."""
        return Inbox.of(self.settings, self.database).depth().dead + Dispatch.of(self.settings, self.database).depth().dead

    def settled(self, patience: float) -> bool:
        """Wait until nothing is to be answered, sent or delivered; tell whether that came."""
        return until(lambda: not self.waiting(), patience) and self.zalo.courier.settle(patience) and self.messenger.settled(patience)

    def _program(self, name: str) -> Program:
        return next(program for program in self.stack.keeper.programs if program.name == name)


@contextmanager
def world(checkout: Settings, database: str | None = None) -> Iterator[World]:
    """Start everything with the live release and the dialogue model of `checkout`; end it and forget it at the end.

    Args:
        checkout: where the product lies, with a release and a model.
        database: URL; none: SQLite in the state folder.
    """
    with ExitStack() as undo:
        zalo, messenger = undo.enter_context(FakeZalo(scale=_HASTE)), undo.enter_context(FakeMessenger())
        state = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="troly-chaos-")))
        for name in _MADE:
            if (made := checkout.var / name).exists():
                (state / name).symlink_to(made.resolve())
        undo.enter_context(laid_over(_told(zalo, messenger)))
        settings = Settings(home=checkout.home, state=state, database_url=SecretStr(database) if database else None)
        stack = undo.enter_context(Stack.start(settings, ports=Ports.free()))
        kept = Database.open(settings)
        undo.callback(kept.close)
        zalo.courier.url = f"{stack.url}/webhooks/zalo"
        if not messenger.connect(f"{stack.url}/webhooks/messenger", _VERIFY):
            raise TrolyError("the gateway did not answer Messenger's handshake")
        yield World(settings, kept, stack, zalo, messenger)


def until(happened: Callable[[], bool], patience: float) -> bool:
    """Wait until something has happened, `patience` seconds at most; tell whether it has."""
    end = time.monotonic() + patience
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _told(zalo: FakeZalo, messenger: FakeMessenger) -> dict[str, str]:
    access, refresh = zalo.tokens.first
    told = {
        "ZALO_APP_ID": APP_ID, "ZALO_OA_ID": OA_ID, "ZALO_OA_SECRET": OA_SECRET, "ZALO_APP_SECRET": APP_SECRET,
        "ZALO_ACCESS_TOKEN": access, "ZALO_REFRESH_TOKEN": refresh, "ZALO_API_URL": zalo.url, "ZALO_OAUTH_URL": zalo.url,
        "MESSENGER_PAGE_ID": messenger.page, "MESSENGER_APP_ID": str(messenger.app_id), "MESSENGER_APP_SECRET": messenger.secret,
        "MESSENGER_PAGE_TOKEN": messenger.token, "MESSENGER_VERIFY_TOKEN": _VERIFY, "MESSENGER_URL": messenger.url,
        # All of the web's people come from one address here.
        "WEB_ADDRESS_PER_MINUTE": "1000000",
    }  # fmt: skip
    return {f"TROLY_{name}": value for name, value in told.items()}
