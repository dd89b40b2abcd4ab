"""Signing in with the organisation's account, against a provider that speaks the protocol; and every lie a browser could bring back."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from httpx2 import Response
from joserfc import jwt
from joserfc.jwk import OctKey

from console.oidc.mapping import login_of, roles_of
from console.oidc.provider import Provider as Ours
from console.roles import Role
from console.staff.schemas import Profile
from core.settings import Settings
from tests.console.desk import BASE, Browser, read
from tests.console.oidc.provider import SECRET, Provider, key

People = Callable[..., Browser]
FAILED = "Không đăng nhập được bằng tài khoản của cơ quan"


def there(visitor: Browser) -> str:
    """Go to the provider; return the address it sends back to."""
    start = visitor.get("/oidc/start")
    assert start.status_code == 303
    back = httpx2.get(start.headers["location"], trust_env=False, verify=False)
    assert back.status_code == 302
    return back.headers["location"].removeprefix(BASE)


def come(visitor: Browser) -> Response:
    return visitor.get(there(visitor))


def refused(visitor: Browser, answer: Response, said: str = FAILED) -> bool:
    assert answer.headers["location"] == "/sign-in"
    assert said in read(visitor.get("/sign-in"))
    return visitor.get("/").headers["location"] == "/sign-in"


def test_there_and_back(visitor: Browser) -> None:
    assert "/oidc/start" in visitor.get("/sign-in").text
    assert come(visitor).headers["location"] == "/"
    home = read(visitor.get("/"))
    assert "Xin chào, Trần Bình" in home
    assert "Biên tập" in home
    member = visitor.parts.staff.get(1)
    assert (member.provider, member.roles, member.login.startswith("binh.tran~")) == (True, (Role.CURATOR,), True)
    assert "do cơ quan quản lý" in read(visitor.get("/account"))


def test_the_session_before_ends(visitor: Browser) -> None:
    come(visitor)
    before = visitor.token
    come(visitor)
    assert visitor.token != before
    assert visitor.parts.sessions.find(before, visitor.clock()) is None
    assert len(visitor.parts.staff.list()) == 1  # the same person


def test_roles_follow_the_provider(visitor: Browser, provider: Provider) -> None:
    come(visitor)
    provider.roles = ["truong-phong", "bien-tap"]
    come(visitor)
    assert visitor.parts.staff.get(1).roles == (Role.CURATOR, Role.APPROVER)
    provider.roles = ["lạ", "admin", "curator"]  # what no setting names gives nothing
    assert refused(visitor, come(visitor), "chưa được cấp vai trò")


def test_the_providers_word_goes_before_the_last_administrator(visitor: Browser, provider: Provider) -> None:
    provider.roles = ["quan-tri"]
    come(visitor)
    assert visitor.parts.staff.get(1).roles == (Role.ADMIN,)
    provider.roles = ["bien-tap"]
    come(visitor)
    assert visitor.get("/staff").status_code == 403
    visitor.parts.staff.create("cli", Profile.of("lan", "Lan", ["admin"]))  # the way back, on the machine
    assert visitor.parts.staff.get(2).roles == (Role.ADMIN,)


def test_an_account_that_is_disabled_stays_out(admin: Browser, visitor: Browser) -> None:
    come(visitor)
    admin.post("/staff/2/disable", "/staff/2")
    assert visitor.get("/").headers["location"].startswith("/sign-in")
    assert refused(visitor, come(visitor), "đã bị khóa")


def test_no_local_account_is_taken_over(somebody: People, visitor: Browser, provider: Provider) -> None:
    somebody("binh.tran", Role.ADMIN)
    come(visitor)
    assert [(member.login == "binh.tran", member.provider) for member in visitor.parts.staff.list()] == [(True, False), (False, True)]
    assert visitor.get("/staff").status_code == 403


def test_a_state_of_somebody_else(visitor: Browser, app: Any) -> None:
    other = Browser(app, visitor.clock)
    other.get("/oidc/start")
    assert refused(other, other.get(there(visitor)))


def test_no_cookie_or_one_that_is_no_seal(visitor: Browser, app: Any) -> None:
    back = there(visitor)
    bare = Browser(app, visitor.clock)
    assert refused(bare, bare.get(back))
    forged = Browser(app, visitor.clock)
    forged.client.cookies.set("troly_oidc", "gAAAA", domain="localhost.local", path="/oidc")
    assert refused(forged, forged.get(back))


def test_a_code_is_good_once(visitor: Browser, app: Any) -> None:
    back = there(visitor)
    kept = visitor.client.cookies.get("troly_oidc")
    assert visitor.get(back).headers["location"] == "/"
    again = Browser(app, visitor.clock)
    again.client.cookies.set("troly_oidc", str(kept), domain="localhost.local", path="/oidc")
    assert refused(again, again.get(back))


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied&state=x", "?code=x", "?code=x&state=", "?state=%00&code=%ff", "?code=" + "x" * 9_000]
)
def test_an_answer_that_is_none(visitor: Browser, query: str) -> None:
    visitor.get("/oidc/start")
    assert refused(visitor, visitor.get(f"/oidc/callback{query}"))


def test_another_issuers_answer(visitor: Browser) -> None:
    back = there(visitor)
    assert refused(visitor, visitor.get(back[: back.index("&iss=")] + "&iss=https%3A%2F%2Fevil.example"))


LIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "nonce": lambda claims: {**claims, "nonce": "another"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "audience": lambda claims: {**claims, "aud": "another-client"},
    "audience and party": lambda claims: {**claims, "aud": [claims["aud"], "another"], "azp": "another"},
    "issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 3_600, "iat": claims["iat"] - 7_200},
    "from tomorrow": lambda claims: {**claims, "iat": claims["iat"] + 86_400, "exp": claims["exp"] + 86_400},
    "no person": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "no end": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "words for a time": lambda claims: {**claims, "exp": "soon"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies(visitor: Browser, provider: Provider, lie: str) -> None:
    provider.change = LIES[lie]
    assert refused(visitor, come(visitor))
    assert visitor.parts.staff.list() == []


def _unsigned(claims: dict[str, Any]) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


SIGNATURES: dict[str, Callable[[dict[str, Any]], str]] = {
    "unsigned": _unsigned,
    "with the client's secret": lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET)),
    "with another key of the same name": lambda claims: jwt.encode({"alg": "ES256", "kid": "one"}, claims, key("one")),
    "with an unknown key": lambda claims: jwt.encode({"alg": "ES256", "kid": "two"}, claims, key("two")),
    "no token": lambda claims: "not.a.token",
    "nothing": lambda claims: "",
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # the secret of the tests is short for a key
@pytest.mark.parametrize("how", SIGNATURES)
def test_a_token_that_is_not_signed_by_the_provider(visitor: Browser, provider: Provider, how: str) -> None:
    provider.sign = SIGNATURES[how]
    assert refused(visitor, come(visitor))


def test_the_provider_may_change_its_keys(visitor: Browser, provider: Provider) -> None:
    come(visitor)
    provider.keys = [key("new")]
    assert come(visitor).headers["location"] == "/"


def test_a_provider_that_is_down(visitor: Browser, provider: Provider) -> None:
    back = there(visitor)
    provider.down = True
    assert refused(visitor, visitor.get(back), "hiện không trả lời")


def test_a_provider_that_was_never_up(visitor: Browser, provider: Provider) -> None:
    provider.down = True
    assert visitor.get("/oidc/start").status_code == 503
    provider.down = False
    assert come(visitor).headers["location"] == "/"


def test_an_issuer_without_https_is_refused() -> None:
    with pytest.raises(ValueError, match="https"):
        Ours(Settings(console_oidc_issuer="http://id.example"))


@pytest.mark.parametrize(
    ("claims", "path", "roles"),
    [
        ({"roles": ["a", "b"]}, "roles", ["curator", "operator"]),
        ({"roles": "b a"}, "roles", ["curator", "operator"]),
        ({"x": {"y": ["b"]}}, "x.y", ["operator"]),
        ({"roles": ["c"]}, "roles", []),
        ({"roles": [["a"], None, 7, {"a": 1}]}, "roles", []),
        ({"roles": None}, "roles", []),
        ({"roles": "a"}, "roles.deeper", []),
        ({}, "roles", []),
    ],
)
def test_roles_of_a_claim(claims: dict[str, Any], path: str, roles: list[str]) -> None:
    assert roles_of(claims, path, {"a": "curator", "b": "operator", "c": "king"}) == roles


@pytest.mark.parametrize("named", [None, "", "Nguyễn Văn An", "A" * 500, "../..", 7])
def test_a_login_is_made_of_what_the_provider_says(named: Any) -> None:
    login = login_of({"sub": "u-1", "preferred_username": named})
    assert len(login) <= 80
    assert login.isascii()
    assert login != login_of({"sub": "u-2", "preferred_username": named})
