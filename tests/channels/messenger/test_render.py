"""Whatever the answer: every message keeps every limit, all words are there in order, every choice can be made."""

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.choices import meant
from actions.turn import Memory
from channels.demo.messenger.limits import wrong
from channels.messenger.labels import numbers
from channels.messenger.render import render
from channels.payload import choose
from core.answer import Alternative, Answer, Button, Facet, Link
from knowledge.answer import answered
from knowledge.repository import ProcedureRepository

HOME = Path(__file__).resolve().parents[3]
URL = "https://troly.example"
SENTENCES = [
    "Tờ khai đăng ký khai sinh theo mẫu tại Thông tư số 04/2020/TT-BTP ngày 28 tháng 5 năm 2020.",
    "Lệ phí: 8.000 đồng/bản; miễn cho hộ nghèo.",
    "Giấy tờ cần chuẩn bị:",
    "- Giấy chứng sinh, bản chính",
    "1. Đăng ký khai sinh có yếu tố nước ngoài (tại TP. Hồ Chí Minh)",
    "Nộp tại https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc.html?ma_thu_tuc=1.001193 trước 17:00.",
    "Hỏi thêm: gọi 1022, hoặc 028 3822 6184 trong giờ làm việc!",
    "H29.18-260310-0420 👨‍👩‍👧 là mã hồ sơ của bạn",
]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60)
LONG = st.lists(st.sampled_from(SENTENCES) | WORDS, max_size=120).flatmap(
    lambda parts: st.sampled_from([" ", "\n", "\n\n"]).map(lambda blank: blank.join(parts))
)
TITLES = st.sampled_from(["Lệ phí", "Giấy tờ", "Có yếu tố nước ngoài, một bên đã chết", "Có yếu tố nước ngoài, cả hai còn sống"]) | WORDS
PAYLOADS = st.sampled_from(["/ask_fee", '/pick{"option":"ward:1"}', choose("1.001193"), choose("2.000528")]) | st.text(max_size=1_100)
BUTTONS = st.lists(st.builds(Button, title=TITLES, payload=PAYLOADS), max_size=18)
URLS = st.sampled_from(["/checklists/birth", "https://a.example/x", "nowhere", "//a"])
CODES = st.sampled_from(["1.001193", "2.000528", "x" * 999])
LINKS = st.lists(
    st.builds(Link, title=TITLES, url=st.sampled_from(["/checklists/birth", "https://a.example/x", "nowhere", "//a"])), max_size=8
)
OTHERS = st.lists(
    st.builds(Alternative, code=st.sampled_from(["1.001193", "2.000528", "x" * 999]), name=TITLES, difference=st.none() | TITLES),
    max_size=12,
)
ANSWERS = st.builds(
    Answer, status=st.sampled_from(["answered", "clarify"]), text=LONG, buttons=BUTTONS, links=LINKS, alternatives=OTHERS,
    language=st.sampled_from(["vi", "en"]),
)  # fmt: skip


def bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def said(messages: list[dict[str, Any]]) -> str:
    return "\n".join(one.get("text") or one["attachment"]["payload"].get("text", "") for one in messages)


def buttons_of(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for message in messages:
        found += message.get("quick_replies", [])
        payload = message.get("attachment", {}).get("payload", {})
        found += payload.get("buttons", [])
        found += [button for card in payload.get("elements", []) for button in card["buttons"]]
    return found


def answer(text: str, *titles: str, **more: Any) -> Answer:
    more.setdefault("buttons", [Button(title=title, payload=title) for title in titles])
    return Answer(status=more.pop("status", "answered"), text=text, **more)


@given(ANSWERS)
def test_every_limit_is_kept_and_every_word_is_there_in_order(made: Answer) -> None:
    messages = render(made, URL)
    assert [problem for message in messages if (problem := wrong(message))] == []
    assert bare(said(messages)).startswith(bare(made.text))
    assert all("quick_replies" not in message for message in messages[:-1]), "they vanish with the next message"


@given(ANSWERS)
def test_every_choice_is_shown_in_full_and_no_two_look_alike(made: Answer) -> None:
    messages = render(made, URL)
    shown = buttons_of(messages)
    told = bare(said(messages) + "".join(str(one.get("title")) + str(one.get("subtitle")) for one in shown)).casefold()
    cards = [card for one in messages for card in one.get("attachment", {}).get("payload", {}).get("elements", [])]
    told += bare("".join(card["title"] + card["subtitle"] for card in cards)).casefold()
    for title in [*(one.title for one in made.buttons), *(one.title for one in made.links)]:
        assert re.sub(r"^\d{1,2}\.", "", bare(title)).casefold() in told
    for message in messages:
        for row in (message.get("quick_replies", []), message.get("attachment", {}).get("payload", {}).get("buttons", [])):
            titles = [one["title"].casefold() for one in row]
            assert len(set(titles)) == len(titles)


def test_few_short_choices_are_buttons_below_the_text() -> None:
    told = answer(
        "Lệ phí: 8.000 đồng.", buttons=[Button(title="Thời hạn", payload="/ask_time")], links=[Link(title="Để in", url="/in?a=1")]
    )
    (message,) = render(told, f"{URL}/")
    payload = message["attachment"]["payload"]
    assert payload["text"] == "Lệ phí: 8.000 đồng."
    assert payload["buttons"] == [
        {"type": "web_url", "title": "Để in", "url": f"{URL}/in?a=1"},
        {"type": "postback", "title": "Thời hạn", "payload": "/ask_time"},
    ]


def test_choices_below_a_long_text_are_quick_replies_of_its_last_piece() -> None:
    messages = render(answer("Nộp hồ sơ tại phường. " * 200, "Lệ phí", "Thời hạn"), URL)
    assert [len(message.get("quick_replies", [])) for message in messages] == [0] * (len(messages) - 1) + [2]
    assert all(message["text"].endswith("phường.") for message in messages)


def test_links_below_a_long_text_stand_under_its_end() -> None:
    text = "\n\n".join(f"Mục {n}. " + "Nộp hồ sơ tại phường. " * 20 for n in range(8))
    messages = render(answer(text, links=[Link(title="Trang thủ tục", url="https://a.example")]), URL)
    assert messages[-1]["attachment"]["payload"]["text"].startswith("Mục 7.")
    assert bare(said(messages)) == bare(text)


def test_titles_that_are_too_long_are_numbered_as_the_text_numbers_them() -> None:
    text = "Cha mẹ thế nào?\n1. Cha mẹ có đăng ký kết hôn\n2. Cha mẹ không đăng ký kết hôn"
    picks = ["Cha mẹ có đăng ký kết hôn", "Cha mẹ không đăng ký kết hôn", "Bỏ qua, xem danh sách chung"]
    buttons = [Button(title=title, payload=f'/pick{{"option":"life:birth:{n}"}}') for n, title in enumerate(picks)]
    (message,) = render(answer(text, status="clarify", buttons=buttons), URL)
    assert message["text"] == f"{text}\n\n3. Bỏ qua, xem danh sách chung"
    assert [one["title"] for one in message["quick_replies"]] == ["1. Cha mẹ có đăng…", "2. Cha mẹ không…", "3. Bỏ qua, xem danh…"]
    assert [one["payload"] for one in message["quick_replies"]] == [button.payload for button in buttons]


def test_a_number_that_cannot_be_typed_is_a_letter() -> None:
    cases = ["Trường hợp sinh tại cơ sở y tế", "Trường hợp sinh tại nhà"]
    buttons = [Button(title=title, payload=f'/ask_documents{{"procedure_code":"1.001193#{n}"}}') for n, title in enumerate(cases)]
    (message,) = render(answer("Giấy tờ tùy trường hợp.", buttons=[*buttons, Button(title="Lệ phí", payload="/ask_fee")]), URL)
    assert message["text"].endswith("A. Trường hợp sinh tại cơ sở y tế\nB. Trường hợp sinh tại nhà")
    assert [one["title"] for one in message["quick_replies"]] == ["A. Trường hợp sinh…", "B. Trường hợp sinh…", "Lệ phí"]


def test_of_answers_and_procedures_those_have_numbers_that_the_text_counts() -> None:
    package = Button(title="Xem trọn gói: sinh con", payload='/pick{"option":"life:birth"}')
    long = [one.model_copy(update={"name": "Đăng ký khai sinh " * 9}) for one in TWINS]
    told = answer("Thủ tục nào?", status="clarify", alternatives=long, buttons=[*chosen(TWINS[1:]), *chosen(TWINS[:1]), package])
    (message,) = render(told.model_copy(update={"text": "Thủ tục nào? " * 60}), URL)
    assert [one["title"] for one in message["quick_replies"]] == ["Có yếu tố nước ngoài", "Trong nước", "A. Xem trọn gói…"]
    assert numbers(told) == {choose(TWINS[0].code): 1, choose(TWINS[1].code): 2}
    asked = told.model_copy(update={"text": "Bạn muốn gì?\n1. Xem trọn gói: sinh con"})
    assert numbers(asked) == {package.payload: 1}


@pytest.mark.parametrize("pending", [None, "life:birth:married"])
def test_a_number_that_is_shown_chooses_the_same_when_typed(pending: str | None) -> None:
    text = "Chọn một:\n1. Cha mẹ có đăng ký kết hôn\n2. Cha mẹ không đăng ký kết hôn"
    picks = [Button(title=line[3:], payload=f'/pick{{"option":"life:birth:{line[0]}"}}') for line in text.splitlines()[1:]]
    buttons = [*chosen(TWINS), *(picks if pending else [])]
    told = answer(text if pending else "Thủ tục nào?", status="clarify", alternatives=TWINS, buttons=buttons)
    memory = Memory(pending=pending).after(told)
    assert numbers(told)
    assert {payload: meant(str(number), memory) for payload, number in numbers(told).items()} == {one: one for one in numbers(told)}


def test_what_is_more_than_thirteen_stands_in_the_text_with_the_number_that_works() -> None:
    buttons = [Button(title=f"Phường {n}", payload=f'/pick{{"option":"ward:{n}"}}') for n in range(1, 17)]
    (message,) = render(answer("Phường nào?", status="clarify", buttons=buttons), URL)
    assert len(message["quick_replies"]) == 13
    assert message["text"] == "Phường nào?\n\n14. Phường 14\n15. Phường 15\n16. Phường 16"


TWINS = [
    Alternative(code="1.001193", name="Đăng ký khai sinh", difference="trong nước"),
    Alternative(code="2.000528", name="Đăng ký khai sinh có yếu tố nước ngoài", difference="có yếu tố nước ngoài"),
]


def chosen(twins: list[Alternative]) -> list[Button]:
    return [Button(title=(one.difference or one.name).capitalize(), payload=choose(one.code)) for one in twins]


def test_alternatives_are_cards_with_what_sets_them_apart_first() -> None:
    other = Button(title="Lệ phí", payload="/ask_fee")
    text, cards = render(answer("Thủ tục nào?", status="clarify", alternatives=TWINS, buttons=[*chosen(TWINS), other]), URL)
    assert text["attachment"]["payload"]["buttons"] == [{"type": "postback", "title": "Lệ phí", "payload": "/ask_fee"}]
    assert [(card["title"], card["subtitle"]) for card in cards["attachment"]["payload"]["elements"]] == [
        ("Trong nước", "Đăng ký khai sinh"), ("Có yếu tố nước ngoài", "Đăng ký khai sinh có yếu tố nước ngoài"),
    ]  # fmt: skip
    assert [button["payload"] for button in buttons_of([cards])] == [choose(one.code) for one in TWINS]


def test_quick_replies_go_to_the_cards_where_those_are_last() -> None:
    more = [Button(title=f"Mục {n}", payload=f"/ask_{n}") for n in range(5)]
    text, cards = render(answer("Thủ tục nào?", alternatives=TWINS, buttons=[*chosen(TWINS), *more]), URL)
    assert "quick_replies" not in text
    assert len(cards["quick_replies"]) == 5
    assert wrong(cards) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"alternatives": TWINS[:1]},
        {"alternatives": [TWINS[0], TWINS[1].model_copy(update={"name": "Đăng ký khai sinh " * 6})]},
        {"alternatives": [TWINS[0], TWINS[1].model_copy(update={"difference": None})]},
        {"alternatives": TWINS * 6},
        {"buttons": chosen(TWINS[:1])},
        {"buttons": [*chosen(TWINS), Button(title="Bỏ qua", payload='/pick{"option":"life:birth:all"}')]},
    ],
)
def test_where_a_card_does_not_fit_the_text_and_quick_replies_say_it(changed: dict[str, Any]) -> None:
    (message,) = render(answer("Thủ tục nào? " * 60, **{"alternatives": TWINS, "buttons": chosen(TWINS), **changed}), URL)
    assert message["text"].startswith("Thủ tục nào?")
    assert len(message["quick_replies"]) == len(changed.get("buttons", TWINS))


def test_procedures_of_the_same_title_are_told_apart_by_their_names() -> None:
    twins = [one.model_copy(update={"difference": "cấp xã"}) for one in TWINS]
    (message,) = render(answer("Thủ tục nào? " * 60, alternatives=[*twins, TWINS[0]], buttons=chosen(twins)), URL)
    assert message["text"].endswith("1. Cấp xã: Đăng ký khai sinh\n2. Cấp xã: Đăng ký khai sinh có yếu tố nước ngoài")


def test_links_beyond_three_are_told_with_their_addresses_unless_the_text_has_them() -> None:
    links = [Link(title=f"Bước {n}", url=f"https://a.example/{n}") for n in range(1, 6)]
    (message,) = render(answer("Xem https://a.example/5", links=links), URL)
    assert message["attachment"]["payload"]["text"] == "Xem https://a.example/5\n\nBước 4: https://a.example/4"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "mailto:a@b", "dichvucong.gov.vn", ""])
def test_what_is_no_web_address_is_no_button(url: str) -> None:
    (message,) = render(answer("Xem", links=[Link(title="Trang", url=url)]), URL)
    assert message["text"].startswith("Xem")


def test_an_answer_is_composed_and_without_what_cannot_be_seen() -> None:
    decomposed = unicodedata.normalize("NFD", "Lệ phí\x00 tại\r\nphường\x07")
    (message,) = render(answer(decomposed), URL)
    assert message == {"text": "Lệ phí tại\nphường"}


def test_an_answer_that_says_nothing_is_no_message() -> None:
    assert render(answer(" \n "), URL) == []
    (message,) = render(answer("", "Lệ phí", "Giấy tờ cần chuẩn bị trước khi đi nộp"), URL)
    assert message["text"] == "A. Giấy tờ cần chuẩn bị trước khi đi nộp"
    assert len(message["quick_replies"]) == 2
    (short,) = render(answer("", "Lệ phí"), URL)
    assert short["text"] == "Lệ phí"


def test_every_answer_from_the_seed_keeps_every_limit() -> None:
    records = list(ProcedureRepository(HOME / "knowledge" / "seed", HOME / "none").published(date(2026, 11, 1)))
    facets: list[list[Facet]] = [[], ["documents"], ["legal_basis"], list(get_args(Facet))]
    for place, record in enumerate(records):
        others = [Alternative(code=one.code, name=one.name, difference=one.field) for one in records[place : place + 3]]
        for asked in facets:
            told = answered(record, asked, others, "r", 0.9, language="en" if place % 2 else "vi")
            messages = render(told, URL)
            assert [problem for message in messages if (problem := wrong(message))] == [], record.code
            assert bare(said(messages)).startswith(bare(told.text)), record.code
    assert len(records) >= 50
