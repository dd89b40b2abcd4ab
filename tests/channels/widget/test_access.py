"""Whoever uses a keyboard, hears the page, enlarges it or sees other colours can use all of it; axe-core finds no fault in any state."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.channels.widget.conftest import SIZES, STILL, Visit, Visitor
from tests.channels.widget.talker import Talker

pytestmark = pytest.mark.browser
SMALLEST = 24
TOUCH = 44
BOXES = """() => [...document.querySelector('troly-chat').shadowRoot.querySelectorAll('button, input, a')]
  .filter((node) => node.checkVisibility() && node.getClientRects().length)
  .map((node) => ({ name: node.getAttribute('aria-label') || node.textContent.trim(), inline: node.tagName === 'A',
                    box: (node.closest('label') ?? node).getBoundingClientRect().toJSON() }))"""


WIDER = """node => [...node.shadowRoot.querySelectorAll('*')]
  .filter((one) => !one.closest('.sr, .flash') && one.getBoundingClientRect().right > innerWidth + 1).length"""


LOOKS: dict[str, dict[str, Any]] = {"light": {}, "dark": {"color_scheme": "dark"}, "more": {"contrast": "more"}}
FORGIVEN = ("status of 422", "ERR_INTERNET_DISCONNECTED")
MESSAGES = "**/api/v1/web/messages"


def _card(visit: Visit) -> None:
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh").get_by_role("button", name="Xem thêm 5 mục").click()


def _choices(visit: Visit) -> None:
    visit.ask("tôi muốn kết hôn")
    visit.answered("trong trường hợp nào").get_by_role("button", name="Giải thích thêm").click()
    visit.answered("Bạn vừa viết: /pick")


def _states(visit: Visit, bot: Talker) -> Iterator[str]:
    """Walk through everything the widget can look like, and name each state."""
    yield "shut"
    visit.launcher.click()
    yield "notice"
    visit.page.get_by_role("button", name="Đồng ý và bắt đầu").click()
    yield "start"
    visit.menu()
    yield "menu"
    visit.page.keyboard.press("Escape")
    _card(visit)
    yield "card"
    visit.log.get_by_role("button", name="Câu trả lời này chưa đúng").click()
    visit.answered("Chưa đạt ở chỗ nào")
    yield "rated"
    _choices(visit)
    yield "choices"
    visit.ask("nguy hiểm")
    visit.answered("115")
    with bot.thinking():
        visit.ask("câu này chậm")
        expect(visit.log).to_contain_text("Đang tìm")
        yield "safety, waiting"
    visit.page.route(MESSAGES, lambda route: route.fulfill(status=422, json={"detail": "Không nhận được."}))
    visit.ask("xin chào")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    visit.page.unroute(MESSAGES)
    visit.context.set_offline(True)
    visit.ask("xin chào")
    expect(visit.log).to_contain_text("tự gửi khi có mạng")
    visit.box.fill("a" * 1001)
    yield "refused, offline, too long"
    visit.page.keyboard.press("Escape")
    visit.context.set_offline(False)
    expect(visit.chat.locator(".badge")).to_be_visible()
    yield "unread"


@pytest.mark.parametrize(("size", "look"), [("desktop", "light"), ("desktop", "dark"), ("phone", "more")])
def test_axe_finds_no_fault(visitor: Visitor, bot: Talker, size: str, look: str) -> None:
    visit = visitor(*SIZES[size], forgiven=FORGIVEN, bypass_csp=True, **STILL, **LOOKS[look])
    for state in _states(visit, bot):
        assert (state, visit.faults()) == (state, [])


def test_all_of_it_is_done_by_keyboard(visit: Visit) -> None:
    keys = visit.page.keyboard
    visit.launcher.focus()
    keys.press("Enter")
    expect(visit.page.get_by_role("heading", name="Trước khi bắt đầu")).to_be_focused()
    keys.press("Tab")
    expect(visit.page.get_by_role("button", name="Đồng ý và bắt đầu")).to_be_focused()
    keys.press("Enter")
    expect(visit.box).to_be_focused()
    keys.type("tôi muốn kết hôn")
    keys.press("Enter")
    card = visit.answered("trong trường hợp nào")
    expect(visit.box).to_be_focused()
    choice = card.get_by_role("button", name="Giải thích thêm")
    for _ in range(12):
        keys.press("Shift+Tab")
        if choice.evaluate("node => node.getRootNode().activeElement === node"):
            break
    expect(choice).to_be_focused()
    keys.press("Enter")
    visit.answered("Bạn vừa viết")
    expect(choice).to_be_focused()
    keys.press("Escape")
    expect(visit.page.get_by_role("dialog")).to_have_count(0)
    expect(visit.launcher).to_be_focused()
    keys.press("Enter")
    expect(visit.box).to_be_focused()


def test_escape_shuts_the_menu_first(visit: Visit) -> None:
    visit.open()
    visit.menu().get_by_role("radio", name="Sáng").focus()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("group", name="Tùy chọn")).to_have_count(0)
    expect(visit.page.get_by_role("button", name="Tùy chọn")).to_be_focused()
    expect(visit.page.get_by_role("dialog")).to_have_count(1)


def test_on_a_phone_it_fills_the_screen_and_on_a_desktop_the_page_beside_it_stays_in_reach(visit: Visit) -> None:
    visit.open()
    panel, wide = visit.chat.locator("dialog").bounding_box(), visit.page.evaluate("innerWidth") > 640
    assert (panel == {"x": 0, "y": 0, "width": 360, "height": 740}) is not wide
    behind = 0
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        behind += visit.page.evaluate("!!document.activeElement.closest('main, header')")
    assert (behind > 0) is wide


def test_each_answer_is_announced_once_and_the_history_not(visitor: Visitor) -> None:
    visit = visitor(clock=True)
    visit.open()
    visit.page.evaluate("""() => {
      window.said = [];
      const live = document.querySelector('troly-chat').shadowRoot.querySelector('[aria-live=polite]');
      const note = () => live.textContent && said.push(live.textContent);
      new MutationObserver(note).observe(live, {childList: true, characterData: true, subtree: true});
    }""")
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    visit.ask("xin chào")
    visit.answered("Bạn vừa viết: xin chào")
    visit.later(1_000)
    visit.until("said.at(-1)?.includes('xin chào')")
    said = "\n".join(visit.page.evaluate("said")).splitlines()  # answers that come together are announced together
    assert [words for words in said if "tờ khai theo mẫu" in words or "xin chào" in words] == [
        "Trợ lý tự động: Đăng ký khai sinh cần tờ khai theo mẫu và giấy chứng sinh. Không thu lệ phí khi đăng ký đúng hạn.",
        "Trợ lý tự động: Bạn vừa viết: xin chào",
    ]
    visit.page.reload()
    visit.answered("Bạn vừa viết: xin chào")
    visit.later(1_000)
    assert visit.chat.locator("[aria-live=polite]").text_content() == ""
    assert visit.chat.locator("[aria-live=polite]").count() == 1
    expect(visit.log).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)])
def test_everything_fits_a_narrow_or_much_enlarged_page(visitor: Visitor, width: int, height: int) -> None:
    visit = visitor(width, height)
    visit.open()
    visit.ask("làm khai sinh cần gì")
    card = visit.answered("Thủ tục đăng ký khai sinh")
    for size in ("Vừa", "Rất lớn"):
        visit.menu().get_by_role("radio", name=size, exact=True).click()
        assert visit.chat.evaluate(WIDER) == 0
        visit.page.keyboard.press("Escape")
        assert visit.chat.evaluate(WIDER) == 0
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    card.get_by_role("button", name="Câu trả lời này hữu ích").click()
    visit.answered("Cảm ơn bạn đã đánh giá")
    visit.box.scroll_into_view_if_needed()
    expect(visit.box).to_be_in_viewport()


def test_much_enlarged_the_newest_question_is_in_sight(visitor: Visitor) -> None:
    visit = visitor(320, 256)
    visit.open()
    visit.ask("tôi muốn kết hôn")
    visit.answered("trong trường hợp nào")
    expect(visit.log.locator(".question")).to_be_in_viewport(ratio=1)


def test_targets_are_large_enough(visit: Visit) -> None:
    visit.open()
    for reach in (_card, Visit.menu):
        reach(visit)
        for found in visit.page.evaluate(BOXES):
            least = SMALLEST if found["inline"] else TOUCH
            assert found["box"]["height"] >= least, found
            assert found["box"]["width"] >= least, found


def test_nothing_moves_for_who_wants_no_motion(visitor: Visitor, bot: Talker) -> None:
    visit = visitor(reduced_motion="reduce")
    visit.open()
    with bot.thinking():
        visit.ask("câu này chậm")
        expect(visit.log).to_contain_text("Đang tìm")
        dot = visit.log.locator(".dots i").first
        assert dot.evaluate("node => getComputedStyle(node).animationName") == "none"
    assert visit.log.evaluate("node => getComputedStyle(node).scrollBehavior") == "auto"


def test_forced_colours_leave_borders_and_marks(visitor: Visitor) -> None:
    visit = visitor(forced_colors="active")
    visit.open()
    _choices(visit)
    chosen = visit.log.get_by_role("button", name=re.compile("Giải thích thêm"))
    assert chosen.evaluate("node => getComputedStyle(node).borderTopWidth") == "3px"
    for name in ("Gửi câu hỏi", "Tùy chọn"):
        border = visit.page.get_by_role("button", name=name).evaluate("node => getComputedStyle(node).borderTopStyle")
        assert border == "solid"


def test_a_keyboard_on_the_screen_does_not_cover_the_box(visitor: Visitor) -> None:
    # iOS lays its keyboard over the page: the visual viewport shrinks, and nothing else.
    fake = """
      const view = new EventTarget();
      Object.assign(view, {height: 740, width: 360, offsetTop: 0, offsetLeft: 0, scale: 1});
      Object.defineProperty(window, 'visualViewport', {value: view, configurable: true});"""
    visit = visitor(360, 740, script=fake)
    visit.open()
    visit.page.evaluate("Object.assign(visualViewport, {height: 400, offsetTop: 60}); visualViewport.dispatchEvent(new Event('resize'))")
    box, panel = visit.box.bounding_box(), visit.chat.locator("dialog").bounding_box()
    assert box is not None
    assert panel is not None
    assert (panel["y"], panel["height"]) == (60, 400)
    assert box["y"] + box["height"] <= 460


def test_who_reads_further_up_is_left_there(visitor: Visitor, bot: Talker) -> None:
    visit = visitor(reduced_motion="reduce")
    visit.open()
    _card(visit)
    with bot.thinking():
        visit.ask("câu này chậm")
        expect(visit.log).to_contain_text("Đang tìm")
        visit.log.evaluate("node => (node.scrollTop = 40)")
    visit.answered("Bạn vừa viết: câu này chậm")
    assert visit.log.evaluate("node => node.scrollTop") == 40
