"""Every query of the audit desk."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from console.audit.schemas import Asked
from console.auth.models import Account
from core.audit import AuditRow, staff_actor
from core.clock import VIETNAM

_BATCH = 500


class Repository:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`, which only reads."""
        self._session = session

    def page(self, asked: Asked, before: int | None, count: int) -> Sequence[AuditRow]:
        """Return the rows asked for, newest first, beginning below the number `before`."""
        query = self._asked(asked).order_by(AuditRow.id.desc()).limit(count)
        return self._session.scalars(query.where(AuditRow.id < before) if before else query).all()

    def all(self, asked: Asked) -> Iterator[AuditRow]:
        """Return the rows asked for, oldest first, a few at a time."""
        return self._session.scalars(self._asked(asked).order_by(AuditRow.id).execution_options(yield_per=_BATCH))

    def actions(self) -> Sequence[str]:
        """Return what was ever done."""
        return self._session.scalars(sa.select(AuditRow.action).distinct().order_by(AuditRow.action)).all()

    def logins(self) -> dict[str, str]:
        """Return the login behind each actor of the staff."""
        found = self._session.execute(sa.select(Account.id, Account.login))
        return {staff_actor(number): login for number, login in found}

    def _asked(self, asked: Asked) -> sa.Select[AuditRow]:
        query = sa.select(AuditRow)
        if asked.actor:
            number = self._session.scalar(sa.select(Account.id).where(Account.login == asked.actor.casefold()))
            query = query.where(AuditRow.actor == (staff_actor(number) if number else asked.actor))
        if asked.action:
            query = query.where(AuditRow.action == asked.action)
        if asked.subject:
            query = query.where(AuditRow.subject.icontains(asked.subject, autoescape=True))
        if asked.since:
            query = query.where(AuditRow.at >= datetime.combine(asked.since, time(), VIETNAM))
        if asked.until:
            query = query.where(AuditRow.at < datetime.combine(asked.until, time(), VIETNAM) + timedelta(days=1))
        return query
