"""The tables of the inbox. No person is named in them: an occurrence knows the number of its turn and nothing else of it.

When a turn leaves the conversations, erased or kept long enough, its occurrence leaves with it, and a text without an occurrence leaves
too: triggers of migration 0012 see to it in the same transaction, whoever deletes.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Instant


class UtteranceRow(Base):
    """A text, as it was first written, masked. `key` is a hash of its folded form; `state` is open, labelled or discarded."""

    __tablename__ = "utterances"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(9), index=True)
    times: Mapped[int]
    first: Mapped[datetime] = mapped_column(Instant)
    last: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(sa.String(16))  # of the latest answer
    intent: Mapped[str | None] = mapped_column(sa.String(40))  # as heard last
    confidence: Mapped[float | None] = mapped_column(sa.Float)  # of that intent, 0 to 1; None: not known
    danger: Mapped[float | None] = mapped_column(sa.Float)  # the highest confidence of an intent of danger
    reason: Mapped[str] = mapped_column(sa.String(16))  # the one that makes it most uncertain
    uncertainty: Mapped[float] = mapped_column(sa.Float)
    frequency: Mapped[float] = mapped_column(sa.Float)
    harm: Mapped[float] = mapped_column(sa.Float)
    usefulness: Mapped[float] = mapped_column(sa.Float, index=True)  # the product of the three
    folded: Mapped[str] = mapped_column(sa.Text, server_default="")  # what is searched
    cluster: Mapped[int | None] = mapped_column(index=True)  # of like texts that are open
    # What is suggested. It stands in the row of its text, so that nothing of it can stay behind; a neighbour is an example of ours.
    heard: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))  # intents and confidences, the likeliest first
    heard_by: Mapped[str | None] = mapped_column(sa.String(120))  # the model
    neighbours: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    compared: Mapped[str | None] = mapped_column(sa.String(64))  # with what: a hash of encoder and examples
    vector: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)  # half precision, of length 1


class Occurrence(Base):
    """That a text was written in a turn, and why it is here: names of reasons with commas between."""

    __tablename__ = "utterance_turns"

    turn_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    utterance_id: Mapped[int] = mapped_column(sa.ForeignKey("utterances.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    reasons: Mapped[str] = mapped_column(sa.String(80))


class Discarded(Base):
    """A text nobody wants to see again: its hash alone, so that it stays out when the text itself has left."""

    __tablename__ = "utterances_discarded"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)


class Mark(Base):
    """Up to which moment the turns were read."""

    __tablename__ = "inbox_marks"

    name: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
