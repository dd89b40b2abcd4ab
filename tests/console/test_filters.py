"""A list that is asked for anew while an answer is still on its way shows what was chosen last: at a real browser."""

import re
from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import expect

from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, chromium, seated

pytestmark = MARKS
SLOW = re.compile(r"/audit\?.*action=(session\.begin|staff\.create)&")


def test_what_was_chosen_last_stands(served: tuple[FastAPI, str], clock: Clock, tmp_path: Path) -> None:
    app, url = served
    person = arrive(Browser(app, clock), "quan-tri", Role.ADMIN)
    with chromium() as browser:
        context = seated(browser, url, person)
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
