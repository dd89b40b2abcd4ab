"""The widget in a real browser: what people do with it, on a desktop and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from core.answer import Answer
from tests.channels.widget.conftest import CONTRAST, SIZES, STILL, Visit, Visitor
from tests.channels.widget.talker import ERASE, Talker

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


def test_lines_with_a_dash_are_a_list(desk: Visit) -> None:
    desk.open()
    desk.ask("tra cứu")
    card = desk.answered("Trước khi tra cứu")
    expect(card.get_by_role("listitem")).to_have_text(
        ["Tôi dùng mã hồ sơ.", re.compile("Tôi không lưu tên, xem https://dichvucong.gov.vn")]
    )
    expect(card.locator(".prose")).to_have_text(["Trước khi tra cứu, tôi cần bạn đồng ý:", "Bạn đồng ý không?", "Cần thì gọi 1022."])


def test_the_question_stands_at_the_top_and_its_answer_below(visit: Visit) -> None:
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh")
    expect(visit.log.locator(".question")).to_be_in_viewport()
    expect(visit.log.get_by_role("heading", name="Thủ tục đăng ký khai sinh")).to_be_in_viewport()


def test_a_checklist_is_a_link_to_the_gateways_page_to_print(desk: Visit, gateway: str) -> None:
    desk.open()
    desk.ask("làm khai sinh cần gì")
    link = desk.answered("Thủ tục đăng ký khai sinh").get_by_role("link", name=re.compile("Danh sách việc"))
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


def test_the_conversation_goes_from_page_to_page(desk: Visit, gateway: str) -> None:
    desk.open()
    desk.ask("làm khai sinh cần gì")
    desk.answered("Thủ tục đăng ký khai sinh")
    desk.page.goto(f"{gateway}/demo/khai-sinh.html")
    desk.answered("Thủ tục đăng ký khai sinh")
    expect(desk.log.locator(".question")).to_have_count(1)
    desk.ask("còn gì nữa")
    desk.answered("Bạn vừa viết: còn gì nữa")


def test_an_answer_that_comes_while_the_panel_is_shut_is_counted(visit: Visit, bot: Talker) -> None:
    visit.open()
    with bot.thinking():
        visit.ask("câu này chậm")
        expect(visit.log).to_contain_text("Đang tìm")
        visit.page.keyboard.press("Escape")
    badge = visit.chat.locator(".badge")
    expect(badge).to_have_text("1")
    expect(visit.launcher).to_have_accessible_name("Mở trợ lý dịch vụ công, 1 tin chưa đọc")
    visit.launcher.click()
    visit.answered("Bạn vừa viết: câu này chậm")
    visit.page.keyboard.press("Escape")
    expect(badge).to_be_hidden()


def test_thinking_is_shown_and_after_a_while_that_it_goes_on(visitor: Visitor, bot: Talker) -> None:
    visit = visitor(clock=True)
    visit.open()
    with bot.thinking():
        visit.ask("câu này chậm")
        expect(visit.log).to_contain_text("Đang tìm câu trả lời")
        visit.later(4_000)
        expect(visit.log).to_contain_text("Vẫn đang tìm")
        visit.later(26_000)
        expect(visit.log).to_contain_text("Lâu hơn thường lệ")
    visit.answered("Bạn vừa viết: câu này chậm")
    expect(visit.log.locator(".pending")).to_have_count(0)


def test_thumbs_send_the_words_of_the_rating_desk_and_it_asks_why(desk: Visit, bot: Talker) -> None:
    desk.open()
    desk.ask("làm khai sinh cần gì")
    card = desk.answered("Thủ tục đăng ký khai sinh")
    down = card.get_by_role("button", name="Câu trả lời này chưa đúng")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    desk.answered("Chưa đạt ở chỗ nào").get_by_role("button", name="Thông tin sai").click()
    desk.answered("Tôi đã ghi lại để người phụ trách sửa")
    said = [inbound.payload for inbound in bot.heard[-3:]]
    assert said[1:] == ['/pick{"option":"rate:down"}', '/pick{"option":"rate:why:wrong"}']


def test_only_the_last_answer_can_be_rated(desk: Visit) -> None:
    desk.open()
    for _ in range(2):
        desk.ask("làm khai sinh cần gì")
        expect(desk.log).not_to_contain_text("Đang")
    desk.answered("Thủ tục đăng ký khai sinh", 2)
    expect(desk.log.get_by_role("button", name="Câu trả lời này hữu ích")).to_have_count(1)


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


def test_on_a_phone_a_link_goes_where_the_person_chooses(visitor: Visitor, gateway: str) -> None:
    share = "navigator.share = (what) => { window.given = what; return Promise.reject(new DOMException('x', 'AbortError')); }"
    visit = visitor(*SIZES["phone"], script=share, has_touch=True, is_mobile=True)
    visit.open()
    visit.ask("làm khai sinh cần gì")
    visit.answered("Thủ tục đăng ký khai sinh").get_by_role("button", name="Chia sẻ thủ tục này").tap()
    visit.until("window.given")
    assert visit.page.evaluate("given") == {"title": "Thủ tục đăng ký khai sinh", "url": f"{gateway}/demo/#troly=1.001193"}


def test_a_link_with_something_else_offers_nothing(desk: Visit, gateway: str) -> None:
    for code in ("1.2", "x", "1.001193%22%7D", "1.001193<b>"):
        desk.page.goto("about:blank")
        desk.page.goto(f"{gateway}/demo/#troly={code}")
        expect(desk.launcher).to_be_visible()
        expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_a_new_conversation_ends_the_old_one(desk: Visit) -> None:
    desk.open()
    desk.ask("làm khai sinh cần gì")
    desk.answered("Thủ tục đăng ký khai sinh")
    token = desk.page.evaluate("JSON.parse(localStorage['troly.widget.session']).token")
    with desk.page.expect_response(lambda response: response.request.method == "DELETE") as ended:
        desk.menu().get_by_role("button", name="Trò chuyện mới").click()
    assert ended.value.status == 204
    expect(desk.log.locator(".question")).to_have_count(0)
    desk.ask("xin chào")
    desk.answered("Bạn vừa viết: xin chào")
    assert desk.page.evaluate("JSON.parse(localStorage['troly.widget.session']).token") != token
    desk.page.reload()
    desk.answered("Bạn vừa viết: xin chào")
    expect(desk.log.locator(".question")).to_have_count(1)


def test_deleting_ones_data_clears_this_device_too(desk: Visit) -> None:
    desk.open()
    desk.ask("làm khai sinh cần gì")
    desk.answered("Thủ tục đăng ký khai sinh")
    desk.menu().get_by_role("button", name="Xóa dữ liệu của tôi").click()
    desk.answered("Bạn muốn xóa hết").get_by_role("button", name="Xóa hết").click()
    desk.answered("Tôi đã xóa dữ liệu của bạn")
    expect(desk.log.locator(".question")).to_have_count(1)
    kept = desk.kept()
    assert "khai sinh" not in kept
    assert "token" not in kept
    desk.page.reload()
    expect(desk.log.locator(".question")).to_have_count(0)


def test_a_device_keeps_what_the_server_did_not_delete(desk: Visit, bot: Talker) -> None:
    bot.instead = [
        ERASE.model_copy(update={"text": "Bạn chắc chưa?"}),
        Answer(status="error", text="Hiện không xóa được."),
        Answer(status="handover", text="Hôm nay bạn yêu cầu nhiều quá."),
    ]
    desk.open()
    desk.ask("làm khai sinh cần gì")
    desk.answered("Thủ tục đăng ký khai sinh")
    desk.menu().get_by_role("button", name="Xóa dữ liệu của tôi").click()
    again = desk.answered("Bạn muốn xóa hết").get_by_role("button", name="Xóa hết")
    token = desk.page.evaluate("JSON.parse(localStorage['troly.widget.session']).token")
    for count, said in enumerate([answer.text for answer in bot.instead], 3):
        again.click()
        desk.answered(said)
        expect(desk.log.locator(".question")).to_have_count(count)
    desk.answered("Thủ tục đăng ký khai sinh")
    assert desk.page.evaluate("JSON.parse(localStorage['troly.widget.session']).token") == token
    desk.page.reload()
    expect(desk.log.locator(".question")).to_have_count(5)


def test_of_a_dossier_nothing_stays_on_the_device(desk: Visit) -> None:
    desk.open()
    desk.ask("hồ sơ của tôi H29.22-260420-0420")
    desk.answered("Hồ sơ …0420 đã có kết quả")
    assert "0420" not in desk.kept()
    desk.ask("mã xác minh 123456")  # what is said next may be about it as well
    assert "123456" not in desk.page.evaluate("JSON.stringify({...localStorage})")
    desk.answered("Bạn vừa viết: mã xác minh 123456")
    assert "0420" not in desk.kept()


def test_english_words_for_english_readers(desk: Visit) -> None:
    desk.launcher.click()
    desk.menu().get_by_role("radio", name="English").click()
    desk.page.get_by_role("button", name="Agree and begin").click()
    desk.page.get_by_role("textbox", name="Your question").fill("passport")
    desk.page.keyboard.press("Enter")
    card = desk.log.get_by_role("article", name="Automatic assistant").last
    expect(card).to_have_attribute("lang", "en")
    expect(card).to_contain_text("Updated 16 April 2026")
    expect(card.get_by_role("listitem").filter(has_text="Tờ khai")).to_have_attribute("lang", "vi")
    assert card.get_by_role("listitem").filter(has_text="Photos").get_attribute("lang") is None
    desk.page.reload()
    expect(desk.page.get_by_role("heading", name="Public service assistant")).to_be_visible()


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


def test_dark_and_high_contrast_are_chosen_here_and_remembered(visitor: Visitor) -> None:
    desk = visitor(**STILL)
    desk.open()
    desk.ask("tôi muốn kết hôn")
    card = desk.answered("trong trường hợp nào")
    menu = desk.menu()
    menu.get_by_role("radio", name="Tối").click()
    menu.get_by_role("checkbox", name="Tương phản cao").click()
    for _ in range(2):
        parts = (card.locator(".prose").first, card.locator(".who"), card.locator(".choice-name").first, desk.log.locator(".question"))
        assert min(part.evaluate(CONTRAST) for part in parts) >= 7
        assert sum(map(int, re.findall(r"\d+", card.evaluate("node => getComputedStyle(node).backgroundColor"))[:3])) < 150
        desk.page.reload()
        desk.answered("trong trường hợp nào")


def test_a_page_may_take_it_out_and_put_it_back(desk: Visit) -> None:
    desk.open()
    desk.ask("xin chào")
    desk.answered("Bạn vừa viết: xin chào")
    desk.page.evaluate("window.kept = document.querySelector('troly-chat'); kept.remove()")
    desk.page.evaluate("document.body.append(kept); kept.ask('còn nghe không')")
    desk.answered("Bạn vừa viết: còn nghe không")
    expect(desk.log.locator(".question")).to_have_count(2)


def test_the_size_of_the_pages_root_does_not_matter(visitor: Visitor) -> None:
    visit = visitor()
    before = visit.launcher.bounding_box()
    visit.page.evaluate("document.documentElement.style.fontSize = '62.5%'")
    assert visit.launcher.bounding_box() == before


def test_what_is_typed_stays_over_a_reload(desk: Visit) -> None:
    desk.open()
    desk.box.fill("một câu chưa gửi")
    desk.page.reload()
    expect(desk.box).to_have_value("một câu chưa gửi")


def test_a_question_too_long_is_not_sent(desk: Visit) -> None:
    desk.open()
    desk.ask("a" * 1001)
    expect(desk.page.get_by_text("1001/1000 ký tự. Xin rút gọn câu hỏi.").first).to_be_visible()
    expect(desk.box).to_have_value("a" * 1001)
    expect(desk.log.locator(".question")).to_have_count(0)


def test_odd_words_stay_words(desk: Visit) -> None:
    desk.open()
    for number, words in enumerate(("<img src=x onerror=alert(1)>", "javascript:alert(1)", "/pick{}", "☃" * 1000), 1):
        desk.ask(words)
        desk.answered("Bạn vừa viết", number)
    expect(desk.log.locator("img, script, a")).to_have_count(0)


def test_nothing_to_see_is_nothing_to_send(desk: Visit) -> None:
    desk.open()
    for words in ("", "   ", "\u200b ", "\n\n"):
        desk.ask(words)
    expect(desk.log.locator(".question")).to_have_count(0)


def test_the_page_can_ask_in_its_own_words(visitor: Visitor) -> None:
    visit = visitor()
    visit.open()
    visit.page.keyboard.press("Escape")
    visit.page.evaluate("document.querySelector('troly-chat').ask('làm khai sinh cần gì')")
    visit.answered("Thủ tục đăng ký khai sinh")
