"""Answers as messages of Zalo: every limit kept, every word there, in order."""

import json
import re
import unicodedata
from datetime import datetime, timezone
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.choices import meant
from actions.turn import Memory, pick
from channels.demo.zalo.rules import unfit
from channels.payload import choose
from channels.zalo.notice import notice, on_dossier
from channels.zalo.render import ask_contact, render
from core.answer import Alternative, Answer, Button, Facet, Link, ProcedureRef, Section, Source, Status
from core.words import Language
from portal.dossiers.models import State

URL = "https://troly.example"
STANDINGS = [*(state.value for state in State), "papers_in", "fee_in", "unknown", "gone", "old"]
WORDS = st.text(st.sampled_from("aáàạăâbcdđeêghikơọpquưỷ 0123456789.,:;!?()/-\n\u0301\u200b😀“”"), max_size=400)
LONG = st.lists(WORDS, max_size=40).map(" ".join)
SHORT = st.text(max_size=130)
ANSWERS = st.builds(
    Answer,
    status=st.sampled_from(get_args(Status)),
    text=LONG | SHORT,
    notes=st.lists(SHORT, max_size=2),
    sections=st.lists(
        st.builds(Section, facet=st.sampled_from(get_args(Facet)), title=SHORT, items=st.lists(WORDS, max_size=4), quote=st.none() | WORDS),
        max_size=3,
    ),
    sources=st.lists(
        st.builds(Source, title=SHORT, number=st.none() | SHORT, url=st.none() | SHORT, updated=st.none() | SHORT), max_size=3
    ),
    buttons=st.lists(st.builds(Button, title=SHORT, payload=SHORT | st.sampled_from([pick("a:b"), "/ask_fee", "x" * 1_001])), max_size=12),
    alternatives=st.lists(
        st.builds(Alternative, code=SHORT, name=SHORT, difference=st.none() | SHORT), max_size=5, unique_by=lambda one: one.code
    ),
    links=st.lists(
        st.builds(Link, title=SHORT, url=SHORT | st.sampled_from(["/checklists/1", "https://a.example/b", "https://["])), max_size=7
    ),
    language=st.sampled_from(["vi", "en"]),
)


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["message"]["text"] for message in messages]


def buttons(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [message["message"]["attachment"]["payload"]["buttons"] for message in messages if "attachment" in message["message"]]
    return [button for one in found for button in one]


def bare(text: str) -> str:
    """The letters of `text`, composed: what is between them may change where a message ends."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def said(messages: list[dict[str, Any]]) -> str:
    return bare("".join(texts(messages)))


def paragraph(number: int, words: str = "Người yêu cầu nộp hồ sơ tại nơi cư trú.") -> str:
    return f"Đoạn {number}: " + " ".join([words] * 12)


@settings(max_examples=400)
@given(ANSWERS, st.none() | st.just("c-1"))
def test_whatever_the_answer(answer: Answer, anonymous: str | None) -> None:
    messages = render(answer, URL, anonymous)
    for message in messages:
        assert unfit(message["message"], plain=anonymous is not None) == 0
        assert message.get("conversation_id") == anonymous
        text = message["message"]["text"]
        assert 0 < len(text) <= 2_000
        assert unicodedata.is_normalized("NFC", text)
        json.dumps(message, ensure_ascii=False).encode()
    assert all("attachment" not in message["message"] for message in messages[:-1])
    everything = said(messages)
    assert everything.startswith(bare(answer.text))
    pressable = {(one["title"], str(one["payload"])) for one in buttons(messages)}
    for button in answer.buttons:
        title = unicodedata.normalize("NFC", " ".join(button.title.split()))
        assert bare(button.title) in everything or any(title == shown for shown, _ in pressable) or button.payload.startswith("/choose_")
    for link in answer.links:
        assert bare(link.title) in everything or any(one["type"] == "oa.open.url" for one in buttons(messages))
    for other in answer.alternatives:
        named = bare(other.difference or other.name)
        assert named.lower() in everything.lower() or any(named == bare(title) for title, _ in pressable)


def spoken(text: str) -> str:
    """The words of `text`, whatever stands between them."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


@given(ANSWERS)
def test_what_the_text_does_not_speak_of_is_told_beside_it(answer: Answer) -> None:
    messages = render(answer, URL)
    everything = spoken("\n".join(texts(messages)))
    for part in answer.sections:
        assert all(spoken(words) in everything for words in (part.quote or "", *part.items))
    for source in answer.sources:
        assert any(bare(words) in said(messages) for words in (source.url, source.number, source.title) if words is not None)


def test_a_short_answer_is_one_message_with_its_buttons() -> None:
    shown = [Button(title="Lệ phí", payload="/ask_fee"), Button(title="Chào bạn", payload="Chào bạn")]
    (message,) = render(Answer(status="answered", text="Có.", buttons=shown, links=[Link(title="In", url="/checklists/1")]), URL + "/")
    assert message["message"]["text"] == "Có."
    assert message["message"]["attachment"]["payload"]["buttons"] == [
        {"type": "oa.query.hide", "title": "Lệ phí", "payload": "/ask_fee"},
        {"type": "oa.query.show", "title": "Chào bạn", "payload": "Chào bạn"},
        {"type": "oa.open.url", "title": "In", "payload": {"url": "https://troly.example/checklists/1"}},
    ]


def test_decomposed_letters_are_composed_before_they_are_counted() -> None:
    text = unicodedata.normalize("NFD", "ỡ" * 2_000)
    assert texts(render(Answer(status="answered", text=text), URL)) == ["ỡ" * 2_000]


def test_nothing_to_say_is_no_message() -> None:
    assert render(Answer(status="answered", text=" \n "), URL) == []
    (only,) = render(Answer(status="answered", text="", buttons=[Button(title="Lệ phí", payload="/ask_fee")]), URL)
    assert only["message"]["text"] == "Bạn có thể chọn:"


def procedures(count: int) -> list[Alternative]:
    return [Alternative(code=f"1.00000{n}", name=f"Thủ tục thứ {n}", difference=f"khi thuộc diện {n}") for n in range(1, count + 1)]


def asked(count: int, text: str = "Bạn hỏi thủ tục nào?", **more: Any) -> Answer:
    choices = procedures(count)
    shown = [Button(title=f"Khi thuộc diện {n}", payload=choose(one.code)) for n, one in enumerate(choices, start=1)]
    return Answer(**{"status": "clarify", "text": text, "alternatives": choices, "buttons": shown, **more})


@pytest.mark.parametrize("anonymous", [None, "c-1"])
@pytest.mark.parametrize("count", [1, 3, 6, 9, 12])
def test_a_number_typed_chooses_what_stands_at_that_number(count: int, anonymous: str | None) -> None:
    answer = asked(count)
    if count <= 5 and anonymous is None:
        assert len(buttons(render(answer, URL, anonymous))) == count
        return
    (message,) = render(answer, URL, anonymous)
    numbered = re.findall(r"^(\d)\. (.+)$", message["message"]["text"], re.MULTILINE)
    assert len(numbered) == min(count, 9)
    memory = Memory().after(answer)
    for number, line in numbered:
        meant_code = meant(number, memory)
        assert meant_code == choose(answer.alternatives[int(number) - 1].code)
        assert f"khi thuộc diện {number}" in line.lower()


def test_answers_to_a_question_are_numbered_before_procedures() -> None:
    picks = [Button(title=f"Trả lời {n}", payload=pick(f"life:birth:{n}")) for n in range(1, 7)]
    answer = asked(2, buttons=picks)
    told = "".join(texts(render(answer, URL)))
    memory = Memory(pending="life:birth:q").after(answer)
    for number, button in enumerate(picks, start=1):
        assert f"{number}. {button.title}" in told
        assert meant(str(number), memory) == button.payload


def test_procedures_behind_buttons_are_named_with_their_difference() -> None:
    messages = render(asked(2, links=[Link(title=f"Mẫu {n}", url=f"/forms/{n}") for n in range(4)]), URL)
    assert [one["title"] for one in buttons(messages)][:2] == ["Khi thuộc diện 1", "Khi thuộc diện 2"]
    assert "Bạn có thể chọn:\n- Thủ tục thứ 1 (khi thuộc diện 1)\n- Thủ tục thứ 2 (khi thuộc diện 2)" in texts(messages)[0]


def test_a_list_that_the_text_has_already_is_not_repeated() -> None:
    text = "\n".join(
        ["Thủ tục nào?", *(f"{n}. {one.name} ({one.difference})" for n, one in enumerate(procedures(6), start=1)), "Xin chọn."]
    )
    assert texts(render(asked(6, text), URL)) == [text]


def test_facets_stay_buttons_where_procedures_are_numbered() -> None:
    facets = [Button(title=f"Mục {n}", payload=f"/ask_{facet}") for n, facet in enumerate(["fee", "time", "place", "steps"])]
    messages = render(asked(3, buttons=facets, status="answered"), URL)
    assert [one["title"] for one in buttons(messages)] == [one.title for one in facets]
    assert "3. Thủ tục thứ 3 (khi thuộc diện 3)" in texts(messages)[-1]


def test_what_was_asked_is_answered_by_a_press_whatever_else_stands_there() -> None:
    picks = [Button(title=title, payload=pick(f"status:{title}")) for title in ("yes", "no")]
    links = [Link(title=f"Mẫu {n}", url=f"/forms/{n}") for n in range(4)]
    messages = render(Answer(status="form", text="Đồng ý không?", buttons=picks, links=links), URL)
    assert [one["title"] for one in buttons(messages)] == ["yes", "no", "Mẫu 0", "Mẫu 1", "Mẫu 2"]
    assert texts(messages)[-1].endswith("- Mẫu 3: https://troly.example/forms/3")


@pytest.mark.parametrize("title", ["x" * 101, "Thủ tục " * 20])
def test_a_title_too_long_for_a_button_is_a_line_and_not_cut(title: str) -> None:
    answer = asked(1, buttons=[Button(title=title, payload=choose("1.000001")), Button(title="Lệ phí", payload="/ask_fee")])
    answer = answer.model_copy(update={"text": "Khi thuộc diện 1?"})
    messages = render(answer, URL)
    assert f"1. {title}".strip() in texts(messages)[0]
    assert [one["title"] for one in buttons(messages)] == ["Lệ phí"]


def test_links_without_room_stand_in_the_text_with_their_address() -> None:
    links = [Link(title=f"Mẫu {n}", url=f"/forms/{n}") for n in range(7)]
    messages = render(Answer(status="answered", text="Có mẫu.", links=links), URL)
    assert len(buttons(messages)) == 5
    assert texts(messages) == [
        "Có mẫu.\n\nBạn có thể nhắn tiếp:\n- Mẫu 5: https://troly.example/forms/5\n- Mẫu 6: https://troly.example/forms/6"
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://[", "https://a b", "ftp://a.example/x", ""])
def test_only_pages_of_the_web_are_opened(url: str) -> None:
    messages = render(Answer(status="answered", text="Có.", links=[Link(title="Mở", url=url)]), URL)
    assert buttons(messages) == []
    assert "Mở" in texts(messages)[0]


def test_sections_sources_and_differences_that_the_text_leaves_out() -> None:
    answer = Answer(
        status="answered",
        text="Đăng ký khai sinh.",
        procedure=ProcedureRef(code="1.001193", name="Đăng ký khai sinh"),
        notes=["Bản ghi viết bằng tiếng Việt."],
        sections=[Section(facet="fee", title="Lệ phí", items=["Tại chỗ:", "8.000 đồng"], quote="Miễn phí cho người nghèo")],
        sources=[Source(title="Luật Hộ tịch", number="60/2014/QH13", url="https://vbpl.example/1", updated="2026-04-15")],
        alternatives=[Alternative(code="2.000528", name="Khai sinh có yếu tố nước ngoài", difference="cha mẹ là người nước ngoài")],
    )
    (message,) = render(answer, URL)
    assert message["message"]["text"] == (
        "Đăng ký khai sinh.\n\nBản ghi viết bằng tiếng Việt.\n\nLệ phí:\nTại chỗ:\n- 8.000 đồng\n“Miễn phí cho người nghèo”\n\n"
        "Nguồn: Luật Hộ tịch, 60/2014/QH13, cập nhật 15/04/2026. https://vbpl.example/1\n\n"
        "Bạn có thể chọn:\n- Khai sinh có yếu tố nước ngoài (cha mẹ là người nước ngoài)"
    )
    assert [one["title"] for one in buttons([message])] == ["cha mẹ là người nước ngoài"]


def test_the_form_for_name_and_phone() -> None:
    for language in ("vi", "en"):
        message = ask_contact("https://troly.example/logo.png", language)
        assert unfit(message["message"]) == 0
    assert message["message"]["attachment"]["payload"]["template_type"] == "request_user_info"


def test_who_is_asked_for_a_phone_gets_the_form_too_where_it_has_a_picture() -> None:
    asked = Answer(status="handover", text="Số điện thoại?", buttons=[Button(title="Không cần", payload=pick("human:nocontact"))])
    image = "https://troly.example/logo.png"
    *said, form = render(asked, URL, form_image=image)
    assert said == render(asked, URL)
    assert form == ask_contact(image)
    assert render(asked, URL, "c-1", image) == render(asked, URL, "c-1")  # who has no name there is asked in words
    other = Answer(status="answered", text="Có.")
    assert render(other, URL, form_image=image) == render(other, URL)


def test_a_notice_tells_the_state_in_a_few_words_and_of_the_code_its_end() -> None:
    seen = datetime(2026, 11, 21, 2, tzinfo=timezone.utc)
    fields = {"a": "file", "b": "state", "c": "day"}
    for language, standing in product(get_args(Language), STANDINGS):
        told = on_dossier("t1", fields, "0420", standing, seen, language)["template_data"]
        assert (told["a"], told["c"]) == ("…0420", "21/11/2026")
        assert 0 < len(told["b"]) <= 30
        assert on_dossier("t1", fields, "", standing, seen, language)["template_data"]["a"]
    assert on_dossier("t1", {}, "0420", "done", seen, "vi")["template_data"] == {}


def test_a_notice_holds_the_fields_of_its_template() -> None:
    assert notice("t1", {"trang_thai": "Đã xong"}) == {"template_id": "t1", "template_data": {"trang_thai": "Đã xong"}}
