"""Labels go along when the intent they name is renamed, merged or divided: in the transaction that notes the change as done."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from training.changes.planning import Arguments
from training.changes.schemas import Kind, hashed
from training.labels.deciding import decide
from training.labels.models import LabelText, Opinion
from training.labels.repository import Repository


def carry(session: Session, kind: Kind, arguments: Arguments, at: datetime) -> int:
    """Have the labels follow a change of intents, and return how many texts did.

    Of a rename or a merge all that name the old intent follow, in files or not. Where examples went elsewhere only the labels that were
    written into those lines do.
    """
    if kind in (Kind.RENAME, Kind.MERGE):
        old, new = arguments["old"], arguments["new" if kind is Kind.RENAME else "into"]
        said = sa.select(Opinion.key).where(Opinion.intent == old)
        named = (LabelText.intent == old) | LabelText.key.in_(said) | LabelText.written.startswith(f"{old}: ", autoescape=True)
        return _follow(session, session.scalars(sa.select(LabelText).where(named)).all(), old, new, at)
    if kind in (Kind.SPLIT, Kind.MOVE):
        old, new = arguments["old"], arguments["new" if kind is Kind.SPLIT else "into"]
        lines = {(one["file"], one["hash"]) for one in arguments["examples"]}
        written = sa.select(LabelText).where(LabelText.written.startswith(f"{old}: ", autoescape=True))
        rows = [row for row in session.scalars(written) if (row.file, hashed((row.written or "").removeprefix(f"{old}: "))) in lines]
        return _follow(session, rows, old, new, at)
    return 0


def _follow(session: Session, rows: Sequence[LabelText], old: str, new: str, at: datetime) -> int:
    labels = Repository(session)
    keys = [row.key for row in rows]
    session.execute(sa.update(Opinion).where(Opinion.key.in_(keys), Opinion.intent == old).values(intent=new))
    for row in rows:
        if row.written and row.written.startswith(f"{old}: "):
            row.written = f"{new}: {row.written.removeprefix(f'{old}: ')}"
        row.intent = new if row.intent == old else row.intent
        if decision := decide(labels.live(row.key), row.second):  # who said the one and who said the other may be at one now
            row.state, row.intent, row.entities = decision.state, decision.intent, decision.entities
        row.revision, row.changed = row.revision + 1, at
    return len(rows)
