"""Every answer carries the headers, whatever the route and whatever went wrong."""

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from console import access
from console.access import anyone
from console.app import create_app
from console.headers import HEADERS
from core.settings import Settings
from tests.console.desk import BASE, Browser

ROUTES = access.rules(create_app(Settings()))


def test_on_every_route(visitor: Browser) -> None:
    for one in ROUTES:
        answer = visitor.client.request(one.method, one.path)
        assert HEADERS.items() <= dict(answer.headers).items() or all(answer.headers[name] == value for name, value in HEADERS.items())
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/none", "/static/none.css", "/static/../app.py", "/staff/x", "/%00", "/link/" + "x" * 5_000])
def test_on_errors(visitor: Browser, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in (303, 404, 422)
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/static/console.css", "/static/mark.svg", "/static/vendor/htmx.min.js"])
def test_on_files(visitor: Browser, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (200, "no-cache", "nosniff")


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy


def test_no_page_holds_what_the_policy_forbids(admin: Browser) -> None:
    for path in ("/", "/account", "/staff", "/staff/new", "/staff/1", "/audit"):
        page = admin.get(path)
        assert page.status_code == 200
        for inline in ("style=", "<style", " onclick", " onchange", "<script>", "javascript:"):
            assert inline not in page.text, path


def test_a_mistake_of_ours_becomes_a_page_without_its_cause() -> None:
    app = create_app(Settings())

    @app.get("/broken", dependencies=[Depends(anyone)])
    def broken() -> None:
        raise RuntimeError("số căn cước 079200000000")

    answer = TestClient(app, base_url=BASE).get("/broken")
    assert answer.status_code == 500
    assert "Có lỗi ngoài dự kiến" in answer.text
    assert "079200000000" not in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_another_host_is_refused(app: FastAPI, host: str) -> None:
    answer = TestClient(app, base_url=BASE).get("/sign-in", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_over_https_the_cookies_are_secure(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"console_url": "https://ban.example"}))
    with TestClient(app, base_url="https://ban.example") as client:
        answer = client.get("/sign-in")
        assert "Secure" in answer.headers["set-cookie"]
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"]
        assert app.state.parts.cookie == "__Host-troly_staff"


def test_what_the_program_can_do_is_not_listed(visitor: Browser) -> None:
    assert [visitor.get(path).status_code for path in ("/openapi.json", "/docs", "/redoc")] == [404, 404, 404]


def test_without_a_database_it_starts_and_says_so(settings: Settings) -> None:
    (settings.var / "troly.db").unlink(missing_ok=True)
    (settings.var / "troly.db").mkdir()
    app = create_app(settings)
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        assert client.get("/healthz").status_code == 200
        client.cookies.set(app.state.parts.cookie, "x", domain="localhost.local")
        answer = client.get("/")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
