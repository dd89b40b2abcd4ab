"""A list that follows a form: what was chosen last stands, and a click into it is never lost. At a real browser."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

import console
from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, seated

pytestmark = MARKS
TEMPLATES = Path(console.__file__).parent / "templates"
SLOW = re.compile(r"/audit\?.*action=(session\.begin|staff\.create)&")


def test_what_was_chosen_last_stands(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    person = arrive(Browser(app, clock), "quan-tri", Role.ADMIN)
    context = seated(chromium, url, person)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}/audit")
    page.route(SLOW, lambda route: None)  # its answer is on its way all the while
    chosen = page.get_by_label("Việc", exact=True)
    for action in ("session.begin", "staff.create", "staff.factor"):
        with page.expect_request(f"**/audit?*action={action}&*"):
            chosen.select_option(action)
    expect(page.locator("#found a[href*='action=staff.factor']")).not_to_have_count(0)
    assert desk.errors == []
    context.close()


@pytest.mark.parametrize(
    ("place", "field", "typed"),
    [("/reference/words", "Tìm từ", "gks"), ("/staff", "Tìm theo tên", "quan"), ("/intents", "Tìm theo tên", "lệ phí")],
)
def test_a_slow_press_after_typing_opens_what_is_pressed(
    served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path, place: str, field: str, typed: str
) -> None:  # fmt: skip
    """Leaving a field for the list must not ask for the list again: the row under the finger would be another one at its release."""
    app, url = served
    person = arrive(Browser(app, clock), "quan-tri", Role.ADMIN, Role.CURATOR, Role.TRAINER)
    context = seated(chromium, url, person)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}{place}")
    with page.expect_response(lambda response: f"{place}?" in response.url):
        page.get_by_label(field).fill(typed)
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    row = page.locator("main table a").first
    there = row.get_attribute("href")
    row.hover()
    page.mouse.down()
    page.wait_for_timeout(600)  # a finger stays longer than the form waits
    assert asked == []
    page.mouse.up()
    page.wait_for_url(f"{url}{there}")
    assert desk.errors == []
    context.close()


def test_every_filter_follows_the_same_rule() -> None:
    """A form that spells its own htmx attributes would miss what the tests above hold."""
    forms = [one for file in TEMPLATES.rglob("*.html") for one in re.findall(r'<form class="filters[^>]*>', file.read_text("utf-8"))]
    assert [one for one in forms if "hx-trigger" in one or "hx-sync" in one] == []
    assert sum("parts.narrowing(" in one for one in forms) >= 9
