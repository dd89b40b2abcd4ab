"""The desks of a person's own matters over a real database, and turns as the reception hands them in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from actions.turn import Desk, Memory, Said, Turn
from conversations.schemas import Heard
from conversations.service import Conversations
from core.db import Database
from core.seal import Seal
from core.settings import Settings
from core.words import Language
from knowledge.schemas import Asked
from portal.dossiers.notices import Notices
from portal.sample_feedback import SampleFeedback

HOME = Path(__file__).resolve().parents[3]
AN = "a" * 32
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)  # nine o'clock in the city


class Talk:
    """One person at one desk: says, presses, and remembers as the reception does."""

    def __init__(self, desk: Desk, intent: str, person: str = AN, language: Language = "vi") -> None:
        self.desk, self.intent, self.person, self.language = desk, intent, person, language
        self.memory = Memory(language=language)
        self.forgot = False

    def turn(self, text: str = "", intent: str | None = None, picked: str | None = None) -> Turn:
        return Turn(Asked(text=text, language=self.language), intent or self.intent, 0.95, self.memory, self.person, "rest", picked)

    def hear(self, text: str, intent: str | None = None) -> Said | None:
        """Say `text`: to the open question first, then to the desk. `None` when it is a question for somebody else."""
        turn, pending = self.turn(text, intent), (self.memory.pending or "").partition(":")
        said = self.desk.resume(turn, pending[2]) if pending[0] == self.desk.name else None
        if said is None and (intent is None or not intent.startswith("ask_")):
            said = self.desk.reply(turn)
        return self._after(said)

    def say(self, text: str, intent: str | None = None) -> str:
        said = self.hear(text, intent)
        assert said is not None
        return said.answer.text

    def press(self, title: str) -> str:
        """Press the button of this title among those shown last; return what is said."""
        payload = dict(self.memory.options)[title]
        option = payload.split('"')[3]
        name, _, rest = option.partition(":")
        assert name == self.desk.name
        said = self._after(self.desk.pressed(self.turn(picked=option), rest))
        assert said is not None
        return said.answer.text

    def _after(self, said: Said | None) -> Said | None:
        if said is not None:
            self.memory, self.forgot = said.memory.after(said.answer), said.forget
        return said


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database, Settings(home=HOME))


@pytest.fixture
def feedback(database: Database) -> SampleFeedback:
    return SampleFeedback(database)


@pytest.fixture
def notices(database: Database) -> Notices:
    return wishes(database)


def wishes(database: Database) -> Notices:
    """The wishes for news in `database`, with a key of the tests."""
    return Notices(database, Seal(b"0123456789abcdef"), b"0123456789abcdef", Settings(home=HOME))


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Database]:
    """A database without its tables: one that is down."""
    database = Database(f"sqlite:///{tmp_path / 'broken.db'}")
    yield database
    database.close()


def heard(conversations: Conversations, question: str = "khai sinh cần gì", person: str = AN) -> None:
    """Keep a turn, as the gateway does."""
    turn = Heard(person, "rest", question, "answered", "Tờ khai.", datetime.now(timezone.utc), procedure_code="1.001193")
    assert conversations.heard(replace(turn, release="r1", model="m1"))


ODD = ["", " ", "\x00\x01\x02", "😀" * 200, "x" * 100_000, "?" * 500, "'; drop table turns; --", "{0} {number}", "‮abc"]
