"""The tracker store: tuned SQLite, and a place that comes from the settings."""

import asyncio
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import TrackerStore


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
