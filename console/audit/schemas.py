"""What is asked of the audit, and how a row is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from console.auth.schemas import Invalid

_YEARS = range(1900, 9001)  # a day at the very ends of the calendar has no next one, or none in UTC


@dataclass(frozen=True)
class Asked:
    """Which rows. Empty means any; days are the city's, both included."""

    actor: str = ""  # as the audit has it, or somebody's login
    action: str = ""
    subject: str = ""  # a part of it
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, actor: str, action: str, subject: str, since: str, until: str) -> "Asked":
        """Read what was filled in. Raises `Invalid` for what is no day (`YYYY-MM-DD`), or one of no year in question."""
        days, faults = {}, {}
        for name, given in (("since", since), ("until", until)):
            try:
                day = days[name] = date.fromisoformat(given) if given else None
            except ValueError:
                faults[name] = "audit.fault_day"
            else:
                if day and day.year not in _YEARS:
                    faults[name] = "audit.fault_year"
        if faults:
            raise Invalid(faults)
        return cls(actor.strip(), action.strip(), subject.strip(), **days)


@dataclass(frozen=True)
class Entry:
    """A row; `who` and `about` are the actor and the subject, as logins where they are people of the staff."""

    id: int
    at: datetime
    actor: str
    who: str
    action: str
    subject: str
    about: str
    detail: dict[str, Any]
