"""Signing in: password and second factor, rotation, time-outs, signing out."""

import unicodedata
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from console.auth.brake import Brake
from console.auth.sessions import hashed
from console.roles import Role
from console.staff.schemas import Profile
from core.errors import TooManyRequests
from core.settings import Settings
from tests.console.desk import BASE, PASSWORD, Browser, Clock, read

People = Callable[..., Browser]


def test_from_the_link_to_the_desk(visitor: Browser) -> None:
    _, link = visitor.parts.staff.create("cli", Profile.of("lan", "Cán bộ lan", ["curator"]))
    assert visitor.open_link(link).headers["location"] == "/sign-in/enrol"
    assert visitor.enrol().status_code == 200
    assert len(visitor.codes) == len(set(visitor.codes)) == 10
    home = visitor.get("/")
    assert home.status_code == 200
    assert "Xin chào, Cán bộ lan" in read(home)
    assert "Biên tập" in read(home)
    assert 'href="/staff"' not in home.text  # no desk that the role may not use


def test_the_page_of_the_recovery_codes_signs_out_too(visitor: Browser) -> None:
    visitor.open_link(visitor.parts.staff.create("cli", Profile.of("lan", "Cán bộ lan", ["curator"]))[1])
    assert visitor.send("/sign-out", visitor.enrol()).status_code == 303
    assert visitor.get("/").headers["location"] == "/sign-in"


def test_a_link_works_once(visitor: Browser, admin: Browser) -> None:
    link = admin.parts.staff.link("cli", 1)
    assert visitor.open_link(link, "mật khẩu khác hẳn").headers["location"] == "/sign-in/code"
    assert visitor.open_link(link).status_code == 404
    assert admin.get("/").headers["location"] == "/sign-in"  # the new password ended every session


def test_a_link_ends(admin: Browser, visitor: Browser, clock: Clock) -> None:
    link = admin.parts.staff.link("cli", 1)
    clock.forward(hours=24)
    assert visitor.open_link(link).status_code == 404


def test_a_newer_link_ends_the_older(admin: Browser, visitor: Browser) -> None:
    older, _ = admin.parts.staff.link("cli", 1), admin.parts.staff.link("cli", 1)
    assert visitor.open_link(older).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("ngắn", "ngắn", "ít nhất 12 ký tự"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "quá ít ký tự khác nhau"),
        ("quan-tri quan-tri", "quan-tri quan-tri", "không được chứa tên đăng nhập"),
        ("một câu dài dễ nhớ", "một câu dài dễ quên", "không giống nhau"),
        ("", "", "ít nhất 12 ký tự"),
    ],
)
def test_a_poor_password_is_told_in_words(admin: Browser, visitor: Browser, password: str, again: str, said: str) -> None:
    path = admin.parts.staff.link("cli", 1).removeprefix(BASE)
    answer = visitor.post(path, password=password, again=again)
    assert answer.status_code == 422
    assert said in read(answer)
    assert visitor.open_link(path).status_code == 303  # the link is still good


def test_a_wrong_password_and_an_unknown_name_are_told_alike(somebody: People, visitor: Browser) -> None:
    somebody("lan", Role.CURATOR)
    told = {read(visitor.password(login, "sai sai sai sai")) for login in ("lan", "nobody")}
    assert len({words.replace("nobody", "lan") for words in told}) == 1
    assert "không đúng" in told.pop()


def test_a_keyboard_that_writes_accents_apart(somebody: People, visitor: Browser) -> None:
    somebody("lan", Role.CURATOR)
    assert visitor.password("lan", unicodedata.normalize("NFD", PASSWORD)).headers["location"] == "/sign-in/code"


def test_the_session_changes_at_every_step(somebody: People, visitor: Browser) -> None:
    person = somebody("lan", Role.CURATOR)
    planted = "x" * 43
    visitor.secret = person.secret
    visitor.client.cookies.set(visitor.parts.cookie, planted, domain="localhost.local", path="/")
    visitor.clock.forward(seconds=30)
    assert visitor.password("lan").status_code == 303
    half = visitor.token
    assert visitor.get("/").headers["location"] == "/sign-in/code"  # the password alone is not enough
    assert visitor.code().headers["location"] == "/"
    assert len({planted, half, visitor.token}) == 3
    for old in (planted, half):
        stale = TestClient(visitor.app, base_url=BASE, follow_redirects=False, cookies={visitor.parts.cookie: old})
        assert stale.get("/").headers["location"] == "/sign-in"


def test_a_new_sign_in_ends_the_session_of_the_same_browser(somebody: People) -> None:
    person = somebody("lan", Role.CURATOR)
    before = person.token
    assert person.get("/sign-in").headers["location"] == "/"
    person.clock.forward(seconds=30)
    done = person.client.post("/sign-in", data={"login": "lan", "password": PASSWORD}, headers={"x-csrf-token": person.csrf})
    assert done.status_code == 303
    assert person.parts.sessions.find(before, person.clock()) is None


def test_a_code_is_good_once(somebody: People, visitor: Browser) -> None:
    person = somebody("lan", Role.CURATOR)
    visitor.secret = person.secret
    visitor.password("lan")
    assert visitor.code().status_code == 422  # the one with which the telephone was set up
    visitor.clock.forward(seconds=30)
    assert visitor.code().status_code == 303


def test_a_recovery_code_is_good_once(somebody: People, visitor: Browser) -> None:
    person = somebody("lan", Role.CURATOR)
    visitor.password("lan")
    assert visitor.code(person.codes[3].upper()).headers["location"] == "/"
    visitor.post("/sign-out", "/account")
    visitor.password("lan")
    assert visitor.code(person.codes[3]).status_code == 422
    assert visitor.code(person.codes[4]).headers["location"] == "/"


def test_an_idle_session_ends(somebody: People, clock: Clock) -> None:
    person = somebody("lan", Role.CURATOR)
    for _ in range(4):
        clock.forward(minutes=29)
        assert person.get("/").status_code == 200
    clock.forward(minutes=30)
    assert person.get("/").headers["location"] == "/sign-in"


def test_every_session_ends(somebody: People, clock: Clock) -> None:
    person = somebody("lan", Role.CURATOR)
    for _ in range(29):
        clock.forward(minutes=20)
        assert person.get("/").status_code == 200
    clock.forward(minutes=21)
    assert person.get("/").headers["location"] == "/sign-in"


def test_half_a_session_ends_soon(somebody: People, visitor: Browser, clock: Clock) -> None:
    visitor.secret = somebody("lan", Role.CURATOR).secret
    visitor.password("lan")
    clock.forward(minutes=10)
    assert visitor.get("/sign-in/code").headers["location"] == "/sign-in"


def test_signing_out_ends_the_session_itself(somebody: People) -> None:
    person = somebody("lan", Role.CURATOR)
    token = person.token
    assert person.post("/sign-out", "/").headers["location"] == "/sign-in"
    assert "Bạn đã đăng xuất" in read(person.get("/sign-in"))
    assert "Bạn đã đăng xuất" not in read(person.get("/sign-in"))  # said once
    assert person.parts.sessions.find(token, person.clock()) is None


def test_signing_out_everywhere(somebody: People, visitor: Browser) -> None:
    person = somebody("lan", Role.CURATOR)
    visitor.secret = person.secret
    visitor.sign_in("lan")
    assert person.get("/").status_code == 200
    assert visitor.post("/sign-out/everywhere", "/account").status_code == 303
    assert person.get("/").headers["location"] == "/sign-in"


def test_who_was_led_to_the_sign_in_comes_back(somebody: People, visitor: Browser) -> None:
    visitor.secret = somebody("lan", Role.CURATOR).secret
    assert visitor.get("/account").headers["location"] == "/sign-in?next=/account"
    visitor.clock.forward(seconds=30)
    place = visitor.post("/sign-in", login="lan", password=PASSWORD, next="/account").headers["location"]
    assert place == "/sign-in/code?next=/account"
    assert visitor.post("/sign-in/code", place, code=visitor.digits(), next="/account").headers["location"] == "/account"


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "/ă"])
def test_nobody_is_led_elsewhere(somebody: People, visitor: Browser, place: str) -> None:
    visitor.secret = somebody("lan", Role.CURATOR).secret
    visitor.clock.forward(seconds=30)
    visitor.password("lan")
    assert visitor.post("/sign-in/code", code=visitor.digits(), next=place).headers["location"] == "/"


def test_the_database_holds_nothing_to_sign_in_with(somebody: People) -> None:
    person = somebody("lan", Role.CURATOR)
    link = person.parts.staff.link("cli", 1)
    kept = (person.parts.settings.var / "troly.db").read_bytes() + (person.parts.settings.var / "troly.db-wal").read_bytes()
    for secret in (PASSWORD, person.secret, person.token, link.rsplit("/", 1)[1], *person.codes, person.codes[0].replace("-", "")):
        assert secret.encode() not in kept
    assert hashed(person.token).encode() in kept


def test_what_is_over_is_swept(somebody: People, clock: Clock) -> None:
    person = somebody("lan", Role.CURATOR)
    person.parts.staff.link("cli", 1)
    clock.forward(days=2)
    assert person.parts.sessions.sweep(clock()) >= 2
    assert person.parts.sessions.sweep(clock()) == 0


def test_one_address_may_not_knock_for_ever() -> None:
    brake = Brake(Settings(console_signins_per_minute=3))
    for _ in range(3):
        brake.count("192.0.2.1")
    with pytest.raises(TooManyRequests):
        brake.count("192.0.2.1")
    brake.count("192.0.2.2")


def test_a_database_that_is_gone_is_told_in_words(somebody: People) -> None:
    person = somebody("lan", Role.CURATOR)
    with person.parts.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE staff_sessions RENAME TO elsewhere")
    answer = person.get("/")
    assert answer.status_code == 503
    assert "không trả lời" in read(answer)
