"""Every query of the conversations room."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from conversations.inbox_rows import DONE, WAITING, Echo, Letter, Talk
from conversations.lines import Lines
from conversations.models import Consent, Draft, Erasure, Handover, Message, Profile, Rating, Turn
from conversations.schemas import HandoverState, Purpose
from core.person import hashed

_OPEN = (HandoverState.WAITING.value, HandoverState.TAKEN.value)
# Answers that tell something; a rating after "thank you" is about the answer before it.
_RATABLE = ("answered", "clarify", "not_found", "out_of_scope", "dossier", "safety", "error")
_OF_A_PERSON = (Rating, Turn, Handover, Profile, Consent, Draft, Message, Echo)


class Repository:
    """The rows of one transaction."""

    def __init__(self, session: Session) -> None:
        """Use `session`; committing is the caller's."""
        self._session = session

    def add(self, row: Any) -> Any:
        """Store a new row and return it with its id."""
        self._session.add(row)
        self._session.flush()
        return row

    def insert_turn(self, values: dict[str, Any]) -> None:
        """Store a turn without making an object of it: this is done at every message."""
        self._session.execute(sa.insert(Turn), values)

    def turns(self, person: str, count: int, since: datetime | None = None) -> Sequence[Turn]:
        """Return the latest turns, newest first."""
        query = sa.select(Turn).where(Turn.person == person).order_by(Turn.id.desc()).limit(count)
        return self._session.scalars(query.where(Turn.at >= since) if since else query).all()

    def turns_of(self, person: str) -> tuple[int, datetime | None]:
        """Count the turns, and tell when the first was."""
        count, first = self._session.execute(sa.select(sa.func.count(), sa.func.min(Turn.at)).where(Turn.person == person)).one()
        return count, first

    def last_answer(self, person: str, since: datetime) -> Turn | None:
        """Return the latest turn worth a rating."""
        told = sa.and_(Turn.person == person, Turn.at >= since, Turn.status.in_(_RATABLE), Turn.question.not_like('/pick{"option":"rate:%'))
        return self._session.scalars(sa.select(Turn).where(told).order_by(Turn.id.desc()).limit(1)).first()

    def rating(self, turn_id: int) -> Rating | None:
        """Return the rating of a turn."""
        return self._session.scalars(sa.select(Rating).where(Rating.turn_id == turn_id)).first()

    def last_rating(self, person: str, since: datetime) -> Rating | None:
        """Return the rating given last."""
        query = sa.select(Rating).where(Rating.person == person, Rating.at >= since)
        return self._session.scalars(query.order_by(Rating.at.desc()).limit(1)).first()

    def ratings(self) -> Sequence[Rating]:
        """Return all ratings with their turns, the oldest first."""
        return self._session.scalars(sa.select(Rating).options(joinedload(Rating.turn)).order_by(Rating.id)).all()

    def ratings_of(self, person: str) -> int:
        """Count the ratings of a person."""
        return self._count(Rating, Rating.person == person)

    def open_handover(self, person: str) -> Handover | None:
        """Return the request that is waiting or taken."""
        return self._session.scalars(sa.select(Handover).where(Handover.person == person, Handover.state.in_(_OPEN))).first()

    def handover(self, number: int) -> Handover | None:
        """Return one by its id."""
        return self._session.get(Handover, number)

    def handovers_of(self, person: str) -> Sequence[Handover]:
        """Return all of a person, newest first."""
        return self._session.scalars(sa.select(Handover).where(Handover.person == person).order_by(Handover.id.desc())).all()

    def handovers_since(self, person: str, since: datetime) -> int:
        """Count the requests a person opened since then."""
        return self._count(Handover, Handover.person == person, Handover.opened >= since)

    def queue(self, states: Iterable[HandoverState]) -> Sequence[Handover]:
        """Return the requests in these states, the oldest first."""
        wanted = [state.value for state in states]
        return self._session.scalars(sa.select(Handover).where(Handover.state.in_(wanted)).order_by(Handover.id)).all()

    def waiting_before(self, moment: datetime) -> Sequence[Handover]:
        """Return what nobody took since before `moment`."""
        waiting = Handover.state == HandoverState.WAITING.value
        return self._session.scalars(sa.select(Handover).where(waiting, Handover.changed < moment)).all()

    def consent(self, person: str, purpose: Purpose) -> Consent | None:
        """Return the consent that holds."""
        holds = sa.and_(Consent.person == person, Consent.purpose == purpose.value, Consent.withdrawn.is_(None))
        return self._session.scalars(sa.select(Consent).where(holds).order_by(Consent.id.desc()).limit(1)).first()

    def consents_of(self, person: str) -> Sequence[Consent]:
        """Return every consent of a person, newest first."""
        return self._session.scalars(sa.select(Consent).where(Consent.person == person).order_by(Consent.id.desc())).all()

    def agreed(self, person: str, purpose: Purpose, told: str, at: datetime) -> Consent:
        """Store a clear yes to the words `told` and return it."""
        consent = Consent(person=person, purpose=purpose.value, told=told, given=at)
        self.add(consent)
        return consent

    def end_consent(self, person: str, purpose: Purpose, at: datetime) -> None:
        """Note that what was agreed to is withdrawn, or over."""
        holds = sa.and_(Consent.person == person, Consent.purpose == purpose.value, Consent.withdrawn.is_(None))
        self._session.execute(sa.update(Consent).where(holds).values(withdrawn=at))

    def facts(self, person: str) -> Sequence[Profile]:
        """Return what is remembered, by key."""
        return self._session.scalars(sa.select(Profile).where(Profile.person == person).order_by(Profile.key)).all()

    def fact(self, person: str, key: str) -> Profile | None:
        """Return one fact."""
        return self._session.scalars(sa.select(Profile).where(Profile.person == person, Profile.key == key)).first()

    def delete(self, row: Any) -> None:
        """Delete a row."""
        self._session.delete(row)
        self._session.flush()

    def draft(self, person: str, desk: str) -> Draft | None:
        """Return what is being filled in."""
        return self._session.get(Draft, (person, desk))

    def drafts_of(self, person: str) -> int:
        """Count what is being filled in."""
        return self._count(Draft, Draft.person == person)

    def send(self, message: Message) -> None:
        """Store what is to be sent. Raises `IntegrityError` when something of its key was stored before."""
        if self._session.get_bind().dialect.name == "postgresql":
            # One at a time: whoever has read up to an id must never find a smaller one later.
            self._session.execute(sa.text("LOCK TABLE outbox IN SHARE ROW EXCLUSIVE MODE"))
        self.add(message)

    def unsent(self, person: str, after: int, count: int) -> Sequence[Message]:
        """Return what waits for a person, the oldest first."""
        waits = sa.and_(Message.person == person, Message.answer.is_not(None), Message.id > after)
        return self._session.scalars(sa.select(Message).where(waits).order_by(Message.id).limit(count)).all()

    def taken(self, person: str, up_to: int, at: datetime) -> int:
        """Note that a person has what was stored up to that id, and drop its words; return how many."""
        waits = sa.and_(Message.person == person, Message.answer.is_not(None), Message.id <= up_to)
        return self._changed(sa.update(Message).where(waits).values(taken=at, answer=None))

    def unsend(self, person: str) -> int:
        """Delete everything that is or was to be sent to a person; return how many."""
        return self._delete(Message, Message.person == person)

    def unsend_before(self, moment: datetime) -> int:
        """Delete what was stored before `moment`, had or not; return how many."""
        return self._delete(Message, Message.at < moment)

    def erased_since(self, person: str, moment: datetime) -> bool:
        """Tell whether the person had everything erased at `moment` or later."""
        return bool(self._count(Erasure, Erasure.person_hash == hashed(person), Erasure.at >= moment))

    def erase(self, person: str) -> dict[str, int]:
        """Delete all rows of a person; return how many by table.

        Of letters the nameless key stays. What they sent and wait for an answer to stays until they have it: they may be asking for this.
        """
        Lines(self._session, "out").drop(person)
        counts = {model.__tablename__: self._delete(model, model.person == person) for model in _OF_A_PERSON}
        ended = sa.and_(Letter.person == person, Letter.state != WAITING)
        counts["inbox"] = self._changed(sa.update(Letter).where(ended).values(person="", sealed=None, state=DONE))
        bare = {"address": None, "session": None, "told_off": None, "noticed": None}
        counts["talks"] = self._changed(sa.update(Talk).where(Talk.person == person).values(bare))
        self._delete(Talk, sa.and_(Talk.person == person, Talk.quiet_until.is_(None)))  # else a person of ours answers them
        return counts

    def delete_before(self, kept: datetime, drafts: datetime, following: Container[str]) -> dict[str, int]:
        """Delete what is older than it may be, in whatever state; return how many by table.

        A consent stays with what rests on it: facts, and the wishes for news of who is `following` a dossier.
        """
        resting = self._agreed_before(kept, Purpose.NOTICE, following)
        return {
            "ratings": self._delete(Rating, Rating.at < kept),
            "turns": self._delete(Turn, Turn.at < kept),
            "handovers": self._delete(Handover, Handover.opened < kept),
            "profile": self._delete(Profile, Profile.at < kept),
            "consents": self._delete(
                Consent, Consent.given < kept, Consent.id.not_in(sa.select(Profile.consent_id)), Consent.id.not_in(resting)
            ),
            "erasures": self._delete(Erasure, Erasure.at < kept),
            "drafts": self._delete(Draft, Draft.at < drafts),
            "outbox": self._delete(Message, Message.at < kept),
            "inbox": self._delete(Letter, Letter.came < kept),
            "talks": self._delete(Talk, Talk.at < kept),
            "echoes": self._delete(Echo, Echo.came < kept),
        }

    def _agreed_before(self, moment: datetime, purpose: Purpose, people: Container[str]) -> list[int]:
        """Return the ids of older consents of these people that hold."""
        old = sa.and_(Consent.given < moment, Consent.purpose == purpose.value, Consent.withdrawn.is_(None))
        return [row.id for row in self._session.scalars(sa.select(Consent).where(old)) if row.person in people]

    def _count(self, model: type, *conditions: sa.ColumnElement[bool]) -> int:
        return self._session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0

    def _delete(self, model: type, *conditions: sa.ColumnElement[bool]) -> int:
        return self._changed(sa.delete(model).where(*conditions))

    def _changed(self, statement: sa.Update | sa.Delete) -> int:
        return cast("sa.CursorResult[Any]", self._session.execute(statement)).rowcount
