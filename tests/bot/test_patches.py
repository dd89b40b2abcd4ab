"""The patches change the speed of Rasa, not what it does."""

import logging

import pytest
import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import ActionExecuted, Event, UserUttered

from bot import patches

patches.apply()


def test_a_good_answer_of_an_action_passes() -> None:
    answer = {"events": [{"event": "slot", "name": "procedure_code", "value": "1.001193"}], "responses": [{"custom": {}}]}
    assert RemoteAction("action_answer", None)._validate_action_result(answer)


@pytest.mark.parametrize("answer", [[], {"events": {}}, {"events": [{"event": "slot"}]}, {"responses": ["x"]}])
def test_a_bad_answer_of_an_action_is_refused(answer: object) -> None:
    with pytest.raises(ValidationError):
        RemoteAction("action_answer", None)._validate_action_result(answer)


def test_events_are_still_found_by_type() -> None:
    assert (Event.resolve_by_type("user"), Event.resolve_by_type("action")) == (UserUttered, ActionExecuted)
    assert Event.resolve_by_type("strange", UserUttered) is UserUttered
    with pytest.raises(ValueError, match="strange"):
        Event.resolve_by_type("strange")


def test_another_version_of_rasa_is_left_alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    before = RemoteAction._validate_action_result
    monkeypatch.setattr(rasa, "__version__", "3.6.22")
    with caplog.at_level(logging.WARNING):
        patches.apply()
    assert "not applied" in caplog.text
    assert RemoteAction._validate_action_result is before
