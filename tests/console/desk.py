"""A member of the staff at a browser: forms are found on the pages and sent as a browser sends them."""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import pyotp
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from console import csrf
from console.auth.schemas import Enrolled
from console.parts import Parts
from console.roles import Role
from console.staff.schemas import Profile

BASE = "http://localhost:8001"
PASSWORD = "một câu dài dễ nhớ"
_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_SECRET = re.compile(r'<code class="secret">([A-Z2-7]+)</code>')
_CODES = re.compile(r"<li><code>([a-z0-9-]+)</code></li>")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Browser:
    """One browser."""

    app: FastAPI
    clock: Clock
    client: TestClient = field(init=False)
    secret: str = ""  # of the telephone
    codes: list[str] = field(default_factory=list)  # for recovery

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, base_url=BASE, follow_redirects=False)

    @property
    def parts(self) -> Parts:
        parts: Parts = self.app.state.parts
        return parts

    @property
    def token(self) -> str:
        return self.client.cookies.get(self.parts.cookie) or ""

    def get(self, path: str, **more: str) -> Response:
        return self.client.get(path, headers=more)

    def post(self, path: str, page: str = "", **fields: str | list[str]) -> Response:
        """Send the form of `page` (the same address unless given) to `path`."""
        return self.send(path, self.get(page or path), **fields)

    def send(self, path: str, shown: Response, **fields: str | list[str]) -> Response:
        """Send the form of the page that is `shown` to `path`."""
        found = _TOKEN.search(shown.text)
        return self.client.post(path, data={"csrf": found[1] if found else self.csrf, **fields})

    @property
    def csrf(self) -> str:
        """The token of a page that this browser could have open."""
        return csrf.token(self.parts.key, self.token or self.client.cookies.get(csrf.FORM_COOKIE) or "")

    def digits(self) -> str:
        """What the telephone shows."""
        return pyotp.TOTP(self.secret).at(self.clock.now)

    def open_link(self, link: str, password: str = PASSWORD) -> Response:
        path = link.removeprefix(BASE)
        return self.post(path, password=password, again=password)

    def enrol(self) -> Response:
        """Set up the telephone."""
        found = _SECRET.search(self.get("/sign-in/enrol").text)
        assert found
        self.secret = found[1]
        done = self.post("/sign-in/enrol", code=self.digits())
        self.codes = _CODES.findall(done.text)
        return done

    def password(self, login: str, password: str = PASSWORD) -> Response:
        return self.post("/sign-in", login=login, password=password)

    def code(self, code: str = "") -> Response:
        return self.post("/sign-in/code", code=code or self.digits())

    def sign_in(self, login: str) -> None:
        """Sign in anew, half a minute later: a code is good once."""
        self.clock.forward(seconds=30)
        assert self.password(login).headers["location"] == "/sign-in/code"
        assert self.code().headers["location"] == "/"


def arrive(browser: Browser, login: str, *roles: Role) -> Browser:
    """Invite somebody, and have them set password and telephone, without the pages."""
    parts, at = browser.parts, browser.clock()
    _, link = parts.staff.create("cli", Profile.of(login, f"Cán bộ {login}", [role.value for role in roles]))
    signed = parts.sessions.find(parts.links.use(link.rsplit("/", 1)[1], PASSWORD, at).token, at)
    assert signed
    browser.secret = parts.sign_in.enrolment(signed).secret
    done = parts.sign_in.enrol(signed, browser.digits())
    assert isinstance(done, Enrolled)
    browser.codes = done.recovery
    browser.client.cookies.set(parts.cookie, done.opened.token, domain="localhost.local", path="/")
    return browser


def read(response: Response) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())
