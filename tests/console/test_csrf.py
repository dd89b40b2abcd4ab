"""What another page sends in a person's name is refused."""

from itertools import product

import pytest

from console.csrf import FORM_COOKIE
from tests.console.desk import PASSWORD, Browser

ROUTE = "/sign-out/everywhere"


def test_no_token(admin: Browser) -> None:
    assert admin.client.post(ROUTE).status_code == 403
    assert admin.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "ổ" * 10, "a" * 100_000])
def test_a_wrong_token(admin: Browser, token: str) -> None:
    assert admin.client.post(ROUTE, data={"csrf": token}).status_code == 403


def test_a_token_of_another_session(admin: Browser, visitor: Browser) -> None:
    visitor.get("/sign-in")
    assert admin.client.post(ROUTE, data={"csrf": visitor.csrf}).status_code == 403


def test_a_token_as_a_file(admin: Browser) -> None:
    assert admin.client.post(ROUTE, files={"csrf": ("token", admin.csrf)}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"}]
)
def test_another_site_with_the_right_token(admin: Browser, headers: dict[str, str]) -> None:
    assert admin.client.post(ROUTE, data={"csrf": admin.csrf}, headers=headers).status_code == 403


def test_our_own_page(admin: Browser) -> None:
    headers = {"sec-fetch-site": "same-origin", "origin": "http://localhost:8001"}
    assert admin.client.post(ROUTE, data={"csrf": admin.csrf}, headers=headers).status_code == 303


def test_nobody_is_signed_in_by_another_page(admin: Browser, visitor: Browser) -> None:
    form = {"login": "quan-tri", "password": PASSWORD}
    assert visitor.client.post("/sign-in", data=form).status_code == 403
    visitor.get("/sign-in")
    assert visitor.client.cookies[FORM_COOKIE]
    assert visitor.client.post("/sign-in", data={**form, "csrf": visitor.csrf}).status_code == 303


def test_reading_needs_no_token(admin: Browser) -> None:
    assert admin.get("/staff", **{"sec-fetch-site": "cross-site"}).status_code == 200  # a link in a letter


KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain")
BODIES = (b"", b"\x00\xff\xfe" * 100, b"csrf", b"--x\r\nbroken", b"{" * 1_000, b"csrf=1&" * 5_000)


def test_bodies_that_cannot_be_read(admin: Browser) -> None:
    for kind, body in product(KINDS, BODIES):
        assert admin.client.post(ROUTE, content=body, headers={"content-type": kind}).status_code in (400, 403), (kind, body[:20])


def test_a_body_that_is_too_large(admin: Browser) -> None:
    assert admin.client.post(ROUTE, data={"csrf": "a" * 300_000}).status_code == 413
