"""Who misses again and again waits longer and longer, whether the name exists or not."""

from collections.abc import Callable

import pytest

from console.auth.schemas import Opened, Refusal
from console.roles import Role
from tests.console.desk import PASSWORD, Browser, Clock, read

People = Callable[..., Browser]


def miss(visitor: Browser, login: str, times: int) -> None:
    for _ in range(times):
        refused = visitor.parts.sign_in.password(login, "sai rồi sai rồi")
        assert isinstance(refused, Refusal)
        assert refused.reason == "sign_in.wrong"


@pytest.mark.parametrize("login", ["lan", "nobody"])
def test_the_pause_grows(somebody: People, visitor: Browser, clock: Clock, login: str) -> None:
    somebody("lan", Role.CURATOR)
    miss(visitor, login, 5)
    for pause in (30, 60, 120, 240, 480, 900, 900):
        resting = visitor.parts.sign_in.password(login, PASSWORD)
        assert isinstance(resting, Refusal)
        assert resting.until is not None
        assert (resting.until - clock()).total_seconds() == pause
        clock.forward(seconds=pause - 1)
        assert visitor.parts.sign_in.password(login, PASSWORD) == resting  # the right one too
        clock.forward(seconds=1)
        miss(visitor, login, 1)


def test_the_right_password_ends_the_count(somebody: People, visitor: Browser) -> None:
    somebody("lan", Role.CURATOR)
    for _ in range(3):
        miss(visitor, "lan", 4)
        assert isinstance(visitor.parts.sign_in.password("lan", PASSWORD), Opened)


def test_misses_of_another_day_do_not_count(somebody: People, visitor: Browser, clock: Clock) -> None:
    somebody("lan", Role.CURATOR)
    miss(visitor, "lan", 4)
    clock.forward(days=1, seconds=1)
    miss(visitor, "lan", 4)
    assert isinstance(visitor.parts.sign_in.password("lan", PASSWORD), Opened)


def test_codes_are_not_guessed_either(somebody: People, visitor: Browser, clock: Clock) -> None:
    visitor.secret = somebody("lan", Role.CURATOR).secret
    visitor.password("lan")
    clock.forward(seconds=30)
    for _ in range(5):
        assert "Mã không đúng" in read(visitor.code("000000"))
    assert "tạm khóa đến" in read(visitor.code())
    visitor.password("lan")  # a new half session is no new chance
    assert "tạm khóa đến" in read(visitor.code())
    clock.forward(seconds=30)
    assert visitor.code().status_code == 303


def test_the_page_says_until_when(somebody: People, visitor: Browser) -> None:
    somebody("lan", Role.CURATOR)
    miss(visitor, "lan", 5)
    assert "tạm khóa đến 23/11/2026 09:00" in read(visitor.password("lan"))


def test_an_administrator_ends_the_pause(admin: Browser, somebody: People, visitor: Browser) -> None:
    somebody("lan", Role.CURATOR)
    miss(visitor, "lan", 5)
    assert admin.post("/staff/2/unlock", "/staff/2").status_code == 303
    assert isinstance(visitor.parts.sign_in.password("lan", PASSWORD), Opened)


def test_guessing_at_an_open_desk_rests_too(somebody: People, clock: Clock) -> None:
    person = somebody("lan", Role.CURATOR)
    for _ in range(5):
        assert "Mật khẩu hiện tại không đúng" in read(person.post("/account/recovery", "/account", current="sai rồi sai rồi"))
    assert "Đã sai nhiều lần" in read(person.post("/account/recovery", "/account", current=PASSWORD))


def test_names_typed_are_not_kept(visitor: Browser) -> None:
    miss(visitor, "my secret password", 1)
    settings = visitor.parts.settings
    assert b"my secret password" not in (settings.var / "troly.db").read_bytes() + (settings.var / "troly.db-wal").read_bytes()
