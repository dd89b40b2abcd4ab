"""Where Rasa keeps conversations between two messages: without personal data, and no longer than one is under way."""

import copy
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, EntitiesAdded, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from core.text.mask import blot, mask

_DEFAULT = "var/tracker.db"
FORGET = "forget"  # the slot that says: nothing of this person stays
# Seconds. The gateway ends a conversation after 20 messages or half an hour without one, and nobody reads it again here: what is kept
# for longer is the masked transcript of the conversations room.
_KEPT = 86_400.0
_SWEPT_EVERY = 3_600.0


class TrackerStore(SQLTrackerStore):
    """SQLite tuned for many small commits, or any database by its URL.

    `TROLY_TRACKER_DB` is a path (default `var/tracker.db`) or a URL such as `postgresql://user@host/db`; an `url`
    in `endpoints.yml` goes before it. The tracker of a turn under way keeps the words as typed; what is stored is masked.
    """

    def __init__(self, domain: Domain | None = None, host: str | None = None, **settings: Any) -> None:
        """Open the database and create its table where it is missing."""
        self._swept, self._forgotten = 0.0, dict[str, float]()
        place = host or os.environ.get("TROLY_TRACKER_DB") or _DEFAULT
        if "://" in place:
            super().__init__(domain, host=place, **settings)
            return
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).touch(mode=0o600)  # what people wrote is for this program's user alone
        super().__init__(domain, dialect="sqlite", db=place, **settings)
        self.engine = _pooled(place)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events of `tracker`, masked; or nothing, when everything of the person is to be forgotten."""
        person = tracker.sender_id.rpartition("-")[0] or tracker.sender_id
        if tracker.slots.get(FORGET) and tracker.get_slot(FORGET):
            self.forget(person)
        elif not tracker.events or tracker.events[0].timestamp > self._forgotten.get(person, 0.0):
            await super().save(tracker)  # else it is a turn that was under way when the person was forgotten

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> Iterator[Event]:
        events = list(super()._additional_events(session, tracker))
        hide = blot if any(_private(event) for event in events) else mask
        return (_masked(event, hide) for event in events)

    def forget(self, person: str) -> int:
        """Delete every conversation of the person, whose names are "<person>-<number>"; return how many events."""
        self._forgotten[person] = time.time()
        with self.session_scope() as session:
            mine = sa.or_(self.SQLEvent.sender_id == person, self.SQLEvent.sender_id.startswith(f"{person}-", autoescape=True))
            count = int(session.query(self.SQLEvent).filter(mine).delete(synchronize_session=False))
            session.commit()
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:  # what was written ahead holds it too
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return count

    def sweep(self) -> None:
        """Delete the conversations whose time is over; called more often than once an hour, it does nothing."""
        now = time.time()
        if now - self._swept < _SWEPT_EVERY:
            return
        self._swept, self._forgotten = now, {person: at for person, at in self._forgotten.items() if at > now - _SWEPT_EVERY}
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.timestamp < now - _KEPT).delete(synchronize_session=False)
            session.commit()


def ours(store: Any) -> Any:
    """Return the store that Rasa has wrapped to keep, in memory, what could not be stored: that is emptied, for nobody ever reads it."""
    if spare := getattr(store, "_fallback_tracker_store", None):
        spare.store.clear()
    return getattr(store, "_tracker_store", store)


def _private(event: Event) -> bool:
    """Tell whether `event` is an answer about somebody's dossier: it is kept nowhere."""
    return isinstance(event, BotUttered) and bool((event.data.get("custom") or {}).get("private"))


def _masked(event: Event, hide: Callable[[str], str]) -> Event:
    """Return `event` as it may be stored: what the user wrote without what `hide` takes out, anything else as it is."""
    if _private(event):
        return BotUttered(metadata=event.metadata, timestamp=event.timestamp)
    if isinstance(event, EntitiesAdded):
        stored = copy.copy(event)
        stored.entities = [entity for entity in event.entities if not _personal(entity.get("value"), hide)]
        return stored
    if not isinstance(event, UserUttered) or not event.text or (text := hide(event.text)) == event.text:
        return event
    stored = copy.copy(event)
    stored.text = text
    # Of an entity inside what was masked, a part could stay; offsets fit the words no more.
    stored.entities = [entity for entity in event.entities if event.text[entity.get("start", 0) : entity.get("end")] in text]
    kept = {key: value for key, value in event.parse_data.items() if key != "text_tokens"}
    stored.parse_data = {**kept, "text": text, "entities": stored.entities}
    return stored


def _personal(value: Any, hide: Callable[[str], str]) -> bool:
    return isinstance(value, str) and hide(value) != value


def _pooled(path: str) -> sa.engine.Engine:
    """Keep connections open.

    Rasa's own engine opens the file anew for each session, and the last one to close it folds the write-ahead log
    back every time, which costs more than the writing.
    """
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=QueuePool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _tune)
    return engine


def _tune(connection: Any, _record: Any) -> None:
    """Write ahead and sync at checkpoints only: a power cut may lose the last turns, never the file. What is deleted is overwritten."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
