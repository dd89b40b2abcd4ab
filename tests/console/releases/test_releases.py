"""The desk of releases: what goes out is shown before it does, misses are a table, and nobody acts on what a stale page shows."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from console.parts import Parts
from console.roles import Role
from core.jobs import Job
from knowledge.editorial.kinds import PUBLISH
from knowledge.editorial.publishing import Tools
from knowledge.pointer import current_id
from tests.console.desk import Browser, read
from tests.console.doing import did
from tests.console.releases.conftest import ASKED, approved, fee
from tests.knowledge.records import BOATS, KITES, LIBRARY


def live(parts: Parts) -> str:
    found = current_id(parts.settings.releases)
    assert found
    return found


def published(approver: Browser, tools: Tools) -> Job:
    assert approver.post("/releases/publish", "/releases").headers["location"] == "/releases"
    (job,) = did(approver.parts, tools)
    return job


def test_what_is_approved_is_shown_published_and_rolled_back(approver: Browser, tools: Tools) -> None:
    parts = approver.parts
    assert "Chưa công bố lần nào" in read(approver.get("/releases"))
    assert published(approver, tools).state == "done"
    first = live(parts)
    assert "Không có gì mới được duyệt" in read(approver.get("/releases"))
    version = approved(parts, fee(77_000))
    page = read(approver.get("/releases"))
    assert "Sẽ có hiệu lực (1)" in page
    assert LIBRARY.code in page
    assert published(approver, tools).state == "done"
    second = live(parts)
    shown = approver.get("/releases")
    page = read(shown)
    assert second != first
    assert f"Mã bản {second}" in page
    assert "Người công bố Cán bộ binh" in page
    assert "Đạt cả 1 câu" in page
    assert "Không hỏi được trợ lý" in page  # there is none
    assert f'href="/versions/{version}"' in shown.text
    assert "Không có gì mới được duyệt" in page
    went = approver.send("/releases/rollback", shown, leave=second)
    assert went.headers["location"] == "/releases"
    (job,) = did(parts, tools)
    assert job.result == {"release": first}
    assert live(parts) == first
    assert parts.editorial.history.version(version).state == "returned"


def test_a_stale_page_rolls_nothing_back(approver: Browser, tools: Tools) -> None:
    published(approver, tools)
    old = approver.get("/releases")
    first = live(approver.parts)
    approved(approver.parts, fee(77_000))
    published(approver, tools)
    second = live(approver.parts)
    for stale in (first, "", "../../etc", "x" * 80):
        assert approver.send("/releases/rollback", old, leave=stale).headers["location"] == "/releases"
        assert "Tình hình đã thay đổi" in read(approver.get("/releases"))
    assert did(approver.parts, tools) == []
    assert live(approver.parts) == second
    fresh = approver.get("/releases")
    for _ in range(2):  # two people press at once: it goes back once
        approver.send("/releases/rollback", fresh, leave=second)
    did(approver.parts, tools)
    assert live(approver.parts) == first


def test_two_publishes_asked_at_once_are_one(approver: Browser, somebody: Callable[..., Browser], tools: Tools) -> None:
    other = somebody("chi", Role.APPROVER)
    for person in (approver, other):
        assert person.post("/releases/publish", "/releases").status_code == 303
    assert len(did(approver.parts, tools)) == 1
    jobs = approver.parts.editorial.jobs
    number = jobs.ask(PUBLISH, "staff:1", {"despite": None})
    jobs.take((PUBLISH,))
    other.post("/releases/publish", "/releases")  # the running one may not have seen what was approved since
    assert jobs.latest((PUBLISH,), 1)[0].id == number + 1


def test_missed_golden_questions_are_a_table_and_a_reason_publishes_all_the_same(approver: Browser, tools: Tools) -> None:
    parts = approver.parts
    published(approver, tools)
    first = live(parts)
    approved(parts, {"name": "Chuyện khác hẳn", "aliases": []}, BOATS.code)
    refused = published(approver, tools)
    assert refused.state == "refused"
    page = approver.get("/releases")
    assert "Không được thực hiện" in read(page)
    assert "trả lời sai 1 câu hỏi chuẩn" in read(page)
    assert f'<a class="tight" href="/procedures/{BOATS.code}">' in page.text
    assert str(parts.settings.var) not in page.text  # no path of the machine
    assert live(parts) == first
    short = approver.send("/releases/publish/despite", page, refused=str(refused.id), reason=" ngắn ")
    assert short.status_code == 422
    assert "ít nhất 10 ký tự" in read(short)
    assert 'value=" ngắn "' in short.text
    approver.send("/releases/publish/despite", page, refused=str(refused.id), reason="tên mới đã được Sở thống nhất")
    (job,) = did(parts, tools)
    assert job.state == "done"
    shown = read(approver.get("/releases"))
    assert "Phát hành dù trượt, vì: tên mới đã được Sở thống nhất" in shown
    assert "Trượt 1 trong 1 câu" in shown
    approver.send("/releases/publish/despite", page, refused=str(refused.id), reason="lần nữa từ trang cũ")
    assert "Tình hình đã thay đổi" in read(approver.get("/releases"))
    assert did(parts, tools) == []


def test_a_reason_is_for_the_misses_that_were_shown(approver: Browser, tools: Tools) -> None:
    parts = approver.parts
    item = {"id": "g2", "suite": "citizen", "question": "cho voi đi máy bay", "expected_codes": []}
    tools.questions.write_text(f"{tools.questions.read_text('utf-8')}{json.dumps(item)}\n", "utf-8")
    published(approver, tools)
    first = live(parts)
    approved(parts, {"name": "Chuyện khác hẳn", "aliases": []}, BOATS.code)
    refused = published(approver, tools)
    page = approver.get("/releases")
    approved(parts, {"aliases": ["cho voi đi máy bay"]})  # and another question is missed
    for _ in range(2):  # pressed twice
        approver.send("/releases/publish/despite", page, refused=str(refused.id), reason="tên mới đã được Sở thống nhất")
        assert "Tình hình đã thay đổi" not in read(approver.get("/releases"))
    (job,) = did(parts, tools)
    assert job.state == "refused"
    assert live(parts) == first
    shown = approver.get("/releases")
    assert "trả lời sai 2 câu hỏi chuẩn" in read(shown)
    assert "Phát hành dù trượt" not in read(shown)
    approver.send("/releases/publish/despite", shown, refused=str(job.id), reason="tên mới đã được Sở thống nhất")
    (job,) = did(parts, tools)
    assert job.state == "done"


def test_who_does_not_approve_only_looks_on(curator: Browser, approver: Browser, tools: Tools) -> None:
    published(approver, tools)
    page = curator.get("/releases")
    assert "Công bố và quay lại là việc của người duyệt." in read(page)
    assert "/releases/rollback" not in page.text
    for path in ("/releases/publish", "/releases/publish/despite", "/releases/rollback"):
        assert curator.send(path, page).status_code == 403


def test_what_goes_and_what_comes_later(approver: Browser, tools: Tools) -> None:
    parts = approver.parts
    gone = approved(parts, {"place": "Quầy số 8"})
    published(approver, tools)
    parts.editorial.review.withdraw(gone, "staff:72", "sai nơi nộp")
    day = (parts.clock() + timedelta(days=9)).date()
    room = parts.editorial
    later = room.drafts.open(KITES.code, "staff:71")
    saved = room.drafts.save(later.id, "staff:71", 0, {"place": "Bãi số 4"})
    room.review.submit(later.id, "staff:71", saved.version.revision)
    room.review.approve(later.id, "staff:72", saved.version.revision, starts=day)
    page = read(approver.get("/releases"))
    assert "Sẽ gỡ khỏi câu trả lời (1)" in page
    assert "Đã hẹn ngày (1)" in page
    assert f"{day:%d/%m/%Y}" in page
    assert "Sẽ có hiệu lực" not in page


def test_an_effect_is_tried_and_shown_side_by_side(curator: Browser, approver: Browser, tools: Tools) -> None:
    parts = curator.parts
    published(approver, tools)
    first = live(parts)
    version = parts.editorial.drafts.open(BOATS.code, "staff:1")
    parts.editorial.drafts.save(version.id, "staff:1", 0, {"name": "Chuyện khác hẳn", "aliases": []})
    chooser = curator.get(f"/releases/effect?version={version.id}")
    assert f'value="{version.id}" checked' in chooser.text
    place = curator.send("/releases/effect", chooser, version=str(version.id)).headers["location"]
    assert "Đang chờ" in read(curator.get(place))
    (job,) = did(parts, tools)
    assert job.state == "done", job.log
    page = read(curator.get(place))
    assert "Đã hỏi 1 câu" in page
    assert "Trả lời khác 1 câu" in page
    assert "đăng ký ghe chèo Kém đi" in page
    assert "Đang dùng" in page
    assert "Sau khi công bố" in page
    assert "Tác động của 1 phiên bản" in read(curator.get("/releases/effect"))
    assert live(parts) == first
    same = parts.editorial.drafts.open(LIBRARY.code, "staff:1")
    curator.post("/releases/effect", "/releases/effect", version=str(same.id))
    (job,) = did(parts, tools)
    assert "Không câu nào được trả lời khác đi" in read(curator.get(f"/releases/effect/{job.id}"))
    assert ASKED not in page


def test_what_was_chosen_elsewhere_is_checked_though_it_stands_on_a_later_page(curator: Browser) -> None:
    room = curator.parts.editorial
    first = room.drafts.open(LIBRARY.code, "staff:1")
    for number in range(55):
        room.drafts.open(f"1.8{number:05}", "staff:1")
    page = curator.get(f"/releases/effect?version={first.id}&version=9999")
    assert f'value="{first.id}" checked' in page.text
    assert "Trang 1 trên 2" in read(page)
    room.review.withdraw(first.id, "staff:1", "thôi")
    assert f'value="{first.id}"' not in curator.get(f"/releases/effect?version={first.id}").text


def test_an_effect_of_nothing_or_of_what_is_not_there(curator: Browser, approver: Browser, tools: Tools) -> None:
    answer = curator.post("/releases/effect", "/releases/effect")
    assert answer.status_code == 422
    assert "Không có phiên bản nào" in read(answer)
    published(approver, tools)
    number = approver.parts.editorial.jobs.latest((PUBLISH,), 1)[0].id
    assert curator.get(f"/releases/effect/{number}").status_code == 404  # a job of another kind
    many = curator.client.post("/releases/effect", data={"csrf": curator.csrf, "version": [str(one) for one in range(1, 52)]})
    assert many.status_code == 422
    for wrong in ("0", "x", str(2**40)):
        assert curator.client.post("/releases/effect", data={"csrf": curator.csrf, "version": wrong}).status_code == 422


def test_an_effect_that_cannot_be_tried_says_why_and_leaves_nothing(curator: Browser, approver: Browser, tools: Tools) -> None:
    parts = curator.parts
    version = parts.editorial.drafts.open(BOATS.code, "staff:1")
    sent = {"csrf": curator.csrf, "version": str(version.id)}
    place = curator.client.post("/releases/effect", data=sent).headers["location"]
    did(parts, tools)
    assert "chưa có gì để so sánh" in read(curator.get(place))
    assert list(parts.settings.releases.glob("[!.]*")) == []
    published(approver, tools)
    parts.editorial.drafts.save(version.id, "staff:1", 0, {"name": ""})
    place = curator.client.post("/releases/effect", data=sent).headers["location"]
    did(parts, tools)
    page = read(curator.get(place))
    assert "Có phiên bản còn chỗ thiếu hoặc sai" in page
    assert "validation" not in page


DAMAGED = [
    "{", "[]", "", '{"id": 1}', '{"id": "20260101-damaged", "created": "soon", "model": "m", "counts": {}}',
    '{"id": "20260101-damaged", "created": "2026-01-01T00:00:00+00:00", "model": "m", "counts": {"procedures": 1}}',
    '{"id": "20260101-damaged", "release": "20260101-damaged", "golden": null}',
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_release_does_not_break_the_page(approver: Browser, tools: Tools, damage: str) -> None:
    published(approver, tools)
    folder = approver.parts.settings.releases
    (folder / "20260101-damaged").mkdir()
    (folder / "20260101-damaged" / "manifest.json").write_text(damage, "utf-8")
    (folder / "journal.jsonl").write_text(f"{damage}\n[]\n", "utf-8")
    page = approver.get("/releases")
    assert page.status_code == 200
    assert live(approver.parts) in page.text
