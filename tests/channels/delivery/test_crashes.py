"""Workers die at any moment, the dialogue engine goes away, the platform fails: no message is lost, and order holds."""

import pytest
from pydantic import SecretStr

from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.receipts import Receipts
from core.db import Database
from core.seal import Seal
from core.settings import Settings
from tests.channels.delivery.chaos import Storm, storm
from tests.channels.delivery.echo_channel import Platform, running
from tests.channels.fake_rasa import FakeRasa
from tests.channels.fake_rasa import running as rasa_running

TOLD = Storm([f"người-{number}" for number in range(20)], each=15, kills=12)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_no_message_is_lost_while_workers_are_killed(either: Settings, store: Database) -> None:
    with rasa_running(FakeRasa(delay=0.02)) as rasa, running(Platform(failing=0.03, cut=0.01)) as platform:
        own = {"bot_url": rasa.url, "actions_url": rasa.url, "bot_secret": SecretStr(rasa.secret), "bot_timeout": 1.0, "lease": 2.0}
        settings = either.model_copy(update={**own, "zalo_timeout": 0.5, "messenger_timeout": 0.5})
        came = storm(settings, store, rasa, platform, TOLD)
    assert came.missing == 0, came.log[-3_000:]
    assert came.unordered == ()
    assert came.told <= came.doubles <= came.kills + 6  # a few more by calls that were cut after the message was taken
    inbox, dispatch = Inbox.of(settings, store).depth(), Dispatch.of(settings, store).depth()
    assert (inbox.waiting, inbox.dead, dispatch.dead) == (0, 0, 0)
    assert Receipts(store, Seal.of(settings)).unaccounted() == came.told
