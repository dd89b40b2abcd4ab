"""What somebody agreed to have remembered (hồ sơ cá nhân), beyond the conversation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.models import Consent, Profile
from conversations.repository import Repository
from conversations.schemas import Fact, Purpose
from core.db import Database
from core.text.mask import mask

_MOST_FACTS = 50
_LONGEST = 200


class Profiles:
    """Facts, each bound to the consent it rests on: without one nothing is stored, and with its end all of it goes."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Keep facts in `database`."""
        self._database, self._clock = database, clock

    def remember(self, person: str, facts: dict[str, Any], told: str) -> int:
        """Store `facts` after a clear yes to the words `told`; return how many. Texts are masked and cut.

        `told` stays as a proof when the facts are forgotten: it names their kinds, never what was said.
        """
        with self._database.begin() as session:
            rows, at = Repository(session), self._clock()
            consent = rows.consent(person, Purpose.REMEMBER)
            consent = consent or rows.agreed(person, Purpose.REMEMBER, told, at)
            return self._store(rows, consent, facts)

    def learn(self, person: str, facts: dict[str, Any]) -> int:
        """Store further `facts` of somebody whose consent holds; 0 when there is none."""
        with self._database.begin() as session:
            rows = Repository(session)
            consent = rows.consent(person, Purpose.REMEMBER)
            return self._store(rows, consent, facts) if consent else 0

    def of(self, person: str) -> dict[str, Any]:
        """Return what is remembered, by key."""
        return {fact.key: fact.value for fact in self.facts(person)}

    def facts(self, person: str) -> list[Fact]:
        """Return what is remembered, with the time."""
        with self._database.read() as session:
            return [fact(row) for row in Repository(session).facts(person)]

    def consented(self, person: str) -> bool:
        """Tell whether `person` agreed to be remembered."""
        with self._database.read() as session:
            return Repository(session).consent(person, Purpose.REMEMBER) is not None

    def correct(self, person: str, key: str, value: Any) -> bool:
        """Put a wrong fact right; `False` when nothing is remembered under `key`. The value `None` forgets it."""
        with self._database.begin() as session:
            rows = Repository(session)
            row = rows.fact(person, key)
            if row is None:
                return False
            if value is None:
                rows.delete(row)
            else:
                row.value, row.at = _fit(value), self._clock()
        return True

    def withdraw(self, person: str) -> int:
        """End the consent and forget everything that rested on it; return how many facts."""
        with self._database.begin() as session:
            rows = Repository(session)
            rows.end_consent(person, Purpose.REMEMBER, self._clock())
            facts = rows.facts(person)
            for row in facts:
                rows.delete(row)
            return len(facts)

    def _store(self, rows: Repository, consent: Consent, facts: dict[str, Any]) -> int:
        known = {row.key: row for row in rows.facts(consent.person)}
        stored = 0
        for key, value in facts.items():
            if len(key) > 80 or value is None or (key not in known and len(known) >= _MOST_FACTS):
                continue
            row = known.setdefault(key, Profile(person=consent.person, key=key))
            row.value, row.at, row.consent_id = _fit(value), self._clock(), consent.id
            rows.add(row)
            stored += 1
        return stored


def fact(row: Profile) -> Fact:
    """Return a row as others see it."""
    return Fact(row.key, row.value, row.at)


def _fit(value: Any) -> Any:
    return mask(value)[:_LONGEST] if isinstance(value, str) else value
