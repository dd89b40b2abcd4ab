"""A small week, made by hand: eleven turns of five people on two channels about three topics, and what happened around them.

All times are Vietnam's. The week is that of Monday, 9 November 2026. Of the codes only the ends are told: 1.2 is 1.000002.

 no  when       channel person  status        procedure (topic)   seconds
  1  Mon 00:00  web     an      answered      1.1 (Hộ tịch)         1.0
  2  Mon 00:10  web     an      clarify       2.1 (Cư trú)          2.0
  3  Tue 09:00  web     binh    not_found     -                     0.5
  4  Tue 09:01  web     binh    answered      1.2 (Hộ tịch)         -       thumbs up; 09:05 asks for an officer, about 1.000002
  5  Wed 10:00  web     chi     greeting      -                     0.1
  6  Wed 10:01  web     chi     out_of_scope  -                     0.3     thumbs down
  7  Thu 08:00  zalo    dung    answered      1.1 (Hộ tịch)         4.0
  8  Thu 09:00  zalo    dung    answered      3.1 (nobody knows)    3.0     thumbs down
  9  Fri 08:00  zalo    em      dossier       -  (private)          8.0
 10  Sat 08:00  zalo    em      error         -                    10.0
 11  Sun 23:59  web     an      answered      2.1 (Cư trú)          1.5
Outside: Sunday the 8th, 23:59, an, answered; Monday the 16th, 00:00, an, answered; Monday the 16th, 09:00, dung, not_found, and an officer
is asked for by em. Judged, drawn by chance: 1 right, 4 wrong, 7 partly, 8 unsure, 3 wrong; for a complaint: 6 wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from conversations.models import Handover, Rating
from conversations.schemas import Heard
from conversations.service import Conversations
from core.clock import VIETNAM
from core.db import Database

WEEK = date(2026, 11, 9)
CIVIL, HOME = "Hộ tịch", "Cư trú"
TOPICS = {"1.000001": CIVIL, "1.000002": CIVIL, "2.000001": HOME}
AN, BINH, CHI, DUNG, EM = (letter * 32 for letter in "abcde")


@dataclass(frozen=True)
class Verdict:
    turn: int
    verdict: str
    sampled: bool = True


VERDICTS = (
    Verdict(2, "right"),
    Verdict(5, "wrong"),
    Verdict(8, "partly"),
    Verdict(9, "unsure"),
    Verdict(4, "wrong"),
    Verdict(7, "wrong", False),
)


def topics() -> Mapping[str, str]:
    return TOPICS


def verdicts(since: datetime, until: datetime) -> Sequence[Verdict]:
    return VERDICTS


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of November 2026 in Vietnam."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def heard(person: str, moment: datetime, status: str, code: str | None = None, seconds: float | None = None, **more: Any) -> Heard:
    channel = "zalo" if person in (DUNG, EM) else "web"
    return Heard(person, channel, more.pop("question", "câu hỏi"), status, "Dòng đầu.\nDòng sau.", moment, code, seconds=seconds, **more)


def small_week(conversations: Conversations, database: Database) -> None:
    """Write it. The turn of the Sunday before has the number 1, so each of the table has the next number to its own."""
    for turn in (
        heard(AN, at(8, 23, 59), "answered", "1.000001", 9.0),
        heard(AN, at(9), "answered", "1.000001", 1.0),
        heard(AN, at(9, 0, 10), "clarify", "2.000001", 2.0),
        heard(BINH, at(10, 9), "not_found", None, 0.5),
        heard(BINH, at(10, 9, 1), "answered", "1.000002"),
        heard(CHI, at(11, 10), "greeting", None, 0.1),
        heard(CHI, at(11, 10, 1), "out_of_scope", None, 0.3),
        heard(DUNG, at(12, 8), "answered", "1.000001", 4.0),
        heard(DUNG, at(12, 9), "answered", "3.000001", 3.0),
        heard(EM, at(13, 8), "dossier", None, 8.0, private=True, question="hồ sơ 000.00.01.H29-261113-0001"),
        heard(EM, at(14, 8), "error", None, 10.0),
        heard(AN, at(15, 23, 59), "answered", "2.000001", 1.5),
        heard(AN, at(16), "answered", "1.000001", 1.0),
        heard(DUNG, at(16, 9), "not_found"),
    ):
        assert conversations.heard(turn)
    with database.begin() as session:
        for turn_id, person, good in ((5, BINH, True), (7, CHI, False), (9, DUNG, False)):
            session.add(Rating(turn_id=turn_id, person=person, good=good, at=at(16)))
        session.add(_handover(BINH, "web", at(10, 9, 5), "1.000002"))
        session.add(_handover(EM, "zalo", at(16, 9), None))


def _handover(person: str, channel: str, opened: datetime, code: str | None) -> Handover:
    summary = {"turns": [{"question": "khai sinh trễ", "status": "answered", "procedure": code}], "procedure": code}
    return Handover(person=person, channel=channel, language="vi", state="waiting", summary=summary, opened=opened, changed=opened)


def later(days: float) -> datetime:
    """So many days after the end of the week."""
    return at(16) + timedelta(days=days)
