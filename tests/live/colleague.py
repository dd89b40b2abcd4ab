"""A member of the staff who has just got a link: a browser of their own, with password and telephone set up on the real pages."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from core.settings import Settings
from tests.console.desk import PASSWORD
from tests.console.look import AXE, Desk


def invited(settings: Settings, login: str, name: str, *roles: Role) -> str:
    """Make an account on the machine, and return the path of its one-time link."""
    wanted = [part for role in roles for part in ("--role", role.value)]
    command = [sys.executable, "-m", "cli.main", "staff", "create", login, "--name", name, *wanted]
    environment = {**os.environ, "TROLY_HOME": str(settings.home), "TROLY_STATE": str(settings.var)}
    told = subprocess.run(command, env=environment, cwd=settings.home, capture_output=True, text=True, check=True)
    return urlsplit(told.stdout.strip()).path


def arrive(chromium: Chromium, console: str, path: str, folder: Path) -> Desk:
    """Open the link at `path` of the `console`, and come as far as the first page."""
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 800})
    context.add_init_script(AXE)
    desk = Desk(context.new_page(), folder)
    page = desk.page
    page.goto(console + path)
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Không quét được?").click()
    telephone = pyotp.TOTP(page.locator("code.secret").inner_text())
    page.get_by_label("Rồi nhập sáu chữ số").fill(telephone.now())
    page.get_by_role("button", name="Hoàn tất").click()
    kept = page.get_by_role("link", name="Tôi đã cất")
    kept.click()
    expect(kept).to_have_count(0)  # whoever goes elsewhere now leaves no page on its way
    return desk
