"""Second readers, groups and one's own labels, without a script."""

import re
from collections.abc import Callable

import pytest

from console.roles import Role
from tests.console.desk import Browser, read
from tests.console.labels.conftest import People
from training.corpus.schemas import Target
from training.inbox.suggesting import Suggesting
from training.labels.schemas import Reading, State
from training.texts import key_of

FEE, PLACE, EMERGENCY = Reading("ask_fee"), Reading("ask_place"), Reading("emergency")
FIRE = "cháy nhà rồi cứu với"
KEY = key_of(FIRE)


@pytest.fixture
def lan(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.TRAINER)


@pytest.fixture
def minh(somebody: Callable[..., Browser], lan: Browser) -> Browser:
    return somebody("minh", Role.TRAINER)


@pytest.fixture
def people(lan: Browser, minh: Browser) -> People:
    """Lan is `staff:1`, Minh `staff:2`; Lan said that somebody calls for help."""
    people = People(lan.parts)
    people.collect(FIRE)
    lan.parts.labelling.labels.give(FIRE, EMERGENCY, Target.TEST, "staff:1", note="gọi cứu hỏa")
    return people


def test_the_second_reader_is_not_told_what_the_first_one_said(lan: Browser, minh: Browser, people: People) -> None:
    assert FIRE in read(minh.get("/labels/second"))
    assert "Không có câu nào đang chờ bạn đọc." in read(lan.get("/labels/second"))
    place = minh.get("/labels/second/next").headers["location"]
    assert place == f"/labels/texts/{KEY}?through=texts"
    page = minh.get(place)
    assert "Nhãn của họ không hiện ra" in read(page)
    assert "gọi cứu hỏa" not in page.text
    assert "Cán bộ lan" not in page.text
    assert not re.search(r'value="emergency" form="label" checked', page.text)
    assert "Dùng để: Kiểm tra" in read(page)
    warned = minh.post(place, place, intent="greet", revision="1")
    assert "Khẩn cấp (nhãn chưa xuất" not in read(warned)
    assert warned.headers["location"] == f"/labels/second?through=texts&last={KEY}"
    assert lan.parts.labelling.labels.get(KEY).state is State.DISPUTED


def test_a_dispute_shows_both_with_their_notes_to_a_third(
    somebody: Callable[..., Browser], lan: Browser, minh: Browser, people: People
) -> None:
    lan.parts.labelling.labels.give(FIRE, PLACE, Target.TEST, "staff:2", note="hỏi chỗ")
    hoa = somebody("hoa", Role.TRAINER)
    page = read(hoa.get(f"/labels/texts/{KEY}"))
    for told in ("Cán bộ lan", "gọi cứu hỏa", "Cán bộ minh", "hỏi chỗ", "Khẩn cấp", "Chưa thống nhất"):
        assert told in page
    assert hoa.post(f"/labels/texts/{KEY}", intent="emergency", revision="2").status_code == 303
    got = lan.parts.labelling.labels.get(KEY)
    assert (got.state, got.reading) == (State.AGREED, EMERGENCY)


def test_the_same_label_of_a_second_reader_agrees(lan: Browser, minh: Browser, people: People) -> None:
    assert minh.post(f"/labels/texts/{KEY}", intent="emergency", revision="1", target="train").status_code == 303
    got = lan.parts.labelling.labels.get(KEY)
    assert (got.state, got.target) == (State.AGREED, Target.TEST)


def test_a_text_left_for_later_comes_after_the_others(minh: Browser, people: People) -> None:
    people.parts.labelling.labels.flag("câu này là sao nhỉ", "staff:1", note="không hiểu")
    first = minh.get("/labels/second/next").headers["location"]
    assert KEY in first
    second = minh.post(first, act="skip", skipped="0").headers["location"]
    assert key_of("câu này là sao nhỉ") in second
    assert "không hiểu" in read(minh.get(second))
    assert KEY in minh.post(second, act="skip", skipped="1", through="texts").headers["location"]
    assert FIRE not in read(minh.get("/labels/second?only=flagged"))
    assert minh.get("/labels/second?only=nonsense&page=99").status_code == 200


def test_ones_own_labels_are_listed_changed_and_taken_back(lan: Browser, minh: Browser, people: People) -> None:
    page = read(lan.get("/labels/mine"))
    assert FIRE in page
    assert "Khẩn cấp gọi cứu hỏa" in page
    assert "Bạn chưa gán nhãn câu nào." in read(minh.get("/labels/mine"))
    shown = lan.get(f"/labels/texts/{KEY}")
    assert re.search(r'value="emergency"[^>]* checked', shown.text)
    assert lan.post(f"/labels/texts/{KEY}", intent="ask_fee", revision="1", target="train").status_code == 303
    assert lan.parts.labelling.labels.get(KEY).reading == FEE
    minh.post("/labels/mine/undo", "/labels/mine", key=KEY)
    assert "Không có gì để hoàn tác." in read(minh.get("/labels/mine"))
    for _ in range(2):
        lan.post("/labels/mine/undo", "/labels/mine", key=KEY)
    assert "Đã hoàn tác." in read(lan.get("/labels/mine"))
    assert lan.parts.labelling.inbox.counts() == {"open": 1}


def test_a_group_gets_one_intent_but_for_what_was_unticked(lan: Browser, people: People) -> None:
    texts = ("hộ chiếu hết hạn làm lại ở đâu vậy ạ", "hộ chiếu hết hạn làm lại ở đâu vậy chị", "hộ chiếu hết hạn làm lại ở đâu vậy")
    people.collect(*texts, "xin chào")
    parts = lan.parts
    Suggesting(parts.database, parts.settings.home, parts.settings.var / "vectors", None, None).look()
    group = parts.labelling.inbox.clusters()[0]
    assert {item.text for item in group.items} == set(texts)
    assert "3 câu, viết 3 lần" in read(lan.get("/labels/groups"))
    place = f"/labels/groups/{group.id}"
    for fields in ({"intent": "ask_place"}, {"intent": "", "item": str(group.items[0].id)}, {"intent": "ask_place", "item": "999"}):
        assert lan.post(place, **fields).status_code == 422
    assert lan.post(place, intent="ask_place", item="x").status_code == 422
    assert lan.post(place, intent="ask_place", item=["1"] * 501).status_code == 422
    assert lan.post(place, intent="ask_place", target="both").status_code == 422
    kept = [str(item.id) for item in group.items[:2]]
    assert lan.post(place, intent="ask_place", item=kept).headers["location"] == "/labels/groups"
    assert {parts.labelling.labels.get(key_of(item.text)).reading for item in group.items[:2]} == {PLACE}
    assert parts.labelling.inbox.get(group.items[2].id).state == "open"
    parts.labelling.labels.discard(group.items[2].text, "staff:1")
    assert "Nhóm này không còn câu nào." in read(lan.get(lan.get(place).headers["location"]))


def test_what_of_a_group_cannot_be_labelled_is_listed_with_its_reason(lan: Browser, people: People) -> None:
    texts = ("hế lô bạn nhé em ơi ơi", "hế lô bạn nhé em ơi nha ơi", "hế lô bạn nhé em ơi nha nha ơi")
    people.collect("he lo ban nhe em oi", *texts)
    parts = lan.parts
    Suggesting(parts.database, parts.settings.home, parts.settings.var / "vectors", None, None).look()
    group = next(one for one in parts.labelling.inbox.clusters() if any(item.text == "he lo ban nhe em oi" for item in one.items))
    answer = lan.post(f"/labels/groups/{group.id}", intent="greet", item=[str(item.id) for item in group.items])
    assert answer.status_code == 200
    assert "“he lo ban nhe em oi”: đã nằm ở bộ kia" in read(answer)


def test_of_a_group_what_another_was_faster_with_is_told(lan: Browser, people: People) -> None:
    texts = ("hộ chiếu hết hạn làm lại ở đâu vậy ạ", "hộ chiếu hết hạn làm lại ở đâu vậy chị", "hộ chiếu hết hạn làm lại ở đâu vậy")
    people.collect(*texts)
    parts = lan.parts
    Suggesting(parts.database, parts.settings.home, parts.settings.var / "vectors", None, None).look()
    group = parts.labelling.inbox.clusters()[0]
    ticked = [str(item.id) for item in group.items]
    parts.labelling.labels.discard(group.items[0].text, "staff:2")
    page = read(lan.post(f"/labels/groups/{group.id}", intent="ask_place", item=ticked))
    assert "Đã gán nhãn 2 câu. 1 câu đã chọn không còn trong nhóm" in page
    assert parts.labelling.labels.get(key_of(group.items[0].text)).reading is None
