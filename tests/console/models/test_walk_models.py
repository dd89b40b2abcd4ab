"""A trainer and an approver at a real browser: train, read the report, put to use, and see a worse model blocked."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from console.models import charts
from console.roles import Role
from core.settings import Settings
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, seated
from tests.console.models.conftest import trained
from tests.console.models.test_beside import differing
from tests.training.dialogue.stand_in import learn

pytestmark = MARKS


@pytest.fixture
def settings(taught: Settings) -> Settings:
    return taught


def press(page: Page, row: int, column: int) -> None:
    """Press a cell of the matrix, counted from 1."""
    canvas = page.locator("figure canvas")
    canvas.click(position={"x": charts.LEFT + charts.CELL * (column - 0.5), "y": charts.TOP + charts.CELL * (row - 0.5)})


def test_from_a_training_to_a_blocked_model(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    parts = app.state.parts
    lan = arrive(Browser(app, clock), "lan", Role.TRAINER, Role.APPROVER)
    context = seated(chromium, url, lan)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    page.goto(f"{url}/models")
    page.get_by_label("Ghi chú").fill("mô hình đầu tiên")
    page.get_by_role("button", name="Huấn luyện mô hình mới").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    trained(parts)
    page.get_by_role("link", name="Xem kết quả").click()
    desk.look("dialogue-", "candidate")
    page.get_by_role("button", name="Đưa vào dùng").click()
    expect(page.get_by_text("Đã đưa mô hình vào dùng.")).to_be_visible()

    learn(parts.settings.home, "spoilt")
    page.goto(f"{url}/models")
    page.get_by_role("button", name="Huấn luyện mô hình mới").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    trained(parts)
    page.get_by_role("link", name="Xem kết quả").click()
    expect(page.get_by_role("heading", name="Vì sao chưa dùng được")).to_be_visible()
    desk.look("dialogue-", "blocked")
    page.get_by_role("link", name="Xem ma trận nhầm lẫn").click()
    desk.look("Ma trận nhầm lẫn", "matrix")
    press(page, 1, 1)
    expect(page.get_by_role("heading", name="Chào nghe thành Hỏi hồ sơ đến đâu")).to_be_visible()

    differing(parts, 2, "người ta đòi tiền tôi", "nộp tiền ở đâu")
    page.goto(f"{url}/models/2/shadow")
    older = page.locator("article").first.get_by_role("button", name="Cũ")
    older.click()
    expect(page.get_by_text("mô hình đang dùng đúng hơn 1")).to_be_visible()
    expect(older).to_have_attribute("aria-pressed", "true")
    desk.look("Chạy song song", "shadow")
    page.goto(f"{url}/models")
    desk.look("Mô hình hội thoại", "models")
    assert desk.errors == []
    context.close()
