"""The desk of imports: a file is judged, its bad rows are mended in place, drafts are made; what is no file is said to be none."""

import gzip
import html
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from console.imports.uploads import LARGEST
from console.roles import Role
from knowledge.editorial.queue import Asked
from knowledge.importers.portal_client import LIST
from tests.console.desk import Browser, read
from tests.console.doing import did
from tests.console.imports.conftest import FEES, send
from tests.fakes.portal import FakePortal, Trouble
from tests.knowledge.records import BEES, KITES, LIBRARY, raw

_WAS = re.compile(r'name="was:([^"]+)" value="([0-9a-f]{12})"')


def kept(browser: Browser) -> list[str]:
    folder = browser.parts.settings.uploads
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def run_of(browser: Browser, sheet: Path) -> int:
    """Send a sheet, have it read, and return its run."""
    assert send(browser, sheet.name, sheet.read_bytes()).status_code == 303
    (job,) = did(browser.parts)
    assert job.state == "done", job.log
    assert job.result
    return int(job.result["run"])


def test_a_sheet_is_read_and_nothing_is_written(curator: Browser, sheet: Path) -> None:
    sent = send(curator, sheet.name, sheet.read_bytes())
    place = sent.headers["location"]
    assert place.startswith("/imports?job=")
    assert "Đang chờ" in read(curator.get(place))
    (job,) = did(curator.parts)
    assert job.arguments["name"] == "bảng tháng 11.xlsx"
    assert kept(curator) == []  # what was read is removed
    led = curator.get(place).headers["location"]
    page = curator.get(led)
    assert "bảng tháng 11.xlsx" in read(page)
    assert "Có lỗi 2" in read(page)
    assert "Dùng được 2" in read(page)
    assert "31/02/2026" in page.text
    assert "(Ô U5)" in read(page)
    assert curator.parts.editorial.queue.page(Asked()).total == 0
    assert "bảng tháng 11.xlsx" in read(curator.get("/imports"))


def test_bad_rows_are_mended_and_become_drafts(curator: Browser, sheet: Path) -> None:
    run = run_of(curator, sheet)
    late, nameless = curator.parts.editorial.imports.rows(run, "bad")
    place = f"/imports/{run}/rows/{late.id}"
    still = curator.post(place, **{"cell:Hiệu lực đến": "ngày mai", "cell:Kết quả": "Giấy phép\r\nvà biển số"})
    assert still.headers["location"] == place
    page = curator.get(place)
    assert "còn ô chưa đúng" in read(page)
    assert "ngày mai" in page.text
    assert "Giấy phép\nvà biển số" in page.text  # nothing typed is lost
    part = curator.client.post(place, data={"csrf": curator.csrf, "cell:Hiệu lực đến": "28/02/2027"}, headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert "Dòng này dùng được." in read(part)
    done = curator.post(f"/imports/{run}/rows/{nameless.id}", **{"cell:Mã thủ tục": BEES.code})
    assert done.headers["location"] == f"/imports/{run}"
    asked = curator.post(f"/imports/{run}/drafts", f"/imports/{run}")
    assert "Đang chờ" in read(curator.get(asked.headers["location"]))
    (job,) = did(curator.parts)
    assert job.result == {"run": run, "drafted": 3}
    page = curator.get(f"/imports/{run}?state=drafted")
    version = curator.parts.editorial.history.of_code(LIBRARY.code)[0]
    assert f'href="/versions/{version.id}"' in page.text
    assert version.content["methods"][0]["fees"][0]["amount_vnd"] == 50_000
    refused = curator.post(place, **{"cell:Hiệu lực đến": "01/01/2028"})
    assert refused.status_code == 409
    assert "đã thành bản nháp" in read(refused)
    assert curator.post(f"/imports/{run}/drafts", f"/imports/{run}").headers["location"] == f"/imports/{run}"
    assert "Không có dòng nào dùng được" in read(curator.get(f"/imports/{run}"))


def test_two_who_mend_cells_of_one_row_keep_both(curator: Browser, somebody: Callable[..., Browser], sheet: Path) -> None:
    run = run_of(curator, sheet)
    late = curator.parts.editorial.imports.rows(run, "bad")[0]
    place = f"/imports/{run}/rows/{late.id}"
    other = somebody("mai", Role.CURATOR)
    was = {f"was:{html.unescape(title)}": value for title, value in _WAS.findall(other.get(place).text)}
    assert late.cells
    assert len(was) == len(late.cells)
    cells = {f"cell:{title}": text for title, text in late.cells.items()}
    curator.post(place, **{**cells, **was, "cell:Hiệu lực đến": "28/02/2027"})
    other.post(place, **{**cells, **was, "cell:Kết quả": "Giấy phép mới"})  # from the page as it was before
    row = curator.parts.editorial.imports.row(late.id)
    assert row.cells
    assert (row.cells["Hiệu lực đến"], row.cells["Kết quả"], row.state) == ("28/02/2027", "Giấy phép mới", "good")


def test_a_long_row_can_be_mended(curator: Browser) -> None:
    text = "ệ" * 31_000  # which is nine bytes each in a form
    send(curator, "dài.csv", f"Mã thủ tục,Tên thủ tục,Kết quả\nong,Chợ nổi,{text}\n".encode())
    did(curator.parts)
    (run,) = curator.parts.editorial.imports.runs()
    (row,) = curator.parts.editorial.imports.rows(run.id)
    cells = {"cell:Mã thủ tục": "1.900071\0", "cell:Kết quả": text}
    assert curator.post(f"/imports/{run.id}/rows/{row.id}", **cells).status_code == 303
    mended = curator.parts.editorial.imports.row(row.id)
    assert mended.cells
    assert (mended.code, mended.cells["Kết quả"]) == ("1.900071", text)


def test_a_run_is_let_go_and_its_drafts_stay(curator: Browser, sheet: Path) -> None:
    run = run_of(curator, sheet)
    curator.post(f"/imports/{run}/drafts", f"/imports/{run}")
    assert curator.post(f"/imports/{run}/remove", f"/imports/{run}").headers["location"] == f"/imports/{run}"
    assert "Đang tạo bản nháp" in read(curator.get(f"/imports/{run}"))
    did(curator.parts)
    assert curator.post(f"/imports/{run}/remove", f"/imports/{run}").headers["location"] == "/imports"
    assert curator.get(f"/imports/{run}").status_code == 404
    assert len(curator.parts.editorial.history.of_code(LIBRARY.code)) == 1


def test_sending_twice_is_sending_once(curator: Browser, sheet: Path) -> None:
    first = send(curator, sheet.name, sheet.read_bytes()).headers["location"]
    assert send(curator, sheet.name, sheet.read_bytes()).headers["location"] == first
    assert len(did(curator.parts)) == 1
    assert send(curator, sheet.name, sheet.read_bytes()).headers["location"] == first  # also after it was read
    assert kept(curator) == []
    assert len(curator.parts.editorial.imports.runs()) == 1
    assert send(curator, sheet.name, sheet.read_bytes(), once="another-form-16c").headers["location"] != first


BAD = [
    ("trống.xlsx", b"", "Tệp trống"),
    ("không.xlsx", b"PK\x03\x04kaputt", "không phải bảng tính Excel"),
    ("ảnh.png", b"\x89PNG", "không phải bảng tính"),
    ("cũ.xls", b"\xd0\xcf\x11\xe0", "lưu lại dạng .xlsx"),
    ("hồ sơ.ods", b"PK\x03\x04", "lưu lại dạng .xlsx"),
    ("nhị phân.csv", b"\x00\xff\x00" * 9, "không phải văn bản"),
    ("nén.jsonl.gz", b"not packed", "không phải tệp nén"),
    ("", b"x", "Xin chọn một tệp"),
]


@pytest.mark.parametrize(("name", "content", "why"), BAD, ids=[name or "no name" for name, *_ in BAD])
def test_what_is_no_file_is_said_on_the_page(curator: Browser, name: str, content: bytes, why: str) -> None:
    answer = send(curator, name, content, checked="2026-07-18")
    assert answer.status_code == 422
    assert why in read(answer)
    assert 'value="2026-07-18"' in answer.text
    assert kept(curator) == []
    assert did(curator.parts) == []


def test_a_file_that_is_too_large_is_told_and_one_beyond_all_is_not_taken(curator: Browser) -> None:
    answer = send(curator, "lớn.csv", b"a" * (LARGEST + 1))
    assert answer.status_code == 422
    assert "lớn hơn 30 MB" in read(answer)
    assert kept(curator) == []
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": "70000000", "x-csrf-token": curator.csrf}
    assert curator.client.post("/imports", content=b"--x", headers=headers).status_code == 413
    assert curator.client.post("/imports/sync", data={"csrf": curator.csrf, "x": "a" * 300_000}).status_code == 413


def test_a_file_that_another_removes_meanwhile_stops_nobody(curator: Browser, sheet: Path) -> None:
    folder = curator.parts.settings.uploads
    folder.mkdir(parents=True)
    (folder / "read.csv").symlink_to(folder / "nowhere")  # listed, and gone when it is looked at
    assert send(curator, sheet.name, sheet.read_bytes()).status_code == 303


def test_a_long_name_keeps_its_ending(curator: Browser, sheet: Path) -> None:
    assert send(curator, f"{'á' * 215}.xlsx", sheet.read_bytes()).status_code == 303
    (job,) = did(curator.parts)
    assert job.state == "done"
    assert len(job.arguments["name"]) == 200
    assert job.arguments["name"].endswith("á….xlsx")


def test_a_day_that_is_none(curator: Browser) -> None:
    answer = send(curator, "hồ sơ.jsonl", b"{}", checked="31/02/2026")
    assert answer.status_code == 422
    assert "Xin nhập ngày" in read(answer)


def test_a_stranger_fills_no_disk(curator: Browser, visitor: Browser) -> None:
    visitor.get("/sign-in")
    answer = send(visitor, "a.csv", b"a" * 300_000)
    assert answer.headers["location"].startswith("/sign-in")
    assert kept(curator) == []


def test_who_only_reads_sends_nothing(somebody: Callable[..., Browser], sheet: Path) -> None:
    reader = somebody("binh", Role.ANALYST)
    assert "việc của người biên tập" in read(reader.get("/imports"))
    assert send(reader, sheet.name, sheet.read_bytes()).status_code == 403


def bomb(sheet: bytes) -> bytes:
    """A spreadsheet whose parts tell to be two gigabytes each once they are unpacked."""
    told = struct.pack("<I", 2**31 - 1)
    at = [found.start() + 24 for found in re.finditer(rb"PK\x01\x02", sheet)]
    for place in at:
        sheet = sheet[:place] + told + sheet[place + 4 :]
    return sheet


def spoilt(sheet: bytes) -> bytes:
    """A spreadsheet of which a piece was lost on the way."""
    return sheet[:300] + b"\0" * 400 + sheet[700:]


@pytest.mark.parametrize("harm", [bomb, spoilt])
def test_a_sheet_that_would_fill_the_memory_or_is_broken(curator: Browser, sheet: Path, harm: Callable[[bytes], bytes]) -> None:
    place = send(curator, "bom.xlsx", harm(sheet.read_bytes())).headers["location"]
    (job,) = did(curator.parts)
    assert job.state == "failed"
    assert "bom.xlsx: không phải tệp Excel .xlsx, hoặc tệp bị hỏng" in read(curator.get(place))


def test_records_that_would_fill_the_memory(curator: Browser) -> None:
    place = send(curator, "bom.jsonl.gz", gzip.compress(b"a" * 21_000_000, 1)).headers["location"]
    (job,) = did(curator.parts)
    assert job.state == "failed"
    assert "khi giải nén lớn hơn" in read(curator.get(place))
    half = gzip.compress(b'{"code": "1"}\n' * 500)[:-20]
    place = send(curator, "nửa.jsonl.gz", half).headers["location"]
    did(curator.parts)
    assert "nửa.jsonl.gz: tệp bị hỏng" in read(curator.get(place))


WRONG = [
    ("lạ.csv", "Cột lạ\n1\n".encode(), "Cột lạ"),
    ("cp1258.csv", "Mã thủ tục,Tên".encode("cp1258", "replace") + b"\n\xff", "UTF-8"),
    ("không.json", b'{"a": ', "dòng 1 không phải JSON"),
    ("utf16.jsonl", b"\xff\xfe{", "UTF-8"),
]


@pytest.mark.parametrize(("name", "content", "why"), WRONG, ids=[name for name, *_ in WRONG])
def test_what_only_the_reading_finds_is_told_by_the_job(curator: Browser, name: str, content: bytes, why: str) -> None:
    place = send(curator, name, content).headers["location"]
    (job,) = did(curator.parts)
    assert job.state == "failed"
    page = curator.get(place)
    assert why in read(page)
    assert name in read(page)
    assert "Đọc một tệp" in read(page)  # the next try is at hand
    assert kept(curator) == []
    assert curator.parts.editorial.imports.runs() == []


def test_portal_records_are_judged_too(curator: Browser) -> None:
    lines = [raw(), raw("1.900011", name=""), raw("1.900012", isInternal=True)]
    place = send(curator, "cong.json", json.dumps(lines).encode(), checked="2026-07-18").headers["location"]
    did(curator.parts)
    page = curator.get(curator.get(place).headers["location"])
    assert "Có lỗi 1" in read(page)
    assert "Để ngoài 1" in read(page)
    assert "không có ô để sửa" in read(page)
    assert "String should" not in page.text


def test_what_changed_at_the_source_becomes_drafts(curator: Browser, portal: FakePortal) -> None:
    place = curator.post("/imports/sync", "/imports").headers["location"]
    assert curator.post("/imports/sync", "/imports").headers["location"] == place
    (job,) = did(curator.parts)
    assert job.result
    assert (job.result["listed"], job.result["drafted"]) == (3, 3)
    page = curator.get(curator.get(place).headers["location"] + "?state=drafted")
    assert "Thay đổi ở nguồn" in read(page)
    assert "Người nhập Đồng bộ với Cổng" in read(page)  # not whoever pressed: they may approve it
    (version,) = curator.parts.editorial.history.of_code("1.900000")
    assert (version.state, version.origin, version.author) == ("draft", "sync", "job:sync")
    curator.post("/imports/sync", "/imports")
    (again,) = did(curator.parts)
    assert again.result
    assert (again.result["run"], again.result["unchanged"]) == (None, 3)
    assert "Nguồn không có gì mới" in read(curator.get(f"/imports?job={again.id}"))


def test_a_source_that_refuses_is_told(curator: Browser, portal: FakePortal) -> None:
    portal.troubles = [Trouble("403", LIST, times=9)]
    place = curator.post("/imports/sync", "/imports").headers["location"]
    (job,) = did(curator.parts)
    assert job.state == "failed"
    page = read(curator.get(place))
    assert "Những gì đã lấy vẫn còn" in page
    assert "Đồng bộ ngay" in page


def test_the_template_can_be_read_again(curator: Browser) -> None:
    xlsx = curator.get("/imports/template")
    assert xlsx.headers["content-disposition"] == 'attachment; filename="mau-thu-tuc.xlsx"'
    csv = curator.get("/imports/template?form=csv")
    assert FEES in csv.text
    for name, content in (("m.xlsx", xlsx.content), ("m.csv", csv.content)):
        send(curator, name, content)
        (job,) = did(curator.parts)
        assert job.state == "done"
        assert job.result
        assert curator.parts.editorial.imports.counts(job.result["run"]) == {}  # its samples are passed over


def test_rows_are_parted_into_pages(curator: Browser, tmp_path: Path) -> None:
    rows = "\n".join(f"1.9{number:05},Thủ tục {number}" for number in range(45))
    send(curator, "dài.csv", f"Mã thủ tục,Tên thủ tục\n{rows}\n".encode())
    did(curator.parts)
    (run,) = curator.parts.editorial.imports.runs()
    assert "Trang 3 trên 3" in read(curator.get(f"/imports/{run.id}?state=good&page=3"))
    assert "Trang 3 trên 3" in read(curator.get(f"/imports/{run.id}?state=good&page=999"))
    assert "Thủ tục 44" in read(curator.get(f"/imports/{run.id}?page=3"))


def test_what_is_not_there(curator: Browser, sheet: Path) -> None:
    run = run_of(curator, sheet)
    row = curator.parts.editorial.imports.rows(run)[0].id
    paths = ("/imports/99", f"/imports/99/rows/{row}", f"/imports/{run}/rows/999", "/imports/0")
    assert [curator.get(path).status_code for path in paths] == [404, 404, 404, 422]
    for path in ("/imports/99/drafts", "/imports/99/remove", f"/imports/99/rows/{row}"):
        assert curator.client.post(path, data={"csrf": curator.csrf}).status_code == 404
    assert curator.get(f"/imports/{run}?state=gone&job=99").status_code == 200
    assert KITES.code in curator.get(f"/imports/{run}?state=").text
