"""The port to whoever receives reports on the city (phản ánh hiện trường)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_WHAT = 1_000  # characters
MOST_PLACE = 300
MOST_CONTACT = 120


@dataclass(frozen=True)
class Report:
    """What somebody reports. `what` and `place` are masked; `contact` is given only by those who wish to be answered.

    `person` is the nameless id of who reports, and `language` the one they write in ("vi", "en").
    """

    person: str
    what: str
    place: str
    channel: str
    contact: str | None = None
    language: str = "vi"


@dataclass(frozen=True)
class Filed:
    """A report that was taken, as its author may see it; `at` is when."""

    number: str
    what: str
    place: str
    at: datetime
    contact: str | None = None


class FeedbackPort(Protocol):
    """Whoever takes reports and passes them on to the office in charge.

    A report is taken once and for all: what `file` returned a number for is kept, in the order it came, whatever happens next.
    It promises no time in which somebody acts, and never says more of a report than its author told. Texts of any content and
    length are taken; what is longer than `MOST_WHAT`, `MOST_PLACE` or `MOST_CONTACT` characters is cut.

    Raises:
        TooManyRequests: the person filed as many today as one may (`file` only).
        Unavailable: the port cannot be reached; nothing was filed.
    """

    def file(self, report: Report) -> Filed:
        """Take `report` and return it with its number ("PA-000123")."""

    def of(self, person: str) -> list[Filed]:
        """Return what `person` filed, newest first."""

    def unreach(self, person: str) -> int:
        """Delete the contacts `person` left; the reports stay theirs. Returns of how many reports."""

    def forget_before(self, moment: datetime) -> int:
        """Cut every link of reports filed before `moment` to who filed them, as `forget`. Returns how many reports."""

    def forget(self, person: str) -> int:
        """Cut every link to `person`: contact and id go, the record of what is wrong where stays. Returns how many reports."""
