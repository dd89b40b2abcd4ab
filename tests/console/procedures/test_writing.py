"""Writing a record: the whole page without scripts, single fields with one, lists, sources, and what cannot be read."""

import json

import pytest

from tests.console.desk import read
from tests.console.procedures.conftest import CODE, Office
from tests.console.procedures.sheet import Sheet, opened


def written(office: Office, sheet: Sheet) -> dict[str, object]:
    return office.room.history.version(int(sheet["number"])).content


def test_a_page_that_nobody_touched_changes_nothing(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    assert sheet.press().headers["location"] == f"/procedures/{CODE}/edit"
    assert office.room.history.version(int(sheet["number"])).revision == 0
    assert "Đã lưu bản nháp" in read(office.lan.get(f"/procedures/{CODE}/edit"))


def test_the_whole_page_without_scripts(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("methods.0.fees.0.amount_vnd", "75.000")
    sheet.type("aliases", "khai sinh\r\n\r\n  giấy khai sinh ")
    sheet.type("valid_from", "1/12/2026")
    sheet.type("source.methods", "Nghị quyết 12/2026/NQ-HĐND, Điều 3")
    assert sheet.press().status_code == 303
    version = office.room.history.version(int(sheet["number"]))
    assert version.revision == 1
    assert version.content["methods"][0]["fees"][0]["amount_vnd"] == 75_000
    assert version.content["aliases"] == ["khai sinh", "giấy khai sinh"]
    assert version.content["valid_from"] == "2026-12-01"
    assert version.sources == {"methods": "Nghị quyết 12/2026/NQ-HĐND, Điều 3"}
    shown = Sheet(office.lan, CODE)
    assert (shown["methods.0.fees.0.amount_vnd"], shown["valid_from"]) == ("75.000", "01/12/2026")


def test_what_cannot_be_read_stays_on_the_page_and_the_rest_is_kept(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("methods.0.fees.0.amount_vnd", "bảy mươi lăm")
    sheet.type("updated", "31/02/2026")
    sheet.type("result", "Bản chính giấy khai sinh")
    answer = sheet.press()
    assert answer.status_code == 422
    assert "Xin nhập số tiền, ví dụ 75.000" in read(answer)
    assert "Xin nhập ngày như 22/11/2026" in read(answer)
    again = Sheet(office.lan, CODE, answer)
    assert (again["methods.0.fees.0.amount_vnd"], again["updated"]) == ("bảy mươi lăm", "31/02/2026")
    assert written(office, sheet)["result"] == "Bản chính giấy khai sinh"


def test_a_list_without_scripts(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    steps = len(sheet.names("steps."))
    answer = sheet.press("add:steps")
    assert answer.status_code == 200
    sheet = Sheet(office.lan, CODE, answer)
    assert len(sheet.names("steps.")) == steps + 1
    sheet.type(f"steps.{steps}", "Nhận kết quả tại quầy.")
    sheet = Sheet(office.lan, CODE, sheet.press(f"up:steps.{steps}"))
    assert sheet[f"steps.{steps - 1}"] == "Nhận kết quả tại quầy."
    sheet = Sheet(office.lan, CODE, sheet.press("remove:steps.0"))
    assert sheet.press().status_code == 303
    kept = written(office, sheet)["steps"]
    assert isinstance(kept, list)
    assert (len(kept), kept[-2]) == (steps, "Nhận kết quả tại quầy.")


def test_the_script_sends_single_fields(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("result", "Giấy khai sinh (bản chính)")
    told = sheet.autosave("result")
    assert (told["revision"], told["good"], told["kept"], told["said"]) == (1, True, ["result"], "Đã lưu lúc 09:00")
    assert sheet.autosave("result")["revision"] == 1  # nothing new
    sheet.type("name", "")
    told = sheet.autosave("name", "result")
    assert told["beside"]["name"] == [["error", "Thủ tục chưa có tên."]]
    assert "Thủ tục chưa có tên." in told["summary"]


def test_problems_stand_where_they_are_though_empty_items_are_left_out(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    answer = sheet.items("add:legal_basis")
    assert 'id="part-legal_basis"' in answer.text
    assert "<html" not in answer.text
    last = len(sheet.names("legal_basis.")) // 3
    assert f'id="item-legal_basis.{last}" data-focus' in answer.text
    before = office.room.history.version(int(sheet["number"]))
    assert before.revision == 0  # a list that is only shown anew is not kept yet
    sheet.pairs += [(f"legal_basis.{last}.{part}", "") for part in ("number", "date", "name")]
    sheet.pairs += [
        (f"legal_basis.{last + 1}.{part}", text) for part, text in (("number", ""), ("date", "hôm nọ"), ("name", "Luật Hộ tịch"))
    ]
    told = sheet.autosave("legal_basis")
    assert told["again"] == ["legal_basis"]
    assert f"legal_basis.{last + 1}.number" in told["beside"]
    assert f"legal_basis.{last + 1}.date" in told["beside"]


def test_a_fault_keeps_its_field_unsaved(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("methods.0.fees.0.amount_vnd", "nhiều")
    sheet.type("result", "Giấy")
    told = sheet.autosave("methods", "result")
    assert told["kept"] == ["result"]
    assert told["good"] is False
    assert told["beside"]["methods.0.fees.0.amount_vnd"][0][0] == "fault"


def test_what_a_choice_does_not_know_is_not_kept(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("methods.0.channel", "bồ câu")
    told = sheet.autosave("methods")
    assert told["kept"] == []
    assert told["beside"]["methods"][0][0] == "fault"


NONE = [
    {},
    {"number": "1"},
    {"number": "x", "revision": "0"},
    {"number": "1", "revision": "99"},
    {"number": "-1", "revision": "0"},
    {"number": "99999999999999", "revision": "0"},
    {"number": "999", "revision": "0"},
    {"number": "1", "revision": "0", "sent": "nothing", "do": "up"},
]


@pytest.mark.parametrize("place", ["save", "edit", "items", "merge"])
def test_forms_that_are_none_are_refused(office: Office, place: str) -> None:
    opened(office.lan, CODE)
    for body in NONE:
        answer = office.lan.client.post(f"/procedures/{CODE}/{place}", data=body, headers={"x-csrf-token": office.lan.csrf})
        assert answer.status_code in (200, 303, 400, 404, 422), body
    assert office.room.history.version(1).revision == 0


def test_a_form_of_another_record_is_refused(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    opened(office.lan, "2.000528")
    sheet.code = "2.000528"
    sheet.type("result", "Giấy")
    assert sheet.press().status_code == 404
    assert sheet.post("save", sheet.pairs).status_code == 404


def test_odd_texts(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("result", "<script>alert(1)</script>\x00 {{ 7*7 }} \ud83d".encode("utf-8", "replace").decode())
    sheet.type("place", "x" * 60_000)
    assert sheet.press().status_code == 303
    page = office.lan.get(f"/procedures/{CODE}/edit").text
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_the_longest_record_fits(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    paper = [{"name": "Giấy tờ " * 60, "originals": 1, "copies": 1, "form_url": None, "note": None}] * 250
    office.room.drafts.save(int(sheet["number"]), "staff:1", 0, {"cases": [{"name": None, "documents": paper}]})
    sheet = Sheet(office.lan, CODE)
    assert len(sheet.pairs) > 1_250
    sheet.type("cases.0.documents.249.name", "Cái cuối")
    assert sheet.press().status_code == 303
    cases = json.dumps(written(office, sheet)["cases"], ensure_ascii=False)
    assert "Cái cuối" in cases


def test_far_too_much_is_refused(office: Office) -> None:
    sheet = opened(office.lan, CODE)
    sheet.type("place", "x" * 1_100_000)
    assert sheet.press().status_code == 413
    assert written(office, sheet)["place"] != ""
