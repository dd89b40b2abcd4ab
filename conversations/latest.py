"""The questions of the latest turns, masked: what a new dialogue model is tried on. Nobody is named in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from conversations.models import Turn
from core.db import Database
from core.text import fold

_NO_QUESTIONS = ("form", "dossier", "error")  # of these an answer to a question of ours is kept, or nothing
_LOOKED = 10  # turns that are looked through for each question wanted: people ask the same, and press buttons


@dataclass(frozen=True)
class Latest:
    """A question, and the number of the latest turn that asked it."""

    turn: int
    text: str


def latest(database: Database, most: int) -> Sequence[Latest]:
    """Return up to `most` questions, the latest first, each folded text once; what was pressed is none. Raises `Unavailable`."""
    query = sa.select(Turn.id, Turn.question).where(Turn.status.not_in(_NO_QUESTIONS), Turn.question.not_like("/%"))
    found: dict[str, Latest] = {}
    with database.read() as session:
        for number, text in session.execute(query.order_by(Turn.id.desc()).limit(most * _LOOKED)):
            form = " ".join(fold(text).split())
            if form and len(found) < most:
                found.setdefault(form, Latest(number, text))
    return list(found.values())
