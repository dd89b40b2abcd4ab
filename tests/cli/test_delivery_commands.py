"""`troly delivery`: operators see what was given up without seeing who, and switches keep who turned them."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timezone

import pytest
from typer.testing import CliRunner

from cli.delivery import app
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from conversations.letters import Incoming, Outgoing
from core.db import Database
from core.settings import Settings
from tests.conftest import HOME

AN = "a" * 32


@pytest.fixture
def given_up(migrated: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Inbox, Dispatch]]:
    """A letter and a message that nobody could deal with."""
    monkeypatch.setenv("TROLY_HOME", str(HOME))
    monkeypatch.setenv("TROLY_STATE", str(migrated.var))
    monkeypatch.delenv("TROLY_DATABASE_URL", raising=False)
    with closing(Database.open(migrated)) as database:
        inbox, dispatch = Inbox.of(migrated, database), Dispatch.of(migrated, database)
        inbox.put([Incoming("zalo", "m1", AN, "text", datetime.now(timezone.utc), {"id": "m1", "text": "Nguyễn Thị Hoa"})])
        dispatch.put(AN, "zalo", "k", [Outgoing(None, {"text": "Hoa"}, "4711")])
        taken, post = inbox.take(), dispatch.take()
        assert taken is not None
        assert post is not None
        inbox.dead(taken, "KeyError", [])
        dispatch.dead(post, "give_up")
        yield inbox, dispatch


def run(*command: str) -> str:
    result = CliRunner().invoke(app, list(command), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_was_given_up_is_shown_and_taken_up_again(given_up: tuple[Inbox, Dispatch]) -> None:
    shown = run("given-up")
    assert [(row["box"], row["error"]) for row in map(json.loads, shown.splitlines())] == [("in", "KeyError"), ("out", "give_up")]
    assert not any(secret in shown for secret in (AN, "Hoa", "4711"))
    boxes = [json.loads(line) for line in run("status").splitlines()]
    assert [(box["waiting"], box["given_up"]) for box in boxes[:2]] == [(0, 1), (0, 1)]
    assert run("answer-again", "999") == "0 to be answered\n"
    assert run("answer-again") == "1 to be answered\n"
    assert run("send-again", "1") == "1 to be sent\n"
    assert run("given-up") == ""
    assert given_up[0].take() is not None
    assert given_up[1].take() is not None


def test_a_switch_is_turned_by_somebody_for_a_reason(given_up: tuple[Inbox, Dispatch]) -> None:
    assert run("off", "channel:zalo", "--why", "trả lời sai", "--by", "Lan") == "channel:zalo is off\n"
    assert json.loads(run("status").splitlines()[2]) == {"off": ["channel:zalo"]}
    assert run("on", "channel:zalo", "--why", "đã sửa") == "channel:zalo is on\n"
    first, second = map(json.loads, run("turns").splitlines())
    assert (first["by"], first["reason"], first["off"]) == ("Lan", "trả lời sai", True)
    assert (bool(second["by"]), second["off"]) == (True, False)


def test_an_unknown_switch_is_an_error(given_up: tuple[Inbox, Dispatch]) -> None:
    assert CliRunner().invoke(app, ["off", "everything", "--why", "x"]).exit_code == 1
    assert json.loads(run("status").splitlines()[2]) == {"off": []}
