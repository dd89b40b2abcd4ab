"""Labelling without a script: forms as a browser sends them."""

import re
from collections.abc import Callable

import pytest

from console.roles import Role
from tests.console.desk import Browser, read
from tests.console.labels.conftest import People
from training.corpus.schemas import Entity, Target
from training.inbox.schemas import Item, Reason
from training.labels.schemas import Kind, Reading, State
from training.texts import key_of

Somebody = Callable[..., Browser]
ASK = "lệ phí đổi bằng lái 😀 ở phường Bến Nghé"


@pytest.fixture
def lan(somebody: Somebody) -> Browser:
    return somebody("lan", Role.TRAINER)


@pytest.fixture
def minh(somebody: Somebody) -> Browser:
    return somebody("minh", Role.TRAINER)


@pytest.fixture
def people(lan: Browser) -> People:
    return People(lan.parts)


def me(browser: Browser) -> str:
    """The actor of a browser."""
    found = browser.parts.sessions.find(browser.token, browser.clock())
    assert found
    return f"staff:{found.account}"


def label(browser: Browser, item: Item, **fields: str | list[str]) -> str:
    """Fill the sheet of an utterance, and return where it leads, or the words of what is shown."""
    place = f"/labels/items/{item.id}"
    answer = browser.post(place, "", **{"revision": "0", "intent": "ask_fee", **fields})
    return answer.headers.get("location") or read(answer)


def test_the_inbox_tells_why_a_text_is_useful_and_is_searched_without_accents(lan: Browser, people: People) -> None:
    people.collect("nộp giấy ở đâu vậy", "tốn mấy đồng")
    page = read(lan.get("/labels"))
    assert "nộp giấy ở đâu vậy" in page
    assert "Rất có thể đã nghe nhầm; viết 1 lần; nghe nhầm thì người dân phải hỏi lại" in page
    assert "tốn mấy đồng" not in read(lan.get("/labels?q=nop giay"))
    assert "Không có câu nào khớp." in read(lan.get("/labels?only=thumbs_down"))
    assert "nộp giấy ở đâu vậy" in read(lan.get(f"/labels?only={Reason.FALLBACK}"))
    assert lan.get("/labels?page=9&only=x%00&q=%F0%9F%98%80").status_code == 200


def test_an_empty_inbox_says_so_and_a_round_can_be_asked_for(lan: Browser) -> None:
    assert "Chưa có câu nào." in read(lan.get("/labels"))
    assert lan.get("/labels/next").headers["location"] == "/labels"
    lan.post("/labels/collect", "/labels")
    lan.post("/labels/collect", "/labels")
    jobs = lan.parts.editorial.jobs.latest(("training.collect",), 5)
    assert [job.by for job in jobs] == [me(lan)]
    assert "Việc đang chờ đến lượt." in read(lan.get("/labels"))


def test_a_text_is_labelled_with_words_as_entities_and_the_next_one_comes(lan: Browser, people: People) -> None:
    items = people.collect(ASK, "nộp hồ sơ chỗ nào vậy")
    first = people.named(ASK)
    place = label(lan, first, words=["đổi bằng lái", " phường  Bến Nghé ", ""], kind=["procedure", "ward", "date"], note="rõ")
    other = next(item for item in items if item.id != first.id)
    assert place.startswith(f"/labels/items/{other.id}?")
    got = lan.parts.labelling.labels.get(key_of(ASK))
    assert got.reading == Reading("ask_fee", (Entity(7, 19, "procedure"), Entity(24, 39, "ward")))
    assert (got.target, got.opinions[0].by, got.opinions[0].note) == (Target.TRAIN, me(lan), "rõ")
    page = lan.get(place)
    assert "Đã lưu nhãn." in read(page)
    assert "Hoàn tác" in read(page)


def test_spans_of_a_script_are_counted_as_a_browser_counts(lan: Browser, people: People) -> None:
    people.collect(ASK)
    units = len(ASK.encode("utf-16-le")) // 2
    assert units == len(ASK) + 1
    place = label(lan, people.named(ASK), span=["7:20:procedure", "25:40:ward"], units=str(units))
    assert place == "/labels?through=items&last=" + key_of(ASK)
    reading = lan.parts.labelling.labels.get(key_of(ASK)).reading
    assert reading is not None
    assert reading.entities == (Entity(7, 19, "procedure"), Entity(24, 39, "ward"))
    assert ASK[24:39] == "phường Bến Nghé"


BAD = [
    {"span": ["21:22:ward"], "units": "40"},  # inside the emoji
    {"span": ["x"], "units": "40"},
    {"span": ["0:3:unknown"], "units": "40"},
    {"span": ["0:3:ward", "2:5:ward"], "units": "40"},
    {"span": ["5:5:ward"], "units": "40"},
    {"span": ["0:99999999999999999999:ward"], "units": "40"},
    {"span": ["0:3:ward"], "units": "41"},  # of another text
    {"span": ["0:3:ward"] * 41, "units": "40"},
    {"words": ["không có ở đây"], "kind": ["ward"]},
    {"words": ["lệ phí"], "kind": ["unknown"]},
    {"intent": "no_such_intent"},
    {"intent": ""},
]


@pytest.mark.parametrize("fields", BAD)
def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(lan: Browser, people: People, fields: dict[str, str | list[str]]) -> None:
    people.collect(ASK)
    item = people.named(ASK)
    answer = lan.post(f"/labels/items/{item.id}", "", **{"intent": "ask_place", "note": "giữ lại nhé", "target": "test", **fields})
    assert answer.status_code == 422
    assert re.search(r"Xin chọn một ý định|không khớp với câu|không nằm trong câu", read(answer))
    assert 'value="giữ lại nhé"' in answer.text
    assert lan.parts.labelling.inbox.counts() == {"open": 1}


def test_a_form_out_of_bounds_is_a_page_in_words(lan: Browser, people: People) -> None:
    people.collect(ASK)
    place = f"/labels/items/{people.named(ASK).id}"
    for fields in ({"note": "n" * 501}, {"act": "burn"}, {"target": "both"}, {"revision": "-1"}, {"revision": "x"}):
        assert lan.post(place, **fields).status_code == 422
    assert lan.client.post(place, content=b"\x00\xff" * 99, headers={"x-csrf-token": lan.csrf}).status_code == 422
    assert lan.parts.labelling.inbox.counts() == {"open": 1}


def test_a_warning_is_read_before_the_label_is_saved(lan: Browser, people: People) -> None:
    people.collect("Nop giay o cho nao")
    item = people.named("Nop giay o cho nao")
    place = f"/labels/items/{item.id}"
    shown = lan.post(place, intent="ask_fee")
    assert shown.status_code == 409
    assert "Câu này đã có với ý định khác: Hỏi nơi nộp (nhãn chưa xuất ra tệp)" not in read(shown)
    assert "Câu này đã có với ý định khác: Hỏi nơi nộp (nlu_data/nlu/a.yml)." in read(shown)
    found = re.search(r'name="seen" value="(\w{16})"', shown.text)
    assert found
    assert lan.send(place, shown, intent="ask_fee", seen="0" * 16).status_code == 409
    assert lan.send(place, shown, intent="ask_fee", seen=found[1]).status_code == 303
    assert lan.parts.labelling.labels.get(key_of("nop giay o cho nao")).reading == Reading("ask_fee")


def test_what_stands_in_the_other_set_is_not_saved(lan: Browser, people: People) -> None:
    people.collect("he lo ban nhe em oi")
    item = people.named("he lo ban nhe em oi")
    answer = lan.post(f"/labels/items/{item.id}", intent="greet", target="train")
    assert answer.status_code == 409
    assert "đang nằm ở bộ kia, nên không lưu vào bộ này được" in read(answer)
    again = lan.post(f"/labels/items/{item.id}", intent="greet", target="test")
    seen = re.search(r'name="seen" value="(\w{16})"', again.text)
    assert seen
    assert lan.post(f"/labels/items/{item.id}", intent="greet", target="test", seen=seen[1]).status_code == 303


def test_discard_flag_skip_and_undo(lan: Browser, people: People) -> None:
    first, second, third = people.collect("một câu vu vơ", "câu này khó hiểu quá", "để lát nữa xem nhé")
    assert label(lan, first, act="discard").startswith(f"/labels/items/{second.id}?")
    assert label(lan, second, act="flag", note="chưa rõ\x00 hỏi gì").startswith(f"/labels/items/{third.id}?")
    assert label(lan, third, act="skip").startswith(f"/labels/items/{third.id}?")
    assert lan.parts.labelling.inbox.counts() == {"discarded": 1, "labelled": 1, "open": 1}
    flagged = lan.parts.labelling.labels.get(key_of(second.text))
    assert (flagged.state, flagged.opinions[0].kind, flagged.opinions[0].note) == (State.FLAGGED, Kind.FLAG, "chưa rõ hỏi gì")
    undone = lan.post("/labels/undo", "/labels/next", last=key_of(first.text))
    assert undone.headers["location"].startswith(f"/labels/items/{first.id}")
    assert "Đã hoàn tác." in read(lan.get(undone.headers["location"]))
    assert lan.parts.labelling.inbox.counts() == {"labelled": 1, "open": 2}
    nothing = lan.post("/labels/undo", "/labels/next", last=key_of(first.text))
    assert "Không có gì để hoàn tác." in read(lan.get(nothing.headers["location"]))


def test_two_trainers_are_not_shown_the_same_text(lan: Browser, minh: Browser, people: People) -> None:
    people.collect("câu một hai ba", "câu bốn năm sáu")
    places = {lan.get("/labels/next").headers["location"], minh.get("/labels/next").headers["location"]}
    assert len(places) == 2
    people.parts.labelling.labels.discard("câu bốn năm sáu", me(lan))
    assert minh.get("/labels/next").headers["location"] == lan.get("/labels/next").headers["location"]


def test_labelled_meanwhile_by_another_is_said_and_kept_for_a_second_opinion(lan: Browser, minh: Browser, people: People) -> None:
    item = people.collect("tốn mấy trăm vậy")[0]
    open_page = minh.get(f"/labels/items/{item.id}")
    label(lan, item, intent="ask_place")
    answer = minh.send(f"/labels/items/{item.id}", open_page, intent="ask_fee", note="của tôi", revision="0")
    assert answer.status_code == 409
    assert "Người khác vừa gán nhãn câu này khi bạn đang xem." in read(answer)
    assert 'value="của tôi"' in answer.text
    assert f'action="/labels/texts/{item_key(item)}"' in answer.text
    assert minh.post(f"/labels/texts/{item_key(item)}", intent="ask_fee", revision="1").status_code == 303
    assert lan.parts.labelling.labels.get(item_key(item)).state is State.DISPUTED


def test_sent_twice_because_no_answer_came_is_saved_once(lan: Browser, people: People) -> None:
    items = people.collect("tốn mấy trăm vậy", "cho hỏi cái này", "còn câu này")
    labels = people.parts.labelling.labels
    for item, fields in zip(
        items, ({"act": "give", "note": "gọi 0912345678"}, {"act": "discard"}, {"act": "flag", "note": "?"}), strict=True
    ):
        places = {label(lan, item, **fields) for _ in range(2)}
        assert all(place.startswith("/labels") for place in places)
        assert (len(labels.get(item_key(item)).opinions), labels.get(item_key(item)).revision) == (1, 1)
    assert "Người khác" in label(lan, items[0], intent="ask_place")
    assert "Người khác" in label(lan, items[0], target="test")


def test_how_many_are_left_is_told_of_where_one_goes(lan: Browser, minh: Browser, people: People) -> None:
    people.say("sai bét rồi nhé", status="answered")
    people.talks.rate("a" * 32, good=False)
    items = people.collect("câu một hai ba", "câu bốn năm sáu")
    people.parts.labelling.labels.flag("câu bảy", me(lan))
    people.parts.labelling.labels.give("giá sao vậy", Reading("ask_fee"), Target.TRAIN, "import:x.csv", origin="import")
    assert len(items) == 3
    bad = lan.get("/labels/next?only=thumbs_down").headers["location"]
    assert "Còn 1 câu đang chờ." in read(lan.get(bad))
    assert "Còn 3 câu đang chờ." in read(lan.get(bad.partition("?")[0]))
    for only in ("flagged", "proposed"):
        assert "Còn 1 câu đang chờ." in read(minh.get(minh.get(f"/labels/second/next?only={only}").headers["location"]))


def item_key(item: Item) -> str:
    return key_of(item.text)


def test_erased_meanwhile_the_next_one_comes_and_no_label_is_made(lan: Browser, people: People) -> None:
    people.say("xóa câu này đi", person="b")
    items = people.collect("câu này thì ở lại")
    gone = people.named("xóa câu này đi")
    stays = next(item for item in items if item.id != gone.id)
    page = lan.get(f"/labels/items/{gone.id}")
    people.talks.erase("b" * 32)
    answer = lan.send(f"/labels/items/{gone.id}", page, intent="ask_fee", revision="0")
    assert answer.headers["location"].startswith(f"/labels/items/{stays.id}?")
    assert "Câu này không còn nữa" in read(lan.get(answer.headers["location"]))
    assert lan.parts.labelling.labels.counts() == {}
    assert lan.get(f"/labels/items/{gone.id}").headers["location"] == "/labels?through=items"
    assert lan.get(f"/labels/texts/{key_of(gone.text)}").headers["location"] == "/labels/second?through=texts"


def test_a_script_gets_the_next_sheet_alone(lan: Browser, people: People) -> None:
    first, second = people.collect("câu một hai ba", "câu bốn năm sáu")
    page = lan.get(f"/labels/items/{first.id}")
    assert lan.csrf in page.text
    fields = {"csrf": lan.csrf, "intent": "ask_fee", "revision": "0"}
    answer = lan.client.post(f"/labels/items/{first.id}", data=fields, headers={"X-Part": "sheet"})
    assert (answer.status_code, answer.headers["x-part"]) == (200, "sheet")
    assert answer.text.lstrip().startswith('<section id="sheet"')
    assert f'action="/labels/items/{second.id}"' in answer.text
    assert 'data-told="Đã lưu: Hỏi lệ phí."' in answer.text
    last = lan.client.post(f"/labels/items/{second.id}", data={**fields, "act": "discard"}, headers={"X-Part": "sheet"})
    assert "data-over" in last.text
    assert "Không còn câu nào đang chờ." in last.text
