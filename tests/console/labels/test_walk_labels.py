"""Two trainers at a real browser: labelling by the keyboard alone, spans under any Unicode, warnings, a second reader, a group."""

import unicodedata
from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

from console.parts import Parts
from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.labels.conftest import People
from tests.console.look import MARKS, Desk, seated
from training.corpus.schemas import Target
from training.inbox.suggesting import Suggesting
from training.labels.schemas import Kind, Reading, State
from training.texts import key_of

pytestmark = MARKS
LICENCE = "đổi bằng lái 👩‍👩‍👧 ở phường Bến Nghé hết mấy đồng vậy x̣̂"  # letters beyond the first plane, and one that no sign composes
TEXTS = (unicodedata.normalize("NFD", LICENCE), "một câu vu vơ", "câu này khó hiểu quá", "để lát nữa xem nhé", "Nop giay o cho nao")
DRAG = """words => {
  const walker = document.createTreeWalker(document.getElementById("utterance"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const box = range.getBoundingClientRect();
    return [box.left + 3, box.right - 3, box.top + box.height / 2];
  }
}"""


# The very moment the next text is there, Enter is pressed a second time.
TWICE = """() => new MutationObserver((_, waits) => {
  waits.disconnect();
  document.getElementById("utterance").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  document.body.classList.add("pressed");
}).observe(document.getElementById("words"), { childList: true })"""


def drag(page: Page, words: str) -> None:
    """Drag over words of the text, short of their ends."""
    left, right, height = page.evaluate(DRAG, words)
    page.mouse.move(left, height)
    page.mouse.down()
    page.mouse.move(right, height, steps=4)
    page.mouse.up()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def text_is(page: Page, text: str) -> None:
    expect(page.get_by_label("Dùng phím tắt")).to_be_visible()  # the script is there
    expect(page.locator("#utterance")).to_have_text(unicodedata.normalize("NFC", text), use_inner_text=False)
    ready(page)


def ready(page: Page) -> None:
    """A sheet that has just come takes no key that was meant for the one before."""
    expect(page.locator("#sheet.fresh")).to_have_count(0)


def told(page: Page, words: str) -> None:
    expect(page.locator("#told")).to_have_text(words)


def test_a_trainer_labels_by_the_keyboard_alone(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    parts: Parts = app.state.parts
    lan = arrive(Browser(app, clock), "lan", Role.TRAINER)
    People(parts).collect(*TEXTS)
    labels = parts.labelling.labels
    context = seated(chromium, url, lan)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}/labels")
    desk.look("Gán nhãn", "inbox")
    page.get_by_role("link", name="Bắt đầu gán nhãn").click()
    text_is(page, LICENCE)
    press(page, "/")
    page.keyboard.type("hoi le phi")
    press(page, "Enter")
    expect(page.locator("#chosen")).to_have_text("Hỏi lệ phí")
    press(page, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "1")  # the first three words are a procedure
    told(page, "Đã đánh dấu: đổi bằng lái, Thủ tục")
    drag(page, "👩‍👩‍👧")
    press(page, "4")
    drag(page, "phường Bến Nghé")
    press(page, "2")
    press(page, "End", "8", "End", "Backspace")
    expect(page.locator("#marks button")).to_have_count(3)
    desk.look("Gán nhãn từng câu", "sheet")
    press(page, "Enter")
    told(page, "Đã lưu: Hỏi lệ phí.")
    text_is(page, TEXTS[1])
    reading = labels.get(key_of(LICENCE)).reading
    stored = labels.get(key_of(LICENCE)).text
    assert reading is not None
    assert [(stored[one.start : one.end], one.name) for one in reading.entities] == [
        ("đổi bằng lái", "procedure"), ("👩‍👩‍👧", "paper"), ("phường Bến Nghé", "ward"),
    ]  # fmt: skip

    press(page, "u")
    text_is(page, LICENCE)
    told(page, "Đã hoàn tác. Câu này lại nằm trước bạn.")
    press(page, "e", "/")
    page.keyboard.type("nộp ở đâu")
    press(page, "Enter", "t", "Enter")
    text_is(page, TEXTS[1])
    again = labels.get(key_of(LICENCE))
    assert (again.target, again.reading.intent if again.reading else "") == (Target.TEST, "ask_place")

    page.get_by_label("Dùng phím tắt").uncheck()
    press(page, "d")
    page.get_by_label("Dùng phím tắt").check()
    page.get_by_label("Ghi chú cho người đọc sau").fill("")
    page.keyboard.type("dnfu")  # letters that are typed are no commands
    expect(page.get_by_label("Ghi chú cho người đọc sau")).to_have_value("dnfu")
    press(page, "Escape", "d")
    text_is(page, TEXTS[2])
    press(page, "f")
    page.keyboard.type("hỏi gì vậy nhỉ")
    press(page, "Enter")
    text_is(page, TEXTS[3])
    press(page, "n")
    text_is(page, TEXTS[4])
    assert labels.get(key_of(TEXTS[1])).opinions[0].note == "dnfu"
    assert [(one.kind, one.note) for one in labels.get(key_of(TEXTS[2])).opinions] == [(Kind.FLAG, "hỏi gì vậy nhỉ")]

    press(page, "/")
    page.keyboard.type("le phi")
    press(page, "Enter")
    expect(page.get_by_text("Câu này đã có với ý định khác: Hỏi nơi nộp")).to_be_visible()
    press(page, "Enter")
    told(page, "Xin xem các điều bên dưới; bấm Enter lần nữa để lưu.")
    desk.look("Gán nhãn từng câu", "warned")
    ready(page)
    press(page, "Enter")
    text_is(page, TEXTS[3])
    press(page, "?")
    desk.look("Gán nhãn từng câu", "keys")
    press(page, "Escape")
    expect(page.locator("#help")).to_be_hidden()
    expect(page.locator("#utterance")).to_be_focused()

    context.clear_cookies()  # the session is over
    press(page, "d")
    expect(page.locator("#wrong")).to_contain_text("Phiên làm việc đã hết.")
    text_is(page, TEXTS[3])
    context.add_cookies([{"name": parts.cookie, "value": lan.token, "url": url}])
    press(page, "d")
    expect(page.get_by_text("Không còn câu nào đang chờ.")).to_be_visible()
    page.goto(f"{url}/labels/mine")
    desk.look("Của tôi", "mine")
    assert [one for one in desk.errors if "403" not in one] == []  # that of the session that was over
    context.close()


def test_a_second_reader_and_a_group(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    parts: Parts = app.state.parts
    arrive(Browser(app, clock), "lan", Role.TRAINER)
    minh = arrive(Browser(app, clock), "minh", Role.TRAINER)
    like = [f"hộ chiếu hết hạn làm lại ở đâu vậy {end}".strip() for end in ("ạ", "chị", "")]
    People(parts).collect("cháy nhà rồi cứu với", "nhà em bị cháy", *like)
    labels = parts.labelling.labels
    labels.give("cháy nhà rồi cứu với", Reading("emergency"), Target.TRAIN, "staff:1", note="gọi ngay")
    labels.give("nhà em bị cháy", Reading("emergency"), Target.TRAIN, "staff:1")
    labels.flag("nhà em bị cháy", "staff:3", note="cháy thật không?")
    Suggesting(parts.database, parts.settings.home, parts.settings.var / "vectors", None, None).look()
    context = seated(chromium, url, minh)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}/labels/second")
    desk.look("Người đọc thứ hai", "second")
    page.get_by_role("link", name="Bắt đầu đọc").click()
    expect(page.get_by_text("cháy thật không?")).to_be_visible()
    desk.look("Gán nhãn từng câu", "flagged")
    press(page, "n")
    text_is(page, "cháy nhà rồi cứu với")
    expect(page.get_by_text("Nhãn của họ không hiện ra")).to_be_visible()
    expect(page.get_by_text("gọi ngay")).to_have_count(0)
    press(page, "/")
    page.keyboard.type("hoi le phi")
    press(page, "Enter", "Enter")
    text_is(page, "nhà em bị cháy")
    assert labels.get(key_of("cháy nhà rồi cứu với")).state is State.DISPUTED

    page.goto(f"{url}/labels/groups")
    desk.look("Theo nhóm", "groups")
    page.get_by_role("link", name="hộ chiếu hết hạn làm lại ở đâu vậy").first.click()
    desk.look("Một nhóm câu", "group")
    page.get_by_role("checkbox", name="hộ chiếu hết hạn làm lại ở đâu vậy chị").uncheck()
    page.get_by_role("radio", name="Hỏi nơi nộp").first.check()
    page.get_by_role("button", name="Gán cho các câu đã chọn").click()
    expect(page.get_by_text("Đã gán nhãn các câu đã chọn trong nhóm.")).to_be_visible()
    assert parts.labelling.inbox.counts() == {"labelled": 4, "open": 1}
    assert desk.errors == []
    context.close()


def test_a_key_too_many_saves_nothing_and_escape_leaves_no_trace(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock) -> None:
    app, url = served
    parts: Parts = app.state.parts
    lan = arrive(Browser(app, clock), "lan", Role.TRAINER)
    People(parts).collect("lệ phí bao nhiêu", "lệ phí mấy đồng")
    context = seated(chromium, url, lan)
    page = context.new_page()
    page.goto(f"{url}/labels/next")
    text_is(page, "lệ phí bao nhiêu")
    press(page, "/")
    page.keyboard.type("noi nop")
    press(page, "Escape")
    expect(page.locator("#find")).to_have_value("")
    expect(page.locator("#all")).not_to_have_attribute("open", "")
    press(page, "f")
    told(page, "Gõ điều bạn băn khoăn rồi bấm Enter; Esc để thôi.")
    press(page, "Escape")
    told(page, "")
    press(page, "?")
    expect(page.locator("#help")).to_be_focused()
    press(page, "Enter")  # closes the list of keys, and saves nothing
    expect(page.locator("#help")).to_be_hidden()
    assert parts.labelling.inbox.counts() == {"open": 2}

    press(page, "s")
    text_is(page, "lệ phí mấy đồng")
    page.evaluate(TWICE)
    press(page, "Enter")
    expect(page.locator("body.pressed")).to_have_count(1)
    text_is(page, "lệ phí bao nhiêu")
    expect(page.locator("#sheet.busy")).to_have_count(0)
    assert parts.labelling.inbox.counts() == {"open": 1, "labelled": 1}
    context.close()


def test_what_was_chosen_before_the_script_came_stands(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock) -> None:
    app, url = served
    lan = arrive(Browser(app, clock), "lan", Role.TRAINER)
    People(app.state.parts).collect("lệ phí bao nhiêu")
    context = seated(chromium, url, lan)
    page = context.new_page()
    held = list[Route]()
    page.route("**/labels_spans.js", lambda route: held.append(route))
    with page.expect_request("**/labels_spans.js"):
        page.goto(f"{url}/labels/next", wait_until="commit")
    if not page.locator("#all[open]").count():
        page.locator("#all summary").click()
    other = page.locator("#intents input:not(:checked)").first
    value = other.get_attribute("value")
    page.locator(f"#intents input[value={value}]").check()
    with page.expect_response("**/labels_spans.js"):
        held[0].continue_()
    text_is(page, "lệ phí bao nhiêu")
    expect(page.locator(f"#intents input[value={value}]")).to_be_checked()
    context.close()
