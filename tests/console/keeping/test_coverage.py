"""Questions without a good answer, in groups, and what one does about each."""

import re
from collections.abc import Callable

import pytest

from console.audit.schemas import Asked
from console.roles import Role
from tests.console.desk import Browser, read
from tests.console.keeping.conftest import CODE

Ask = Callable[..., None]


def groups(browser: Browser, view: str = "open") -> list[str]:
    return list(dict.fromkeys(re.findall(r"/keeping/coverage/([0-9a-f]{16})", browser.get(f"/keeping/coverage?view={view}").text)))


def test_nobody_asked(curator: Browser) -> None:
    assert "Không có câu hỏi nào chờ xử lý" in read(curator.get("/keeping/coverage"))
    assert "không có câu hỏi nào thiếu câu trả lời tốt" in read(curator.get("/keeping"))


def test_groups_are_counted_and_explained(curator: Browser, asking: Ask) -> None:
    asking("xin phép nuôi ong ở đâu", 3)
    asking("nuôi ong cần giấy gì vậy ạ", 2, "clarify")
    asking("mở quán karaoke, sđt 0909123456")
    shown = read(curator.get("/keeping/coverage"))
    assert "5 lượt hỏi" in shown
    assert "Không tìm thấy 3" in shown
    assert "Được gợi ý nhưng không chọn 2" in shown
    assert "[số điện thoại]" in shown
    assert "0909" not in shown
    assert "Chưa có bản phát hành nào" in shown
    assert "6 lượt hỏi trong 30 ngày" in read(curator.get("/keeping"))
    first, _ = groups(curator)
    page = read(curator.get(f"/keeping/coverage/{first}"))
    assert "Các cách hỏi (2)" in page
    assert "Vẫn có thể nhập mã bên dưới" in page


def test_a_name_that_people_use_begins_a_draft(curator: Browser, asking: Ask) -> None:
    asking("nhập khẩu vô sài gòn", 2)
    (key,) = groups(curator)
    wrong = curator.post(f"/keeping/coverage/{key}/alias", f"/keeping/coverage/{key}", alias="nhập khẩu", code="", other="9.999999")
    assert wrong.status_code == 422
    assert "Không có thủ tục nào mang mã này" in read(wrong)
    assert 'value="nhập khẩu"' in wrong.text
    long = curator.send(f"/keeping/coverage/{key}/alias", wrong, alias="x" * 81, code=CODE)
    assert "nhiều nhất 80 ký tự" in read(long)
    done = curator.send(f"/keeping/coverage/{key}/alias", wrong, alias="nhập khẩu vô sài gòn", code=CODE)
    assert done.headers["location"] == f"/procedures/{CODE}/edit"
    (version,) = curator.parts.editorial.history.of_code(CODE)
    assert version.content["aliases"][-1] == "nhập khẩu vô sài gòn"
    assert version.origin == "question"
    assert "2 lượt" in version.note
    assert "sài gòn" not in version.note  # a version is kept longer than what people ask
    page = curator.get(f"/keeping/coverage/{key}").text
    assert "golden/new?" not in page  # nor stand their words in an address
    assert (groups(curator), groups(curator, "begun")) == ([], [key])
    asking("nhap khau vo sai gon", 9)  # the same matter, and another question leads
    assert groups(curator) == []
    curator.parts.editorial.review.submit(version.id, "staff:1", 1)
    (key,) = groups(curator, "begun")
    late = curator.post(f"/keeping/coverage/{key}/alias", f"/keeping/coverage/{key}", alias="nhập hộ khẩu tphcm", code=CODE)
    assert "đang có một bản chờ duyệt" in read(late)


def test_a_procedure_that_is_not_there_begins(curator: Browser, asking: Ask) -> None:
    asking("xin phép nuôi ong ở đâu", 2)
    (key,) = groups(curator)
    place = f"/keeping/coverage/{key}"
    for fields, said in (
        ({"new_code": CODE, "name": "Nuôi ong"}, "Mã này đã có thủ tục"),
        ({"new_code": "abc", "name": "Nuôi ong"}, "Mã có dạng 1.004194"),
        ({"new_code": "", "name": "Nuôi ong"}, "Mã có dạng 1.004194"),
        ({"new_code": "1.999001", "name": ""}, "từ 3 đến 500 ký tự"),
    ):
        answer = curator.post(f"{place}/new", place, **fields)
        assert answer.status_code == 422
        assert said in read(answer)
    done = curator.post(f"{place}/new", place, new_code="1.999001", name="Đăng ký nuôi ong")
    assert done.headers["location"] == "/procedures/1.999001/edit"
    row = curator.parts.editorial.listing.row("1.999001")
    assert row
    assert (row.entry.name, row.state) == ("Đăng ký nuôi ong", "draft")


def test_what_is_none_of_ours_is_put_aside_and_taken_back(curator: Browser, asking: Ask) -> None:
    asking("giá vàng hôm nay", 2)
    (key,) = groups(curator)
    assert curator.post(f"/keeping/coverage/{key}/aside", "/keeping/coverage").status_code == 303
    assert (groups(curator), groups(curator, "aside")) == ([], [key])
    (dealt,) = curator.parts.editorial.dealt.all()
    assert curator.post(f"/keeping/coverage/dealt/{dealt.id}/back", "/keeping/coverage?view=aside").status_code == 303
    assert groups(curator) == [key]
    entries, _ = curator.parts.audit.page(Asked.of("", "", "", "", ""))
    assert [one.action for one in entries][:2] == ["coverage.take_back", "coverage.aside"]
    assert all("vàng" not in f"{one.subject}{one.detail}" for one in entries)


def test_what_was_put_aside_stays_known_when_nobody_asks(curator: Browser, asking: Ask) -> None:
    asking("giá vàng hôm nay")
    (key,) = groups(curator)
    curator.post(f"/keeping/coverage/{key}/aside", "/keeping/coverage")
    curator.clock.forward(days=31)
    curator.sign_in("lan")
    shown = read(curator.get("/keeping/coverage?view=aside"))
    assert "30 ngày qua không ai hỏi nữa" in shown
    assert "vàng" in shown


@pytest.mark.parametrize("step", ["", "/alias", "/new", "/aside"])
def test_a_group_that_changed_leads_back_to_the_list(curator: Browser, step: str) -> None:
    place = f"/keeping/coverage/{'0' * 16}"
    answer = curator.client.post(place + step, data={"csrf": curator.csrf}) if step else curator.get(place)
    assert answer.headers["location"] == "/keeping/coverage"
    assert "vừa thay đổi" in read(curator.get("/keeping/coverage"))


def test_odd_addresses(curator: Browser) -> None:
    assert curator.get("/keeping/coverage/zzz").status_code == 422
    assert curator.get("/keeping/coverage?view=x&page=99").status_code == 200
    assert curator.client.post("/keeping/coverage/dealt/99/back", data={"csrf": curator.csrf}).status_code == 404


def test_an_approver_reads_and_puts_aside(somebody: Callable[..., Browser], asking: Ask) -> None:
    asking("giá vàng hôm nay")
    approver = somebody("duyet", Role.APPROVER)
    (key,) = groups(approver)
    assert "/alias" not in approver.get(f"/keeping/coverage/{key}").text
    assert approver.post(f"/keeping/coverage/{key}/aside", "/keeping/coverage").status_code == 303
