"""The widget on other people's pages: with a strict policy, on another origin, in any colour, with what a browser has and lacks."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, expect

from tests.channels.widget.conftest import CONTRAST, SIZES, STILL, Host, Visit, Visitor

pytestmark = pytest.mark.browser
TYPES = "require-trusted-types-for 'script'; trusted-types 'none'"
STRICT = f"default-src 'none'; script-src {{0}}; connect-src {{0}}; base-uri 'none'; form-action 'none'; {TYPES}"
NONCE = f"default-src 'none'; script-src 'nonce-n0nce'; connect-src {{0}}; style-src 'nonce-n0nce'; {TYPES}"


@pytest.fixture
def foreign(visitor: Visitor, gateway: str, host: Host) -> Visitor:
    """Make visits to a page of another origin; `tag` is what its script tag says."""

    def make(tag: str = "", policy: str = STRICT, **options: object) -> Visit:
        host.html = f'<script src="{gateway}/widget.js" defer {tag}></script>'
        host.policy = policy.format(gateway)
        return visitor(url=f"{host.url}/trang", **options)

    return make


@pytest.mark.parametrize(("size", "policy"), [("desktop", STRICT), ("phone", NONCE)], ids=["host", "nonce"])
def test_a_page_with_a_strict_policy_embeds_it(foreign: Visitor, gateway: str, policy: str, size: str) -> None:
    visit = foreign(tag='nonce="n0nce"', policy=policy, width=SIZES[size][0], height=SIZES[size][1])
    asked: list[Request] = []
    visit.page.on("request", lambda request: asked.append(request))
    visit.open()
    visit.ask("làm khai sinh cần gì")
    card = visit.answered("Thủ tục đăng ký khai sinh")
    expect(card.get_by_role("link", name=re.compile("Danh sách việc"))).to_have_attribute("href", f"{gateway}/checklists/birth")
    assert card.evaluate("node => getComputedStyle(node).display") == "flex"
    assert {urlsplit(request.url).netloc for request in asked} == {urlsplit(gateway).netloc}
    assert not any("cookie" in request.headers for request in asked)
    visit.page.reload()
    visit.answered("Thủ tục đăng ký khai sinh")


def test_where_sheets_cannot_be_constructed_the_pages_nonce_is_used(foreign: Visitor) -> None:
    visit = foreign(tag='nonce="n0nce"', policy=NONCE, script="delete Document.prototype.adoptedStyleSheets")
    visit.open()
    assert visit.box.evaluate("node => getComputedStyle(node).resize") == "none"


def test_the_page_and_the_widget_leave_each_other_alone(foreign: Visitor) -> None:
    visit = foreign(tag="", policy="")
    before = visit.page.locator("h1").evaluate("node => JSON.stringify(getComputedStyle(node))")
    visit.page.add_style_tag(content="* { font-size: 40px !important; display: block; color: lime } button { width: 9px }")
    visit.open()
    box = visit.page.get_by_role("button", name="Gửi câu hỏi").bounding_box()
    assert box is not None
    assert box["width"] >= 44
    visit.page.evaluate("document.querySelector('style').remove()")
    assert visit.page.locator("h1").evaluate("node => JSON.stringify(getComputedStyle(node))") == before


def test_words_language_and_side_are_the_pages(foreign: Visitor) -> None:
    visit = foreign(tag='data-lang="en" data-position="left" data-greeting="Ward 1 &lt;b&gt;greets&lt;/b&gt; you" data-title="Ward 1"')
    box = visit.launcher.bounding_box()
    assert box is not None
    assert box["x"] < 100
    visit.launcher.click()
    visit.page.get_by_role("button", name="Agree and begin").click()
    expect(visit.page.get_by_role("heading", name="Ward 1")).to_be_visible()
    expect(visit.log).to_contain_text("Ward 1 <b>greets</b> you")
    left = visit.chat.locator("dialog").bounding_box()
    assert left is not None
    assert left["x"] < 100


def test_the_tag_twice_makes_one_widget(foreign: Visitor, host: Host) -> None:
    visit = foreign()
    host.html *= 2
    visit.page.reload()
    expect(visit.launcher).to_have_count(1)
    expect(visit.page.locator("troly-chat")).to_have_count(1)


def test_who_is_signed_in_at_the_page_is_told_with_each_message_and_kept_nowhere(foreign: Visitor) -> None:
    visit = foreign(tag='data-identity="signed.by.page"')
    visit.open()
    with visit.page.expect_request(lambda request: request.url.endswith("/messages")) as sent:
        visit.ask("xin chào")
    assert (sent.value.post_data_json or {}).get("identity_token") == "signed.by.page"
    visit.answered("Bạn vừa viết: xin chào")
    assert "signed.by.page" not in visit.kept()


COLOURS = ["#8a181b", "#ffff00", "#fff", "#000", "#777", "rgb(0 160 90)", "hotpink", "not a colour", "#12345678"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_colour_makes_a_theme_that_can_be_read(foreign: Visitor, gateway: str, host: Host, scheme: str) -> None:
    visit = foreign(color_scheme=scheme, **STILL)
    visit.open()
    visit.ask("tôi muốn kết hôn")
    for colour in COLOURS:
        host.html = f'<script src="{gateway}/widget.js" defer data-color="{colour}"></script>'
        visit.page.reload()
        card = visit.answered("trong trường hợp nào")
        parts = {
            "heading": visit.page.get_by_role("heading", name="Trợ lý dịch vụ công"),
            "question": visit.log.locator(".question"),
            "send": visit.page.get_by_role("button", name="Gửi câu hỏi"),
            "choice": card.locator(".choice-name").first,
            "chip": card.get_by_role("button", name="Giải thích thêm"),
            "who": card.locator(".who"),
        }
        assert {name: part.evaluate(CONTRAST) for name, part in parts.items() if part.evaluate(CONTRAST) < 4.5} == {}, colour


def test_without_a_colour_it_has_its_own(foreign: Visitor) -> None:
    visit = foreign()
    assert visit.launcher.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(27, 77, 137)"


HEARS = """
window.heard = [];
window.SpeechRecognition = class {
  start() {
    heard.push(['start', this.lang]);
    window.hear = (transcript) => { this.onresult({results: [Object.assign([{transcript}], {isFinal: true})]}); this.onend(); };
    window.refuse = () => { this.onerror({error: 'not-allowed'}); this.onend(); };
  }
  stop() { heard.push(['stop']); this.onend(); }
};"""
SPEAKS = """
window.spoken = [];
const speak = (words) => { spoken.push([words.text, words.lang]); window.finish = () => words.onend(); };
Object.defineProperty(window, 'speechSynthesis', {value: {getVoices: () => VOICES, speak, cancel: () => spoken.push('cancel')}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""


def test_what_is_spoken_is_written_into_the_box_and_not_sent(visitor: Visitor) -> None:
    visit = visitor(script=HEARS)
    visit.open()
    assert visit.page.evaluate("heard") == []
    mic = visit.page.get_by_role("button", name="Nói thay vì gõ")
    mic.click()
    expect(visit.page.get_by_role("button", name="Dừng nghe")).to_have_attribute("aria-pressed", "true")
    expect(visit.chat.locator(".note")).to_contain_text("gửi giọng nói")
    visit.page.evaluate("hear('làm khai sinh')")
    expect(visit.box).to_have_value("làm khai sinh")
    expect(visit.box).to_be_focused()
    expect(visit.log.locator(".question")).to_have_count(0)
    assert visit.page.evaluate("heard") == [["start", "vi-VN"]]


def test_a_microphone_that_is_refused_is_told(visitor: Visitor) -> None:
    visit = visitor(script=HEARS)
    visit.open()
    visit.page.get_by_role("button", name="Nói thay vì gõ").click()
    visit.page.evaluate("refuse()")
    expect(visit.page.get_by_role("status")).to_contain_text("chưa cho dùng micro")
    expect(visit.page.get_by_role("button", name="Nói thay vì gõ")).to_have_attribute("aria-pressed", "false")


def test_where_the_browser_cannot_hear_or_speak_nothing_offers_it(visitor: Visitor) -> None:
    visit = visitor(script="for (const name of ['SpeechRecognition', 'webkitSpeechRecognition', 'speechSynthesis']) delete window[name]")
    visit.open()
    visit.ask("xin chào")
    visit.answered("Bạn vừa viết: xin chào")
    expect(visit.page.get_by_role("button", name="Nói thay vì gõ")).to_have_count(0)
    expect(visit.page.get_by_role("button", name="Đọc thành tiếng")).to_have_count(0)


def test_an_answer_is_read_on_demand_and_stops_when_the_panel_shuts(visitor: Visitor) -> None:
    visit = visitor(script=SPEAKS.replace("VOICES", "[{lang: 'vi-VN'}]"))
    visit.open()
    visit.ask("xin chào")
    card = visit.answered("Bạn vừa viết: xin chào")
    assert visit.page.evaluate("spoken") == []
    card.get_by_role("button", name="Đọc thành tiếng").click()
    assert visit.page.evaluate("spoken") == [["Bạn vừa viết: xin chào", "vi-VN"]]
    expect(card.get_by_role("button", name="Dừng đọc")).to_be_visible()
    visit.page.evaluate("finish()")
    card.get_by_role("button", name="Đọc thành tiếng").click()
    visit.page.keyboard.press("Escape")
    assert visit.page.evaluate("spoken.at(-1)") == "cancel"


def test_a_device_without_a_vietnamese_voice_says_so(visitor: Visitor) -> None:
    visit = visitor(script=SPEAKS.replace("VOICES", "[{lang: 'en-US'}]"))
    visit.open()
    visit.ask("xin chào")
    visit.answered("Bạn vừa viết: xin chào").get_by_role("button", name="Đọc thành tiếng").click()
    expect(visit.page.get_by_role("status")).to_contain_text("chưa có giọng đọc tiếng Việt")
    assert visit.page.evaluate("spoken") == []
