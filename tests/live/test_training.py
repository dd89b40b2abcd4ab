"""The loop that learns, from end to end: a message badly understood, its label, a training, the gate, the promotion, and the way back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from cli.supervisor import Stack
from console.roles import Role
from core.settings import Settings
from tests.console.look import MARKS, Desk
from tests.live.apart import own_data, running
from tests.live.colleague import arrive, invited
from tests.live.traffic import Traffic, writing
from training.dialogue import shelf
from training.rules import Rules
from training.texts import chance, key_of

# Slang that no example has: "how hard is it on the purse". The model takes it for something else, and is not sure.
ASKED = "nhận con nuôi hao ví dữ không"
SAID = (ASKED, "đăng ký hộ kinh doanh hao ví dữ không", "cấp lại bằng lái hao ví cỡ nào")
FEE, PAPERS = "Lệ phí", "Giấy tờ cần chuẩn bị"  # titles of sections
OTHER = "đăng ký khai sinh cần giấy tờ gì"
# A few labels move a handful of the 3,475 readings either way; this test is about the way, so the rules leave room for them. What is
# made worse on purpose is worse by far more.
RULES = {"MACRO_MARGIN": "0.02", "INTENT_MARGIN": "0.3", "COSTLY_MORE": "8", "SAFETY_NEW": "8", "GOLDEN_FEWER": "12"}
PATIENT = {"TROLY_CONSOLE_IDLE": "36000"}  # an approver waits for the training, however long it takes, and is still signed in
SOON, TRAINED = 120_000, 2_400_000  # ms, on a busy machine
WORSE = """recipe: default.v1
assistant_id: troly
language: vi
pipeline:
- name: bot.components.tokenizer.VietnameseTokenizer
  segment: syllables
- name: CountVectorsFeaturizer
- name: LogisticRegressionClassifier
  max_iter: 1
policies:
- name: MemoizationPolicy
- name: RulePolicy
"""

pytestmark = [*MARKS, pytest.mark.timeout(7_200)]


@pytest.fixture(scope="module")
def own(checkout: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return own_data(checkout, tmp_path_factory.mktemp("training"))


@pytest.fixture(scope="module")
def assistant(own: Settings) -> Iterator[tuple[Stack, str]]:
    with pytest.MonkeyPatch.context() as told:  # the programs have read it once they are up
        for name, value in {**PATIENT, **{f"TROLY_GATE_{name}": value for name, value in RULES.items()}}.items():
            told.setenv(name, value)
        with running(own) as started:
            yield started


class Citizen:
    """Somebody at the widget, which stays open all the while; no answer may be missing in the end."""

    def __init__(self, chromium: Chromium, url: str) -> None:
        self.page: Page = chromium.new_page(locale="vi-VN")
        self.page.goto(url)
        self.page.get_by_role("button", name="Đồng ý và bắt đầu").click()
        self._log = self.page.get_by_role("log")

    def asks(self, question: str) -> list[str]:
        """Return the titles of what is answered."""
        told = self._log.locator("article:not(.welcome)")
        before = told.count()
        self.page.get_by_role("textbox").fill(question)
        self.page.keyboard.press("Enter")
        expect(told).to_have_count(before + 1, timeout=SOON)
        return [title.strip() for title in told.last.locator(".facet .facet-title").all_inner_texts()]

    def asks_until(self, question: str, title: str) -> list[str]:
        """Ask until an answer begins with `title`: the dialogue engine fetches a new model within seconds."""
        for _ in range(300):
            if (told := self.asks(question))[:1] == [title]:
                return told
            self.page.wait_for_timeout(1_500)
        raise AssertionError(f"not told {title}")


def collected(desk: Desk, console: str) -> None:
    """Have what was written taken into the inbox, and see the three texts in it."""
    page = desk.page
    collect = page.get_by_role("button", name="Lấy câu mới")
    for _ in range(600):
        page.goto(f"{console}/labels")
        if all(page.get_by_role("link", name=text, exact=True).count() for text in SAID):
            return
        if collect.count():  # not while a round is being done, which the clock may have asked for
            with page.expect_navigation():
                collect.click()
        page.wait_for_timeout(1_000)
    raise AssertionError("the texts are not in the inbox")


def read(desk: Desk, place: str) -> None:
    """Say by the keyboard what each of the three texts means."""
    page = desk.page
    for text in SAID:
        page.goto(place)
        page.get_by_role("link", name=text, exact=True).click()
        expect(page.locator("#utterance")).to_have_text(text)
        expect(page.locator(".script").filter(has=page.locator("#find"))).not_to_have_attribute("hidden", "")  # the keys are heard now
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
        page.keyboard.type("le phi")
        page.keyboard.press("Enter")
        expect(page.locator("#chosen")).to_have_text("Hỏi lệ phí")
        if text == ASKED:
            desk.look("", f"sheet-{page.url.rsplit('/', 2)[1]}")
        expect(page.locator("#sheet.fresh")).to_have_count(0)  # else the key was meant for the text before
        page.keyboard.press("Enter")
        expect(page.locator("#utterance")).not_to_have_text(text)


def trained(desk: Desk, console: str, note: str) -> None:
    """Have a model trained, and stay on its report."""
    page = desk.page
    page.goto(f"{console}/models")
    page.get_by_label("Ghi chú").fill(note)
    page.get_by_role("button", name="Huấn luyện mô hình mới").click()
    done = page.get_by_text("Việc đã xong.")
    expect(done).to_have_count(0)  # the training before this one is
    expect(done).to_be_visible(timeout=TRAINED)
    page.get_by_role("link", name="Xem kết quả").click()
    expect(page).to_have_url(re.compile(r"/models/\d+$"))


def models_of(traffic: Traffic, expected: int) -> list[str]:
    """The models that answered, each once, in the order they came; nobody was left without an answer."""
    assert traffic.wrong == []
    seen = list(dict.fromkeys(traffic.models))
    assert len(seen) == expected, seen
    return seen


def test_a_message_badly_understood_is_understood_without_a_programmer_and_without_a_stop(
    assistant: tuple[Stack, str], own: Settings, chromium: Chromium, tmp_path: Path
) -> None:
    assert all(chance(key_of(text), "second") < Rules().second_train for text in SAID), "each waits for a second reader"
    stack, console = assistant
    citizen = Citizen(chromium, stack.url)
    misread = {text: citizen.asks(text) for text in SAID}[ASKED]
    assert PAPERS in misread, "it was taken for a question about everything"
    mai = arrive(chromium, console, invited(own, "mai.vo", "Võ Thị Mai", Role.TRAINER), tmp_path)
    tuan = arrive(chromium, console, invited(own, "tuan.ly", "Lý Anh Tuấn", Role.TRAINER), tmp_path)
    hoa = arrive(chromium, console, invited(own, "hoa.dang", "Đặng Thị Hoa", Role.APPROVER), tmp_path)

    collected(mai, console)
    read(mai, f"{console}/labels")
    read(tuan, f"{console}/labels/second")
    first = shelf.current(own.bot_models).name

    with writing(stack.url, OTHER, people=1, pause=2) as during:
        trained(mai, console, "Hao ví là hỏi lệ phí")
        assert PAPERS in citizen.asks(ASKED), "the widget goes on with the model that is live"
        hoa.page.goto(mai.page.url)
        hoa.look("dialogue-", "report")
        hoa.page.get_by_role("button", name="Đưa vào dùng").click()
        expect(hoa.page.get_by_text("Đã đưa mô hình vào dùng.")).to_be_visible()
        understood = citizen.asks_until(ASKED, FEE)
        during.hears_from(2)
    assert PAPERS not in understood
    before, after = models_of(during, 2)
    second = shelf.current(own.bot_models).name
    assert second != first

    with writing(stack.url, OTHER, people=4, pause=0.1) as under_load:
        under_load.hears_from(1)
        hoa.page.goto(f"{console}/models")
        hoa.page.get_by_role("button", name="Quay lại mô hình trước").click()
        expect(hoa.page.get_by_text("Đã quay lại mô hình trước.")).to_be_visible()
        citizen.asks_until(ASKED, PAPERS)
        under_load.hears_from(2)
    assert models_of(under_load, 2) == [after, before]
    assert shelf.current(own.bot_models).name == first

    (own.home / "config.yml").write_text(WORSE, "utf-8")
    trained(mai, console, "Cố ý làm kém đi")
    hoa.page.goto(mai.page.url)
    expect(hoa.page.get_by_role("heading", name="Vì sao chưa dùng được")).to_be_visible()
    expect(hoa.page.locator(".reasons").first).to_contain_text("Điểm F1 trung bình")
    expect(hoa.page.get_by_role("button", name="Đưa vào dùng")).to_have_count(0)
    hoa.look("dialogue-", "blocked")
    hoa.page.goto(f"{console}/models")
    hoa.look("Mô hình hội thoại", "models")
    assert shelf.current(own.bot_models).name == first
    assert [one for desk in (mai, tuan, hoa) for one in desk.errors] == []
