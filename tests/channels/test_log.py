"""Logs say what happened, to nobody in particular."""

import json
import sys
from typing import Any

import pytest

from core.errors import BotUnavailable
from core.log import processors


def logged(**event: Any) -> dict[str, Any]:
    done: Any = {"event": "x", **event}
    for processor in processors("test"):
        done = processor(None, "info", done)
    result: dict[str, Any] = json.loads(json.dumps(done))
    return result


@pytest.mark.parametrize("key", ["text", "message", "q", "query", "body", "payload", "said"])
def test_words_are_dropped(key: str) -> None:
    assert "bí mật" not in json.dumps(logged(**{key: "bí mật"}), ensure_ascii=False)


def test_a_person_is_a_short_hash() -> None:
    first, second = logged(sender="0909123456"), logged(sender="0909123456")
    assert len(first["sender"]) == 12
    assert first["sender"] != second["sender"], "each start has a key of its own"


def test_one_start_tells_people_apart() -> None:
    chain = processors("test")
    names = []
    for sender in ("an", "an", "binh"):
        event: Any = {"event": "x", "sender": sender}
        for processor in chain:
            event = processor(None, "info", event)
        names.append(event["sender"])
    assert names[0] == names[1] != names[2]


def test_a_librarys_error_is_named_and_not_quoted() -> None:
    try:
        raise ValueError("cannot parse: bí mật")
    except ValueError as error:
        for exc_info in (error, True, sys.exc_info()):
            event = logged(exc_info=exc_info)
            assert event["error"] == "ValueError"
            assert "test_log.py" in event["stack"][-1]
            assert "bí mật" not in json.dumps(event, ensure_ascii=False)


def test_our_own_error_says_its_reason() -> None:
    assert logged(exc_info=BotUnavailable("status 500"))["reason"] == "status 500"


def test_the_program_is_named() -> None:
    assert logged()["program"] == "test"
    assert "error" not in logged(exc_info=None)
