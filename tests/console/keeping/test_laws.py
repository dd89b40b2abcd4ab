"""Legal documents: whoever ends one sees at once which records stood on it; what is typed is not lost."""

from datetime import date

import pytest
from httpx2 import Response

from console.keeping import law_table
from knowledge.editorial.law_numbers import bare, key
from knowledge.editorial.laws import Law
from tests.console.desk import Browser, read
from tests.console.keeping.conftest import CODE, LAW


def add(browser: Browser, number: str = LAW, **more: str) -> str:
    """Add a document and return its page."""
    done = browser.post("/keeping/laws/new", number=number, name="Luật Cư trú", **more)
    assert done.status_code == 303, read(done)
    return done.headers["location"]


def change(browser: Browser, page: str, **fields: str) -> Response:
    """Send the form of a document's page with other fields."""
    shown = browser.get(page)
    return browser.send(page, shown, **{"name": "Luật Cư trú", "seen": _seen(shown.text), **fields})


def test_an_end_tells_at_once_which_records_are_stale(curator: Browser) -> None:
    page = add(curator)
    shown = read(curator.get(page))
    assert "báo cũ" not in shown
    assert "Đăng ký thường trú" in shown
    done = change(curator, page, valid_to="2026-11-22")
    shown = read(curator.get(done.headers["location"]))
    assert "các thủ tục viện dẫn nó được báo cũ từ bây giờ" in shown
    assert "Căn cứ pháp lý đã hết hiệu lực" in shown
    row = curator.parts.editorial.listing.row(CODE)
    assert row
    assert row.stale == ("law_ended",)
    assert "Hết hiệu lực 1" in read(curator.get("/keeping/laws"))
    assert CODE in curator.get("/procedures?stale=law_ended").text
    assert CODE not in curator.get("/procedures?stale=law_replaced").text


def test_a_document_that_is_replaced_ends_when_the_other_begins(curator: Browser) -> None:
    page = add(curator)
    refused = change(curator, page, replaced_by="1/2026/QH16")
    assert refused.status_code == 422
    assert "Xin nhập ngày hết hiệu lực" in read(refused)
    assert "1/2026/QH16" in refused.text  # what was typed is there
    add(curator, "1/2026/QH16", valid_from="2026-11-01")
    assert change(curator, page, replaced_by="Luật số 1/2026/QH16").status_code == 303
    assert "31/10/2026" in read(curator.get("/keeping/laws?view=ended"))
    assert "Căn cứ pháp lý đã bị thay thế" in read(curator.get(page))


def test_two_people_at_one_document(curator: Browser) -> None:
    page = add(curator)
    first = curator.get(page)
    curator.clock.forward(seconds=1)
    assert change(curator, page, name="Luật Cư trú (mới)").status_code == 303
    late = curator.send(page, first, name="tên của người sau", seen=_seen(first.text))
    assert late.status_code == 409
    assert "người khác đã sửa văn bản này" in read(late)
    assert "tên của người sau" in late.text
    assert "Luật Cư trú (mới)" in late.text
    assert curator.send(page, late, name="tên của người sau", seen=_seen(late.text)).status_code == 303
    assert "tên của người sau" in curator.get(page).text


def _seen(text: str) -> str:
    return text.split('name="seen" value="')[1].split('"')[0].replace("&#43;", "+")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": ""}, "Số hiệu cần có chữ số"),
        ({"number": "x" * 300}, "Số hiệu cần có chữ số"),
        ({"number": "Hiến pháp"}, "Số hiệu cần có chữ số"),
        ({"number": "1/2020/NĐ-CP", "valid_to": "30/02/2026"}, "Xin nhập ngày theo dạng"),
        ({"number": "1/2020/NĐ-CP", "issued": "0001-01-01"}, "Xin nhập ngày theo dạng"),
        ({"number": "1/2020/NĐ-CP", "valid_from": "2026-01-02", "valid_to": "2026-01-01"}, "không thể hết hiệu lực trước khi"),
        ({"number": "1/2020/NĐ-CP", "replaced_by": "01/2020/nđ-cp"}, "không thể tự thay thế mình"),
        ({"number": "1/2020/NĐ-CP", "source_url": "javascript:alert(1)"}, "Địa chỉ cần bắt đầu bằng https://"),
    ],
)
def test_what_is_no_document_is_told_in_words(curator: Browser, fields: dict[str, str], said: str) -> None:
    answer = curator.post("/keeping/laws/new", **fields)
    assert answer.status_code == 422
    assert said in read(answer)
    assert list(curator.parts.editorial.laws.all()) == []


def test_a_number_is_there_once(curator: Browser) -> None:
    add(curator)
    again = curator.post("/keeping/laws/new", number="Luật số 68/2020/qh14 ngày 13/11/2020")
    assert again.status_code == 409
    assert "đã có trong bảng" in read(again)


def test_documents_that_records_name_and_nobody_listed(curator: Browser) -> None:
    shown = curator.get("/keeping/laws?view=unlisted")
    assert "66.7/2025/NQ-CP" in shown.text
    form = curator.get("/keeping/laws/new?number=03/2023/TT-BTP")
    assert 'value="03/2023/TT-BTP"' in form.text
    assert "thủ tục đang viện dẫn văn bản này" in read(form)
    assert "68/2020/QH14" in curator.get("/keeping/laws?view=unlisted&q=68/2020").text
    add(curator)
    assert "68/2020/QH14" not in curator.get("/keeping/laws?view=unlisted&q=68/2020").text
    part = curator.get("/keeping/laws?q=c%C6%B0+tr%C3%BA", **{"hx-request": "true"}).text
    assert "<html" not in part
    assert LAW in part


@pytest.mark.parametrize("query", ["view=x", "page=999", "q=%25", "q=" + "ỏ" * 300, "view=unlisted&page=99"])
def test_odd_lists_are_answered(curator: Browser, query: str) -> None:
    assert curator.get(f"/keeping/laws?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/keeping/laws/999", "/keeping/laws/0", "/keeping/laws/x"])
def test_a_document_that_is_not_there(curator: Browser, path: str) -> None:
    assert curator.get(path).status_code in (404, 422)
    assert curator.client.post(path, data={"csrf": curator.csrf}).status_code in (404, 422)


def test_a_table_is_pasted(curator: Browser) -> None:
    rows = [
        "Số hiệu\tTên",
        f"{LAW}\tLuật Cư trú\t13/11/2020\t01/07/2021",
        "31/2024/QH15\tLuật Đất đai\t\t2024-08-01\t30/13/2026",
        "Hiến pháp\tx",
    ]
    answer = curator.post("/keeping/laws/table", text="\n".join(rows))
    assert answer.status_code == 422
    assert "Đã lưu 1 dòng" in read(answer)
    assert "2 dòng chưa lưu được" in read(answer)
    area = answer.text.split('name="text"')[1].split("</textarea>")[0]
    assert "31/2024/QH15" in area  # the bad rows stay
    assert LAW not in area
    again = curator.send("/keeping/laws/table", answer, text="31/2024/QH15;Luật Đất đai;;2024-08-01;;;https://a.example/1")
    assert again.headers["location"] == "/keeping/laws"
    assert [law.number for law in curator.parts.editorial.laws.all()] == ["31/2024/QH15", LAW]


def test_a_pasted_document_ends_by_the_one_that_replaces_it_in_whatever_order(curator: Browser) -> None:
    rows = [f"{LAW};Luật Cư trú;;01/07/2021;;1/2026/QH16", "1/2026/QH16;Luật mới;;01/02/2026"]
    assert curator.post("/keeping/laws/table", text="\n".join(rows)).status_code == 303
    row = curator.parts.editorial.laws.find(LAW)
    assert row
    assert row.valid_to == date(2026, 1, 31)
    known = curator.post("/keeping/laws/table", text="2/2013/QH13;Luật cũ;;;;1/2026/QH16")
    assert known.status_code == 303
    for line in ("3/2013/QH13;Luật cũ;;;;9/2026/QH16", "3/2013/QH13;Luật cũ;;01/02/2026;;1/2026/QH16"):
        unknown = curator.post("/keeping/laws/table", text=line)
        assert unknown.status_code == 422
        assert "Xin nhập ngày hết hiệu lực" in read(unknown)
    assert curator.parts.editorial.laws.find("3/2013/QH13") is None


def test_an_empty_cell_of_a_table_leaves_what_is_known(curator: Browser) -> None:
    laws = curator.parts.editorial.laws
    laws.put(Law(LAW, "Luật", valid_from=date(2021, 7, 1), valid_to=date(2026, 1, 31)), "staff:1")
    assert curator.post("/keeping/laws/table", text=f"{LAW}\tLuật Cư trú").status_code == 303
    row = laws.find(LAW)
    assert row
    assert (row.name, row.valid_from, row.valid_to) == ("Luật Cư trú", date(2021, 7, 1), date(2026, 1, 31))
    wrong = curator.post("/keeping/laws/table", text=f"{LAW};;;01/02/2026")
    assert (wrong.status_code, "trước khi có hiệu lực" in read(wrong)) == (422, True)


@pytest.mark.parametrize("text", ["", "\n\n", "\t;,", "\x00\ud7ff", '"', "x" * 100_000])
def test_a_table_that_is_none(curator: Browser, text: str) -> None:
    assert curator.post("/keeping/laws/table", text=text).status_code == 422


def test_csv_keeps_what_is_quoted() -> None:
    good, wrong = law_table.read('1/2020/NĐ-CP,"Tên, có phẩy",01/02/2020')
    assert (wrong, good[0].name, str(good[0].issued)) == ([], "Tên, có phẩy", "2020-02-01")


def test_numbers_are_known_however_they_are_written() -> None:
    ways = ("32/2024/QH15", "Luật số 32/2024/QH15", "32/2024/qh15 ngày 18/01/2024 của Quốc hội", " 032/2024/QH15 ")
    assert {key(one) for one in ways} == {"32/2024/qh15"}
    assert bare("Thông tư liên tịch 01/2008/TTLT-BCT-BTC-BNN&PTNT, ngày 5") == "01/2008/TTLT-BCT-BTC-BNN&PTNT"
    assert bare("Quyết định số 66.16/2026/NQ-CP.") == "66.16/2026/NQ-CP"
    assert {key(one) for one in ("59/2023/TT-BTC", "59/2023/TT- BTC", "59/2023/TT_BTC", "59/2023//TT-BTC")} == {"59/2023/tt-btc"}
    assert bare("191/2005/TTLT/BQP-BTC, ngày 5") == "191/2005/TTLT/BQP-BTC"
    assert bare("32/2024/QH15 - Luật Các tổ chức tín dụng") == bare("32/2024/QH15- Luật ấy") == "32/2024/QH15"
    assert key("Bộ luật Hàng hải") == "bộ luật hàng hải"
