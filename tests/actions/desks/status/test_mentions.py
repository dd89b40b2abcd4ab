"""What people say beside the questions of the status desk, whatever the dialogue model hears in it."""

from dataclasses import replace

import pytest

from tests.actions.desks.status.talk import StatusTalk


@pytest.mark.parametrize("text", ["432", "43210", "4 3 2", "12"])
def test_a_number_alone_is_an_answer_to_us_whatever_is_heard(talk: StatusTalk, text: str) -> None:
    talk.agreed()
    assert "đúng 4 chữ số" in talk.say(text, "out_of_scope")


def test_who_wants_a_person_gets_one_though_a_number_stands_beside(talk: StatusTalk) -> None:
    talk.agreed()
    assert talk.hear("gọi cho tôi số 0571004321, tôi muốn gặp cán bộ", "human") is None
    assert "trễ hẹn" in talk.say("số 0571004321", "human")


@pytest.mark.parametrize("text", ["sao phải cho số điện thoại", "cho số có an toàn không", "ai xem được số của tôi"])
def test_who_doubts_the_proof_is_told_what_it_is_for(talk: StatusTalk, text: str) -> None:
    talk.agreed()
    assert "chỉ người nộp biết" in talk.say(text, "privacy")
    assert talk.memory.pending == "status:proof"


def test_what_a_dossier_demands_is_asked_of_it(talk: StatusTalk) -> None:
    talk.agreed("H29.18-260608-0233 9819")
    for text in ("bổ sung cái gì", "thiếu giấy gì vậy", "hạn bổ sung tới ngày mấy"):
        said = talk.desk.spoken_of(talk.turn(text, "ask_documents"))
        assert said is not None, text
        assert "bổ sung" in said.answer.text
    assert talk.desk.spoken_of(talk.turn("đóng tiền ở đâu", "ask_fee")) is None, "nothing is to be paid"


def test_who_is_late_is_told_where_to_complain(talk: StatusTalk) -> None:
    talk.shown()
    said = talk.desk.spoken_of(talk.turn("trễ vậy tôi khiếu nại ở đâu", "ask_place"))
    assert said is not None
    assert "1022" in said.answer.text


@pytest.mark.parametrize("text", ["số biên nhận 0420", "mã hồ sơ của tôi là 123456", "số hồ sơ: AB-12-34"])
def test_what_is_called_a_code_and_is_none(talk: StatusTalk, text: str) -> None:
    said = talk.desk.spoken_of(talk.turn(text, "human"))
    assert said is not None
    assert "chưa thấy mã hồ sơ" in said.answer.text


@pytest.mark.parametrize("text", ["tra cứu hồ sơ theo số cccd được không", "xem hồ sơ bằng tên được không", "check my file by name"])
def test_no_dossier_is_found_by_a_name_or_number(talk: StatusTalk, text: str) -> None:
    said = talk.desk.spoken_of(talk.turn(text, "safety"))
    assert said is not None
    assert "chỉ tra theo mã hồ sơ" in said.answer.text


@pytest.mark.parametrize(
    ("text", "told"),
    [("yêu cầu bổ sung nghĩa là gì", "nộp thêm"), ("trễ hẹn thì làm gì", "1022"), ("hồ sơ báo đã xử lý xong là sao", "đã có kết quả")],
)
def test_a_word_of_the_portal_is_explained_whatever_is_heard(talk: StatusTalk, text: str, told: str) -> None:
    said = talk.desk.spoken_of(talk.turn(text, "ask_procedure"))
    assert said is not None
    assert told in said.answer.text


@pytest.mark.parametrize(
    "text",
    [
        "mã hồ sơ là gì",
        "mã thủ tục 1.004884",
        "muốn rút hồ sơ thì làm sao",
        "căn cước quá hạn làm sao",
        "tra cứu mã số thuế bằng cccd",
        "đóng phạt",
    ],
)
def test_what_is_about_no_dossier_is_left_to_others(talk: StatusTalk, text: str) -> None:
    assert talk.desk.spoken_of(talk.turn(text, "ask_procedure")) is None


@pytest.mark.parametrize("text", ["đăng ký kết hôn cần gì", "làm căn cước ở đâu"])
def test_a_question_in_between_is_one_though_its_kind_is_not_sure(talk: StatusTalk, text: str) -> None:
    talk.say("H29.18-260310-0420")
    unsure = replace(talk.turn(text, "ask_requirements"), confidence=0.48)
    assert talk.desk.resume(unsure, "consent") is None
    other = replace(unsure, asked=replace(unsure.asked, elsewhere=0.4))
    assert talk.desk.resume(other, "consent") is not None, "it may well be about the lookup"


@pytest.mark.parametrize("text", ["số nào", "số của ai vậy", "số của chồng em hay số em", "which number"])
def test_who_asks_which_number_is_told(talk: StatusTalk, text: str) -> None:
    talk.agreed()
    assert "người nộp giúp đã ghi" in talk.say(text, "nlu_fallback")


def test_a_code_that_comes_in_several_messages_is_put_together(talk: StatusTalk) -> None:
    talk.say("tra cứu hồ sơ")
    assert "chưa thấy mã" in talk.say("H29.18", "nlu_fallback")
    talk.say("260310", "nlu_fallback")
    assert "H29.18-260310-0420" in talk.say("0420", "nlu_fallback")
    assert "Bạn có đồng ý không" in talk.say("đúng", "affirm")


def test_numbers_that_make_no_code_together_are_none(talk: StatusTalk) -> None:
    talk.say("tra cứu hồ sơ")
    for number in ("123456789", "987654321", "1" * 900):
        assert "mã hồ sơ" in talk.say(number, "nlu_fallback")


@pytest.mark.parametrize("text", ["báo tôi luôn cái này", "vậy báo em nhé", "báo cho tui nha"])
def test_once_a_dossier_is_shown_news_of_it_are_meant(talk: StatusTalk, text: str) -> None:
    assert talk.desk.spoken_of(talk.turn(text, "safety")) is None
    talk.shown()
    said = talk.desk.spoken_of(talk.turn(text, "safety"))
    assert said is not None
    assert said.memory.pending == "status:news"


@pytest.mark.parametrize("text", ["thôi hỏi cái khác", "cho hỏi việc khác đi"])
def test_who_turns_to_something_else_leaves(talk: StatusTalk, text: str) -> None:
    talk.agreed()
    assert "dừng tra cứu" in talk.say(text, "go_back")
