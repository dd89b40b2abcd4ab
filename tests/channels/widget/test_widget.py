"""The widget in a real browser: what people do with it, on a desktop and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.channels.widget.conftest import Visit, Visitor
from tests.channels.widget.talker import Talker

pytestmark = pytest.mark.browser


def test_nothing_is_sent_before_somebody_agreed(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    visit.open(agree=False)
    notice = visit.page.get_by_role("region", name="Trước khi bắt đầu")
    expect(notice).to_contain_text("hệ thống tự động")
    expect(notice).to_contain_text("90 ngày")
    expect(visit.box).to_have_count(0)
    visit.page.get_by_role("button", name="Không đồng ý").click()
    expect(visit.page.get_by_role("dialog")).to_have_count(0)
    visit.open(agree=False)
    expect(notice).to_be_visible()
    assert asked == []


def test_an_answer_is_a_card_with_sections_sources_and_dates(visit: Visit) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    card = visit.answered("Thủ tục đăng ký khai sinh")
    for words in (
        "Mã thủ tục 1.001193",
        "Giấy tờ cần chuẩn bị",
        "Giấy chứng sinh",
        "528/QĐ-BTP",
        "Cập nhật ngày 16/4/2026, kiểm tra ngày 18/7/2026",
    ):
        expect(card).to_contain_text(words)
    link = card.get_by_role("link", name=re.compile("Quyết định công bố"))
    assert link.get_attribute("href") == "https://dichvucong.gov.vn/p/1.001193"
    assert link.get_attribute("rel") == "noopener"
    folded = card.get_by_text("Giấy tờ chứng minh nơi cư trú (xuất trình)")
    expect(folded).to_be_hidden()
    more = card.get_by_role("button", name="Xem thêm 5 mục")
    more.click()
    expect(folded).to_be_visible()
    expect(card.get_by_role("button", name="Thu gọn")).to_have_attribute("aria-expanded", "true")
    expect(card.get_by_role("button", name="Xem thêm 2 nguồn")).to_be_visible()


def test_the_question_stands_at_the_top_and_its_answer_below(visit: Visit) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    expect(visit.log.locator(".question")).to_be_in_viewport()
    expect(visit.log.get_by_role("heading", name="Thủ tục đăng ký khai sinh")).to_be_in_viewport()


def test_a_checklist_is_a_link_to_the_gateways_page_to_print(visit: Visit, gateway: str) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    link = visit.answered("Thủ tục đăng ký khai sinh").get_by_role("link", name=re.compile("Danh sách việc"))
    expect(link).to_have_attribute("href", f"{gateway}/checklists/birth")
    expect(link).to_have_attribute("target", "_blank")


def test_buttons_stay_readable_after_the_choice_and_after_a_reload(visit: Visit) -> None:
    visit.open()
    visit.ask("tôi muốn kết hôn")
    card = visit.answered("trong trường hợp nào")
    choice = card.get_by_role("button", name="Thủ tục đăng ký kết hôn có yếu tố nước ngoài")
    choice.click()
    visit.answered("Bạn vừa viết: /choose_procedure")
    expect(visit.log.locator(".question").last).to_have_text(re.compile("Có yếu tố nước ngoài"))
    for _ in range(2):
        expect(choice).to_have_accessible_name(re.compile("đã chọn"))
        expect(choice).to_be_enabled()
        expect(card.get_by_role("button", name="Giải thích thêm")).to_have_accessible_name("Giải thích thêm")
        visit.page.reload()


def test_the_conversation_goes_from_page_to_page(visit: Visit, gateway: str) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    visit.page.goto(f"{gateway}/demo/khai-sinh.html")
    visit.answered("Thủ tục đăng ký khai sinh")
    expect(visit.log.locator(".question")).to_have_count(1)
    visit.ask("còn gì nữa")
    visit.answered("Bạn vừa viết: còn gì nữa")


def test_an_answer_that_comes_while_the_panel_is_shut_is_counted(visit: Visit) -> None:
    visit.open()
    visit.ask("câu này chậm")
    expect(visit.log).to_contain_text("Đang tìm")
    visit.page.keyboard.press("Escape")
    badge = visit.chat.locator(".badge")
    expect(badge).to_have_text("1", timeout=15_000)
    expect(visit.launcher).to_have_accessible_name("Mở trợ lý dịch vụ công, 1 tin chưa đọc")
    visit.launcher.click()
    visit.answered("Bạn vừa viết: câu này chậm")
    visit.page.keyboard.press("Escape")
    expect(badge).to_be_hidden()


def test_thinking_is_shown_and_after_four_seconds_that_it_goes_on(visit: Visit) -> None:
    visit.open()
    visit.ask("câu này chậm")
    expect(visit.log).to_contain_text("Đang tìm câu trả lời")
    expect(visit.log).to_contain_text("Vẫn đang tìm", timeout=6_000)
    visit.answered("Bạn vừa viết: câu này chậm")
    expect(visit.log).not_to_contain_text("Vẫn đang tìm")


def test_thumbs_send_the_words_of_the_rating_desk_and_it_asks_why(visit: Visit, bot: Talker) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    card = visit.answered("Thủ tục đăng ký khai sinh")
    down = card.get_by_role("button", name="Câu trả lời này chưa đúng")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    visit.answered("Chưa đạt ở chỗ nào").get_by_role("button", name="Thông tin sai").click()
    visit.answered("Tôi đã ghi lại để người phụ trách sửa")
    said = [inbound.payload for inbound in bot.heard[-3:]]
    assert said[1:] == ['/pick{"option":"rate:down"}', '/pick{"option":"rate:why:wrong"}']


def test_only_the_last_answer_can_be_rated(visit: Visit) -> None:
    visit.open()
    for _ in range(2):
        visit.ask("làm khai sinh cần gì")
        expect(visit.log).not_to_contain_text("Đang")
    visit.answered("Thủ tục đăng ký khai sinh", 2)
    expect(visit.log.get_by_role("button", name="Câu trả lời này hữu ích")).to_have_count(1)


def test_copying_takes_the_words_and_their_sources(visitor: Visitor) -> None:
    visit = visitor(permissions=["clipboard-read", "clipboard-write"])
    visit.open()
    visit.ask("làm khai sinh cần gì")
    card = visit.answered("Thủ tục đăng ký khai sinh")
    card.get_by_role("button", name="Sao chép câu trả lời").click()
    expect(card).to_contain_text("Đã sao chép")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Đăng ký khai sinh cần tờ khai theo mẫu")
    assert "528/QĐ-BTP: https://dichvucong.gov.vn/p/1.001193" in copied


def test_a_shared_link_offers_its_procedure_to_who_opens_it(visitor: Visitor, gateway: str) -> None:
    visit = visitor(url=f"{gateway}/demo/?phien=rieng", permissions=["clipboard-read", "clipboard-write"])
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh").get_by_role("button", name="Chia sẻ thủ tục này").click()
    expect(visit.log).to_contain_text("Đã sao chép đường dẫn")
    shared = visit.page.evaluate("navigator.clipboard.readText()")
    assert shared == f"{gateway}/demo/#troly=1.001193"
    other = visitor(url=shared)
    other.page.get_by_role("button", name="Đồng ý và bắt đầu").click()
    expect(other.log.locator(".question")).to_have_count(0)
    other.log.get_by_role("button", name="Xem thủ tục được chia sẻ: 1.001193").click()
    other.answered("Mã thủ tục 1.001193")


@pytest.mark.parametrize("code", ["1.2", "x", "1.001193%22%7D", "1.001193<b>"])
def test_a_link_with_something_else_offers_nothing(visitor: Visitor, gateway: str, code: str) -> None:
    visit = visitor(url=f"{gateway}/demo/#troly={code}")
    expect(visit.page.get_by_role("dialog")).to_have_count(0)


def test_a_new_conversation_ends_the_old_one(visit: Visit) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    token = visit.page.evaluate("JSON.parse(localStorage['troly.widget.session']).token")
    with visit.page.expect_response(lambda response: response.request.method == "DELETE") as ended:
        visit.menu().get_by_role("button", name="Trò chuyện mới").click()
    assert ended.value.status == 204
    expect(visit.log.locator(".question")).to_have_count(0)
    visit.ask("xin chào")
    visit.answered("Bạn vừa viết: xin chào")
    assert visit.page.evaluate("JSON.parse(localStorage['troly.widget.session']).token") != token
    visit.page.reload()
    visit.answered("Bạn vừa viết: xin chào")
    expect(visit.log.locator(".question")).to_have_count(1)


def test_deleting_ones_data_clears_this_device_too(visit: Visit) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    visit.menu().get_by_role("button", name="Xóa dữ liệu của tôi").click()
    visit.answered("Bạn muốn xóa hết").get_by_role("button", name="Xóa hết").click()
    visit.answered("Tôi đã xóa dữ liệu của bạn")
    expect(visit.log.locator(".question")).to_have_count(1)
    kept = visit.kept()
    assert "khai sinh" not in kept
    assert "token" not in kept
    visit.page.reload()
    expect(visit.log.locator(".question")).to_have_count(0)


def test_of_a_dossier_nothing_stays_on_the_device(visit: Visit) -> None:
    visit.open()
    visit.ask("hồ sơ của tôi H29.22-260420-0420")
    visit.answered("Hồ sơ …0420 đã có kết quả")
    assert "0420" not in visit.kept()
    visit.ask("mã xác minh 123456")  # what is said next may be about it as well
    assert "123456" not in visit.page.evaluate("JSON.stringify({...localStorage})")
    visit.answered("Bạn vừa viết: mã xác minh 123456")
    assert "0420" not in visit.kept()


def test_english_words_for_english_readers(visit: Visit) -> None:
    visit.launcher.click()
    visit.menu().get_by_role("radio", name="English").click()
    visit.page.get_by_role("button", name="Agree and begin").click()
    visit.page.get_by_role("textbox", name="Your question").fill("passport")
    visit.page.keyboard.press("Enter")
    card = visit.log.get_by_role("article", name="Automatic assistant").last
    expect(card).to_have_attribute("lang", "en")
    expect(card).to_contain_text("Updated 16 April 2026")
    visit.page.reload()
    expect(visit.page.get_by_role("heading", name="Public service assistant")).to_be_visible()


def test_text_grows_twice_and_it_is_remembered(visit: Visit) -> None:
    visit.open()
    sizes = []
    for name in ("Vừa", "Lớn", "Rất lớn"):
        visit.menu().get_by_role("radio", name=name, exact=True).click()
        visit.page.keyboard.press("Escape")
        sizes.append(visit.box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)"))
    assert sizes[0] < sizes[1] < sizes[2]
    assert sizes[2] >= 1.5 * sizes[0]
    visit.page.reload()
    assert visit.box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)") == sizes[2]


def test_the_size_of_the_pages_root_does_not_matter(visitor: Visitor) -> None:
    visit = visitor()
    before = visit.launcher.bounding_box()
    visit.page.evaluate("document.documentElement.style.fontSize = '62.5%'")
    assert visit.launcher.bounding_box() == before


def test_what_is_typed_stays_over_a_reload(visit: Visit) -> None:
    visit.open()
    visit.box.fill("một câu chưa gửi")
    visit.page.reload()
    expect(visit.box).to_have_value("một câu chưa gửi")


def test_a_question_too_long_is_not_sent(visit: Visit) -> None:
    visit.open()
    visit.ask("a" * 1001)
    expect(visit.page.get_by_text("1001/1000 ký tự. Xin rút gọn câu hỏi.").first).to_be_visible()
    expect(visit.box).to_have_value("a" * 1001)
    expect(visit.log.locator(".question")).to_have_count(0)


@pytest.mark.parametrize("words", ["<img src=x onerror=alert(1)>", "javascript:alert(1)", "/pick{}", "☃" * 1000])
def test_odd_words_stay_words(visitor: Visitor, words: str) -> None:
    visit = visitor()
    visit.open()
    visit.ask(words)
    visit.answered("Bạn vừa viết")
    expect(visit.log.locator("img, script, a")).to_have_count(0)


@pytest.mark.parametrize("words", ["", "   ", "\u200b ", "\n\n"])
def test_nothing_to_see_is_nothing_to_send(visitor: Visitor, words: str) -> None:
    visit = visitor()
    visit.open()
    visit.ask(words)
    expect(visit.log.locator(".question")).to_have_count(0)


def test_the_page_can_ask_in_its_own_words(visitor: Visitor) -> None:
    visit = visitor()
    visit.open()
    visit.page.keyboard.press("Escape")
    visit.page.evaluate("document.querySelector('troly-chat').ask('làm khai sinh cần gì')")
    visit.answered("Thủ tục đăng ký khai sinh")
