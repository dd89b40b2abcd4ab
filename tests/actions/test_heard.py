"""What the tracker heard, in the words of the knowledge base."""

from typing import get_args

import pytest
from rasa_sdk import Tracker

from actions.heard import turn
from core.answer import Facet
from knowledge.schemas import Asked
from tests.actions.conftest import MakeTracker


def asked(heard: Tracker) -> Asked:
    return turn(heard).asked


OFFERED = ["1.900001", "1.900002", "1.900003"]


def entity(value: str, name: str = "procedure_code") -> dict[str, str]:
    return {"entity": name, "value": value}


def test_the_person_s_words_are_passed_on(tracker: MakeTracker) -> None:
    heard = asked(tracker("làm thẻ thư viện ở đâu?"))
    assert heard.text == "làm thẻ thư viện ở đâu?"
    assert heard.facets == ()
    assert heard.current is heard.chosen is None
    assert heard.offered == ()
    assert not heard.compare


def test_a_pressed_button_is_no_words(tracker: MakeTracker) -> None:
    heard = asked(tracker("/ask_fee", "ask_fee", {"procedure_code": "1.900001"}))
    assert (heard.text, heard.facets, heard.current) == ("", ("fee",), "1.900001")


@pytest.mark.parametrize(("confidence", "facets"), [(0.9, ("fee",)), (0.6, ())])
def test_a_facet_counts_when_it_is_heard_clearly(tracker: MakeTracker, confidence: float, facets: tuple[str, ...]) -> None:
    heard = tracker("…", "ask_fee")
    heard.latest_message["intent"]["confidence"] = confidence
    assert asked(heard).facets == facets


def test_a_pressed_choice_names_its_procedure(tracker: MakeTracker) -> None:
    payload = '/choose_procedure{"procedure_code":"1.900002"}'
    heard = asked(tracker(payload, "choose_procedure", {"offered_codes": OFFERED}, entities=[entity("1.900002")]))
    assert (heard.text, heard.chosen) == ("", "1.900002")


def test_a_code_in_the_words_is_chosen_whatever_the_intent(tracker: MakeTracker) -> None:
    heard = asked(tracker("1.900002 lệ phí?", "ask_fee", entities=[entity("Thư viện", "agency"), entity("1.900002")]))
    assert heard.chosen == "1.900002"
    assert heard.facets == ("fee",)


@pytest.mark.parametrize("facet", get_args(Facet))
def test_every_facet_has_an_intent(tracker: MakeTracker, facet: str) -> None:
    assert asked(tracker("…", f"ask_{facet}")).facets == (facet,)


@pytest.mark.parametrize("intent", ["ask_procedure", "ask_status", "compare", "out_of_scope", "nlu_fallback", None])
def test_other_intents_ask_for_no_facet(tracker: MakeTracker, intent: str | None) -> None:
    assert asked(tracker("…", intent)).facets == ()


def test_a_comparison_is_heard(tracker: MakeTracker) -> None:
    assert asked(tracker("hai cái khác nhau sao", "compare", {"offered_codes": OFFERED})).compare


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("cái thứ hai", 2),
        ("cai thu hai", 2),
        ("Cái thứ 2 nha", 2),
        ("số 2", 2),
        ("so 2 di", 2),
        ("2", 2),
        (" 2. ", 2),
        ("(3)", 3),
        ("cái đầu tiên", 1),
        ("cái thứ nhất", 1),
        ("mục 1", 1),
        ("câu số ba", 3),
        ("lựa chọn thứ ba", 3),
        ("cái cuối cùng", 3),
        ("thủ tục số 2", 2),
        ("chọn cái số 3 giúp tôi", 3),
    ],
)
def test_a_number_points_at_what_was_offered(tracker: MakeTracker, text: str, place: int) -> None:
    assert asked(tracker(text, "choose_procedure", {"offered_codes": OFFERED})).chosen == OFFERED[place - 1]


@pytest.mark.parametrize("text", ["số 4", "0", "9", "số 12", "12", "cái thứ tư", "cái kia", "ừ", "ba", ""])
def test_a_number_that_was_not_offered_points_at_nothing(tracker: MakeTracker, text: str) -> None:
    assert asked(tracker(text, "choose_procedure", {"offered_codes": OFFERED})).chosen is None


def test_a_number_points_at_nothing_when_nothing_was_offered(tracker: MakeTracker) -> None:
    assert asked(tracker("số 2", "choose_procedure")).chosen is None


def test_a_number_in_a_question_is_no_choice(tracker: MakeTracker) -> None:
    assert asked(tracker("làm lại thẻ số 2 ở đâu", "ask_place", {"offered_codes": OFFERED})).chosen is None


def test_after_a_session_ended_the_gateway_tells_what_was_spoken_of(tracker: MakeTracker) -> None:
    context = {"procedure_code": "1.900003", "offered_codes": OFFERED}
    heard = asked(tracker("cái thứ hai", "choose_procedure", metadata={"memory": context}))
    assert (heard.current, heard.chosen, heard.offered) == ("1.900003", "1.900002", tuple(OFFERED))


def test_what_the_session_knows_stands_before_what_the_gateway_tells(tracker: MakeTracker) -> None:
    context = {"procedure_code": "1.900003", "offered_codes": OFFERED}
    heard = asked(
        tracker("số 1", "choose_procedure", {"procedure_code": "1.900004", "offered_codes": ["1.900004"]}, metadata={"memory": context})
    )
    assert (heard.current, heard.chosen, heard.offered) == ("1.900004", "1.900004", ("1.900004",))


@pytest.mark.parametrize("metadata", [None, {}, {"memory": None}, {"memory": {}}])
def test_no_context_is_no_context(tracker: MakeTracker, metadata: dict[str, object] | None) -> None:
    heard = asked(tracker("lệ phí?", metadata=metadata))
    assert heard.current is None
    assert heard.offered == ()


@pytest.mark.parametrize("missing", ["intent", "entities", "metadata", "intent_ranking", "text"])
def test_a_message_without_a_part_is_still_heard(tracker: MakeTracker, missing: str) -> None:
    made = tracker("lệ phí?")
    made.latest_message[missing] = None
    asked(made)


def test_the_probability_of_another_matter_is_the_sum_of_the_other_intents(tracker: MakeTracker) -> None:
    ranking = [("ask_fee", 0.5), ("greet", 0.2), ("out_of_scope", 0.15), ("ask_procedure", 0.1), ("ask_status", 0.05)]
    heard = asked(tracker("…", intent_ranking=[{"name": name, "confidence": share} for name, share in ranking]))
    assert heard.elsewhere == pytest.approx(0.4)


OPTIONS = [["Có yếu tố nước ngoài", '/choose_procedure{"procedure_code":"1.900002"}'], ["Phường Tân Định", '/pick{"option":"ward:26737"}']]


@pytest.mark.parametrize("text", ["nước ngoài", "cái có yếu tố nước ngoài nha", "nuoc ngoai", "dạ em chọn nước ngoài ạ"])
def test_a_choice_is_typed_with_some_of_its_words(tracker: MakeTracker, text: str) -> None:
    heard = asked(tracker(text, "ask_procedure", {"options": OPTIONS, "asking": True, "facets": ["fee"]}))
    assert (heard.text, heard.chosen, heard.facets) == ("", "1.900002", ("fee",))


def test_an_option_is_typed_with_its_words(tracker: MakeTracker) -> None:
    heard = turn(tracker("tan dinh", "ward", {"options": OPTIONS, "asking": True}))
    assert (heard.picked, heard.asked.chosen, heard.text) == ("ward:26737", None, "")


def test_an_open_question_of_a_desk_hears_its_answers_itself(tracker: MakeTracker) -> None:
    options = [["Gửi phản ánh", '/pick{"option":"report:send"}'], ["Sửa nội dung", '/pick{"option":"report:edit:what"}']]
    memory = {"options": options, "asking": True, "pending": "report:confirm"}
    assert turn(tracker("đúng rồi", "affirm", memory)).picked is None
    assert turn(tracker("gửi phản ánh", "report", memory)).picked == "report:send"
    assert turn(tracker("số 2", "choose_procedure", memory)).picked == "report:edit:what"


def test_some_words_choose_nothing_that_was_only_offered_beside_an_answer(tracker: MakeTracker) -> None:
    assert asked(tracker("nước ngoài", "ask_procedure", {"options": OPTIONS})).chosen is None


@pytest.mark.parametrize("text", ["nước ngoài có thu phí không vậy bạn ơi cho hỏi", "trong nước", "", "👍", "x" * 5_000])
def test_other_words_are_words(tracker: MakeTracker, text: str) -> None:
    assert asked(tracker(text, "ask_procedure", {"options": OPTIONS, "asking": True})).text == text


def test_a_pressed_option_is_picked(tracker: MakeTracker) -> None:
    heard = turn(tracker('/pick{"option":"life:birth:married:yes"}', "pick"))
    assert (heard.picked, heard.intent, heard.text) == ("life:birth:married:yes", "pick", "")


def test_a_pressed_case_asks_for_its_papers(tracker: MakeTracker) -> None:
    heard = asked(tracker('/ask_documents{"procedure_code":"1.900002#1"}', "ask_documents"))
    assert (heard.chosen, heard.facets) == ("1.900002#1", ("documents",))


def test_the_language_of_the_message_goes_before_the_conversation_s(tracker: MakeTracker) -> None:
    assert turn(tracker("how much is the fee", memory={"language": "vi"})).language == "en"
    assert turn(tracker("lệ phí bao nhiêu", memory={"language": "en"})).language == "vi"
    assert turn(tracker("/ask_fee", memory={"language": "en"})).language == "en"


def test_what_another_version_remembered_is_read_as_far_as_it_is_known(tracker: MakeTracker) -> None:
    heard = turn(tracker("lệ phí?", memory={"procedure_code": "1.900001", "unheard_of": 1, "told": None}))
    assert heard.memory.procedure_code == "1.900001"
    assert heard.memory.told == {}
