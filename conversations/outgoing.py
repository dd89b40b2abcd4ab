"""What is said to a person goes into the outbox here, and a lease is checked here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.letters import LeaseLost, Outgoing
from conversations.lines import Box, Lines, upsert
from conversations.models import Message
from conversations.repository import Repository
from core.db import Database
from core.seal import Seal

OFF = "off:"  # keys of what is said while a channel is off begin so: nothing else leaves it


@contextmanager
def held(database: Database, box: Box, person: str, holder: str) -> Iterator[Session]:
    """Begin a transaction of whoever holds the line of `person`. Raises `LeaseLost` for anybody else."""
    with database.begin() as session:
        if not Lines(session, box).held(person, holder):
            raise LeaseLost("the lease is over, and somebody else holds the line")
        yield session


def store(session: Session, seal: Seal, person: str, channel: str, key: str, outgoing: Sequence[Outgoing], at: datetime) -> int:
    """Store messages for `person`, numbered under `key`; return how many are new. Who knows a key is stored once."""
    rows = [
        _row(seal, one, {"person": person, "channel": channel, "key": f"{key}:{number}", "at": at}) for number, one in enumerate(outgoing)
    ]
    known = _known(session, [row["key"] for row in rows])
    return sum(_stored(session, row) for row in rows if row["key"] not in known)


def _known(session: Session, keys: list[str]) -> set[str]:
    return set(session.scalars(sa.select(Message.key).where(Message.key.in_(keys)))) if keys else set()


def _row(seal: Seal, one: Outgoing, row: dict[str, Any]) -> dict[str, Any]:
    if one.message is not None:
        return {**row, "reply_to": one.reply_to, "sealed": seal.close({"to": one.recipient, "message": one.message})}
    kept = one.answer.model_dump(mode="json", exclude_defaults=True) if one.answer else {}
    return {**row, "reply_to": one.reply_to, "answer": kept}


def _stored(session: Session, row: dict[str, Any]) -> bool:
    if "sealed" not in row:
        Repository(session).send(Message(**row))
        return True
    Lines(session, "out").join(row["person"], row["at"])  # locked first: nobody looks into the line before the message is there
    return upsert(session, Message, row, ("key",))
