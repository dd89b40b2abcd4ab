"""An analyst at a real browser: from a figure to its rows, the weeks, what people ask for, and a file; a curator sees figures alone."""

import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, seated

pytestmark = [*MARKS, pytest.mark.usefixtures("months")]


def test_from_a_figure_to_its_rows_and_to_a_file(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    lan = arrive(Browser(app, clock), "lan", Role.ANALYST)
    binh = arrive(Browser(app, clock), "binh", Role.CURATOR)
    context = seated(chromium, url, lan)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    page.goto(url)
    page.get_by_role("link", name="Bảng điểm").first.click()
    expect(page.locator("figure.chart canvas").first).to_be_visible()
    desk.look("Bảng điểm", "week")
    figures = page.get_by_role("region", name="Các con số của tuần")
    figures.get_by_role("row", name="Trả lời được Có câu").get_by_role("link").first.click()
    expect(page.get_by_text("29 dòng", exact=True)).to_be_visible()
    expect(page.locator("table.turns tbody tr")).to_have_count(29)
    desk.look("Trả lời được: từng dòng", "rows")

    page.get_by_role("link", name="Về bảng điểm").click()
    page.get_by_role("link", name="Qua các tuần").click()
    expect(page.locator("figure.chart canvas")).to_have_count(3)
    desk.look("Bảng điểm", "weeks")
    page.get_by_role("link", name="Người dân hỏi gì").click()
    expect(page.get_by_role("region", name="Chủ đề đang tăng").get_by_text("Cư trú")).to_be_visible()
    desk.look("Bảng điểm", "demand")
    with page.expect_download() as file:
        page.get_by_role("link", name="JSON Số người hỏi theo chủ đề").click()
    told = json.loads(Path(file.value.path()).read_text("utf-8"))
    assert (told["week"], told["rows"][0]["people"]) == ("2026-11-09", 56)
    assert desk.errors == []
    context.close()

    context = seated(chromium, url, binh)
    page = context.new_page()
    page.goto(f"{url}/scoreboard")
    expect(page.get_by_role("region", name="Các con số của tuần").get_by_role("row", name="Trả lời được Có câu")).to_contain_text("29")
    assert page.locator("a[href*='/scoreboard/rows']").count() == 0
    context.close()
