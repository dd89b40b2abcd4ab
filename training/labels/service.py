"""Labels (nhãn): given, undone, read a second time. A call is a transaction; every opinion stays, also one that was taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.dangers import DANGERS
from core.db import Database
from core.errors import BadRequest, Conflict, NotFound
from core.text.mask import mask
from training.corpus.markup import write
from training.corpus.schemas import Target, Utterance
from training.corpus.spans import tidied
from training.inbox.service import DISCARDED, LABELLED, OPEN
from training.labels.deciding import decide
from training.labels.known import Known
from training.labels.models import LabelText, Opinion
from training.labels.repository import Repository
from training.labels.schemas import Given, Kind, Labelled, Reading, Refused, State, View, read, told
from training.rules import Rules
from training.texts import chance, is_masked, key_of

_LONGEST_NOTE = 500
WAITING = (State.DISPUTED, State.FLAGGED, State.SECOND)


class OtherSet(Conflict):
    """The text, or nearly it, is to be measured by where it shall be learned from, or the other way."""


class Unmasked(BadRequest):
    """Personal data that is not masked."""


class Labels:
    """What people say of texts. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, known: Known, rules: Rules | None = None, clock: Callable[[], datetime] = now) -> None:
        """Keep labels in `database`; `known` is what stands already."""
        self._database, self._known, self._rules, self._clock = database, known, rules or Rules(), clock

    def give(
        self, text: str, reading: Reading, target: Target, by: str, *, revision: int | None = None, origin: str = "inbox", note: str = ""
    ) -> Labelled:
        """Say what a text means, and whether it is to learn from or to measure by.

        Args:
            text: as it was written, masked.
            reading: intent and entities; spans count code points of `text`.
            target: for which set. A text that has a label moves to it.
            by: who says so: `staff:<account>`, or `import:<file>`, which only proposes.
            revision: of the text as it was read by the person; `None`: not looked at.
            origin: where a text that has no label yet comes from: inbox, import or typed.
            note: why, for the other readers.

        Raises:
            BadRequest: personal data that is not masked, or a text or span that no example can hold.
            Conflict: the text, or nearly it, stands in the other set; or somebody changed it meanwhile.
        """
        utterance = tidied(Utterance(text, reading.entities))
        _check(utterance)
        if any(one.refuses for one in self._known.warnings(utterance.text, reading.intent, target)):
            raise OtherSet("this text, or nearly the same, stands in the other set")
        opinion = Opinion(by=by, kind=Kind.LABEL, intent=reading.intent, entities=told(utterance.entities), note=_noted(note))
        return self._say(utterance.text, opinion, target, revision, origin)

    def give_many(self, texts: Sequence[str], intent: str, target: Target, by: str) -> Given:
        """Say that all these texts mean `intent`, without entities; each is a transaction, and one that is refused stops no other.

        Raises:
            Unavailable: the database fails; what was labelled until then stays, and doing it again changes nothing of it.
        """
        labelled: list[Labelled] = []
        refused: list[tuple[str, str]] = []
        for text in dict.fromkeys(texts):
            try:
                labelled.append(self.give(text, Reading(intent), target, by))
            except (BadRequest, Conflict) as error:
                refused.append((text, _reason(error)))
        return Given(labelled, refused)

    def discard(self, text: str, by: str, *, revision: int | None = None, note: str = "") -> Labelled:
        """Say that a text is no example for anything. Raises as `give`."""
        return self._other(text, Kind.DISCARD, by, revision, note)

    def flag(self, text: str, by: str, *, revision: int | None = None, note: str = "") -> Labelled:
        """Ask for help with a text. Raises as `give`."""
        return self._other(text, Kind.FLAG, by, revision, note)

    def _other(self, text: str, kind: Kind, by: str, revision: int | None, note: str) -> Labelled:
        tidy = tidied(Utterance(text)).text
        if not key_of(tidy) or not is_masked(tidy):
            raise BadRequest("a text needs letters, and no personal data")
        return self._say(tidy, Opinion(by=by, kind=kind, intent=None, entities=[], note=_noted(note)), None, revision, "inbox")

    def _say(self, text: str, opinion: Opinion, target: Target | None, revision: int | None, origin: str) -> Labelled:
        key, at = key_of(text), self._clock()
        try:
            with self._database.begin() as session:
                rows = Repository(session)
                row = rows.text(key, lock=True)
                if revision is not None and revision != (row.revision if row else 0):
                    raise Conflict("somebody else said something of this text meanwhile")
                row = row or self._new(rows, key, text, target or Target.TRAIN, origin, at)
                if row.text != text:  # written otherwise, with other accents: spans are of the text as it is stored
                    opinion.entities = _moved(opinion, text, row.text)
                self._put(rows, row, opinion, target, at)
                return _shown(row, rows.live(key))
        except IntegrityError as error:
            raise Conflict("somebody else labelled this text at the same moment") from error

    def _new(self, rows: Repository, key: str, text: str, target: Target, origin: str, at: datetime) -> LabelText:
        row = LabelText(key=key, text=text, target=target, state=State.PROPOSED, intent=None, entities=[], origin=origin, second=False)
        row.revision, row.made, row.changed, row.exported, row.file, row.written = 0, at, at, None, None, None
        rows.add(row)
        return row

    def _put(self, rows: Repository, row: LabelText, opinion: Opinion, target: Target | None, at: datetime) -> None:
        if target and target != row.target:
            if row.exported:
                raise OtherSet("this text stands in a file of the other set already")
            row.target = target.value
        before = rows.mine(row.key, opinion.by)
        # Who said something of it before has seen what others say, also where they took theirs back.
        opinion.independent = row.state in (State.PROPOSED, State.SECOND) and not rows.spoke(row.key, opinion.by)
        if before:
            before.replaced = at
        opinion.key, opinion.at = row.key, at
        rows.add(opinion)
        row.second = self._wants_second(row, opinion)
        self._settle(rows, row, opinion.by, at)

    def _wants_second(self, row: LabelText, opinion: Opinion) -> bool:
        """Dangers always; of the others a sample that is the same whenever it is asked."""
        share = self._rules.second_test if row.target == Target.TEST else self._rules.second_train
        return row.second or opinion.intent in DANGERS or chance(row.key, "second") < share

    def _settle(self, rows: Repository, row: LabelText, by: str, at: datetime) -> None:
        decision = decide(rows.live(row.key), row.second)
        discarded = decision is not None and decision.state is State.DISCARDED
        if discarded:
            rows.keep_out(row.key, by, at)
        else:
            rows.let_in(row.key)
        rows.mark_utterance(row.key, OPEN if decision is None else DISCARDED if discarded else LABELLED)
        if decision is None:
            if not row.exported:
                rows.delete(row)
                return
            row.state = State.DISCARDED  # the next export takes its line out again
        else:
            row.state, row.intent, row.entities = decision.state, decision.intent, decision.entities
        row.revision, row.changed = row.revision + 1, at

    def undo(self, by: str, key: str | None = None) -> str:
        """Take back the last thing a person said, of all or of one text, and return its text; what they had said before holds again.

        Raises:
            NotFound: there is nothing to take back.
        """
        with self._database.begin() as session:
            rows, at = Repository(session), self._clock()
            opinion = rows.mine(key, by) if key else rows.last_of(by)
            row = rows.text(opinion.key, lock=True) if opinion else None
            if opinion is None or row is None:
                raise NotFound("there is nothing to undo")
            text = row.text
            before = rows.replaced_by(opinion)
            opinion.undone = at
            session.flush()  # one live opinion a person: the older one lives again only now
            if before:
                before.replaced = None
            session.flush()
            self._settle(rows, row, by, at)
            return text

    def get(self, key: str) -> Labelled:
        """Return a text by its key (`training.texts.key_of`); raises `NotFound`."""
        with self._database.read() as session:
            rows = Repository(session)
            if (row := rows.text(key)) is None:
                raise NotFound("no label of this text")
            return _shown(row, rows.live(key))

    def page(self, *states: State, not_by: str | None = None, offset: int = 0, most: int = 50) -> list[Labelled]:
        """Return the texts in `states`, the oldest first; for a second reader without those they have read (`not_by`)."""
        with self._database.read() as session:
            rows = Repository(session)
            return _shown_all(rows, rows.page(states, not_by, offset, most))

    def mine(self, by: str, offset: int = 0, most: int = 20) -> list[Labelled]:
        """Return the texts a person said something of that still holds, the latest first: what `undo` can take back."""
        with self._database.read() as session:
            rows = Repository(session)
            return _shown_all(rows, rows.said_by(by, offset, most))

    def queue(self, by: str, *states: State, offset: int = 0, most: int = 50) -> list[Labelled]:
        """Return the texts that wait for a second reader other than `by`: dangers, then what is disputed, flagged, and the rest.

        Args:
            by: whoever reads: texts they have an opinion on are left out.
            states: which of them; those that wait for a person to read (`WAITING`) unless given.
            offset: how many are passed over.
            most: how many are returned.
        """
        with self._database.read() as session:
            rows = Repository(session)
            return _shown_all(rows, rows.queue(states or WAITING, by, offset, most))

    def waiting(self, by: str) -> Mapping[str, int]:
        """Count by state the texts that wait for another reader than `by`: how long the queue is."""
        with self._database.read() as session:
            return Repository(session).waiting_for(WAITING, by)

    def counts(self) -> Mapping[str, int]:
        """Count the texts by state."""
        with self._database.read() as session:
            return Repository(session).counts()


def _reason(error: BadRequest | Conflict) -> Refused:
    if isinstance(error, Conflict):
        return Refused.OTHER_SET if isinstance(error, OtherSet) else Refused.MEANWHILE
    return Refused.PERSONAL if isinstance(error, Unmasked) else Refused.UNFIT


def _noted(note: str) -> str:
    """A note without personal data: a person asks for help in their own words, and may repeat what they read elsewhere."""
    return mask(note)[:_LONGEST_NOTE]


def _check(utterance: Utterance) -> None:
    if not key_of(utterance.text):
        raise BadRequest("a text needs letters")
    if not is_masked(utterance.text):
        raise Unmasked("the text holds personal data that is not masked")
    if any(not is_masked(told) for one in utterance.entities for told in (one.value, one.role, one.group) if told):
        raise Unmasked("an entity holds personal data that is not masked")
    write(utterance)


def _moved(opinion: Opinion, text: str, stored: str) -> list[dict[str, object]]:
    """The spans over the stored writing, where it has as many signs; else they are of words that may not stand there."""
    if not opinion.entities or len(text) == len(stored):
        return opinion.entities
    raise BadRequest("this text was stored as it was written before: mark the entities there")


def _shown_all(rows: Repository, found: Sequence[LabelText]) -> list[Labelled]:
    opinions = rows.live_of([row.key for row in found])
    return [_shown(row, opinions[row.key]) for row in found]


def _shown(row: LabelText, opinions: Sequence[Opinion]) -> Labelled:
    views = tuple(View(one.by, one.at, Kind(one.kind), _reading(one.intent, one.entities), one.note) for one in opinions)
    shown = Labelled(
        row.key, row.text, Target(row.target), State(row.state), _reading(row.intent, row.entities), row.revision, row.exported
    )
    return replace(shown, opinions=views)


def _reading(intent: str | None, entities: list[dict[str, object]]) -> Reading | None:
    return Reading(intent, read(entities)) if intent else None
