"""The page, and what every response carries."""

from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI

from channels.web import page
from tests.channels.conftest import assert_problem

pytestmark = pytest.mark.asyncio
FILES = {"index.html": "text/html; charset=utf-8", "page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8",
         "emblem.svg": "image/svg+xml", "font.woff2": "font/woff2"}  # fmt: skip


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> httpx2.AsyncClient:
    for name in (*FILES, "notes.txt", ".env"):
        (tmp_path / name).write_text("x")
    app = FastAPI()
    page.install(app, tmp_path)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://gateway")


async def test_files_have_their_types(site: httpx2.AsyncClient) -> None:
    for name, kind in FILES.items():
        response = await site.get(f"/page/{name}")
        assert (response.status_code, response.headers["content-type"]) == (200, kind)


async def test_the_root_is_the_page(site: httpx2.AsyncClient) -> None:
    for method in ("GET", "HEAD"):
        response = await site.request(method, "/")
        assert (response.status_code, response.headers["content-type"]) == (200, FILES["index.html"])
        assert response.headers["cache-control"] == "no-cache"
        assert "microphone=(self)" in response.headers["permissions-policy"]  # for who speaks in place of typing


async def test_an_unchanged_file_is_not_sent_again(site: httpx2.AsyncClient) -> None:
    first = await site.get("/page/page.js")
    again = await site.get("/page/page.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


async def test_nothing_else_is_served(client: httpx2.AsyncClient, site: httpx2.AsyncClient) -> None:
    odd = ("../page.py", "%2e%2e/page.py", "..%2f..%2fapp.js", "a" * 300 + ".js", "%00.js")
    for path in ("notes.txt", ".env", "none.js", "", *odd):
        assert (await site.get(f"/page/{path}")).status_code == 404, path
        assert_problem(await client.get(f"/page/{path}"), 404, "not_found")


async def test_every_response_carries_the_security_headers(client: httpx2.AsyncClient) -> None:
    for path in ("/", "/healthz", "/nowhere", "/api/v1/procedures/x", "/page/page.js"):
        headers = (await client.get(path)).headers
        for rule in ("default-src 'self'", "img-src 'self' data:", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
            assert rule in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers
        assert "permissions-policy" in headers


async def test_a_proxys_request_id_is_kept_and_an_odd_one_replaced(client: httpx2.AsyncClient) -> None:
    kept = await client.get("/healthz", headers={"X-Request-ID": "proxy-0001.a"})
    assert kept.headers["x-request-id"] == "proxy-0001.a"
    for odd in ("short", "a" * 65, "two words here", '"}{"x": 1}'):
        replaced = (await client.get("/healthz", headers={"X-Request-ID": odd})).headers["x-request-id"]
        assert replaced != odd
        assert len(replaced) == 32


async def test_unknown_paths_and_methods_are_problems(client: httpx2.AsyncClient) -> None:
    assert_problem(await client.get("/nowhere"), 404, "not_found")
    response = await client.get("/webhooks/rest/webhook")
    assert_problem(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "POST"
    assert_problem(await client.post("/page/page.js"), 405, "method_not_allowed")
