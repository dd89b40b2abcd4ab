"""Looks at dossiers somebody wants news of: when, what is said of what was seen, and when it is over."""

import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import structlog
from pydantic import TypeAdapter, ValidationError

from core import words
from core.db import Database
from core.errors import PortalUnavailable, Unavailable
from core.seal import Seal
from core.settings import Settings
from core.text.dossier_codes import DossierCode
from core.words import Language
from portal.dossiers import explanation, metrics
from portal.dossiers.models import ENDED, Dossier, Proof, State
from portal.dossiers.notice_rows import NoticeRow, NoticeRows

_log = structlog.get_logger()
_HELD = timedelta(minutes=5)  # a look takes seconds; after that whoever took the wish is gone, and another may
_MANY = 8  # changes, after which a dossier is looked at once a day: so often no office changes its mind, but a broken record does
_GONE = 3  # answers in a row that there is no such dossier: one may be the portal's mistake
_DAY = 86_400.0
_jitter = random.Random()  # noqa: S311 (so that wishes made together are not looked at together)
_PAIR = TypeAdapter(tuple[DossierCode, Proof])  # their JSON

Look = Callable[[DossierCode, Proof], Dossier | None]


@dataclass(frozen=True)
class News:
    """What somebody is to be told.

    `key` is the same for the same change of the same wish. The dossier was `asked` about then: who had everything erased since is
    told nothing. `hint` (the end of the code, perhaps empty) and `standing` ("done", "gone", "old": `notice.state_...` of the words)
    are for a channel that has room for a few words alone.
    """

    key: str
    person: str
    channel: str
    language: Language
    text: str
    asked: datetime
    hint: str
    standing: str


Say = Callable[[News], object]


class Looks:
    """Takes wishes that are due, looks, and says what changed. Several programs may do so at once on one table."""

    def __init__(self, database: Database, seal: Seal, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Take wishes from `database`, sealed with `seal`."""
        self._database, self._seal, self._settings, self._clock = database, seal, settings, clock

    def poll(self, look: Look, say: Say, limit: int = 20, quiet: Collection[str] = ()) -> dict[str, int]:
        """Do as `Notices.poll` says."""
        counts: Counter[str] = Counter()
        for _ in range(limit):
            if (row := self._take(quiet)) is None:
                break
            outcome = self._tend(row, look, say)
            metrics.notices.labels(outcome).inc()
            counts[outcome] += 1
        return dict(counts)

    def _take(self, quiet: Collection[str]) -> NoticeRow | None:
        """Return a wish that is due, held for five minutes: nobody else looks at it meanwhile."""
        with self._database.begin() as session:
            row = NoticeRows(session).next_due(self._clock(), quiet)
            if row is not None:
                row.next_at = self._clock() + _HELD
            return row

    def _tend(self, row: NoticeRow, look: Look, say: Say) -> str:
        """Look at one wish; return the outcome, from a closed list."""
        asked = self._clock()
        if row.created < asked - timedelta(days=self._settings.notice_days):
            return self._end(row, say, "old", asked)
        secret = _opened(self._seal, row.sealed)
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
        if changed and not self._tell(row, state, explanation.standing(dossier), self._news(row, dossier), say, asked):
            return "dropped"
        if not over:
            outcome, said = ("told", row.said + 1) if changed else ("same", row.said)
            return self._later(row, outcome, failures=0, missed=0, told=state, said=said)
        return self._close(row, "returned" if dossier.state is State.RETURNED else "ended")

    def _news(self, row: NoticeRow, dossier: Dossier) -> str:
        return explanation.news(dossier, _language(row), self._clock(), self._settings.portal_url)

    def _tell(self, row: NoticeRow, what: str, standing: str, text: str, say: Say, asked: datetime) -> bool:
        """Say `text` unless the person stopped this wish, or made it anew, while we looked."""
        with self._database.begin() as session:
            if NoticeRows(session).taken(row.id, row.next_at) is None:
                return False
        key = f"notice:{row.id}:{row.said}:{what}"
        say(News(key, row.person, row.channel, _language(row), text, asked, row.hint, standing))
        return True

    def _end(self, row: NoticeRow, say: Say, reason: str, asked: datetime) -> str:
        """Say that nothing more will be told, and end the wish."""
        language = _language(row)
        text = explanation.gone(row.hint, language) if reason == "gone" else words.say("notice.old", language, hint=row.hint)
        return self._close(row, reason) if self._tell(row, reason, reason, text, say, asked) else "dropped"

    def _later(self, row: NoticeRow, outcome: str, **values: object) -> str:
        """Note `values` and when to look again."""
        with self._database.begin() as session:
            mine = NoticeRows(session).taken(row.id, row.next_at)
            if mine is None:
                return "dropped"
            for name, value in values.items():
                setattr(mine, name, value)
            mine.next_at = self._clock() + pause(self._settings, mine.failures, mine.said)
        return outcome

    def _close(self, row: NoticeRow, reason: str) -> str:
        with self._database.begin() as session:
            mine = NoticeRows(session).taken(row.id, row.next_at)
            if mine is None:
                return "dropped"
            mine.end(reason, self._clock())
        self._database.checkpoint()
        return reason


def pause(settings: Settings, failures: int = 0, said: int = 0) -> timedelta:
    """Return how long to wait for the next look: longer after `failures` in a row, a day after many changes were `said`."""
    longest = _DAY if said >= _MANY else min(_DAY, settings.notice_every * 2 ** min(failures, 30))
    return timedelta(seconds=longest * _jitter.uniform(0.8, 1.0))


def sealed(seal: Seal, code: DossierCode, proof: Proof) -> str:
    """Return both, sealed."""
    return seal.close(_PAIR.dump_python((code, proof), mode="json"))


def _language(row: NoticeRow) -> Language:
    return cast("Language", row.language)


def _opened(seal: Seal, closed: str | None) -> tuple[DossierCode, Proof] | None:
    """Return what was sealed; `None` for what is none of ours."""
    try:
        return _PAIR.validate_python(seal.open(closed or ""))
    except ValidationError:
        return None
