"""Answering over the seed release, from a real tracker to the message that is sent."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.answer import ActionAnswer
from actions.say import ActionSay
from actions.wiring import knowledge, live_tables
from core.answer import Answer
from core.errors import ReleaseUnavailable
from core.settings import Settings
from tests.actions.conftest import MakeTracker
from tests.conftest import HOME

BIRTH, RESIDENCE = "1.001193", "1.004194"


@pytest.fixture
def state(seed_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment of an action server whose live release is the seed."""
    monkeypatch.setenv("TROLY_HOME", str(HOME))
    monkeypatch.setenv("TROLY_STATE", str(seed_settings.var))
    for part in (knowledge, live_tables):
        part.cache_clear()
    yield monkeypatch
    for part in (knowledge, live_tables):
        part.cache_clear()


def run(tracker: Tracker) -> tuple[Answer, dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    events = asyncio.run(ActionAnswer().run(dispatcher, tracker, {}))
    (message,) = dispatcher.messages
    assert all(event["event"] == "slot" for event in events)
    (event,) = events
    return Answer.model_validate(message["custom"]), event["value"]


@pytest.mark.usefixtures("state")
def test_a_question_is_answered_and_what_was_spoken_of_is_remembered(tracker: MakeTracker) -> None:
    made, slots = run(tracker("làm giấy khai sinh cần giấy tờ gì?", "ask_documents"))
    assert made.status == "answered"
    assert made.procedure
    assert made.procedure.code == BIRTH
    assert made.facets == ["documents"]
    assert slots["procedure_code"] == BIRTH
    assert list(slots.get("offered_codes", ())) == [other.code for other in made.alternatives]
    assert len(slots["options"]) == len(made.buttons)


@pytest.mark.usefixtures("state")
def test_a_follow_up_is_about_what_is_remembered(tracker: MakeTracker) -> None:
    made, slots = run(tracker("rồi lệ phí bao nhiêu?", "ask_fee", {"procedure_code": RESIDENCE}))
    assert made.procedure
    assert made.procedure.code == RESIDENCE
    assert made.facets == ["fee"]
    assert slots["procedure_code"] == RESIDENCE


@pytest.mark.usefixtures("state")
def test_a_choice_by_number_is_answered(tracker: MakeTracker) -> None:
    made, slots = run(tracker("số 2", "choose_procedure", {"offered_codes": [BIRTH, RESIDENCE]}))
    assert made.procedure
    assert made.procedure.code == RESIDENCE
    assert slots["procedure_code"] == RESIDENCE


@pytest.mark.usefixtures("state")
def test_a_pressed_choice_is_answered(tracker: MakeTracker) -> None:
    payload = f'/choose_procedure{{"procedure_code":"{RESIDENCE}"}}'
    made, _ = run(tracker(payload, "choose_procedure", entities=[{"entity": "procedure_code", "value": RESIDENCE}]))
    assert made.procedure
    assert made.procedure.code == RESIDENCE


@pytest.mark.usefixtures("state")
def test_what_is_not_found_keeps_what_was_spoken_of(tracker: MakeTracker) -> None:
    made, slots = run(tracker("xyzzy plugh qwerty", "nlu_fallback", {"procedure_code": BIRTH, "offered_codes": [RESIDENCE]}))
    assert made.status == "not_found"
    assert made.procedure is None
    assert (slots["procedure_code"], slots.get("offered_codes"), slots["failures"]) == (BIRTH, None, 1)


@pytest.mark.usefixtures("state")
def test_after_a_session_ended_a_follow_up_is_still_understood(tracker: MakeTracker) -> None:
    made, slots = run(tracker("bao lâu thì xong?", "ask_time", metadata={"memory": {"procedure_code": RESIDENCE}}))
    assert made.procedure
    assert made.procedure.code == RESIDENCE
    assert slots["procedure_code"] == RESIDENCE


@pytest.mark.usefixtures("state")
def test_what_is_surely_another_matter_is_not_answered(tracker: MakeTracker) -> None:
    ranking = [{"name": "out_of_scope", "confidence": 0.99}, {"name": "ask_procedure", "confidence": 0.01}]
    made, slots = run(tracker("hôm nay trời có mưa không", "out_of_scope", intent_ranking=ranking))
    assert made.procedure is None
    assert not made.alternatives
    assert (made.status, slots.get("failures", 0)) == ("out_of_scope", 0)


@pytest.mark.usefixtures("state")
def test_what_is_hardly_heard_as_another_matter_is_a_procedure_that_was_not_found(tracker: MakeTracker) -> None:
    ranking = [{"name": "out_of_scope", "confidence": 0.6}, {"name": "ask_procedure", "confidence": 0.4}]
    made, _ = run(tracker("hôm nay trời có mưa không", "out_of_scope", intent_ranking=ranking))
    assert made.status == "not_found"


@pytest.mark.usefixtures("state")
def test_the_procedure_before_is_returned_to(tracker: MakeTracker) -> None:
    made, slots = run(tracker("quay lại cái lúc nãy, lệ phí sao", "go_back", {"procedure_code": BIRTH, "trail": [RESIDENCE]}))
    assert made.procedure
    assert (made.procedure.code, made.facets) == (RESIDENCE, ["fee"])
    assert slots["trail"] == (BIRTH,)


@pytest.mark.usefixtures("state")
def test_what_was_asked_for_is_told_of_the_procedure_that_is_chosen(tracker: MakeTracker) -> None:
    memory = {"offered_codes": [BIRTH, RESIDENCE], "facets": ["fee"], "asking": True}
    made, _ = run(tracker("cái thứ hai", "choose_procedure", memory))
    assert made.facets == ["fee"]


def test_no_release_is_an_error_and_not_an_answer(
    tracker: MakeTracker, state: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state.setenv("TROLY_STATE", str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(ReleaseUnavailable):
        run(tracker("làm giấy khai sinh"))


def test_the_domain_knows_the_action_and_its_slots() -> None:
    domain = YAML(typ="safe").load((HOME / "domain.yml").read_text("utf-8"))
    assert ActionAnswer().name() in domain["actions"]
    assert {"memory", "forget"} <= set(domain["slots"])


def chats(tracker: Tracker) -> Answer:
    dispatcher = CollectingDispatcher()
    asyncio.run(ActionSay().run(dispatcher, tracker, {}))
    return Answer.model_validate(dispatcher.messages[0]["custom"])


@pytest.mark.usefixtures("state")
def test_chat_that_is_heard_faintly_is_not_answered_as_such(tracker: MakeTracker) -> None:
    heard = tracker("xyzt qwrt zzz", "chitchat")
    heard.latest_message["intent"]["confidence"] = 0.2
    assert chats(heard).status == "not_found"


@pytest.mark.usefixtures("state")
def test_chat_that_tells_of_a_birth_begins_its_list(tracker: MakeTracker) -> None:
    assert chats(tracker("vợ tôi mới sinh", "chitchat")).status == "clarify"


@pytest.mark.usefixtures("state")
def test_the_words_that_lead_up_to_a_place_are_not_searched(tracker: MakeTracker) -> None:
    made, slots = run(tracker("tôi ở Côn Đảo đăng ký khai sinh ở đâu", "ask_place"))
    assert made.procedure
    assert made.procedure.code == BIRTH
    assert "Côn Đảo" in made.text
    assert slots["ward"]


@pytest.mark.usefixtures("state")
def test_who_names_a_place_and_a_procedure_is_answered_about_the_procedure_there(tracker: MakeTracker) -> None:
    made, memory = run(tracker("tôi ở phường Bến Nghé, làm giấy khai sinh nộp ở đâu", "ask_place"))
    assert made.procedure
    assert made.procedure.code == BIRTH
    assert "phường Sài Gòn" in made.text
    assert memory["ward"] == "26740"


@pytest.mark.usefixtures("state")
def test_of_a_district_the_old_ward_is_asked_for_beside_the_answer(tracker: MakeTracker) -> None:
    made, memory = run(tracker("ở quận 1 làm giấy khai sinh nộp ở đâu", "ask_place"))
    assert made.procedure
    assert made.notes[-1].startswith("Quận 1 ")
    assert made.notes[-1] in made.text
    assert "ward" not in memory


@pytest.mark.usefixtures("state")
def test_a_place_alone_is_looked_up_for_its_office(tracker: MakeTracker) -> None:
    made, memory = run(tracker("dạ em ở phường Bến Nghé nha", "ask_procedure"))
    assert made.procedure is None
    assert "phường Sài Gòn" in made.text
    assert memory["ward"] == "26740"


@pytest.mark.usefixtures("state")
def test_chat_is_no_part_of_the_matter_that_goes_on(tracker: MakeTracker) -> None:
    _, memory = run(tracker("làm giấy khai sinh cần giấy tờ gì?", "ask_documents"))
    _, memory = run(
        tracker("hôm nay trời có mưa không", "out_of_scope", memory, intent_ranking=[{"name": "out_of_scope", "confidence": 0.99}])
    )
    assert memory["said"] == ("làm giấy khai sinh cần giấy tờ gì?",)


@pytest.mark.usefixtures("state")
def test_what_is_remembered_of_a_question_is_masked(tracker: MakeTracker) -> None:
    _, memory = run(tracker("căn cước 079123456789 của tôi làm giấy khai sinh cho con được không", "ask_requirements"))
    assert "079123456789" not in str(memory)


@pytest.mark.usefixtures("state")
def test_where_to_file_in_an_old_district_is_asked_for_its_ward(tracker: MakeTracker) -> None:
    made, _ = run(tracker("tôi ở quận 1 thì nộp hồ sơ ở đâu", "ask_place"))
    assert "Quận 1 không còn" in made.text
    assert any("Phường Sài Gòn" in button.title for button in made.buttons)


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("text", ["bảo hiểm", "giấy phép", "trợ cấp"])
def test_a_word_of_many_matters_is_asked_back(tracker: MakeTracker, text: str) -> None:
    made, _ = run(tracker(text))
    assert made.status == "clarify"
    assert len(made.alternatives) >= 2


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("text", ["3", "-1", "99", "?!"])
def test_a_number_without_an_offer_names_nothing(tracker: MakeTracker, text: str) -> None:
    made, _ = run(tracker(text))
    assert (made.status, made.alternatives) == ("not_found", [])
