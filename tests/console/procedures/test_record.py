"""One record as it stands, and a record of a new code."""

from datetime import timedelta

import pytest

from tests.console.desk import Clock, read
from tests.console.procedures.conftest import CODE, Office
from tests.console.procedures.sheet import Sheet, opened


def test_a_record_shows_what_it_says_and_lacks(office: Office) -> None:
    page = read(office.nam.get(f"/procedures/{CODE}"))
    assert "Chưa biên tập" in page
    assert "Ngày đối chiếu với nguồn 18/07/2026" in page
    assert "Các phiên bản (0)" in page
    empty = next(row.entry for row in office.room.listing.rows() if "fee" in row.entry.missing)
    assert "Còn thiếu: " in read(office.nam.get(f"/procedures/{empty.code}"))


def test_it_tells_who_is_writing(office: Office) -> None:
    opened(office.lan, CODE)
    assert "Cán bộ lan đang giữ một bản chưa duyệt" in read(office.nam.get(f"/procedures/{CODE}"))
    assert "Sửa tiếp bản nháp" in read(office.hoa.get(f"/procedures/{CODE}"))


def test_it_tells_of_a_review_and_of_the_plan(office: Office, clock: Clock) -> None:
    sheet = opened(office.lan, CODE)
    office.room.review.submit(int(sheet["number"]), "staff:1", int(sheet["revision"]))
    office.room.plan.assign(CODE, "staff:2", clock().date() + timedelta(days=3), "staff:1")
    page = office.lan.get(f"/procedures/{CODE}")
    assert f'href="/versions/{sheet["number"]}"' in page.text
    assert "Kế hoạch rà soát: Cán bộ hoa, hạn 26/11/2026." in read(page)
    answer = office.lan.post(f"/procedures/{CODE}/open", f"/procedures/{CODE}")
    assert answer.headers["location"] == f"/procedures/{CODE}"
    assert "có một bản chờ thẩm định" in read(office.lan.get(f"/procedures/{CODE}"))


@pytest.mark.parametrize("code", ["9.999999", "x", "%00", "1.001193%20", "ổ", "1" * 41])
def test_a_record_that_is_not_there(office: Office, code: str) -> None:
    for place in ("", "/edit", "/merge"):
        assert office.lan.get(f"/procedures/{code}{place}").status_code in (404, 422)


def test_no_draft_to_write(office: Office) -> None:
    for place in ("edit", "merge"):
        assert office.lan.get(f"/procedures/{CODE}/{place}").headers["location"] == f"/procedures/{CODE}"
    assert "Không có bản nháp nào đang mở" in read(office.lan.get(f"/procedures/{CODE}"))


def test_a_new_code(office: Office) -> None:
    answer = office.lan.post("/procedures/new", code=" 9.123456 ", name="Cấp  phép thả đèn")
    assert answer.headers["location"] == "/procedures/9.123456/edit"
    assert Sheet(office.lan, "9.123456")["name"] == "Cấp phép thả đèn"
    page = read(office.nam.get("/procedures/9.123456"))
    assert "Chưa có bản nào được duyệt" in page
    assert "Cấp phép thả đèn" in page
    assert "Cấp phép thả đèn" in read(office.nam.get("/procedures?q=tha+den"))


@pytest.mark.parametrize("code", ["", "1.1", "abc", "1.001193<b>", "1." + "9" * 30, "１.００１１９３"])
def test_what_is_no_code_is_said_and_nothing_typed_is_lost(office: Office, code: str) -> None:
    answer = office.lan.post("/procedures/new", code=code, name="Tên đã gõ")
    assert answer.status_code == 422
    assert "ví dụ 1.001193" in read(answer)
    assert 'value="Tên đã gõ"' in answer.text


def test_a_code_that_is_there_leads_to_its_record(office: Office) -> None:
    answer = office.lan.post("/procedures/new", code=CODE, name="Tên khác")
    assert answer.headers["location"] == f"/procedures/{CODE}"
    assert "Mã này đã có" in read(office.lan.get(f"/procedures/{CODE}"))
    assert office.lan.get(f"/procedures/{CODE}/edit").status_code == 303  # no draft was opened
