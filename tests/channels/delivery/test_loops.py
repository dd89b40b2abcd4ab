"""The worker's loops: they answer and send, show what waits, outlive a database that is down, and end when they are told to."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from channels.delivery.worker import Delivery
from cli.worker_name import claim
from core.db import Database
from core.settings import Settings
from tests.channels.delivery.chaos import intake_of
from tests.channels.delivery.echo_channel import CHANNEL, render
from tests.channels.delivery.house import House, Phone
from tests.channels.fake_rasa import FakeRasa
from tests.channels.fake_rasa import running as rasa_running


def until(happened: Callable[[], Any], seconds: float = 30.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def _more_than(phone: Phone, count: int) -> bool:
    return len(phone.got) > count


@contextmanager
def delivering(settings: Settings, database: Database, phone: Phone, registry: CollectorRegistry) -> Iterator[None]:
    end = threading.Event()
    delivery = Delivery(settings, database, {CHANNEL: render}, {CHANNEL: phone}, lambda inbox: lambda person: None, "w", registry)
    thread = threading.Thread(target=delivery.run, args=(end,))
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    with rasa_running(FakeRasa()) as fake:
        yield fake


def test_it_answers_sends_and_shows_what_waits(either: Settings, store: Database, rasa: FakeRasa) -> None:
    settings = either.model_copy(
        update={"bot_url": rasa.url, "actions_url": rasa.url, "bot_secret": SecretStr(rasa.secret), "session_turns": 2}
    )
    memory = {"procedure_code": "1.001193"}
    plain = rasa.reply
    rasa.reply = lambda asked: {**plain(asked), "memory": memory if asked["memory"] else None}
    phone, registry, house = Phone(), CollectorRegistry(), House(settings, store)
    for number in range(3):
        with delivering(settings, store, phone, registry if not number else CollectorRegistry()):
            house.intake.accept([house.event(f"m{number}", text=f"câu {number}")])
            until(partial(_more_than, phone, number))
    house.transcript.close()
    assert phone.texts() == ["Về: câu 0", "Về: câu 1", "Về: câu 2"]
    first, second, third = rasa.heard
    assert len({asked["turn"] for asked in rasa.heard}) == 3
    assert (first["sender"] == second["sender"], second["memory"]) == (True, True)  # another worker, the same session
    assert (third["sender"] == first["sender"], third["metadata"]["memory"]) == (False, memory)
    assert registry.get_sample_value("troly_delivery_waiting", {"box": "in"}) is not None
    assert registry.get_sample_value("troly_messages_total", {"channel": CHANNEL, "status": "answered"}) == 1


def test_a_dialogue_engine_that_goes_away_is_waited_for(either: Settings, store: Database, rasa: FakeRasa) -> None:
    settings = either.model_copy(update={"bot_url": rasa.url, "actions_url": rasa.url, "bot_secret": SecretStr(rasa.secret)})
    phone, house = Phone(), House(settings, store)
    rasa.status = 503
    with delivering(settings, store, phone, CollectorRegistry()):
        house.intake.accept([house.event("m1", text="một"), house.event("m2", text="hai"), house.event("b1", sender="bình")])
        until(lambda: rasa.heard)
        time.sleep(1.5)
        rasa.status = 200
        until(lambda: len(phone.got) == 3)
    house.transcript.close()
    assert phone.texts("an") == ["Về: một", "Về: hai"]


def test_a_database_that_comes_up_later_is_waited_for(tmp_path: Path, rasa: FakeRasa) -> None:
    (place := tmp_path / "troly.db").mkdir()
    settings = Settings(
        home=Path(__file__).resolve().parents[3], state=tmp_path, bot_url=rasa.url, actions_url=rasa.url, bot_secret=SecretStr(rasa.secret)
    )
    phone = Phone()
    with closing(Database.open(settings)) as database, delivering(settings, database, phone, CollectorRegistry()):
        time.sleep(0.3)
        place.rmdir()
        until(lambda: place.is_file() and place.stat().st_size > 100_000)
        with closing(Database.open(settings)) as other:
            house = House(settings, other)
            until(lambda: intake_of(settings, other).accept([house.event("m1")]).new)
            until(lambda: phone.got)
            house.transcript.close()


def test_a_worker_keeps_its_name_and_no_other_has_it(tmp_path: Path) -> None:
    first, lock = claim(tmp_path)
    second, other = claim(tmp_path)
    assert first != second
    assert lock is not None
    assert other is not None
    lock.close()
    again, lock = claim(tmp_path)
    assert again == first
    (tmp_path / "file").touch()
    alone, none = claim(tmp_path / "file" / "folder")
    assert (len(alone), none) == (16, None)
    for file in (lock, other):
        assert file is not None
        file.close()
