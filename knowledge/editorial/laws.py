"""Legal documents (văn bản pháp lý) with their validity: whoever ends one sees at once which records stood on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from core import audit
from core.clock import now
from core.db import Database
from core.errors import BadRequest
from core.text import normalize
from knowledge.editorial.drafts import today
from knowledge.editorial.keeping_models import LegalDocument
from knowledge.editorial.ports import Clock


@dataclass(frozen=True)
class Law:
    """What is known of a legal document."""

    number: str
    name: str = ""
    issued: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None  # the last day
    replaced_by: str | None = None
    source_url: str | None = None


class Laws:
    """The documents in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        """Keep them in `database`."""
        self._database, self._clock = database, clock

    def put(self, law: Law, by: str) -> None:
        """Store a document in place of what was known of its number. Raises `BadRequest` for one that cannot be."""
        number = normalize(law.number)
        if not 1 <= len(number) <= 80 or (law.valid_from and law.valid_to and law.valid_from > law.valid_to):
            raise BadRequest("a document has a number, and does not end before it begins")
        if law.replaced_by and law.replaced_by.lower() == number.lower():
            raise BadRequest("a document does not replace itself")
        with self._database.begin() as session:
            row = session.scalar(sa.select(LegalDocument).where(LegalDocument.key == number.lower()).with_for_update())
            before = row.valid_to if row else None
            row = row or LegalDocument(key=number.lower())
            for name in ("name", "issued", "valid_from", "valid_to", "replaced_by", "source_url"):
                setattr(row, name, getattr(law, name))
            row.number, row.changed = number, self._clock()
            session.add(row)
            days = {name: day.isoformat() if day else None for name, day in (("ended", law.valid_to), ("was", before))}
            audit.record(session, by, "law.put", f"law:{number}", {**days, "replaced_by": law.replaced_by})

    def all(self) -> Sequence[LegalDocument]:
        """Return every document, by number."""
        with self._database.read() as session:
            return session.scalars(sa.select(LegalDocument).order_by(LegalDocument.key)).all()

    def ended(self) -> Mapping[str, str]:
        """Return the numbers, in lower case, of documents no longer in force, and what replaced each, or ""."""
        query = sa.select(LegalDocument.key, LegalDocument.replaced_by).where(LegalDocument.valid_to < today(self._clock))
        with self._database.read() as session:
            return {row.key: row.replaced_by or "" for row in session.execute(query.order_by(LegalDocument.key))}
