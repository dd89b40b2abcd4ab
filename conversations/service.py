"""The transcript (nội dung trò chuyện), ratings, and a person's rights over both. A call is a transaction."""

from collections.abc import Callable, Container
from datetime import datetime, timedelta
from typing import Any

from conversations.handovers import Handovers, handed
from conversations.models import Draft, Erasure, Rating
from conversations.profiles import Profiles, fact
from conversations.repository import Repository
from conversations.schemas import Agreement, Erased, Heard, PersonData, Purpose, Reason, Said
from core.clock import now
from core.db import Database
from core.person import hashed
from core.settings import Settings
from core.text.mask import blot, mask

_SHOWN = 10  # turns that a person is shown of what is stored
_RATED_WITHIN = timedelta(hours=12)  # a later verdict is about something else
_DRAFT = timedelta(days=1)
_LONGEST_NOTE = 500
_ECHOING = ("form", "handover")  # answers that read back what somebody wrote
TOLD_ONCE = "[trả lời về hồ sơ]"  # where a dossier stands is told to its owner and kept nowhere
Clock = Callable[[], datetime]


class Conversations:
    """What is kept of conversations, for how long, and who may have it erased. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, settings: Settings, clock: Clock = now) -> None:
        """Keep rows in `database` as long as `settings` say."""
        self._database, self._settings, self._clock = database, settings, clock
        self.handovers = Handovers(database, settings, clock)
        self.profiles = Profiles(database, clock)

    @property
    def kept_days(self) -> int:
        """How long anything is kept, in days: what citizens are told."""
        return self._settings.keep_conversations_days

    @property
    def kept_since(self) -> datetime:
        """The moment before which nothing of a person is kept."""
        return self._clock() - timedelta(days=self.kept_days)

    def heard(self, turn: Heard) -> bool:
        """Store a turn, its question masked; return whether it was: not when the person had everything erased meanwhile."""
        with self._database.begin() as session:
            rows = Repository(session)
            if rows.erased_since(turn.person, turn.started):
                return False
            rows.insert_turn(_row(turn))
        return True

    def rate(self, person: str, good: bool) -> bool:
        """Note what the person thinks of the latest answer; `False` when there is none to rate. The last word counts."""
        with self._database.begin() as session:
            rows, at = Repository(session), self._clock()
            turn = rows.last_answer(person, at - _RATED_WITHIN)
            if turn is None:
                return False
            rating = rows.rating(turn.id) or Rating(turn_id=turn.id, person=person)
            rating.good, rating.at = good, at
            rating.reason = rating.note = None
            rows.add(rating)
        return True

    def explain(self, person: str, reason: Reason, note: str = "") -> bool:
        """Add why to the latest rating; `note` is masked and cut. `False` when nothing was rated."""
        with self._database.begin() as session:
            rating = Repository(session).last_rating(person, self._clock() - _RATED_WITHIN)
            if rating is None:
                return False
            rating.reason, rating.note = reason.value, mask(note)[:_LONGEST_NOTE] or None
        return True

    def data_of(self, person: str) -> PersonData:
        """Return everything that is stored of `person`."""
        with self._database.read() as session:
            rows = Repository(session)
            count, first = rows.turns_of(person)
            return PersonData(
                turns_count=count,
                first=first,
                turns=tuple(Said(turn.at, turn.question, turn.status, turn.procedure_code) for turn in rows.turns(person, _SHOWN)),
                ratings=rows.ratings_of(person),
                handovers=tuple(handed(row) for row in rows.handovers_of(person)),
                facts=tuple(fact(row) for row in rows.facts(person)),
                drafts=rows.drafts_of(person),
                agreements=tuple(Agreement(Purpose(row.purpose), row.given, row.withdrawn) for row in rows.consents_of(person)),
            )

    def erase(self, person: str) -> Erased:
        """Delete every row of `person` and note that it was done. A turn that is under way will not be stored either."""
        with self._database.begin() as session:
            rows = Repository(session)
            counts = rows.erase(person)
            rows.add(Erasure(person_hash=hashed(person), at=self._clock()))
        self._database.checkpoint()
        return Erased(counts)

    def agreed(self, person: str, purpose: Purpose, told: str) -> None:
        """Note a clear yes of `person` to the words `told`."""
        with self._database.begin() as session:
            Repository(session).agreed(person, purpose, told, self._clock())

    def has_agreed(self, person: str, purpose: Purpose) -> bool:
        """Tell whether a consent of `person` to `purpose` holds."""
        with self._database.read() as session:
            return Repository(session).consent(person, purpose) is not None

    def disagreed(self, person: str, purpose: Purpose) -> None:
        """Note that `person` withdrew what they agreed to."""
        with self._database.begin() as session:
            Repository(session).end_consent(person, purpose, self._clock())

    def draft(self, person: str, desk: str) -> dict[str, Any]:
        """Return what `person` is filling in at `desk`; empty when nothing."""
        with self._database.read() as session:
            draft = Repository(session).draft(person, desk)
            return dict(draft.content) if draft and draft.at >= self._clock() - _DRAFT else {}

    def keep_draft(self, person: str, desk: str, content: dict[str, Any]) -> None:
        """Keep what `person` has filled in so far; without content, drop it."""
        with self._database.begin() as session:
            rows = Repository(session)
            draft = rows.draft(person, desk)
            if content:
                draft = draft or Draft(person=person, desk=desk)
                draft.content, draft.at = content, self._clock()
                rows.add(draft)
            elif draft:
                rows.delete(draft)

    def ratings(self) -> list[dict[str, Any]]:
        """Return every rating with the turn it is about, for those who mend the answers."""
        with self._database.read() as session:
            return [
                {
                    "at": rating.at.isoformat(), "good": rating.good, "reason": rating.reason, "note": rating.note,
                    "question": rating.turn.question, "status": rating.turn.status, "procedure": rating.turn.procedure_code,
                    "release": rating.turn.release, "model": rating.turn.model,
                }
                for rating in Repository(session).ratings()
            ]  # fmt: skip

    def sweep(self, following: Container[str] = frozenset()) -> dict[str, int]:
        """Delete what was kept long enough, and end requests nobody took; return how many rows by table.

        The consents to notices of who is `following` a dossier stay as long as they do.
        """
        at = self._clock()
        expired = self.handovers.expire(at - timedelta(days=self._settings.handover_waits_days))
        with self._database.begin() as session:
            gone = Repository(session).delete_before(self.kept_since, at - _DRAFT, following)
        self._database.checkpoint()
        return {**gone, "expired": expired}


def _row(turn: Heard) -> dict[str, Any]:
    question = blot(turn.question) if turn.private else mask(turn.question)
    answer = TOLD_ONCE if turn.private else mask(turn.answer) if turn.status in _ECHOING else turn.answer
    return {
        "person": turn.person, "channel": turn.channel, "at": turn.started, "question": question,
        "status": turn.status, "answer": answer, "procedure_code": turn.procedure_code,
        "release": turn.release, "model": turn.model, "intent": turn.intent,
        "confidence": turn.confidence, "danger": turn.danger, "seconds": turn.seconds,
    }  # fmt: skip
