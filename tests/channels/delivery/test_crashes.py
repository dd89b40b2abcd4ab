"""Workers die at any moment, the dialogue engine goes away, the platform fails: no message is lost, and order holds."""

import random
import threading
import time
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.receipts import Receipts
from core.db import Database
from core.seal import Seal
from core.settings import Settings
from tests.channels.delivery import chaos
from tests.channels.delivery.echo_channel import CHANNEL, Platform, running
from tests.channels.fake_rasa import FakeRasa
from tests.channels.fake_rasa import running as rasa_running

PEOPLE = [f"người-{number}" for number in range(20)]
EACH, KILLS, SECONDS = 15, 12, 90


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_no_message_is_lost_while_workers_are_killed(either: Settings, store: Database, tmp_path: Path) -> None:
    registry = CollectorRegistry()
    with rasa_running(FakeRasa(delay=0.02)) as rasa, running(Platform(failing=0.03, cut=0.01)) as platform:
        more = {"bot_url": rasa.url, "bot_secret": SecretStr(rasa.secret), "bot_timeout": 1.0, "lease": 2.0}
        settings = either.model_copy(update={**more, "zalo_timeout": 0.5, "messenger_timeout": 0.5})
        intake = chaos.intake_of(settings, store, registry)
        echoes, platform.echo = chaos.echoing(intake, lost=0.05)  # type: ignore[assignment]
        workers = chaos.Workers(settings, platform.url, 2, tmp_path / "workers.log")
        workers.start()
        try:
            writing = threading.Thread(target=chaos.deliver, args=(intake, PEOPLE, EACH, 0.02))
            writing.start()
            for _ in range(KILLS):
                time.sleep(random.uniform(0.1, 0.8))
                workers.kill_one()
            rasa.status = 503
            time.sleep(1.5)
            rasa.status = 200
            writing.join()
            deadline = time.monotonic() + SECONDS
            while chaos.missing(platform, PEOPLE, EACH) and time.monotonic() < deadline:
                time.sleep(0.2)
            time.sleep(1.0)  # echoes
        finally:
            workers.stop()
        for echo in echoes:
            echo.join()
    log = (tmp_path / "workers.log").read_text()
    assert chaos.missing(platform, PEOPLE, EACH) == 0, log[-3000:]
    expected = [f"Về: câu hỏi số {number}" for number in range(EACH)]
    for sender in PEOPLE:
        first = list(dict.fromkeys(said for said, _ in platform.got[sender]))
        assert first == expected, sender
    told = registry.get_sample_value("troly_outbox_doubles_total", {"channel": CHANNEL}) or 0
    assert platform.doubles <= workers.kills + 6  # a few more by calls that were cut after the message was taken
    assert told <= platform.doubles
    assert (Inbox.of(settings, store).depth().waiting, Inbox.of(settings, store).depth().dead) == (0, 0)
    assert Dispatch.of(settings, store).depth().dead == 0
    assert Receipts(store, Seal.of(settings)).unaccounted() == told
