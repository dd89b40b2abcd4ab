"""Settings that staff change while the programs run: one JSON value a name, laid over what ships with the product.

Whoever changes one writes it with `Overlays.put`, in the transaction of their desk. Every program has a `Follower`, which hands it what
is new within seconds. Names in use: `core.following`.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from prometheus_client import Counter
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.audit import record
from core.clock import now
from core.db import Base, Database, Instant
from core.errors import Conflict

Hook = Callable[[Any], None]
_log = structlog.get_logger()
_PATIENCE = 10.0  # seconds a program waits for the first look: a database that hangs must not keep it from starting
_LEAVE = 5.0  # seconds a look under way may still take at the end

failures = Counter("troly_overlay_failures", "Changed settings that could not be read or used")
_fail = failures.inc


class Overlay(Base):
    """One setting as staff last left it. `revision` counts its changes from 1."""

    __tablename__ = "overlays"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(sa.JSON)
    revision: Mapped[int]
    changed: Mapped[datetime] = mapped_column(Instant)


class Overlays:
    """The settings in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    def get(self, name: str) -> tuple[Any, int]:
        """Return the value and its revision; `None` and 0 where nobody ever changed it."""
        with self._database.read() as session:
            return look(session, name)

    def put(
        self,
        session: Session,
        name: str,
        value: Any,
        revision: int,
        by: str,
        *,
        action: str = "overlay.change",
        subject: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> int:
        """Write a value in the transaction of `session`, with its audit row; return the new revision.

        Args:
            session: the transaction; the caller commits it.
            name: of the setting.
            value: JSON, whole: it takes the place of what stood there.
            revision: the one that `value` was made from; 0 where there was none.
            by: an actor of `core.audit`.
            action: what the audit calls it.
            subject: what the audit says it was done to; `overlay:<name>` unless told.
            detail: what the audit tells; the entries that changed, before and after, unless told.

        Raises:
            Conflict: somebody else changed it since.
        """
        before, found = look(session, name)
        if found != revision or not _written(session, name, value, revision):
            raise Conflict(f"{name} is at revision {found}, and not {revision}")
        told = detail if detail is not None else differences(before, value)
        record(session, by, action, f"overlay:{name}" if subject is None else subject, told)
        return revision + 1


def look(session: Session, name: str) -> tuple[Any, int]:
    """As `Overlays.get`, in a transaction."""
    row = session.execute(sa.select(Overlay.value, Overlay.revision).where(Overlay.name == name)).first()
    return (row.value, row.revision) if row else (None, 0)


def _written(session: Session, name: str, value: Any, revision: int) -> bool:
    values = {"value": value, "revision": revision + 1, "changed": now()}
    if revision:
        asked = sa.update(Overlay).where(Overlay.name == name, Overlay.revision == revision).values(values)
        return bool(session.connection().execute(asked).rowcount)
    try:
        with session.begin_nested():  # on PostgreSQL another may write the first value at this very moment
            session.execute(sa.insert(Overlay).values(name=name, **values))
    except sa.exc.IntegrityError:
        return False
    return True


def differences(before: Any, after: Any) -> dict[str, Any]:
    """Return what differs between two values: `{"before": ..., "after": ...}`, of two mappings only the entries that differ."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return {"before": before, "after": after}
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {
        "before": {key: before[key] for key in keys if key in before},
        "after": {key: after[key] for key in keys if key in after},
    }


class Follower:
    """Hands a program what staff changed. It never raises into the program: while the database is down, what is known goes on."""

    def __init__(
        self, database: Database, hooks: Mapping[str, Hook], every: float = 2.0, failed: Callable[[], None] = failures.inc
    ) -> None:
        """Call the hook of a name with its value whenever it changed.

        Args:
            database: read only.
            hooks: by name; each is called in a thread of its own, never two at once, and swaps what it holds in one step.
            every: seconds between two looks.
            failed: called for each look that failed and each value that a hook refused.
        """
        self._database, self._hooks, self._every, self._failed = database, dict(hooks), every, failed
        self._seen: dict[str, int] = {}
        self._down = False
        self._looked, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow, name="overlays", daemon=True)

    def __enter__(self) -> "Follower":
        """As `start`."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """As `stop`."""
        self.stop()

    def start(self) -> None:
        """Begin, and return once what stands in the database is known, or cannot be known now."""
        self._thread.start()
        self._looked.wait(_PATIENCE)

    def stop(self) -> None:
        """End the looks. One that hangs is left alone: it ends with the program."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(_LEAVE)

    def _follow(self) -> None:
        while not self._ended.is_set():
            self._look()
            self._looked.set()
            self._ended.wait(self._every)

    def _look(self) -> None:
        try:
            changed = self._changed()
        except Exception as error:
            # Whatever it is, the program goes on with what it knows; said once an outage, counted each time.
            self._failed()
            if not self._down:
                _log.warning("changed settings cannot be read", exc_info=error)
            self._down = True
            return
        self._down = False
        for name, value in changed.items():
            self._hand(name, value)

    def _changed(self) -> dict[str, Any]:
        with self._database.read() as session:
            asked = sa.select(Overlay.name, Overlay.revision).where(Overlay.name.in_(self._hooks))
            news = {name: revision for name, revision in session.execute(asked) if revision != self._seen.get(name)}
            values = session.execute(sa.select(Overlay.name, Overlay.value).where(Overlay.name.in_(news))).all() if news else ()
        self._seen.update(news)
        return {row.name: row.value for row in values}

    def _hand(self, name: str, value: Any) -> None:
        try:
            self._hooks[name](value)
        except Exception as error:
            # A value nobody can use, of a newer version perhaps: what was laid before it goes on.
            self._failed()
            _log.error("a changed setting cannot be used", setting=name, exc_info=error)
