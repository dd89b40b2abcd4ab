"""The administrator's desk: inviting, roles, shutting out; and what no administrator may do to themselves."""

from collections.abc import Callable

import pytest

from console.audit.schemas import Asked
from console.auth.schemas import Invalid
from console.roles import Role
from console.staff.schemas import Profile
from tests.console.desk import BASE, Browser, read

People = Callable[..., Browser]


def actions(visitor: Browser) -> list[str]:
    return [entry.action for entry in visitor.parts.audit.page(Asked())[0]]


def test_inviting_somebody(admin: Browser, visitor: Browser) -> None:
    answer = admin.post("/staff/new", login="  Lan.Tran ", name=" Trần  Lan ", roles=["curator", "analyst"])
    assert answer.status_code == 200
    link = next(word for word in answer.text.split('"') if word.startswith(f"{BASE}/link/"))
    assert visitor.open_link(link).headers["location"] == "/sign-in/enrol"
    assert visitor.enrol().status_code == 200
    member = admin.parts.staff.by_login("lan.tran")
    assert (member.name, member.roles, member.factor, member.sessions) == ("Trần Lan", (Role.CURATOR, Role.ANALYST), True, 1)
    assert actions(admin)[:4] == ["session.begin", "staff.factor", "staff.password", "staff.create"]


@pytest.mark.parametrize(
    ("login", "name", "roles", "said"),
    [
        ("", "Lan", ["curator"], "3 đến 80 ký tự"),
        ("ab", "Lan", ["curator"], "3 đến 80 ký tự"),
        ("có dấu", "Lan", ["curator"], "3 đến 80 ký tự"),
        ("lan\x00lan", "Lan", ["curator"], "3 đến 80 ký tự"),
        ("lan.tran", "", ["curator"], "Xin nhập họ tên"),
        ("lan.tran", "L" * 121, ["curator"], "Xin nhập họ tên"),
        ("lan.tran", "Lan", [], "ít nhất một vai trò"),
        ("lan.tran", "Lan", ["king"], "ít nhất một vai trò"),
        ("QUAN-TRI", "Lan", ["curator"], "đã có người dùng"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(admin: Browser, login: str, name: str, roles: list[str], said: str) -> None:
    answer = admin.post("/staff/new", login=login, name=name, roles=roles)
    assert answer.status_code == 422
    assert said in read(answer)
    assert 'class="fault"' in answer.text
    assert len(admin.parts.staff.list()) == 1


def test_fields_that_are_far_too_long(admin: Browser) -> None:
    assert admin.post("/staff/new", login="x" * 10_000, name="Lan", roles=["curator"]).status_code == 422


def test_names_are_shown_as_they_are(admin: Browser) -> None:
    admin.post("/staff/new", login="lan.tran", name="<script>alert(1)</script>{{ 7*7 }}", roles=["curator"])
    page = admin.get("/staff").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    assert "<script>alert" not in page


def test_disabling_ends_the_sessions(admin: Browser, somebody: People) -> None:
    person = somebody("lan", Role.CURATOR)
    assert admin.post("/staff/2/disable", "/staff/2").status_code == 303
    assert "Đã khóa tài khoản" in read(admin.get("/staff/2"))
    assert person.get("/").headers["location"] == "/sign-in"
    assert person.password("lan").status_code == 422
    assert "không đúng" in read(person.password("lan"))  # and not: it is disabled
    admin.post("/staff/2/enable", "/staff/2")
    person.sign_in("lan")


def test_a_lost_telephone(admin: Browser, somebody: People) -> None:
    person = somebody("lan", Role.CURATOR)
    old = person.codes[0]
    admin.post("/staff/2/factor", "/staff/2")
    assert person.get("/").headers["location"] == "/sign-in"
    assert person.password("lan").headers["location"] == "/sign-in/enrol"
    assert person.enrol().status_code == 200
    person.post("/sign-out", "/")
    person.password("lan")
    assert person.code(old).status_code == 422


def test_a_new_link_of_the_administrator(admin: Browser, somebody: People) -> None:
    person = somebody("lan", Role.CURATOR)
    answer = admin.post("/staff/2/link", "/staff/2")
    link = next(word for word in answer.text.split('"') if word.startswith(f"{BASE}/link/"))
    assert person.get("/").status_code == 200  # until it is used
    assert person.open_link(link, "mật khẩu khác hẳn").headers["location"] == "/sign-in/code"


def test_nobody_shuts_themselves_out(admin: Browser, somebody: People) -> None:
    somebody("lan", Role.ADMIN)
    for answer in (admin.post("/staff/1/disable", "/staff/1"), admin.post("/staff/1", name="Tôi", roles=["curator"])):
        assert answer.status_code == 422
        assert "không thể tự khóa mình" in read(answer)
    assert admin.get("/staff").status_code == 200


def test_the_last_administrator_stays(admin: Browser) -> None:
    staff = admin.parts.staff
    with pytest.raises(Invalid, match="fault_last"):
        staff.disable("cli", 1)
    with pytest.raises(Invalid, match="fault_last"):
        staff.change("cli", 1, Profile.of("quan-tri", "x", ["curator"]))
    staff.create("cli", Profile.of("thu-hai", "x", ["admin"]))
    staff.disable("cli", 1)
    with pytest.raises(Invalid, match="fault_last"):
        staff.disable("cli", 2)


@pytest.mark.parametrize("path", ["/staff/99", "/staff/0", "/staff/-1", "/staff/99999999999999999999", "/staff/1.5", "/staff/x"])
def test_an_account_that_is_not_there(admin: Browser, path: str) -> None:
    assert admin.get(path).status_code in (404, 422)
    for action in ("", "/disable", "/enable", "/factor", "/unlock", "/link"):
        answer = admin.client.post(path + action, data={"csrf": admin.csrf, "name": "x", "roles": "curator"})
        assert answer.status_code in (404, 422)


def test_searching(admin: Browser, somebody: People) -> None:
    somebody("lan.tran", Role.CURATOR)
    assert "lan.tran" in admin.get("/staff?q=LAN").text
    assert "lan.tran" not in admin.get("/staff?q=%25").text  # a sign of the database's is a letter here
    assert "Không có tài khoản nào khớp" in read(admin.get("/staff?q=" + "ỏ" * 500))
    part = admin.get("/staff?q=lan", **{"hx-request": "true"}).text
    assert "<html" not in part
    assert "lan.tran" in part


def test_ones_own_password(admin: Browser, visitor: Browser) -> None:
    visitor.secret = admin.secret
    visitor.sign_in("quan-tri")
    fields = {"current": "sai rồi sai rồi", "password": "mật khẩu khác hẳn", "again": "mật khẩu khác hẳn"}
    assert "Mật khẩu hiện tại không đúng" in read(admin.post("/account/password", "/account", **fields))
    fields["current"] = "một câu dài dễ nhớ"
    assert "không giống nhau" in read(admin.post("/account/password", "/account", **{**fields, "again": "khác"}))
    before = admin.token
    assert admin.post("/account/password", "/account", **fields).headers["location"] == "/account"
    assert "Đã đổi mật khẩu" in read(admin.get("/account"))
    assert admin.token != before
    assert visitor.get("/").headers["location"] == "/sign-in"  # the other browser


def test_new_recovery_codes(admin: Browser, visitor: Browser) -> None:
    answer = admin.post("/account/recovery", "/account", current="một câu dài dễ nhớ")
    assert answer.status_code == 200
    visitor.password("quan-tri")
    assert visitor.code(admin.codes[0]).status_code == 422
    assert visitor.code(answer.text.split("<li><code>")[1][:11]).status_code == 303
