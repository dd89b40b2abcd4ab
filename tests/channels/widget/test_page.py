"""The page at `/`: the widget beside the city's tiles on a large screen, over them on a small one."""

from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect

from conversations.outbox import Outbox
from core.answer import Answer
from core.db import Database
from core.person import person_key, person_of
from core.settings import Settings
from tests.channels.widget.conftest import SIZES, STILL, Visit, Visitor
from tests.channels.widget.talker import Talker

pytestmark = pytest.mark.browser
AGREE = "Đồng ý và bắt đầu"
NEWS = "Hồ sơ …0420 đã có kết quả. Bạn đem giấy hẹn và giấy tờ tùy thân đến nhận."
LOOKS = [("desktop", "light"), ("desktop", "dark"), ("phone", "light")]


@pytest.fixture(params=SIZES.values(), ids=list(SIZES))
def portal(request: pytest.FixtureRequest, visitor: Visitor, gateway: str) -> Visit:
    """A visit to the page at `/`, on a desktop and on a phone."""
    return visitor(*request.param, url=f"{gateway}/")


@pytest.fixture
def wide(visitor: Visitor, gateway: str) -> Visit:
    """A visit to the page at `/` on a desktop."""
    return visitor(url=f"{gateway}/")


def agree(visit: Visit) -> None:
    visit.page.get_by_role("button", name=AGREE).click()


def shut(visit: Visit) -> None:
    visit.page.get_by_role("dialog").get_by_role("button", name="Thu gọn khung trợ lý").click()


def test_it_is_open_from_the_start_and_says_that_it_is_a_machine(portal: Visit) -> None:
    expect(portal.page.get_by_role("region", name="Trước khi bắt đầu")).to_contain_text("hệ thống tự động")
    agree(portal)
    portal.ask("làm khai sinh cần gì")
    portal.answered("Thủ tục đăng ký khai sinh")
    assert portal.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_large_screen_it_stands_beside_the_tiles_and_stays(wide: Visit) -> None:
    expect(wide.launcher).to_be_hidden()
    expect(wide.page.get_by_role("button", name="Thu gọn khung trợ lý")).to_have_count(0)
    expect(wide.page.get_by_role("button", name="Không đồng ý")).to_have_count(0)
    panel, tiles = wide.chat.locator("dialog").bounding_box(), wide.page.locator(".portal").bounding_box()
    assert panel is not None
    assert tiles is not None
    assert panel["x"] >= tiles["x"] + tiles["width"]
    assert panel["y"] + panel["height"] == 800
    agree(wide)
    wide.page.keyboard.press("Escape")
    expect(wide.box).to_be_visible()


def test_on_a_phone_it_fills_the_screen_and_gives_the_page_free(visitor: Visitor, gateway: str) -> None:
    visit = visitor(*SIZES["phone"], url=f"{gateway}/")
    agree(visit)
    assert visit.chat.locator("dialog").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    shut(visit)
    visit.page.get_by_role("button", name="Kết hôn").click()
    visit.answered("trong trường hợp nào")
    shut(visit)
    visit.launcher.click()
    visit.answered("trong trường hợp nào")


def test_a_phone_that_is_turned_loses_nothing(wide: Visit) -> None:
    agree(wide)
    wide.box.fill("một câu chưa gửi")
    wide.page.set_viewport_size({"width": 360, "height": 740})
    shut(wide)
    wide.page.set_viewport_size({"width": 1280, "height": 800})
    expect(wide.box).to_have_value("một câu chưa gửi")
    expect(wide.launcher).to_be_hidden()


def test_a_tile_asks_and_before_consent_its_question_waits_in_the_box(wide: Visit, bot: Talker) -> None:
    tile = wide.page.get_by_role("button", name="Cư trú")
    tile.click()
    expect(wide.page.get_by_role("heading", name="Trước khi bắt đầu")).to_be_focused()
    assert not any("tạm trú cần" in inbound.said for inbound in bot.heard)
    agree(wide)
    expect(wide.box).to_have_value("Đăng ký tạm trú cần giấy tờ gì?")
    wide.box.fill("")
    tile.click()
    wide.answered("Bạn vừa viết: Đăng ký tạm trú cần giấy tờ gì?")


def test_the_first_tab_stop_leads_to_the_assistant(wide: Visit) -> None:
    agree(wide)
    wide.page.reload()
    wide.page.keyboard.press("Tab")
    expect(wide.page.get_by_role("link", name="Đến khung trợ lý")).to_be_focused()
    wide.page.keyboard.press("Enter")
    expect(wide.box).to_be_focused()


@pytest.mark.parametrize(("size", "look"), LOOKS)
def test_axe_finds_no_fault_on_the_whole_page(visitor: Visitor, gateway: str, size: str, look: str) -> None:
    visit = visitor(*SIZES[size], url=f"{gateway}/", bypass_csp=True, color_scheme=look, **STILL)
    assert visit.faults("html") == []
    agree(visit)
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    assert visit.faults("html") == []
    if size == "phone":
        shut(visit)
        assert visit.faults("html") == []


def test_on_paper_the_conversation_stands_alone_and_whole(wide: Visit) -> None:
    agree(wide)
    wide.ask("làm khai sinh cần gì")
    wide.answered("Thủ tục đăng ký khai sinh")
    wide.page.emulate_media(media="print")
    expect(wide.log.get_by_text("Giấy tờ chứng minh nơi cư trú (xuất trình)")).to_be_visible()
    for part in (wide.box, wide.page.locator(".portal"), wide.log.get_by_role("button", name="Lệ phí")):
        expect(part).to_be_hidden()


def test_where_the_assistant_cannot_come_it_says_where_help_is(chromium: Browser, gateway: str) -> None:
    with closing(chromium.new_context(java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto(gateway)
        expect(page.get_by_text("Khung trợ lý chưa mở được")).to_be_visible()
        expect(page.get_by_text("Bạn cần làm thủ tục gì?")).to_be_visible()


def test_news_that_nobody_asked_for_stand_there_once(wide: Visit, gateway_settings: Settings) -> None:
    agree(wide)
    wide.ask("xin chào")
    wide.answered("Bạn vừa viết: xin chào")
    sender = wide.page.evaluate("JSON.parse(localStorage['troly.widget.session']).sender")
    with closing(Database.open(gateway_settings)) as database:
        assert Outbox(database).put(
            person_of(person_key(gateway_settings), "web", sender), "web", sender, Answer(status="dossier", text=NEWS)
        )
    expect(wide.answered(NEWS)).to_contain_text("Tin báo của trợ lý tự động")
    wide.page.reload()
    wide.answered("Bạn vừa viết: xin chào")
    expect(wide.answered(NEWS)).to_be_in_viewport()
