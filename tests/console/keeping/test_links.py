"""The page of addresses: what was found, by host; and a look that is asked for."""

from collections.abc import Callable

from console.roles import Role
from knowledge.editorial.kinds import LINKS
from knowledge.editorial.links import Seen
from tests.console.desk import Browser, read
from tests.console.keeping.conftest import CODE


def test_nothing_was_looked_at(curator: Browser) -> None:
    assert "Chưa kiểm tra lần nào" in read(curator.get("/keeping/links"))
    assert "Chưa kiểm tra lần nào" in read(curator.get("/keeping"))


def test_a_look_is_asked_for(curator: Browser) -> None:
    assert curator.post("/keeping/links/check", "/keeping/links").headers["location"] == "/keeping/links"
    curator.post("/keeping/links/again", "/keeping/links")
    twice = curator.post("/keeping/links/check", "/keeping/links")
    assert "không cần yêu cầu thêm" in read(curator.get(twice.headers["location"]))
    jobs = curator.parts.editorial.jobs.latest((LINKS,))
    assert [(job.by, job.arguments) for job in jobs] == [("staff:1", {"only": "failed"}), ("staff:1", {})]
    assert "Kiểm tra liên kết và biểu mẫu" in read(curator.get("/keeping/links"))


def test_what_was_found(curator: Browser) -> None:
    links, clock = curator.parts.editorial.links, curator.clock
    began = clock()
    for number, url in enumerate(("https://a.example/1", "https://a.example/2", "https://b.example/<b>")):
        links.note(url, [CODE, "law:68/2020/QH14"] * (number + 1), Seen("failed", "gone", 404), began)
    clock.forward(minutes=5)
    links.note("https://a.example/1", [CODE], Seen("failed", "gone", 404), clock())
    links.note("https://c.example/", [CODE], Seen("moved", "moved", 302, "https://d.example/x"), clock())
    links.note("https://e.example/", [CODE], Seen("unclear", "refuses", 403), clock())
    links.note("https://f.example/", [CODE], Seen("good", code=200), clock())
    links.host_silent("g.example", Seen("failed", "timeout"), 7)
    page = curator.get("/keeping/links")
    shown = read(page)
    assert "Không còn trang này (mã 404)" in shown
    assert "g.example : Không trả lời kịp" in shown
    assert "https://d.example/x" in shown
    assert "Từ chối máy (mã 403)" in shown
    assert "Văn bản 68/2020/QH14" in shown
    assert "Đăng ký thường trú" in shown
    assert "f.example" not in shown
    assert "<b>" not in page.text.split("b.example")[1][:60]
    assert "1 Liên kết hỏng" in read(curator.get("/keeping"))


def test_every_fault_has_words(curator: Browser) -> None:
    faults = ("gone", "server", "timeout", "refused", "name", "certificate", "broken", "address", "loop")
    for number, fault in enumerate(faults):
        curator.parts.editorial.links.note(f"https://a.example/{number}", [CODE], Seen("failed", fault), curator.clock())
    curator.parts.editorial.links.note("https://a.example/private", [CODE], Seen("unclear", "private"), curator.clock())
    assert curator.get("/keeping/links").status_code == 200


def test_an_analyst_reads(somebody: Callable[..., Browser]) -> None:
    assert somebody("phan-tich", Role.ANALYST).get("/keeping/links").status_code == 200
