"""What a ward or a department says of itself stands with its place, and nowhere else."""

from dataclasses import replace
from typing import Any

import pytest

from actions import own_words
from actions.desks.wards import Wards
from actions.heard import turn as heard
from actions.turn import Memory
from conversations.units import UnitBook
from core.answer import Answer, ProcedureRef
from core.opening import hours_in_words
from core.words import Language
from core.working_days import OfficeHours
from knowledge.offices import Unit
from tests.actions.conftest import MakeTracker
from tests.actions.test_desk_wards import BIRTH, OFFICES, record, turn

SAIGON = OFFICES.unit("26740")
assert SAIGON
HOURS = {"days": [0, 1, 2, 3, 4], "sittings": [["08:00", "11:30"], ["13:00", "16:30"]], "saturday": [["08:00", "11:00"]]}
WORDS: dict[str, Any] = {
    "greeting": "Xin chào.",
    "note": "Số 45 Lê Duẩn, điện thoại 028.",
    "noted": "2026-11-20",
    "hours": HOURS,
    "off": False,
}
HOURS_SAID = "Giờ làm việc của Phường Sài Gòn: thứ Hai đến thứ Sáu, 8:00-11:30 và 13:00-16:30; thứ Bảy, 8:00-11:00."
NOTE_SAID = "Phường Sài Gòn ghi chú (ngày 20/11/2026): Số 45 Lê Duẩn, điện thoại 028."
DIRECT_SAID = "Phường Sài Gòn đề nghị bạn liên hệ trực tiếp với đơn vị trước khi đến nộp hồ sơ."


def book(key: str = "26740", **more: Any) -> UnitBook:
    made = UnitBook()
    made.hold({key: {**WORDS, **more}})
    return made


def placed(language: Language = "vi", code: str = BIRTH) -> Answer:
    return Answer(
        status="answered", text="Nộp tại phường.", facets=["place"], procedure=ProcedureRef(code=code, name="x"), language=language
    )


def desk(units: UnitBook) -> Wards:
    return Wards(OFFICES, record, own=lambda unit, language: own_words.lines(units, unit, language))


def test_the_desk_of_places_tells_hours_and_note() -> None:
    said = desk(book()).reply(turn("tôi ở phường Sài Gòn"))
    assert said
    assert HOURS_SAID in said.answer.text
    assert NOTE_SAID in said.answer.text
    assert "Tôi không có địa chỉ" not in said.answer.text


def test_a_unit_that_is_off_wants_to_be_asked_directly() -> None:
    said = desk(book(off=True)).reply(turn("tôi ở phường Sài Gòn", Memory(procedure_code=BIRTH)))
    assert said
    assert DIRECT_SAID in said.answer.text
    assert NOTE_SAID in said.answer.text
    assert "Giờ làm việc" not in said.answer.text


def test_another_ward_says_nothing() -> None:
    said = desk(book()).reply(turn("tôi ở phường Tân Định"))
    assert said
    assert "Phường Sài Gòn" not in said.answer.text
    assert "Tôi không có địa chỉ" in said.answer.text


def test_an_answer_that_tells_a_place_tells_them_too() -> None:
    told = own_words.told(placed(), book(), SAIGON, record)
    assert told.text == f"Nộp tại phường.\n\n{HOURS_SAID}\n\n{NOTE_SAID}"
    assert told.notes == [HOURS_SAID, NOTE_SAID]


@pytest.mark.parametrize(
    ("answer", "ward"),
    [
        (placed(), None),
        (placed().model_copy(update={"facets": ["fee"]}), SAIGON),
        (placed().model_copy(update={"status": "clarify"}), SAIGON),
        (placed().model_copy(update={"procedure": None}), SAIGON),
        (placed(code="9.999999"), SAIGON),
        (placed(), OFFICES.unit("26737")),
    ],
)
def test_other_answers_stay_as_they_are(answer: Answer, ward: Unit | None) -> None:
    assert own_words.told(answer, book(), ward, record) is answer


def test_a_department_is_known_by_the_records_agency() -> None:
    made = record(BIRTH)
    assert made
    of_city = made.model_copy(update={"agency": "Sở Tư pháp Thành phố Hồ Chí Minh", "level": ["province"]})
    told = own_words.told(placed(), book("Sở Tư pháp", hours=None), SAIGON, lambda code: of_city)
    assert told.notes == ["Sở Tư pháp ghi chú (ngày 20/11/2026): Số 45 Lê Duẩn, điện thoại 028."]


def test_english() -> None:
    told = own_words.told(placed("en"), book(), SAIGON, record)
    assert told.notes[0] == "Opening hours of Phường Sài Gòn: Monday to Friday, 8:00-11:30 and 13:00-16:30; Saturday, 8:00-11:00."
    assert told.notes[1].startswith("Note of Phường Sài Gòn (20/11/2026, in Vietnamese):")


@pytest.mark.parametrize("wrong", [{"hours": {"days": [9]}}, {"noted": "hôm qua"}, {"hours": {"days": [0], "sittings": [["9", "8"]]}}])
def test_what_is_no_setting_leaves_what_was(wrong: dict[str, Any]) -> None:
    made = book()
    with pytest.raises((KeyError, TypeError, ValueError)):
        made.hold({"26740": {**WORDS, **wrong}})
    assert SAIGON
    assert own_words.lines(made, SAIGON, "vi") == [HOURS_SAID, NOTE_SAID]
    made.hold(None)
    assert own_words.lines(made, SAIGON, "vi") == []


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (OfficeHours(), "thứ Hai đến thứ Sáu, 7:30-11:30 và 13:00-17:00"),
        (OfficeHours(days=(0, 2), sittings=OfficeHours().sittings[:1]), "thứ Hai và thứ Tư, 7:30-11:30"),
        (OfficeHours(days=(5,), sittings=(), saturday=OfficeHours().sittings[:1]), "thứ Bảy, 7:30-11:30"),
        (OfficeHours(days=(0, 2, 4)), "thứ Hai, thứ Tư và thứ Sáu, 7:30-11:30 và 13:00-17:00"),
    ],
)
def test_hours_in_words(hours: OfficeHours, said: str) -> None:
    assert hours_in_words(hours) == said


def test_the_ward_of_the_page_is_theirs_until_they_name_another(tracker: MakeTracker) -> None:
    on_page = {"metadata": {"channel": "web", "unit": "26740"}}
    first = heard(tracker("ở phường tôi thì nộp ở đâu", **on_page))
    assert (first.memory.ward, first.asked.ward) == (None, "26740"), "a page is no word of theirs"
    assert heard(tracker("nộp ở đâu", memory={"ward": "26737"}, **on_page)).asked.ward == "26737"
    assert heard(tracker("nộp ở đâu")).asked.ward is None


def test_my_ward_is_the_pages_ward() -> None:
    asked = turn("phường tôi nay thuộc phường nào")
    on_page = replace(asked, asked=replace(asked.asked, ward="26740"))
    said = desk(book()).reply(on_page)
    assert said
    assert HOURS_SAID in said.answer.text
