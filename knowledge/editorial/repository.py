"""Every query of versions. One transaction each; committing is the caller's."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.errors import NotFound
from knowledge.editorial.models import Comment, Held, Save, Version
from knowledge.editorial.schemas import Light
from knowledge.editorial.states import OPEN, READY, State

_LIGHT = (
    Version.id, Version.code, Version.number, Version.state, Version.name, Version.origin, Version.author, Version.changed,
    Version.valid_from, Version.valid_to, Version.starts, Version.takes_out, Version.approved,
)  # fmt: skip


class Repository:
    """Versions, their saves and comments, and what releases hold."""

    def __init__(self, session: Session) -> None:
        """Ask in the transaction of `session`."""
        self._session = session

    def add(self, row: Any) -> None:
        """Store a row at once, so that it has its number. Raises `IntegrityError` for what may be there once."""
        self._session.add(row)
        self._session.flush()

    def version(self, number: int) -> Version:
        """Return the version with this id; raises `NotFound`."""
        return self._found(self._session.get(Version, number), number)

    def locked(self, number: int) -> Version:
        """Return the version with this id, nobody else's until the transaction ends; raises `NotFound`."""
        return self._found(self._session.get(Version, number, with_for_update=True), number)

    @staticmethod
    def _found(version: Version | None, number: int) -> Version:
        if version is None:
            raise NotFound(f"no version {number}")
        return version

    def of_code(self, code: str) -> Sequence[Version]:
        """Return the versions of a procedure, the newest first."""
        return self._session.scalars(sa.select(Version).where(Version.code == code).order_by(Version.number.desc())).all()

    def open_of(self, code: str) -> Version | None:
        """Return the version of a procedure that is being written or reviewed."""
        return self._session.scalar(sa.select(Version).where(Version.code == code, Version.state.in_(OPEN)))

    def next_number(self, code: str) -> int:
        """Return the number of the next version of a procedure."""
        return (self._session.scalar(sa.select(sa.func.max(Version.number)).where(Version.code == code)) or 0) + 1

    def saves(self, version: int, after: int = -1) -> Sequence[Save]:
        """Return the saves that made a later revision than `after`, the latest first."""
        query = sa.select(Save).where(Save.version_id == version, Save.revision > after)
        return self._session.scalars(query.order_by(Save.revision.desc(), Save.id.desc())).all()

    def asides(self, version: int) -> Sequence[Save]:
        """Return the saves of which something was kept aside, the oldest first."""
        query = sa.select(Save).where(Save.version_id == version, Save.aside.is_not(None))
        return self._session.scalars(query.order_by(Save.id)).all()

    def comments(self, version: int) -> Sequence[Comment]:
        """Return what was said of a version, the oldest first."""
        return self._session.scalars(sa.select(Comment).where(Comment.version_id == version).order_by(Comment.id)).all()

    def deciding(self, codes: Collection[str] | None = None) -> Sequence[Version]:
        """Return the versions that may stand in a release: approved ones, and those that take their procedure out."""
        query = sa.select(Version).where(_deciding())
        return self._session.scalars(query if codes is None else query.where(Version.code.in_(codes))).all()

    def light(self) -> list[Light]:
        """Return what a list shows of the versions that are open or may stand in a release."""
        rows: Any = self._session.execute(sa.select(*_LIGHT).where(Version.state.in_(OPEN) | _deciding()).order_by(Version.id))
        return [Light(*row) for row in rows]

    def lights(self, versions: Collection[int]) -> list[Light]:
        """Return what a list shows of these versions, whatever their state."""
        rows: Any = self._session.execute(sa.select(*_LIGHT).where(Version.id.in_(versions)).order_by(Version.id))
        return [Light(*row) for row in rows]

    def contents(self, versions: Collection[int]) -> dict[int, dict[str, Any]]:
        """Return the contents of these versions."""
        rows = self._session.execute(sa.select(Version.id, Version.content).where(Version.id.in_(versions)))
        return {row.id: row.content for row in rows}

    def day_came(self, day: date) -> bool:
        """Tell whether there is a scheduled version whose day has come by `day`, and that is valid."""
        begun = (sa.or_(start.is_(None), start <= day) for start in (Version.starts, Version.valid_from))
        return self._any(sa.select(Version.id).where(Version.state == State.SCHEDULED, *begun))

    def holds_what_went(self, release: str, day: date) -> bool:
        """Tell whether a release holds a version that is over on `day`, was withdrawn, or was taken back while it was made."""
        gone = sa.or_(Version.takes_out.is_(True), Version.valid_to < day, Version.published.is_(None))
        return self._any(sa.select(Held.version_id).join(Version, Version.id == Held.version_id).where(Held.release == release, gone))

    def _any(self, query: sa.Select[int]) -> bool:
        """No content is read: the worker asks every minute."""
        return self._session.scalar(query.limit(1)) is not None

    def held(self, release: str) -> set[int]:
        """Return the ids of the versions that a release holds."""
        return set(self._session.scalars(sa.select(Held.version_id).where(Held.release == release)))

    def hold(self, release: str, versions: Iterable[int]) -> None:
        """Note which versions a release holds, in place of what was noted of it before."""
        self._session.execute(sa.delete(Held).where(Held.release == release))
        self._session.add_all(Held(release=release, version_id=number) for number in sorted(versions))

    def read(self, versions: Collection[int]) -> Sequence[Version]:
        """Return these versions, in the order of their ids."""
        return self._session.scalars(sa.select(Version).where(Version.id.in_(versions)).order_by(Version.id)).all()

    def with_ids(self, versions: Collection[int]) -> Sequence[Version]:
        """Return these versions, locked, in the order of their ids."""
        return self._session.scalars(sa.select(Version).where(Version.id.in_(versions)).order_by(Version.id).with_for_update()).all()


def _deciding() -> sa.ColumnElement[bool]:
    return Version.state.in_(READY) | (sa.and_(Version.state == State.WITHDRAWN, Version.takes_out.is_(True)))
