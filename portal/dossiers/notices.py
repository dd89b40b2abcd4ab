"""Wishes for news of a dossier ("báo tôi khi có kết quả"): kept until the dossier ends, looked at now and then, told when it changes.

A wish holds the code and the proof sealed, and of the code a hash; both go the moment it ends. Looking never ends a wish because a
portal is down: it waits longer each time, up to a day. What is to be told is handed out with a key: the same news has the same key,
so that whoever delivers it says it once, also when this program dies between telling and noting that it told.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import cast

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import IntegrityError

from core import words
from core.db import Database
from core.errors import PortalUnavailable, TooManyRequests, Unavailable
from core.person import person_key
from core.seal import Seal
from core.settings import Settings
from core.text.dossier_codes import DossierCode
from core.words import Language
from portal.dossiers import explanation, metrics
from portal.dossiers.audit import keyed
from portal.dossiers.explanation.wording import tail
from portal.dossiers.models import ENDED, Dossier, Proof, State
from portal.dossiers.notice_rows import NoticeRow, NoticeRows

_log = structlog.get_logger()
_MOST = 10  # open wishes of one person: more would be a service for somebody's customers
_HELD = timedelta(minutes=5)  # a look takes seconds; after that whoever took the wish is gone, and another may
_MANY = 8  # changes, after which a dossier is looked at once a day: so often no office changes its mind, but a broken record does
_GONE = 3  # answers in a row that there is no such dossier: one may be the portal's mistake
_DAY = 86_400.0
_jitter = random.Random()  # noqa: S311 (so that wishes made together are not looked at together)

_PAIR = TypeAdapter(tuple[DossierCode, Proof])  # their JSON

Look = Callable[[DossierCode, Proof], Dossier | None]


@dataclass(frozen=True)
class Following:
    """A wish as its owner may see it: the code's last characters, and since when."""

    hint: str
    since: datetime


@dataclass(frozen=True)
class News:
    """What somebody is to be told.

    `key` is the same for the same change of the same wish. The dossier was `asked` about then: who had everything erased since is
    told nothing.
    """

    key: str
    person: str
    channel: str
    language: Language
    text: str
    asked: datetime


Say = Callable[[News], object]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Notices:
    """The wishes of everybody. Several programs may use one table at once. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, seal: Seal, key: bytes, settings: Settings, clock: Callable[[], datetime] = _now) -> None:
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
            "channel": channel, "language": language, "sealed": self._seal.close(_PAIR.dump_python((code, proof), mode="json")),
            "told": explanation.fingerprint(dossier), "next_at": self._clock() + self._pause(),
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

    def poll(self, look: Look, say: Say, limit: int = 20) -> dict[str, int]:
        """Look at most `limit` dossiers that are due, and `say` what changed; return how many of each outcome.

        Args:
            look: returns the dossier as it stands, or `None` for "no such dossier, or the proof does not fit"; may take seconds, and
                raise `PortalUnavailable`.
            say: delivers news, or drops what it delivered before (`News.key`). What it raises is raised: the wish is looked at again.
            limit: of dossiers.
        """
        counts: Counter[str] = Counter()
        for _ in range(limit):
            if (row := self._take()) is None:
                break
            outcome = self._tend(row, look, say)
            metrics.notices.labels(outcome).inc()
            counts[outcome] += 1
        return dict(counts)

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

    def _take(self) -> NoticeRow | None:
        """Return a wish that is due, held for five minutes: nobody else looks at it meanwhile."""
        with self._database.begin() as session:
            row = NoticeRows(session).next_due(self._clock())
            if row is not None:
                row.next_at = self._clock() + _HELD
            return row

    def _tend(self, row: NoticeRow, look: Look, say: Say) -> str:
        """Look at one wish; return the outcome, from a closed list."""
        asked = self._clock()
        if row.created < asked - timedelta(days=self._settings.notice_days):
            return self._end(row, say, "old", asked)
        secret = _secret(self._seal.open(row.sealed or ""))
        if secret is None:  # sealed with a key that was changed since: nobody can look any more
            return self._end(row, say, "gone", asked)
        try:
            dossier = look(*secret)
        except PortalUnavailable:
            return self._later(row, "unavailable", failures=row.failures + 1)
        except Unavailable:
            raise
        except Exception as error:
            # A mistake of ours, or of an adapter: this wish waits, and the others have their turn.
            _log.error("the look at a dossier failed", exc_info=error)
            return self._later(row, "failed", failures=row.failures + 1)
        if dossier is not None:
            return self._compare(row, dossier, say, asked)
        if row.missed + 1 >= _GONE:
            return self._end(row, say, "gone", asked)
        return self._later(row, "missed", failures=0, missed=row.missed + 1)

    def _compare(self, row: NoticeRow, dossier: Dossier, say: Say, asked: datetime) -> str:
        """Say what changed since the person was told last, and end with the dossier."""
        state = explanation.fingerprint(dossier)
        changed, over = state != row.told, dossier.state in ENDED
        if changed and not self._tell(row, state, self._news(row, dossier), say, asked):
            return "dropped"
        if not over:
            outcome, said = ("told", row.said + 1) if changed else ("same", row.said)
            return self._later(row, outcome, failures=0, missed=0, told=state, said=said)
        return self._close(row, "returned" if dossier.state is State.RETURNED else "ended")

    def _news(self, row: NoticeRow, dossier: Dossier) -> str:
        return explanation.news(dossier, _language(row), self._clock(), self._settings.portal_url)

    def _tell(self, row: NoticeRow, what: str, text: str, say: Say, asked: datetime) -> bool:
        """Say `text` unless the person stopped this wish, or made it anew, while we looked."""
        with self._database.begin() as session:
            if NoticeRows(session).taken(row.id, row.next_at) is None:
                return False
        say(News(f"notice:{row.id}:{row.said}:{what}", row.person, row.channel, _language(row), text, asked))
        return True

    def _end(self, row: NoticeRow, say: Say, reason: str, asked: datetime) -> str:
        """Say that nothing more will be told, and end the wish."""
        language = _language(row)
        text = explanation.gone(row.hint, language) if reason == "gone" else words.say("notice.old", language, hint=row.hint)
        return self._close(row, reason) if self._tell(row, reason, text, say, asked) else "dropped"

    def _later(self, row: NoticeRow, outcome: str, **values: object) -> str:
        """Note `values` and when to look again."""
        with self._database.begin() as session:
            mine = NoticeRows(session).taken(row.id, row.next_at)
            if mine is None:
                return "dropped"
            for name, value in values.items():
                setattr(mine, name, value)
            mine.next_at = self._clock() + self._pause(mine.failures, mine.said)
        return outcome

    def _close(self, row: NoticeRow, reason: str) -> str:
        with self._database.begin() as session:
            mine = NoticeRows(session).taken(row.id, row.next_at)
            if mine is None:
                return "dropped"
            mine.end(reason, self._clock())
        self._database.checkpoint()
        return reason

    def _pause(self, failures: int = 0, said: int = 0) -> timedelta:
        longest = _DAY if said >= _MANY else min(_DAY, self._settings.notice_every * 2 ** min(failures, 30))
        return timedelta(seconds=longest * _jitter.uniform(0.8, 1.0))


def _language(row: NoticeRow) -> Language:
    return cast("Language", row.language)


def _secret(opened: object) -> tuple[DossierCode, Proof] | None:
    """Return what was sealed; `None` for what is none of ours."""
    try:
        return _PAIR.validate_python(opened)
    except ValidationError:
        return None
