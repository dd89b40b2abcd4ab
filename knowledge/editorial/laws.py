"""Legal documents (văn bản pháp lý) with their validity: whoever ends one sees at once which records stood on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core import audit
from core.clock import now
from core.db import Database
from core.errors import BadRequest, Conflict, NotFound
from core.text import normalize
from knowledge.editorial.drafts import today
from knowledge.editorial.keeping_models import LegalDocument
from knowledge.editorial.law_numbers import LONGEST, bare, key
from knowledge.editorial.ports import Clock

_KEPT = ("name", "issued", "valid_from", "valid_to", "replaced_by", "source_url")


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

    def put(self, law: Law, by: str, seen: str | None = None) -> LegalDocument:
        """Store a document in place of what was known of its number.

        A document that was replaced ends on the day before the other begins, where its own last day is not told and that one is known.

        Args:
            law: the document; its number may stand in a sentence ("Luật số 32/2024/QH15").
            by: an actor of the audit.
            seen: the `stamp` of what was looked at, "" for a new document; None: store it whatever is there.

        Raises:
            BadRequest: it cannot be.
            Conflict: it was changed since `seen`, or is there already.
        """
        number = bare(law.number)
        if not 1 <= len(number) <= LONGEST or (law.valid_from and law.valid_to and law.valid_from > law.valid_to):
            raise BadRequest("a document has a number, and does not end before it begins")
        successor = bare(law.replaced_by) if law.replaced_by else None
        if successor and (key(successor) == key(number) or len(successor) > LONGEST):
            raise BadRequest("a document does not replace itself")
        try:
            with self._database.begin() as session:
                return self._put(session, law, number, successor, by, seen)
        except sa.exc.IntegrityError as error:  # another stored it in the same moment
            raise Conflict(f"{number} is there already") from error

    def _put(self, session: Session, law: Law, number: str, successor: str | None, by: str, seen: str | None) -> LegalDocument:
        row = session.scalar(sa.select(LegalDocument).where(LegalDocument.key == key(number)).with_for_update())
        if seen is not None and seen != (stamp(row) if row else ""):
            raise Conflict(f"{number} was changed since it was read")
        before = {name: getattr(row, name) for name in _KEPT} if row else {}
        row = row or LegalDocument(key=key(number))
        for name in _KEPT:
            setattr(row, name, getattr(law, name))
        row.number, row.name, row.replaced_by, row.changed = number, normalize(law.name), successor, self._clock()
        row.valid_to = law.valid_to or self._replaced_on(session, law, successor)
        session.add(row)
        changed = [name for name in _KEPT if before.get(name) != getattr(row, name)]
        told = {name: {"before": _plain(before.get(name)), "after": _plain(getattr(row, name))} for name in changed}
        audit.record(session, by, "law.put", f"law:{number}", told)
        session.flush()
        return row

    @staticmethod
    def _replaced_on(session: Session, law: Law, successor: str | None) -> date | None:
        begins = session.scalar(sa.select(LegalDocument.valid_from).where(LegalDocument.key == key(successor))) if successor else None
        ends = begins - timedelta(days=1) if begins else None
        return ends if ends and (law.valid_from is None or law.valid_from <= ends) else None

    def get(self, identity: int) -> LegalDocument:
        """Return one document. Raises `NotFound`."""
        with self._database.read() as session:
            if (row := session.get(LegalDocument, identity)) is None:
                raise NotFound(f"no legal document {identity}")
            return row

    def find(self, number: str) -> LegalDocument | None:
        """Return the document of a number, however that is written, or None."""
        with self._database.read() as session:
            return session.scalar(sa.select(LegalDocument).where(LegalDocument.key == key(number)))

    def all(self) -> Sequence[LegalDocument]:
        """Return every document, by number."""
        with self._database.read() as session:
            return session.scalars(sa.select(LegalDocument).order_by(LegalDocument.key)).all()

    def ended(self) -> Mapping[str, str]:
        """Return the keys (`law_numbers.key`) of documents no longer in force, and what replaced each, or ""."""
        query = sa.select(LegalDocument.key, LegalDocument.replaced_by).where(LegalDocument.valid_to < today(self._clock))
        with self._database.read() as session:
            return {row.key: row.replaced_by or "" for row in session.execute(query.order_by(LegalDocument.key))}


def stamp(row: LegalDocument) -> str:
    """Return what changes with every change of a document."""
    return row.changed.isoformat()


def _plain(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
