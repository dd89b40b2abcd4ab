"""Charts at a real browser under the console's own policy: drawn, a point leads to its rows, and nothing is refused."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

from console import headers
from tests.backends import HOME
from tests.console.look import LONG, MARKS

pytestmark = MARKS
PAGE = """{% import "charts.html" as charts %}<!doctype html><html lang="vi"><head><title>x</title>
<link rel="stylesheet" href="/static/console.css">{{ charts.head() }}</head>
<body><main>{{ charts.figure("weeks", option, "Câu hỏi mỗi tuần", unit="câu", link="/rows?week={name}") }}</main></body></html>"""
OPTION = {
    "tooltip": {"trigger": "item"},
    "xAxis": {"type": "category", "data": ["</script><script>alert(1)</script>", "tuần 2"]},
    "yAxis": {"type": "value"},
    "series": [{"name": "Trả lời", "type": "bar", "data": [0, {"value": 1234, "itemStyle": {"color": "--good"}}]}],
}
REFUSED = "window.refused = []; addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective))"
GREENEST = """() => {
  const canvas = document.querySelector("figure canvas"), {width, height} = canvas;
  return Array.from(canvas.getContext("2d").getImageData(Math.round(width * 0.75), Math.round(height * 0.7), 1, 1).data);
}"""


def shown(page: Page, url: str, option: dict[str, Any]) -> None:
    """Open a page of the console with one chart."""
    templates = Environment(loader=FileSystemLoader(HOME / "console" / "templates"), autoescape=True)
    body = templates.from_string(PAGE).render(option=option)

    def answer(route: Route) -> None:
        route.fulfill(body=body, headers={"Content-Type": "text/html; charset=utf-8", **headers.HEADERS})

    page.route(f"{url}/charts", answer)
    page.goto(f"{url}/charts")
    expect(page.locator("figure canvas")).to_be_visible()


def until(page: Page, told: str, expected: object) -> None:
    """Wait until the page tells it; Playwright's own way needs `eval`, which the policy refuses."""
    for _ in range(LONG // 50):
        if page.evaluate(told) == expected:
            return
        page.wait_for_timeout(50)
    assert page.evaluate(told) == expected


def test_a_chart_is_drawn_in_the_pages_colours_and_a_point_leads_to_its_rows(
    served: tuple[FastAPI, str], chromium: Chromium, tmp_path: Path
) -> None:
    _, url = served
    page = chromium.new_page(locale="vi-VN", reduced_motion="reduce", color_scheme="light", viewport={"width": 1000, "height": 700})
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(REFUSED)
    shown(page, url, OPTION)
    until(page, GREENEST, [0x1A, 0x5E, 0x37, 255])
    page.emulate_media(color_scheme="dark")
    until(page, GREENEST, [143, 220, 174, 255])
    expect(page.get_by_role("img", name="Câu hỏi mỗi tuần")).to_be_visible()
    box = page.locator("figure canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.7)
    page.screenshot(path=tmp_path / "chart.png")
    page.set_viewport_size({"width": 400, "height": 700})
    until(page, "document.querySelector('figure canvas').getBoundingClientRect().width < 400", True)
    assert page.evaluate("refused") == []
    assert said == []
    page.set_viewport_size({"width": 1000, "height": 700})
    until(page, "document.querySelector('figure canvas').getBoundingClientRect().width > 700", True)
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.7)
    page.wait_for_url("**/rows?week=tu%E1%BA%A7n%202", timeout=LONG, wait_until="commit")


def test_an_address_elsewhere_is_not_followed_and_without_a_script_there_is_no_chart(
    served: tuple[FastAPI, str], chromium: Chromium
) -> None:
    _, url = served
    elsewhere = {**OPTION, "series": [{"type": "bar", "data": [0, {"value": 5, "url": "//example.org/x"}]}]}
    page = chromium.new_page(reduced_motion="reduce", viewport={"width": 1000, "height": 700})
    shown(page, url, elsewhere)
    page.locator("figure canvas").click(position={"x": 740, "y": 200})
    assert page.url == f"{url}/charts"
    before = page.content()
    mute = chromium.new_context(java_script_enabled=False).new_page()
    mute.route(f"{url}/charts", lambda route: route.fulfill(body=before, headers={"Content-Type": "text/html"}))
    mute.goto(f"{url}/charts")
    assert mute.locator("script[type='application/json']").count() == 1
