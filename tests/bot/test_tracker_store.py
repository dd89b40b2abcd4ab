"""The tracker store: tuned SQLite, and a place that comes from the settings."""

import asyncio
import stat
import time
from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, EntitiesAdded, SlotSet, UserUttered
from rasa.shared.core.slots import BooleanSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import TrackerStore, ours


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrackerStore:
    """A store in a folder that does not exist yet."""
    monkeypatch.setenv("TROLY_TRACKER_DB", str(tmp_path / "new" / "tracker.db"))
    return TrackerStore(domain=Domain.empty())


def test_writes_ahead_and_waits_for_a_lock(store: TrackerStore) -> None:
    with store.engine.connect() as connection:
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "busy_timeout")]
    assert values == ["wal", 1, 5000]


def test_a_conversation_comes_back(store: TrackerStore) -> None:
    tracker = DialogueStateTracker.from_events("a", [UserUttered("chào em")])
    asyncio.run(store.save(tracker))
    assert asyncio.run(store.retrieve("a")).latest_message.text == "chào em"
    assert asyncio.run(store.retrieve("b")) is None


def test_an_url_names_any_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_TRACKER_DB", f"sqlite:///{tmp_path / 'other.db'}")
    assert TrackerStore(domain=Domain.empty()).engine.url.database == str(tmp_path / "other.db")


PERSON = "0123456789abcdef" * 2
PHONE = {"entity": "phone", "value": "0909123456", "start": 14, "end": 24}
MATTER = {"entity": "procedure", "value": "khai sinh", "start": 0, "end": 9}


def uttered(text: str, entities: list[dict[str, object]] | None = None, **more: float) -> UserUttered:
    parse = {"text": text, "entities": entities or [], "text_tokens": [(0, 4)], "intent": {"name": "ask_fee", "confidence": 1.0}}
    return UserUttered(text, {"name": "ask_fee"}, entities or [], parse, **more)


def stored(store: TrackerStore) -> str:
    """Return all that is in the table, as text."""
    with store.engine.connect() as connection:
        return "\n".join(row[0] for row in connection.exec_driver_sql("select data from events"))


def test_where_a_dossier_stands_is_not_stored(store: TrackerStore) -> None:
    asyncio.run(store.save(DialogueStateTracker.from_events("a", [uttered("sai 4321"), BotUttered(data={"custom": {"text": "told a"}})])))
    private = BotUttered(data={"custom": {"text": "told b", "private": True}})
    code = {"entity": "dossier_code", "value": "H29.18-260310-0420", "start": 9, "end": 27}
    said = uttered("nhầm mã, H29.18-260310-0420 số là 4321 đó", [code])
    asyncio.run(store.save(DialogueStateTracker.from_events("b", [said, EntitiesAdded([code]), private])))
    assert "told a" in stored(store)
    assert not any(word in stored(store) for word in ("told b", "260310", "4321 \\u0111"))
    assert asyncio.run(store.retrieve("b")).latest_message.text == "nhầm mã, [số] số là [số] đó"


def test_what_is_stored_is_masked_and_the_turn_under_way_is_not(store: TrackerStore) -> None:
    event = uttered("khai sinh sđt 0909123456 nha", [PHONE, MATTER])
    tracker = DialogueStateTracker.from_events("a", [event, EntitiesAdded([PHONE, MATTER])])
    asyncio.run(store.save(tracker))
    assert "0909123456" not in stored(store)
    assert "khai sinh" in stored(store)
    assert tracker.latest_message.text == "khai sinh sđt 0909123456 nha"
    assert tracker.latest_message.entities == [PHONE, MATTER]
    again = asyncio.run(store.retrieve("a"))
    assert again.latest_message.text == "khai sinh sđt [số điện thoại] nha"
    assert again.latest_message.entities == [MATTER]
    assert again.latest_message.intent["name"] == "ask_fee"


def test_only_new_events_are_stored(store: TrackerStore) -> None:
    tracker = DialogueStateTracker.from_events("a", [uttered("otp 123456")])
    asyncio.run(store.save(tracker))
    tracker.update(uttered("khai sinh"))
    asyncio.run(store.save(tracker))
    assert [event.text for event in asyncio.run(store.retrieve("a")).events] == ["otp [mã OTP]", "khai sinh"]


def test_who_is_forgotten_leaves_nothing_and_others_stay(store: TrackerStore) -> None:
    for sender in (f"{PERSON}-1", f"{PERSON}-2", f"{PERSON}0-1", "else-1"):
        asyncio.run(store.save(DialogueStateTracker.from_events(sender, [uttered("chào")])))
    slot = BooleanSlot("forget", mappings=[{"type": "custom"}], influence_conversation=False)
    tracker = DialogueStateTracker.from_events(f"{PERSON}-2", [uttered("xóa dữ liệu"), SlotSet("forget", True)], slots=[slot])
    asyncio.run(store.save(tracker))
    assert sorted(asyncio.run(store.keys())) == [f"{PERSON}0-1", "else-1"]


def test_nothing_of_who_is_forgotten_is_in_the_files(store: TrackerStore, tmp_path: Path) -> None:
    asyncio.run(store.save(DialogueStateTracker.from_events(f"{PERSON}-1", [uttered("khai sinh cho con")])))
    assert store.forget(PERSON) == 1
    assert store.forget(PERSON) == 0
    files = list((tmp_path / "new").iterdir())
    assert not any(PERSON.encode() in file.read_bytes() for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_turn_under_way_leaves_nothing_of_who_is_forgotten_meanwhile(store: TrackerStore) -> None:
    tracker = DialogueStateTracker.from_events(f"{PERSON}-1", [uttered("khai sinh cho con")])
    store.forget(PERSON)
    asyncio.run(store.save(tracker))
    assert list(asyncio.run(store.keys())) == []
    asyncio.run(store.save(DialogueStateTracker.from_events(f"{PERSON}-1", [uttered("chào lại", timestamp=time.time() + 1)])))
    assert list(asyncio.run(store.keys())) == [f"{PERSON}-1"]


def test_what_rasa_keeps_in_memory_when_storing_fails_is_emptied(store: TrackerStore) -> None:
    safe = FailSafeTrackerStore(store)
    asyncio.run(safe.fallback_tracker_store.save(DialogueStateTracker.from_events(f"{PERSON}-1", [uttered("khai sinh")])))
    assert ours(safe) is store
    assert ours(store) is store
    assert list(asyncio.run(safe.fallback_tracker_store.keys())) == []


def test_a_slot_that_is_off_forgets_nothing(store: TrackerStore) -> None:
    slot = BooleanSlot("forget", mappings=[{"type": "custom"}], influence_conversation=False)
    asyncio.run(store.save(DialogueStateTracker.from_events("a-1", [uttered("chào")], slots=[slot])))
    assert list(asyncio.run(store.keys())) == ["a-1"]


def test_old_conversations_go(store: TrackerStore) -> None:
    asyncio.run(store.save(DialogueStateTracker.from_events("old", [uttered("xưa", timestamp=time.time() - 90_000)])))
    asyncio.run(store.save(DialogueStateTracker.from_events("new", [uttered("nay")])))
    store.sweep()
    assert list(asyncio.run(store.keys())) == ["new"]
