"""The pages: the queue, one version in each state, two side by side; all in words."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from console.roles import Role
from knowledge.editorial.models import Held, Version
from knowledge.editorial.states import State
from tests.console.desk import Browser, Clock, read
from tests.console.versions.conftest import CODE, Office, much

OTHER, THIRD = "2.000528", "1.004884"
_RAW = re.compile(r"\b(?:in_review|superseded|withdrawn|legal_basis|valid_to|amount_vnd|staff:\d|working_day|versions\.)\b")


def rows(person: Browser, query: str = "") -> list[str]:
    """The codes and numbers of the versions that a queue lists, in its order."""
    page = person.get(f"/versions{query}").text
    found = re.findall(r'<tr>.*?href="/versions/(\d+)"', page, re.DOTALL)
    return list(found)


def moved(office: Office, version: Version, **values: Any) -> None:
    """What a publish does to a version."""
    with office.binh.parts.database.begin() as session:
        session.execute(sa.update(Version).where(Version.id == version.id).values(**values))


def test_the_queue_by_state_and_by_person(office: Office, clock: Clock) -> None:
    first = office.handed(CODE)
    moved(office, first, submitted=clock() - timedelta(days=2))
    second = office.handed(OTHER, by="staff:3")
    draft = office.written(THIRD)
    assert rows(office.binh) == [str(first.id), str(second.id)]  # who waited longest comes first
    assert "đã chờ 2 ngày" in read(office.binh.get("/versions"))
    assert rows(office.chi, "?who=others") == [str(first.id)]
    assert rows(office.chi, "?who=mine") == [str(second.id)]
    assert rows(office.lan, "?state=draft&who=mine") == [str(draft.id)]
    assert set(rows(office.lan, "?state=all")) == {str(one.id) for one in (first, second, draft)}
    assert rows(office.lan, "?state=không-có&who=ai") == rows(office.lan)
    assert rows(office.lan, "?state=published") == []
    assert "Không có phiên bản nào khớp." in read(office.lan.get("/versions?state=published"))
    part = office.lan.get("/versions?state=all", **{"hx-request": "true"})
    assert "<table" in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize("code", ["x", "1.001193' OR 1=1", "%", "%00", "9" * 41, "1.999999"])
def test_a_code_nobody_wrote(office: Office, code: str) -> None:
    office.handed()
    page = office.lan.get(f"/versions?code={code}")
    assert page.status_code == 200
    assert "Không có phiên bản nào khớp." in read(page)


def test_the_history_of_a_procedure(office: Office) -> None:
    old = office.approved(result="Một")
    moved(office, old, state=State.SUPERSEDED, published=office.lan.clock())
    with office.binh.parts.database.begin() as session:
        session.add_all([Held(release="20261123-1", version_id=old.id), Held(release="20261124-1", version_id=old.id)])
    new = office.handed(result="Hai")
    office.handed(OTHER)
    page = office.binh.get(f"/versions?code={CODE}")
    assert rows(office.binh, f"?code={CODE}") == [str(new.id), str(old.id)]
    said = read(page)
    for words in (
        "Lịch sử phiên bản: Thủ tục đăng ký khai sinh",
        "sửa theo quyết định mới",
        "Cán bộ binh",
        "20261123-1",
        "Đã có bản mới hơn",
    ):
        assert words in said
    assert "20261124-1" not in said
    compared = read(office.binh.get(f"/versions/compare?before={old.id}&after={new.id}"))
    assert re.search(r"Bản trước: \[phần bỏ: Một hết\] Bản sau: \[phần thêm: Hai hết\]", compared)


def test_pages_of_many(office: Office) -> None:
    with office.binh.parts.database.begin() as session:
        session.add_all(light(number) for number in range(120))
    first, last = rows(office.lan, "?state=draft"), rows(office.lan, "?state=draft&page=3")
    assert (len(first), len(last)) == (50, 20)
    assert rows(office.lan, "?state=draft&page=99") == last
    page = read(office.lan.get("/versions?state=draft&page=2"))
    assert "120 phiên bản" in page
    assert "Trang trước Trang 2 trên 3 Trang kế tiếp" in page


def light(number: int) -> Version:
    at = Clock()()
    return Version(
        code=f"3.{number:06}", number=1, state="draft", name=f"Thủ tục {number}", content={"code": f"3.{number:06}"}, base=None, sources={},
        origin="import", author="cli", editors=["cli"], note="", created=at, changed=at,
    )  # fmt: skip


def test_the_page_tells_what_changes(office: Office) -> None:
    version = office.handed(**much(office.room))
    page = office.binh.get(f"/versions/{version.id}")
    said = read(page)
    for words in (
        "[phần thêm: đang hết]", "[phần bỏ: 1 bản chính hết] [phần thêm: 2 bản chính hết]", "[phần thêm: Ảnh 3x4 (2 bản chính) hết]",
        "[phần thêm: 75.000 đồng hết]", "[phần bỏ: như diễn giải hết] [phần thêm: ngày làm việc hết]", "Chuyển từ vị trí 2 sang 1",
        "[phần bỏ: 104/2022/NĐ-CP", "[phần thêm: 12/2026/NQ-HĐND Nghị quyết về lệ phí (20/11/2026) hết]", "14 mục khác giữ nguyên.",
        "[phần thêm: 31/12/2027 hết]", "Hồ sơ chung cho mọi trường hợp", "[phần thêm: Thành phố hết]",
    ):  # fmt: skip
        assert words in said, words
    assert not _RAW.findall(said)
    assert f'href="/releases/effect?version={version.id}"' in page.text
    assert f'href="/trial?version={version.id}"' in page.text


def test_sources_stand_at_their_fields(office: Office) -> None:
    version = office.written(result="Thẻ")
    office.room.drafts.save(version.id, "staff:1", 1, {"place": "Quầy 2"}, {"place": "Công văn 7/SNV <b>"})
    page = office.binh.get(f"/versions/{version.id}")
    assert "Lấy từ: Công văn 7/SNV &lt;b&gt;" in page.text
    assert "Chưa ghi nguồn: Kết quả nhận được ." in read(page)


@pytest.mark.parametrize("state", State)
def test_the_page_of_each_state(office: Office, somebody: Callable[..., Browser], state: State) -> None:
    version = office.approved(**much(office.room))
    moved(office, version, state=state, published=office.lan.clock(), starts=date(2027, 1, 1) if state is State.SCHEDULED else None)
    for person in (office.lan, office.binh, office.chi, somebody("doc", Role.ANALYST)):
        page = person.get(f"/versions/{version.id}")
        assert page.status_code == 200
        assert page.text.count('aria-current="step"') == 1
        assert not _RAW.findall(read(page))
    assert rows(office.lan, f"?state={state}") == [str(version.id)]


def test_how_a_version_was_begun_is_told_in_words(office: Office) -> None:
    old = office.written(result="<script>alert(1)</script>")
    office.room.review.withdraw(old.id, "staff:1", "Nhầm.")
    again = office.room.history.restore(old.id, "staff:1")
    page = office.lan.get(f"/versions/{again.id}")
    assert "Khôi phục từ bản cũ" in read(page)
    assert "Khôi phục từ phiên bản 1" in read(page)
    assert "<script>alert" not in page.text
    imported = office.room.drafts.open(OTHER, "cli", "spreadsheet", "import:7")
    for path in (f"/versions/{imported.id}", "/versions?state=draft"):
        assert "Lần nhập số 7" in read(office.lan.get(path))


def test_a_procedure_that_is_new(office: Office) -> None:
    version = office.handed("1.900099", name="Cấp thẻ thư viện")
    said = read(office.binh.get(f"/versions/{version.id}"))
    assert "mọi mục đều mới" in said
    assert "[phần thêm: Cấp thẻ thư viện hết]" in said


def test_what_changed_behind_its_back_is_told(office: Office, clock: Clock) -> None:
    later = office.approved(starts=date(2027, 1, 1), result="Bản của năm sau")
    assert "Thiếu phần duyệt sau" not in read(office.binh.get("/versions?state=ready"))
    clock.forward(minutes=10)
    fix = office.approved(place="Quầy số 9")
    page = read(office.binh.get(f"/versions/{later.id}"))
    assert "Phiên bản hẹn ngày này không có phần được duyệt sau nó." in page
    assert "Phiên bản này không sửa mục này, nhưng nội dung đang áp dụng đã đổi sau khi mở." in page
    assert "Quầy số 9" in page
    assert "Thiếu phần duyệt sau" in read(office.binh.get("/versions?state=ready"))
    assert "không có phần được duyệt sau" not in read(office.binh.get(f"/versions/{fix.id}"))


def test_a_version_that_another_overtook(office: Office, clock: Clock) -> None:
    first = office.approved(result="Một")
    clock.forward(minutes=10)
    second = office.approved(result="Hai")
    assert f"Phiên bản {second.number} được duyệt sau và sẽ được công bố thay bản này." in read(office.binh.get(f"/versions/{first.id}"))
    assert "được duyệt sau và sẽ" not in read(office.binh.get(f"/versions/{second.id}"))


def test_what_came_late_into_an_approved_version_is_shown(office: Office) -> None:
    version = office.handed(result="Thẻ")
    office.room.drafts.save(version.id, "staff:3", 1, {"place": "Quầy đến muộn"})
    assert "Phần này đến sau khi bài đã gửi" in read(office.binh.get(f"/versions/{version.id}"))
    office.room.review.approve(version.id, "staff:2", 1)
    page = office.lan.get(f"/versions/{version.id}")
    assert "không nằm trong bản đã duyệt" in read(page)
    assert "Quầy đến muộn" in read(page)
    assert f'href="/procedures/{CODE}/edit"' not in page.text


def test_revisions_of_one_version(office: Office) -> None:
    version = office.written(result="Một")
    office.room.drafts.save(version.id, "staff:3", 1, {"result": "Hai", "place": "Quầy"})
    page = office.lan.get(f"/versions/{version.id}")
    assert f"/versions/compare?before={version.id}@1&amp;after={version.id}@2" in page.text
    said = read(office.lan.get(f"/versions/compare?before={version.id}@1&after={version.id}@2"))
    assert "phiên bản 1, lần lưu 1" in said
    assert "[phần bỏ: Một hết]" in said
    assert "Không khác gì cả." in read(office.lan.get(f"/versions/compare?before={version.id}&after={version.id}@2"))


@pytest.mark.parametrize(
    ("query", "status"), [("", 303), ("before=1&after=x", 303), ("before=1@9&after=1", 404), ("before=8&after=9", 404)]
)
def test_two_that_cannot_be_compared(office: Office, query: str, status: int) -> None:
    office.handed()
    assert office.lan.get(f"/versions/compare?{query}").status_code == status


def test_versions_of_two_procedures_are_said_to_be(office: Office) -> None:
    one, other = office.handed(CODE), office.handed(OTHER)
    for before, after in ((one.id, other.id), (other.id, one.id)):
        page = read(office.lan.get(f"/versions/compare?before={before}&after={after}"))
        assert "của hai thủ tục khác nhau" in page
        assert not _RAW.findall(page)
