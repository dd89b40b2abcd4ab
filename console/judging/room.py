"""What the desk of judged answers stands on, and the week that one works through."""

from datetime import date, timedelta

from console.parts import Parts
from conversations.answers import TurnAnswers
from conversations.signals import TurnSignals
from core.weeks import WEEK
from training.inbox.service import Inbox
from training.judging.schemas import Board
from training.judging.service import Judging
from training.texts import key_of

WEEKS = 5  # that are mended, and shown where turns are kept long enough


def judging(parts: Parts) -> Judging:
    """Return the answers that people judge."""
    return Judging(parts.database, TurnAnswers(parts.database), clock=parts.clock)


def weeks_of(parts: Parts) -> int:
    """Return how many weeks are shown: what is drawn of one is reckoned from the week before it, of which nothing may be gone yet."""
    return min(WEEKS, max(1, parts.settings.keep_conversations_days // WEEK.days - 1))


def week_of(room: Judging, given: str, weeks: int) -> date:
    """Return the week whose Monday is `given`, if it is one of the latest `weeks`, else the one under way."""
    this = room.this_week()
    shown = {str(week): week for week in (this - number * WEEK for number in range(weeks))}
    return shown.get(given, this)


def sunday(week: date) -> date:
    """Return the last day of the week whose Monday is `week`."""
    return week + WEEK - timedelta(days=1)


def first_of(board: Board) -> date | None:
    """Return the week to go on with: last week's answers are all drawn, so they come before this week's, and both before older ones."""
    this, *earlier = board.weeks
    order = [*earlier[:1], this, *earlier[1:]]
    return next((one.week for one in order if one.mine), None)


def after(queue: list[int], turn: int | None) -> int | None:
    """Return what comes after `turn` in a queue, and after its end what was passed over; `None` when nothing else is left."""
    place = queue.index(turn) + 1 if turn in queue else 0
    return next((one for one in (*queue[place:], *queue[:place]) if one != turn), None)


def label_place(parts: Parts, question: str) -> str | None:
    """Return where a question can be labelled: `None` where the inbox does not hold it."""
    key = key_of(question)
    item = _inbox(parts).of_text(key) if key else None
    return f"/labels/items/{item.id}" if item else None


def brought(parts: Parts, turn: int) -> str:
    """Take the question of a turn into the inbox, and return where it can be labelled. Raises `NotFound` and `Conflict`."""
    return f"/labels/items/{_inbox(parts).bring(turn, TurnSignals(parts.database))}"


def _inbox(parts: Parts) -> Inbox:
    return Inbox(parts.database, clock=parts.clock)
