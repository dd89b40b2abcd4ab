"""The desk of wards and authorities: a place named, asked back, chosen, and where a file goes."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.desks.wards import Wards
from actions.turn import Memory, Said, Turn
from core.procedure import Procedure
from core.words import Language
from knowledge.offices import Offices
from knowledge.schemas import Asked
from tests.conftest import HOME

SEED = HOME / "knowledge" / "seed"
OFFICES = Offices.read(SEED / "units.tsv")
BIRTH, SINGLE, FUEL = "1.001193", "1.004873", "2.000648"
NO_DISTRICT = "Từ 01/7/2025 không còn cấp quận, huyện."


def record(code: str) -> Procedure | None:
    path = SEED / "procedures" / f"{code}.json"
    return Procedure.model_validate_json(path.read_text("utf-8")) if path.exists() else None


DESK = Wards(OFFICES, record)


def turn(text: str, memory: Memory | None = None, language: Language = "vi") -> Turn:
    return Turn(Asked(text=text, language=language), "ward", 0.9, memory or Memory(), "someone", "web")


def reply(text: str, memory: Memory | None = None, language: Language = "vi") -> Said:
    said = DESK.reply(turn(text, memory, language))
    assert said, text
    return said


def resume(text: str, memory: Memory) -> Said | None:
    assert memory.pending
    return DESK.resume(turn(text, memory), memory.pending.partition(":")[2])


def pressed(said: Said, title: str) -> Said:
    """Press the button `title` of what was said."""
    payload = next(button.payload for button in said.answer.buttons if button.title == title)
    option = json.loads(payload.removeprefix("/pick"))["option"]
    desk, _, rest = option.partition(":")
    assert desk == DESK.name
    assert len(option) <= 80
    again = DESK.pressed(turn("", said.memory), rest)
    assert again
    return again


def test_an_old_name_becomes_todays_unit_and_its_centre() -> None:
    said = reply("tôi ở phường Bến Nghé")
    lines = said.answer.text.splitlines()
    assert said.answer.status == "answered"
    assert said.answer.facets == ["place"]
    assert said.answer.sections[0].items == lines
    assert lines[:2] == ["Phường Bến Nghé (quận 1) cũ nay thuộc phường Sài Gòn.", NO_DISTRICT]
    assert "Trung tâm Phục vụ hành chính công phường Sài Gòn" in lines[2]
    assert "1022" in lines[3]
    assert (said.memory.ward, said.memory.pending) == ("26740", None)


def test_after_a_procedure_its_own_place_is_told() -> None:
    said = reply("tôi ở phường Bến Nghé", Memory(procedure_code=BIRTH))
    assert said.answer.procedure
    assert said.answer.procedure.code == BIRTH
    assert said.answer.text.endswith("Với phường Sài Gòn: nộp tại Trung tâm Phục vụ hành chính công phường Sài Gòn.")
    assert said.answer.sources[0].title == said.answer.procedure.name
    fuel = reply("tôi ở phường Bến Nghé", Memory(procedure_code=FUEL))
    assert "Sở Công Thương" in fuel.answer.text
    assert "không phải phường, xã" in fuel.answer.text
    assert reply("tôi ở phường Bến Nghé", Memory(procedure_code="9.999999")).answer.procedure is None


def test_a_split_ward_is_asked_for_and_chosen() -> None:
    said = reply("phường Đa Kao")
    assert said.answer.status == "clarify"
    assert [button.title for button in said.answer.buttons] == ["Phường Sài Gòn", "Phường Tân Định"]
    assert said.memory.pending == "ward:split:26740.26737"
    assert said.memory.ward is None
    chosen = pressed(said, "Phường Tân Định")
    assert (chosen.answer.status, chosen.memory.ward, chosen.memory.pending) == ("answered", "26737", None)


@pytest.mark.parametrize(("typed", "code"), [("Tân Định", "26737"), ("dạ phường Sài Gòn ạ", "26740"), ("tan dinh", "26737")])
def test_a_split_ward_is_chosen_freely(typed: str, code: str) -> None:
    said = resume(typed, reply("phường Đa Kao").memory)
    assert said
    assert (said.answer.status, said.memory.ward) == ("answered", code)


def test_a_street_cannot_be_looked_up_and_who_does_not_know_is_sent_to_1022() -> None:
    memory = reply("phường Đa Kao").memory
    street = resume("12 Nguyễn Tri Phương", memory)
    assert street
    assert (street.answer.status, len(street.answer.buttons), street.memory.pending) == ("clarify", 2, memory.pending)
    unsure = resume("tôi không biết nữa", memory)
    assert unsure
    assert "1022" in unsure.answer.text
    assert (unsure.memory.pending, unsure.memory.ward) == (None, None)


def test_a_numbered_ward_needs_its_district() -> None:
    said = reply("nhà tôi ở phường 14")
    assert len(said.answer.buttons) == 9
    assert said.memory.pending == "ward:ambiguous:phuong-14"
    for typed in ("bình thạnh", "quận Bình Thạnh", "Q. Bình Thạnh", "phường 14 quận bình thạnh"):
        told = resume(typed, said.memory)
        assert told
        assert told.memory.ward == "26929", typed
    split = pressed(said, "Phường 14, Quận 10")
    assert (split.answer.status, split.memory.pending) == ("clarify", "ward:split:27169.27163")


def test_at_most_ten_are_shown_and_the_rest_named() -> None:
    said = reply("phường 1")
    assert len(said.answer.buttons) == 10
    assert "Còn lại: Phường 1, Thành phố Vũng Tàu." in said.answer.text
    assert len(reply("tôi ở Bình Dương").answer.buttons) == 10
    assert "xã Minh Thạnh" in reply("tôi ở Bình Dương").answer.text


def test_a_district_is_no_more_and_the_old_ward_is_heard() -> None:
    said = reply("tôi ở quận Gò Vấp")
    assert "không còn từ 01/7/2025" in said.answer.text
    for typed, code in (("17", "26884"), ("phường 17", "26884"), ("Hạnh Thông", "26890"), ("phường 1, gò vấp", "26890")):
        told = resume(typed, said.memory)
        assert told
        assert told.memory.ward == code, typed
    city = resume("Thuận An", reply("tôi ở Bình Dương").memory)
    assert city
    assert city.memory.pending == "ward:district:thanh-pho-thuan-an"


def test_what_is_no_answer_to_our_question_is_left_to_others() -> None:
    memory = reply("quận 1").memory
    for text in ("lệ phí bao nhiêu", "tôi ở phường Bến Nghé, làm khai sinh ở đâu", "thôi bỏ đi", "?", "x" * 5_000):
        assert resume(text, memory) is None, text[:50]


def test_a_ward_merged_before_2025_is_said_to_be_unknown() -> None:
    said = reply("tôi ở phường 7 quận 3")
    assert "không có phường 7 quận 3" in said.answer.text
    assert len(said.answer.buttons) == 3


def test_a_name_of_another_kind_is_asked_back() -> None:
    said = reply("tôi ở xã Bình An")
    assert "Có phải nơi bạn nói không" in said.answer.text
    assert pressed(said, "Phường Bình An, Thành phố Dĩ An").memory.ward == "25951"


def test_the_city_alone_is_no_ward() -> None:
    assert reply("tôi ở Sài Gòn").memory.pending == "ward:name"


def test_a_namesake_can_be_taken_instead() -> None:
    said = reply("tôi ở phường An Phú")
    assert said.memory.ward == "25975"
    other = pressed(said, "Phường An Phú, Thành phố Thủ Đức")
    assert "phường Bình Trưng" in other.answer.text
    assert other.answer.status == "clarify"


@pytest.mark.parametrize("text", ["quận còn không", "bỏ cấp huyện rồi hả", "giờ còn ủy ban nhân dân quận không vậy", "quan con khong"])
def test_districts_are_gone(text: str) -> None:
    said = reply(text)
    assert said.answer.status == "answered"
    assert "113 phường, 54 xã và 1 đặc khu" in said.answer.text


def test_a_district_asked_after_by_name_is_answered_without_a_question() -> None:
    said = reply("giờ còn quận 1 không")
    assert (said.answer.status, said.memory.pending) == ("answered", None)
    assert "Quận 1 không còn" in said.answer.text
    assert "168 đơn vị" in reply("thành phố giờ có bao nhiêu phường xã").answer.text


def test_filing_elsewhere_is_answered_from_the_record_alone() -> None:
    silent = reply("nộp ở phường khác được không", Memory(procedure_code=BIRTH)).answer.text
    assert "Bản ghi không nêu việc nộp ở phường, xã khác" in silent
    stated = reply("nộp trái tuyến được không", Memory(procedure_code=SINGLE)).answer.text
    assert "bản ghi nêu: “Nộp ở nơi khác thì nơi đó giúp bạn gửi hồ sơ" in stated
    open_question = reply("nộp ở phường khác được không").answer.text
    assert "38 trung tâm" in open_question
    assert "1022" in open_question


def test_ones_own_ward_is_asked_for_or_remembered() -> None:
    asked = reply("phường tôi sáp nhập thành gì")
    assert (asked.answer.status, asked.memory.pending) == ("clarify", "ward:name")
    told = resume("Thảo Điền", asked.memory)
    assert told
    assert told.memory.ward == "27094"
    assert "phường An Khánh" in reply("nhà tôi thuộc phường nào", told.memory).answer.text


def test_another_province_is_sent_to_the_national_portal() -> None:
    said = reply("tôi ở Hà Nội")
    assert said.answer.status == "out_of_scope"
    assert said.answer.links[0].url == "https://dichvucong.gov.vn"
    assert said.memory.ward is None


@pytest.mark.parametrize(
    "text", ["tôi ở phường Bến Nghé, làm khai sinh ở đâu", "xin chào", "", "đăng ký tạm trú ở quận 7", "\0", "😀" * 500]
)
def test_what_is_not_about_places_is_left_to_others(text: str) -> None:
    assert DESK.reply(turn(text)) is None


@pytest.mark.parametrize("option", ["", "99999", "name", "../../etc", "ha-noi", "26740.26737", "phuong", "-" * 5_000])
def test_an_option_that_was_never_offered_is_nothing(option: str) -> None:
    assert DESK.pressed(turn(""), option) is None


def test_english_is_answered_in_english_with_the_vietnamese_names() -> None:
    said = reply("I live in Ben Nghe ward", language="en")
    assert said.answer.language == "en"
    assert said.answer.text.startswith("The former Phường Bến Nghé (quận 1) is now in phường Sài Gòn.")
    assert "District" not in reply("I live in District 7", language="en").answer.buttons[0].title


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_answer_fits_a_channel_and_every_button_leads_on(language: Language) -> None:
    texts = [f"tôi ở {area}" for area in {area for unit in OFFICES.units for area in unit.districts}]
    texts += [f"phường {number}" for number in range(1, 29)] + ["tỉnh Bình Dương", "tỉnh Bà Rịa - Vũng Tàu"]
    for text in texts:
        said = DESK.reply(turn(text, Memory(), language))
        if said:
            assert len(said.answer.text) <= 2_000
            for button in said.answer.buttons:
                assert pressed(said, button.title).answer.text


@given(
    st.text(max_size=200), st.sampled_from(["", "name", "split:26740.26737", "split:x", "district:quan-1", "ambiguous:phuong-14", "odd:::"])
)
def test_no_words_and_no_pending_question_break_the_desk(text: str, question: str) -> None:
    for said in (DESK.reply(turn(text)), DESK.resume(turn(text), question), DESK.pressed(turn(text), text)):
        assert said is None or said.answer.text


def test_who_only_seems_to_speak_of_a_ward_is_not_asked_for_it() -> None:
    heard = replace(turn("phương trình bậc hai giải sao"), confidence=0.5)
    assert DESK.reply(heard) is None
    gone = DESK.reply(replace(turn("giờ còn quận không vậy"), confidence=0.5))
    assert gone is not None
    assert "không còn" in gone.answer.text
