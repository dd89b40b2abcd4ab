"""Two people in one record: nothing that either of them wrote is lost, and both are told."""

from typing import Any

from tests.console.desk import read
from tests.console.procedures.conftest import CODE, Office
from tests.console.procedures.sheet import Sheet, opened


def content(office: Office, sheet: Sheet, name: str) -> object:
    return office.room.history.version(int(sheet["number"])).content[name]


def test_other_fields_go_together_and_are_shown_anew(office: Office) -> None:
    lan, hoa = opened(office.lan, CODE), opened(office.hoa, CODE)
    lan.type("result", "Giấy của Lan")
    lan.autosave("result")
    hoa.type("agency", "Cơ quan của Hoa")
    told = hoa.autosave("agency")
    assert list(told["fields"]) == ["result"]
    assert "Giấy của Lan" in told["fields"]["result"]
    assert "Người khác vừa sửa chỗ này" in told["fields"]["result"]
    assert (content(office, lan, "result"), content(office, lan, "agency")) == ("Giấy của Lan", "Cơ quan của Hoa")


def torn(office: Office) -> tuple[Sheet, dict[str, Any]]:
    """Both have typed another result: the page of the first, and what the second is told."""
    lan, hoa = opened(office.lan, CODE), opened(office.hoa, CODE)
    lan.type("result", "Giấy của Lan")
    lan.autosave("result")
    hoa.type("result", "Giấy của Hoa")
    return lan, hoa.autosave("result")


def test_the_same_field_is_kept_twice_and_chosen(office: Office) -> None:
    lan, told = torn(office)
    assert told["good"] is False
    assert "Giấy của Lan" in told["fields"]["result"]
    assert "Bản bạn gõ không mất" in told["fields"]["result"]
    assert content(office, lan, "result") == "Giấy của Lan"
    page = office.hoa.get(f"/procedures/{CODE}/merge")
    assert "Giấy của Lan" in read(page)
    assert "Giấy của Hoa" in read(page)
    assert "Cán bộ hoa gõ lúc 23/11/2026 09:00" in read(page)
    assert "Lấy bản của tôi" in read(page)
    assert "Lấy bản này" in read(office.lan.get(f"/procedures/{CODE}/merge"))
    [aside] = office.room.drafts.asides(1)
    fields = {"number": "1", "revision": "1", "save": str(aside.save), "field": "result", "take": "mine"}
    answer = office.hoa.send(f"/procedures/{CODE}/merge", page, **fields)
    assert answer.headers["location"] == f"/procedures/{CODE}/edit"
    assert content(office, lan, "result") == "Giấy của Hoa"
    assert office.room.drafts.asides(1) == []
    assert office.hoa.send(f"/procedures/{CODE}/merge", page, **fields).status_code == 400  # pressed twice


def test_what_stands_is_kept(office: Office) -> None:
    lan, _ = torn(office)
    [aside] = office.room.drafts.asides(1)
    page = office.lan.get(f"/procedures/{CODE}/merge")
    office.lan.send(f"/procedures/{CODE}/merge", page, number="1", revision="1", save=str(aside.save), field="result", take="theirs")
    assert (content(office, lan, "result"), office.room.drafts.asides(1)) == ("Giấy của Lan", [])
    assert "Đã giữ bản hiện tại" in read(office.lan.get(f"/procedures/{CODE}/edit"))


def test_a_choice_on_what_has_changed_since_is_asked_again(office: Office) -> None:
    lan, _ = torn(office)
    page = office.hoa.get(f"/procedures/{CODE}/merge")
    lan.type("result", "Giấy mới của Lan")
    lan.autosave("result")
    [aside] = office.room.drafts.asides(1)
    office.hoa.send(f"/procedures/{CODE}/merge", page, number="1", revision="1", save=str(aside.save), field="result", take="mine")
    assert "Xin xem lại rồi chọn lần nữa" in read(office.hoa.get(f"/procedures/{CODE}/merge"))
    assert content(office, lan, "result") == "Giấy mới của Lan"
    assert len(office.room.drafts.asides(1)) == 1


def test_without_scripts_too(office: Office) -> None:
    lan, hoa = opened(office.lan, CODE), opened(office.hoa, CODE)
    lan.type("result", "Giấy của Lan")
    lan.press()
    hoa.type("result", "Giấy của Hoa")
    hoa.type("agency", "Cơ quan của Hoa")
    answer = hoa.press()
    assert "Người khác vừa sửa cùng chỗ này" in read(answer)
    assert "Có 1 chỗ hai người cùng sửa" in read(answer)
    assert Sheet(office.hoa, CODE, answer)["result"] == "Giấy của Lan"
    assert content(office, lan, "agency") == "Cơ quan của Hoa"
    assert [one.value for one in office.room.drafts.asides(1)] == ["Giấy của Hoa"]


def test_what_comes_after_the_handing_over_is_kept_aside(office: Office) -> None:
    lan, hoa = opened(office.lan, CODE), opened(office.hoa, CODE)
    office.room.review.submit(int(lan["number"]), "staff:1", 0)
    hoa.type("result", "Giấy của Hoa")
    told = hoa.autosave("result")
    assert (told["over"], told["late"], told["fields"]) == (True, True, {})
    assert "được giữ riêng" in told["said"]
    hoa.type("agency", "Cơ quan của Hoa")
    assert hoa.press().headers["location"] == f"/procedures/{CODE}"
    assert {one.field for one in office.room.drafts.asides(1)} == {"result", "agency"}
    assert "Giấy của Hoa" in read(office.hoa.get(f"/procedures/{CODE}/merge"))


def test_a_draft_that_was_given_up_loses_nothing_on_the_page(office: Office) -> None:
    lan, hoa = opened(office.lan, CODE), opened(office.hoa, CODE)
    office.room.review.withdraw(int(lan["number"]), "staff:1", "làm lại từ đầu")
    hoa.type("result", "Giấy của Hoa")
    hoa.type("methods.0.fees.0.amount_vnd", "75.000")
    told = hoa.autosave("result", "methods")
    assert told["over"] is True
    assert "không nhận thêm thay đổi" in told["said"]
    answer = hoa.press()
    assert answer.status_code == 409
    assert "không nhận thêm thay đổi" in read(answer)
    again = Sheet(office.hoa, CODE, answer)
    assert again["result"] == "Giấy của Hoa"
    assert again.press("again").headers["location"] == f"/procedures/{CODE}/edit"
    new = Sheet(office.hoa, CODE)
    assert (new["number"], new["result"], new["methods.0.fees.0.amount_vnd"]) == ("2", "Giấy của Hoa", "75.000")
