"""The yearly plan: one task, many tasks, and what "it is right" does."""

from collections.abc import Callable
from datetime import date

import pytest

from console.roles import Role
from tests.console.desk import Browser, read
from tests.console.keeping.conftest import CODE

TODAY = date(2026, 11, 23)


@pytest.fixture
def me(curator: Browser) -> str:
    return "staff:1"


def test_one_task(curator: Browser, me: str) -> None:
    done = curator.post("/keeping/plan/assign", code=CODE, owner=me, due="2026-11-25")
    assert done.headers["location"] == "/keeping/plan"
    shown = read(curator.get("/keeping/plan?who=me"))
    assert "Đăng ký thường trú" in shown
    assert "25/11/2026" in shown
    assert "Quá hạn" not in shown.split("Kết quả")[1]
    curator.clock.forward(days=3)
    curator.sign_in("lan")
    assert "Đăng ký thường trú" in read(curator.get("/keeping/plan?who=me&when=overdue"))
    assert "1 việc của tôi đã quá hạn" in read(curator.get("/keeping"))
    assert curator.get("/keeping/alarm").text.strip().startswith('<span class="alarm">1')
    assert curator.post(f"/keeping/plan/{CODE}/done", "/keeping/plan").status_code == 303
    assert "Đăng ký thường trú" in read(curator.get("/keeping/plan?when=done"))
    assert curator.get("/keeping/alarm").text.strip() == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "9.999999"}, "Không có thủ tục nào mang mã này"),
        ({"owner": "staff:99"}, "Xin chọn người giữ vai trò biên tập"),
        ({"owner": "cli"}, "Xin chọn người giữ vai trò biên tập"),
        ({"due": "2026-11-22"}, "Hạn phải từ hôm nay"),
        ({"due": "2036-11-22"}, "Hạn phải từ hôm nay"),
        ({"due": "mai"}, "Xin nhập ngày"),
        ({"due": ""}, "Xin nhập ngày"),
    ],
)
def test_a_task_that_cannot_be(curator: Browser, me: str, fields: dict[str, str], said: str) -> None:
    answer = curator.post("/keeping/plan/assign", **{"code": CODE, "owner": me, "due": "2026-12-01", **fields})
    assert answer.status_code == 422
    assert said in read(answer)
    assert curator.parts.editorial.plan.open() == []


def test_all_records_are_spread(curator: Browser, somebody: Callable[..., Browser], me: str) -> None:
    somebody("minh", Role.CURATOR)
    somebody("duyet", Role.APPROVER)
    page = curator.get("/keeping/plan/spread")
    assert "Cán bộ minh" in page.text
    assert "Cán bộ duyet" not in page.text
    done = curator.send("/keeping/plan/spread", page, which="all", owners=[me, "staff:2"], first="2026-11-23", last="2027-11-22")
    assert done.status_code == 303
    plan, total = curator.parts.editorial.plan, len(curator.parts.editorial.listing.rows())
    tasks = plan.open()
    assert len(tasks) == total
    assert abs(sum(task.owner == me for task in tasks) * 2 - total) <= 1
    assert all(task.due.weekday() < 5 for task in tasks)
    assert date(2027, 2, 8) not in {task.due for task in tasks}  # Tết
    shown = curator.get("/keeping/plan")
    assert 'rel="next" href="/keeping/plan?who=&amp;when=all&amp;page=2"' in shown.text
    again = curator.post("/keeping/plan/spread", which="stale", owners=me, first="2026-11-23", last="2027-11-22")
    assert "không chia thêm việc nào" in read(curator.get(again.headers["location"]))
    assert curator.get("/keeping/plan?page=99&who=staff:2").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"owners": []},
        {"owners": "staff:99"},
        {"which": "field"},
        {"which": "x"},
        {"first": "2026-11-22"},
        {"last": "2026-11-22"},
        {"last": "2099-01-01"},
        {"first": "", "last": ""},
        {"first": "2026-11-28", "last": "2026-11-29"},  # a weekend
    ],
)
def test_a_plan_that_cannot_be(curator: Browser, me: str, fields: dict[str, str | list[str]]) -> None:
    answer = curator.post("/keeping/plan/spread", **{"which": "all", "owners": me, "first": "2026-11-23", "last": "2027-11-22", **fields})
    assert answer.status_code == 422
    assert "Xin xem lại những chỗ được đánh dấu" in read(answer)
    assert curator.parts.editorial.plan.open() == []


def outcome(browser: Browser, code: str = CODE) -> str:
    done = browser.post(f"/keeping/plan/{code}/right", "/keeping/plan")
    return read(browser.get("/keeping/plan")) if done.status_code == 303 else str(done.status_code)


def test_right_goes_the_usual_way(curator: Browser, me: str) -> None:
    curator.parts.editorial.plan.assign(CODE, me, TODAY, me)
    assert "Đã ghi ngày đối chiếu và gửi duyệt" in outcome(curator)
    (version,) = curator.parts.editorial.history.of_code(CODE)
    assert (version.state, version.origin, version.content["checked"]) == ("in_review", "check", "2026-11-23")
    assert [change.field for change in curator.parts.editorial.history.changes(version.id)] == ["checked"]
    assert curator.parts.editorial.plan.open() == []
    curator.parts.editorial.plan.assign(CODE, me, TODAY, me)
    assert "đang có một bản chờ duyệt" in outcome(curator)
    assert len(curator.parts.editorial.plan.open()) == 1
    curator.parts.editorial.review.approve(version.id, "staff:2", version.revision)
    assert "Thủ tục này đã ghi ngày đối chiếu là hôm nay" in outcome(curator)
    assert curator.parts.editorial.plan.open() == []


def test_right_beside_somebodys_draft(curator: Browser) -> None:
    drafts = curator.parts.editorial.drafts
    version = drafts.open(CODE, "staff:2")
    drafts.save(version.id, "staff:2", 0, {"aliases": ["nhập hộ khẩu thành phố"]})
    assert "ngày đối chiếu đã được ghi vào bản đang soạn" in outcome(curator)
    after = curator.parts.editorial.history.version(version.id)
    assert (after.state, after.content["checked"], after.content["aliases"]) == ("draft", "2026-11-23", ["nhập hộ khẩu thành phố"])


def test_right_of_what_is_not_there(curator: Browser) -> None:
    assert outcome(curator, "9.999999") == "404"


def test_what_is_gone(curator: Browser) -> None:
    for step in ("done", "drop"):
        done = curator.post(f"/keeping/plan/{CODE}/{step}", "/keeping/plan")
        assert "Việc này không còn mở" in read(curator.get(done.headers["location"]))


def test_a_task_is_dropped_and_given_over(curator: Browser, me: str) -> None:
    curator.parts.editorial.plan.assign(CODE, me, TODAY, me)
    page = curator.get(f"/keeping/plan/assign?code={CODE}")
    assert "rà soát thủ tục này, hạn 23/11/2026" in read(page)
    assert curator.send(f"/keeping/plan/{CODE}/drop", page).status_code == 303
    assert curator.parts.editorial.plan.open() == []


def test_a_task_of_somebody_who_left_shows_it(somebody: Callable[..., Browser], curator: Browser, me: str) -> None:
    somebody("minh", Role.CURATOR)
    curator.parts.editorial.plan.assign(CODE, "staff:2", TODAY, me)
    assert "Không còn giữ vai trò biên tập" not in read(curator.get("/keeping/plan"))
    curator.parts.staff.disable(me, 2)
    assert "Không còn giữ vai trò biên tập" in read(curator.get("/keeping/plan"))


def test_an_approver_gives_over_and_does_not_write(somebody: Callable[..., Browser], curator: Browser, me: str) -> None:
    curator.parts.editorial.plan.assign(CODE, me, TODAY, me)
    shown = somebody("duyet", Role.APPROVER).get("/keeping/plan").text
    assert f"/keeping/plan/assign?code={CODE}" in shown
    assert f"/keeping/plan/{CODE}/done" in shown
    assert f"/keeping/plan/{CODE}/right" not in shown


def test_who_may_not_write_sees_no_button(somebody: Callable[..., Browser]) -> None:
    analyst = somebody("phan-tich", Role.ANALYST)
    assert "/keeping/plan/spread" not in analyst.get("/keeping/plan").text
    assert "/keeping/laws/new" not in analyst.get("/keeping/laws").text
    assert "/keeping/links/check" not in analyst.get("/keeping/links").text
