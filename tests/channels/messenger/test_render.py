"""Whatever the answer: every message keeps every limit, all words are there in order, every choice can be made."""

import re
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from channels.messenger.pieces import split, tail
from channels.messenger.render import render
from channels.payload import choose
from core.answer import Alternative, Answer, Button, Link
from tests.fakes.messenger.limits import units, wrong

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
    for one in [*made.buttons, *made.links]:
        assert re.sub(r"^\d{1,2}\.", "", bare(one.title)).casefold() in told
    for message in messages:
        for row in (message.get("quick_replies", []), message.get("attachment", {}).get("payload", {}).get("buttons", [])):
            titles = [one["title"].casefold() for one in row]
            assert len(set(titles)) == len(titles)


@given(LONG, st.integers(20, 700))
def test_pieces_lose_blanks_at_the_cuts_alone(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert bare("".join(pieces)) == bare(text) if pieces else not text.strip()
    assert all(0 < units(piece) <= limit for piece in pieces)
    head, end = tail(text, limit)
    assert units(end) <= limit
    assert re.sub(r"\s+", "", head + end) == re.sub(r"\s+", "", text)
