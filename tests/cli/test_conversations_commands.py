"""`troly conversations` and `troly feedback`, as an operator types them."""

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from conversations.inbox import Inbox
from conversations.schemas import Heard
from conversations.service import Conversations
from core.db import Database
from core.migrate import upgrade
from core.person import person_key, person_of
from core.settings import Settings
from portal.feedback import Report
from portal.sample_feedback import SampleFeedback

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A state folder in which somebody asked, rated, wants a person and reported."""
    settings = Settings(home=HOME, state=tmp_path)
    upgrade(settings)
    database, person = Database.open(settings), person_of(person_key(settings), "rest", "an")
    conversations = Conversations(database, settings)
    conversations.heard(Heard(person, "rest", "khai sinh", "answered", "…", datetime.now(timezone.utc)))
    conversations.rate(person, good=True)
    conversations.handovers.open(person, "rest")
    SampleFeedback(database).file(Report(person, "đèn hư", "đường Lê Lợi", "rest", "0909123456"))
    database.close()
    return settings


def troly(settings: Settings, *words: str, code: int = 0) -> str:
    env = {"TROLY_HOME": str(HOME), "TROLY_STATE": str(settings.var), "TROLY_BOT_URL": "http://127.0.0.1:9"}  # nobody listens there
    done = CliRunner().invoke(app, words, env=env)
    assert done.exit_code == code, done.output
    return done.output


def test_the_queue_is_read_and_worked(settings: Settings) -> None:
    assert json.loads(troly(settings, "conversations", "queue"))["number"] == "CB-0001"
    assert "taken" in troly(settings, "conversations", "move", "CB-0001", "taken")
    assert "cannot become" in troly(settings, "conversations", "move", "CB-0001", "expired", code=1)
    assert json.loads(troly(settings, "conversations", "queue", "--state", "taken"))["state"] == "taken"


def test_ratings_and_reports_are_exported(settings: Settings, tmp_path: Path) -> None:
    assert json.loads(troly(settings, "conversations", "ratings"))["question"] == "khai sinh"
    assert "1 reports" in troly(settings, "feedback", "export", "--form", "csv", "--to", str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines()[1].startswith("PA-000001,")
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert troly(settings, "feedback", "export", "--since", "2100-01-01") == ""
    assert "is no day" in troly(settings, "feedback", "export", "--since", "hôm qua", code=2)


def test_a_person_is_erased_by_the_operator(settings: Settings) -> None:
    told = troly(settings, "conversations", "erase", "rest", "an").splitlines()
    assert sum("`troly worker` asks it" in line for line in told) == 1  # the dialogue engine does not run here
    counts = json.loads(told[-1])
    assert (counts["turns"], counts["handovers"], counts["reports"]) == (1, 1, 1)
    assert "dialogue" not in counts
    database = Database.open(settings)
    assert Inbox.of(settings, database).waiting() == 1
    database.close()
    assert json.loads(troly(settings, "conversations", "sweep"))["turns"] == 0
    assert "up to date" in troly(settings, "conversations", "upgrade")
