"""Messages through real workers that are killed at random."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from prometheus_client import CollectorRegistry

from channels.delivery.intake import Intake
from channels.delivery.metrics import DeliveryMetrics
from channels.events import Event, Kind
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.receipts import Receipts
from core.db import Database
from core.person import person_key
from core.seal import Seal
from core.settings import Settings
from tests.channels.delivery.echo_channel import CHANNEL, Echo, Platform, render
from tests.channels.fake_rasa import FakeRasa

HOME = Path(__file__).resolve().parents[3]


def intake_of(settings: Settings, database: Database, registry: CollectorRegistry | None = None) -> Intake:
    """Return the door of the tests' channel."""
    seal, key = Seal.of(settings), person_key(settings)
    receipts, metrics = Receipts(database, seal), DeliveryMetrics(registry or CollectorRegistry())
    return Intake(settings, key, Inbox.of(settings, database), Dispatch.of(settings, database), receipts, {CHANNEL: render}, metrics)


def text(number: int, at: datetime, sender: str, said: str | None = None) -> Event:
    """Return message `number` of somebody."""
    return Event(CHANNEL, f"m-{sender}-{number}", sender, Kind.TEXT, at, text=said or f"câu hỏi số {number}")


@dataclass
class Workers:
    """Workers that are kept running, whatever happens to them."""

    settings: Settings
    url: str
    count: int
    log: Path
    kills: int = 0
    _running: list["subprocess.Popen[str]"] = field(default_factory=list)

    def start(self) -> None:
        self._running = [self._spawn() for _ in range(self.count)]

    def kill_one(self) -> None:
        """Kill one at once, and start another in its place."""
        place = random.randrange(self.count)
        worker = self._running[place]
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        self.kills += 1
        self._running[place] = self._spawn()

    def stop(self) -> None:
        for worker in self._running:
            worker.kill()
            worker.communicate()

    def _spawn(self) -> "subprocess.Popen[str]":
        settings = self.settings
        environment = {
            **os.environ, "PYTHONPATH": os.pathsep.join([str(HOME), os.environ.get("PYTHONPATH", "")]), "TROLY_HOME": str(HOME),
            "TROLY_STATE": str(settings.var), "TROLY_DATABASE_URL": settings.database, "TROLY_BOT_URL": settings.bot_url,
            "TROLY_ACTIONS_URL": settings.actions_url,
            "TROLY_BOT_SECRET": settings.bot_secret.get_secret_value(), "TROLY_BOT_TIMEOUT": str(settings.bot_timeout),
            "TROLY_LEASE": str(settings.lease), "TROLY_ZALO_TIMEOUT": "0.5", "TROLY_MESSENGER_TIMEOUT": "0.5",
            "TROLY_DELIVERY_TRIES": "50", "ECHO_URL": self.url,
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.channels.delivery.echo_channel"]
        with self.log.open("a") as log:
            worker = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "begins\n"
        return worker


def deliver(intake: Intake, people: Sequence[str], each: int, pause: float) -> None:
    """Have everybody write `each` messages in turn; some deliveries come twice, and some of them late."""
    begin, late = datetime.now(timezone.utc), list[Event]()
    for number in range(each):
        for sender in people:
            event = text(number, begin + timedelta(milliseconds=number * 10), sender)
            intake.accept([event])
            if random.random() < 0.2:
                late.append(event)
            time.sleep(pause)
        if late and random.random() < 0.5:
            intake.accept(late)
            late.clear()


def echoing(intake: Intake, lost: float) -> tuple[list[threading.Thread], Echo]:
    """Return an echo that tells the intake what the platform took, a moment later; of some it never comes."""
    threads: list[threading.Thread] = []

    def echo(recipient: str, platform_id: str, note: str) -> None:
        if random.random() >= lost:
            event = Event(
                CHANNEL, f"echo:{platform_id}", recipient, Kind.ECHO, datetime.now(timezone.utc), payload=note, messages=(platform_id,)
            )
            thread = threading.Timer(random.random() * 0.3, intake.accept, args=([event],))
            threads.append(thread)
            thread.start()

    return threads, echo


@dataclass(frozen=True)
class Storm:
    """How much is written, and how often a worker is killed."""

    people: Sequence[str]
    each: int
    kills: int
    patience: float = 90.0  # seconds that the last answers may take
    pause: float = 0.02  # seconds between two messages
    lost_echoes: float = 0.05


@dataclass(frozen=True)
class Outcome:
    """What became of it; `told` doubles are known by their echoes, `unordered` people had answers in another order."""

    missing: int
    doubles: int
    told: float
    kills: int
    unordered: tuple[str, ...]
    log: str


def storm(settings: Settings, database: Database, rasa: FakeRasa, platform: Platform, told: Storm) -> Outcome:
    """Have people write while workers are killed and the dialogue engine goes away for a while; return what came of it.

    The answers are expected to be `fake_rasa.echo`'s.
    """
    registry = CollectorRegistry()
    intake, log = intake_of(settings, database, registry), settings.var / "workers.log"
    echoes, platform.echo = echoing(intake, told.lost_echoes)
    workers = Workers(settings, platform.url, 2, log)
    workers.start()
    writing = threading.Thread(target=deliver, args=(intake, told.people, told.each, told.pause))
    try:
        writing.start()
        for _ in range(told.kills):
            time.sleep(random.uniform(0.1, 0.8))
            workers.kill_one()
        rasa.status = 503
        time.sleep(1.5)
        rasa.status = 200
        writing.join()
        deadline = time.monotonic() + told.patience
        while missing(platform, told.people, told.each) and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(1.0)  # the last echoes
    finally:
        rasa.status = 200
        writing.join()
        workers.stop()
    for echo in echoes:
        echo.join()
    doubles = registry.get_sample_value("troly_outbox_doubles_total", {"channel": CHANNEL}) or 0.0
    expected = [f"Về: câu hỏi số {number}" for number in range(told.each)]
    wrong = [who for who in told.people if list(dict.fromkeys(said for said, _ in platform.got[who])) != expected]
    return Outcome(missing(platform, told.people, told.each), platform.doubles, doubles, workers.kills, tuple(wrong), log.read_text())


def missing(platform: Platform, people: Sequence[str], each: int) -> int:
    """Count the answers that did not come yet."""
    return sum(each - len({said for said, _ in platform.got[sender]}) for sender in people)
