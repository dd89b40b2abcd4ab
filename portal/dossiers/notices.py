"""Wishes for news of a dossier ("báo tôi khi có kết quả"): kept until the dossier ends, looked at now and then, told when it changes.

A wish holds the code and the proof sealed, and of the code a hash; both go the moment it ends. Looking never ends a wish because a
portal is down: it waits longer each time, up to a day. What is to be told is handed out with a key: the same news has the same key,
so that whoever delivers it says it once, also when this program dies between telling and noting that it told.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import Database
from core.errors import TooManyRequests
from core.person import person_key
from core.seal import Seal
from core.settings import Settings
from core.text.dossier_codes import DossierCode
from core.words import Language
from portal.dossiers import explanation
from portal.dossiers.audit import keyed
from portal.dossiers.explanation.wording import tail
from portal.dossiers.models import Dossier, Proof
from portal.dossiers.notice_looks import Look, Looks, Say, pause, sealed
from portal.dossiers.notice_rows import NoticeRow, NoticeRows

_MOST = 10  # open wishes of one person: more would be a service for somebody's customers


@dataclass(frozen=True)
class Following:
    """A wish as its owner may see it: the code's last characters, and since when."""

    hint: str
    since: datetime


class Notices:
    """The wishes of everybody. Several programs may use one table at once. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, seal: Seal, key: bytes, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        """Keep wishes in `database`, secrets with `seal`, dossiers known again by their HMAC with `key`."""
        self._database, self._seal, self._key, self._settings, self._clock = database, seal, key, settings, clock

    @classmethod
    def of(cls, settings: Settings, database: Database) -> "Notices":
        """Return the wishes of this installation. Raises as `core.person.person_key`."""
        return cls(database, Seal.of(settings), person_key(settings), settings)

    def follow(self, person: str, channel: str, language: Language, code: DossierCode, proof: Proof, dossier: Dossier) -> bool:
        """Note that `person` wants news of `dossier`, which they have just been told of; `False` when they were noted already.

        The proof, the channel and the language of the last time count. A dossier that ended is not worth a wish: its first look
        ends it without a word.

        Raises:
            TooManyRequests: they wait for news of ten others.
        """
        values = {
            "channel": channel, "language": language, "sealed": sealed(self._seal, code, proof),
            "told": explanation.fingerprint(dossier), "next_at": self._clock() + pause(self._settings),
        }  # fmt: skip
        try:
            return self._note(person, keyed(self._key, "notice", code.text), tail(code.text), values)
        except IntegrityError:  # the same wish twice at once: the other one was first
            return False

    def following(self, person: str) -> list[Following]:
        """Return what `person` waits for, the oldest first."""
        with self._database.read() as session:
            return [Following(row.hint, row.created) for row in NoticeRows(session).open_of(person)]

    def stop(self, person: str, hint: str | None = None) -> int:
        """End the wishes of `person`, or those whose code ends with `hint`; return how many. Their seals go at once."""
        with self._database.begin() as session:
            ending = [row for row in NoticeRows(session).open_of(person) if hint is None or row.hint == hint]
            for row in ending:
                row.end("stopped", self._clock())
        self._database.checkpoint()
        return len(ending)

    def forget(self, person: str) -> int:
        """Delete every row of `person`, open or not; return how many."""
        with self._database.begin() as session:
            count = NoticeRows(session).forget(person)
        self._database.checkpoint()
        return count

    def people(self) -> frozenset[str]:
        """Return who waits for news: their consent is needed as long."""
        with self._database.read() as session:
            return frozenset(NoticeRows(session).people())

    def forget_before(self, moment: datetime) -> int:
        """Delete the rows of wishes that ended before `moment`; return how many."""
        with self._database.begin() as session:
            return NoticeRows(session).forget_before(moment)

    def poll(self, look: Look, say: Say, limit: int = 20, quiet: Collection[str] = ()) -> dict[str, int]:
        """Look at most `limit` dossiers that are due, and `say` what changed; return how many of each outcome.

        Args:
            look: returns the dossier as it stands, or `None` for "no such dossier, or the proof does not fit"; may take seconds, and
                raise `PortalUnavailable`.
            say: delivers news, or drops what it delivered before (`News.key`). What it raises is raised: the wish is looked at again.
            limit: of dossiers.
            quiet: channels on which nothing may be said just now; who waits there is told later.
        """
        return Looks(self._database, self._seal, self._settings, self._clock).poll(look, say, limit, quiet)

    def _note(self, person: str, hashed: str, hint: str, values: dict[str, object]) -> bool:
        with self._database.begin() as session:
            rows = NoticeRows(session)
            waiting = rows.open_of(person)
            row = next((one for one in waiting if one.code == hashed), None)
            new = row is None
            if new and len(waiting) >= _MOST:
                raise TooManyRequests(f"more than {_MOST} wishes for news of one person")
            row = row or NoticeRow(person=person, code=hashed, hint=hint, created=self._clock())
            for name, value in values.items():
                setattr(row, name, value)
            row.failures = row.missed = 0
            rows.add(row)
            return new
