"""The notice of the day (thông báo trong ngày): what the city has citizens told before anything else, for some hours, on some channels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from conversations.inbox_rows import Talk
from conversations.lines import upsert
from core.clock import VIETNAM
from core.clock import now as _now
from core.db import Database
from core.words import Language

NAME = "notice"  # of the setting
Kind = Literal["info", "warning"]
CHANNELS = ("web", "zalo", "messenger", "rest")


@dataclass(frozen=True)
class Notice:
    """One notice. `number` tells it from the one before: whoever had that one is told this one too."""

    number: int
    text: str
    english: str  # "": told in Vietnamese to everybody
    kind: Kind
    starts: datetime
    ends: datetime
    channels: tuple[str, ...]

    @classmethod
    def of(cls, value: Any) -> "Notice | None":
        """Read the setting; `None` where there is no notice. Raises `KeyError`, `TypeError` or `ValueError` for one that is none."""
        if not value:
            return None
        if value["kind"] not in get_args(Kind):
            raise ValueError(f"no kind of a notice: {value['kind']!r}")
        starts, ends = (datetime.fromisoformat(value[name]) for name in ("starts", "ends"))
        if ends <= starts or starts.tzinfo is None:
            raise ValueError("a notice ends after it begins, and its moments know their zone")
        return cls(int(value["number"]), value["text"], value.get("english", ""), value["kind"], starts, ends, tuple(value["channels"]))

    def value(self) -> dict[str, Any]:
        """Return the setting that `of` reads."""
        moments = {"starts": self.starts.isoformat(), "ends": self.ends.isoformat()}
        return {**vars(self), **moments, "channels": list(self.channels)}

    def said(self, language: Language) -> str:
        """Return its words in `language`."""
        return (language == "en" and self.english) or self.text

    def holds(self, now: datetime) -> bool:
        """Tell whether it is told at `now`."""
        return self.starts <= now < self.ends

    def mark(self, now: datetime) -> str:
        """Return what is remembered of who was told it: once a day in the city."""
        return f"{now.astimezone(VIETNAM):%Y-%m-%d}:{self.number}"


class Board:
    """What one program knows of the notice; `hold` is handed each change of the setting."""

    def __init__(self) -> None:
        """Begin without a notice."""
        self._notice: Notice | None = None

    def hold(self, value: Any) -> None:
        """Take the setting; what cannot be read raises as `Notice.of`, and changes nothing."""
        self._notice = Notice.of(value)

    def now(self, channel: str, now: datetime | None = None) -> Notice | None:
        """Return the notice that a channel tells at `now`."""
        notice = self._notice
        return notice if notice and channel in notice.channels and notice.holds(now or _now()) else None


class Noticed:
    """Who was told, for channels that have no inbox. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database) -> None:
        """Remember in `database`."""
        self._database = database

    def first(self, person: str, channel: str, mark: str) -> bool:
        """Tell whether `person` was not told yet, and note that they are now."""
        with self._database.begin() as session:
            if session.scalar(sa.select(Talk.noticed).where(Talk.person == person)) == mark:
                return False
            note(session, person, channel, mark, _now())
        return True


def note(session: Session, person: str, channel: str, mark: str, at: datetime) -> None:
    """Note in a transaction that `person` is told what `mark` stands for."""
    upsert(session, Talk, {"person": person, "channel": channel, "at": at, "noticed": mark}, ("person",), new=("at", "noticed"))
