"""Every step by every kind of person: done, or refused in a sentence, with nothing lost that was typed."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from httpx2 import Response

from console.roles import Role
from tests.console.desk import Browser, read
from tests.console.versions.conftest import CODE, Office

FIELDS = {"submit": {"note": "xong"}, "give-back": {"text": "Thiếu số."}, "withdraw": {"reason": "Nhầm thủ tục."}}


def press(person: Browser, number: int, verb: str, revision: int = 1, **fields: str) -> Response:
    return person.post(f"/versions/{number}/{verb}", f"/versions/{number}", revision=str(revision), **{**FIELDS.get(verb, {}), **fields})


def state(office: Office, number: int) -> str:
    return office.room.history.version(number).state


def alert(response: Response) -> str:
    found = re.search(r'role="alert">(.*?)</div>', response.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def offered(person: Browser, number: int) -> set[str]:
    """The steps whose button the page offers."""
    return set(re.findall(rf'action="/versions/{number}/([a-z-]+)"', person.get(f"/versions/{number}").text))


@pytest.mark.parametrize(
    ("made", "writes", "approves"),
    [
        ("written", {"submit", "withdraw", "comment"}, {"withdraw", "comment"}),
        ("handed", {"take-back", "withdraw", "comment"}, {"approve", "give-back", "withdraw", "comment"}),
        ("approved", {"comment"}, {"give-back", "withdraw", "comment"}),
    ],
)
def test_what_is_offered_by_state_and_role(
    office: Office, somebody: Callable[..., Browser], made: str, writes: set[str], approves: set[str]
) -> None:
    version = getattr(office, made)()
    assert offered(office.lan, version.id) == writes
    assert offered(office.binh, version.id) == approves
    for role in (Role.ANALYST, Role.TRAINER):
        assert offered(somebody(f"nguoi-{role}", role), version.id) == set()


def test_a_life_from_hand_to_hand(office: Office) -> None:
    version = office.written()
    for person, verb, then, said in (
        (office.lan, "submit", "in_review", "Đã gửi thẩm định."),
        (office.lan, "take-back", "draft", "Đã lấy lại."),
        (office.lan, "submit", "in_review", "Đã gửi thẩm định."),
        (office.binh, "give-back", "returned", "Đã trả lại"),
        (office.lan, "submit", "in_review", "Đã gửi thẩm định."),
        (office.binh, "approve", "approved", "Đã duyệt."),
        (office.binh, "give-back", "returned", "Đã trả lại"),
        (office.lan, "withdraw", "withdrawn", "Đã rút phiên bản."),
    ):
        done = press(person, version.id, verb)
        assert (done.status_code, done.headers["location"]) == (303, f"/versions/{version.id}")
        assert state(office, version.id) == then
        assert said in read(person.get(f"/versions/{version.id}"))
    page = read(office.binh.get(f"/versions/{version.id}"))
    assert "Thiếu số." in page
    assert "Nhầm thủ tục." in page  # why it was withdrawn can be read afterwards
    made = press(office.lan, version.id, "restore")
    assert made.headers["location"] == f"/versions/{version.id + 1}"
    assert state(office, version.id + 1) == "draft"
    refused = press(office.chi, version.id, "restore")
    assert refused.status_code == 409
    assert "đang có một phiên bản khác" in alert(refused)
    assert f'href="/versions/{version.id + 1}"' in refused.text


def test_nobody_approves_their_own(office: Office) -> None:
    version = office.handed(by="staff:3")
    page = read(office.chi.get(f"/versions/{version.id}"))
    assert "Bạn đã viết một phần của bài này nên không thể tự duyệt." in page
    refused = press(office.chi, version.id, "approve")
    assert refused.status_code == 403
    assert alert(refused).startswith("Bạn đã viết một phần của bài này")
    assert state(office, version.id) == "in_review"
    assert press(office.binh, version.id, "approve").status_code == 303


def test_who_writes_only_does_not_withdraw_what_is_approved(office: Office) -> None:
    version = office.approved()
    refused = press(office.lan, version.id, "withdraw")
    assert (refused.status_code, state(office, version.id)) == (403, "approved")
    assert "Chỉ người có vai trò Duyệt rút được." in alert(refused)
    assert "Nhầm thủ tục." in refused.text
    assert press(office.binh, version.id, "withdraw").status_code == 303


def test_a_page_that_saves_by_itself_gives_up_without_a_revision(office: Office) -> None:
    version = office.written()
    place = f"/versions/{version.id}"
    assert office.lan.post(f"{place}/withdraw", place, reason="Thôi.").status_code == 303
    assert state(office, version.id) == "withdrawn"


def test_a_step_by_a_role_that_may_not(office: Office, somebody: Callable[..., Browser]) -> None:
    version, analyst = office.handed(), somebody("phan-tich", Role.ANALYST)
    for person, verbs in ((office.lan, ("approve", "give-back")), (office.binh, ("submit", "take-back", "restore"))):
        assert {press(person, version.id, verb).status_code for verb in verbs} == {403}
    assert {press(analyst, version.id, verb).status_code for verb in ("submit", "approve", "withdraw", "comment")} == {403}
    assert state(office, version.id) == "in_review"


def test_two_approvers_at_once(office: Office, somebody: Callable[..., Browser]) -> None:
    version, dung = office.handed(), somebody("dung", Role.APPROVER)
    waiting = [(person, person.get(f"/versions/{version.id}")) for person in (office.binh, dung)]
    barrier = threading.Barrier(2)

    def approve(who: tuple[Browser, Response]) -> Response:
        barrier.wait(30)
        return who[0].send(f"/versions/{version.id}/approve", who[1], revision="1")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(approve, waiting))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert re.match(r"Chưa làm được: Cán bộ (binh|dung) đã duyệt phiên bản này lúc", alert(late))


def test_what_was_saved_since_is_shown_and_nothing_typed_is_lost(office: Office) -> None:
    version = office.handed()
    page = office.binh.get(f"/versions/{version.id}")
    office.room.review.take_back(version.id, "staff:1", 1)
    office.room.drafts.save(version.id, "staff:1", 1, {"place": "Quầy số 9"})
    office.room.review.submit(version.id, "staff:1", 2)
    for verb, typed in (("approve", {}), ("give-back", {"text": "Sao lại đổi nơi nộp?"})):
        refused = office.binh.send(f"/versions/{version.id}/{verb}", page, revision="1", **typed)
        assert refused.status_code == 409
        assert "đã được sửa sau khi bạn mở trang" in alert(refused)
        assert "Cán bộ lan đã lưu lúc" in read(refused)
        assert "Quầy số 9" in refused.text
        assert all(text in refused.text for text in typed.values())
    assert state(office, version.id) == "in_review"
    assert office.binh.send(f"/versions/{version.id}/approve", refused, revision="2").status_code == 303


@pytest.mark.parametrize("revision", ["7", "2147483647"])
def test_a_revision_that_never_was(office: Office, revision: str) -> None:
    version = office.handed()
    refused = office.binh.post(f"/versions/{version.id}/approve", f"/versions/{version.id}", revision=revision)
    assert (refused.status_code, state(office, version.id)) == (409, "in_review")
    assert office.binh.post(f"/versions/{version.id}/approve", f"/versions/{version.id}", revision="x").status_code == 422


def test_a_step_whose_time_is_over_keeps_the_words(office: Office) -> None:
    version = office.handed()
    page = office.binh.get(f"/versions/{version.id}")
    office.room.review.take_back(version.id, "staff:1")
    office.room.review.withdraw(version.id, "staff:1", "thôi")
    refused = office.binh.send(f"/versions/{version.id}/give-back", page, revision="1", text="Xin ghi số quyết định.")
    assert refused.status_code == 409
    assert "nay ở tình trạng “Đã rút”" in alert(refused)
    assert "Xin ghi số quyết định." in refused.text


def test_a_form_that_is_sent_twice_does_it_once(office: Office) -> None:
    version = office.handed()
    page = office.binh.get(f"/versions/{version.id}")
    for _ in range(2):
        assert office.binh.send(f"/versions/{version.id}/comment", page, text="Hay.").status_code == 303
    assert [one.text for one in office.room.history.comments(version.id)] == ["Hay."]
    for _ in range(2):
        assert office.binh.send(f"/versions/{version.id}/approve", page, revision="1").status_code == 303
    assert "Việc này đã được làm rồi." in read(office.binh.get(f"/versions/{version.id}"))


def test_a_day_to_begin(office: Office) -> None:
    version = office.handed()
    for day in ("2026-11-22", "31/12/2026", "9999-12-31", "x" * 500):
        refused = press(office.binh, version.id, "approve", starts=day)
        assert (refused.status_code, state(office, version.id)) == (422, "in_review")
        assert "Xin chọn một ngày từ hôm nay trở đi" in read(refused)
        assert f'value="{day}"' in refused.text
    assert press(office.binh, version.id, "approve", starts="2027-01-01").status_code == 303
    assert state(office, version.id) == "scheduled"
    assert "Đã duyệt và hẹn ngày." in read(office.binh.get(f"/versions/{version.id}"))
    assert "áp dụng từ 01/01/2027" in read(office.binh.get("/versions?state=ready"))


@pytest.mark.parametrize(("text", "said"), [("", "Xin viết vài lời."), (" \u200b\x00 ", "Xin viết vài lời."), ("ơ" * 4_001, "4.000 ký tự")])
def test_words_that_are_none_or_too_many(office: Office, text: str, said: str) -> None:
    version = office.handed()
    for verb in ("give-back", "withdraw", "comment"):
        refused = press(office.binh, version.id, verb, 1, **{"reason" if verb == "withdraw" else "text": text})
        assert (refused.status_code, state(office, version.id)) == (422, "in_review")
        assert said in read(refused)
        assert text.strip("\x00") in refused.text
    assert office.room.history.comments(version.id) == []


def test_a_comment_stands_with_its_field(office: Office) -> None:
    version = office.handed()
    assert press(office.lan, version.id, "comment", text="<b>Đúng</b> chưa?", field="result").status_code == 303
    assert press(office.binh, version.id, "comment", text="Chung cả bài.", field="không có").status_code == 303
    assert [(one.by, one.field) for one in office.room.history.comments(version.id)] == [("staff:1", "result"), ("staff:2", None)]
    page = office.binh.get(f"/versions/{version.id}")
    assert "&lt;b&gt;Đúng&lt;/b&gt; chưa?" in page.text
    assert "Cán bộ lan, lúc 23/11/2026 09:00" in read(page)


def test_a_version_with_errors_is_not_handed_over(office: Office) -> None:
    version = office.written("1.900099", name="")
    page = office.lan.get(f"/versions/{version.id}")
    assert "Thủ tục chưa có tên." in read(page)
    assert "submit" not in offered(office.lan, version.id)
    refused = office.lan.send(f"/versions/{version.id}/submit", page, revision=str(version.revision), note="gửi đi")
    assert (refused.status_code, state(office, version.id)) == (409, "draft")
    assert "còn lỗi" in alert(refused)
    assert "gửi đi" in refused.text


def test_what_was_kept_aside_is_to_be_chosen_first(office: Office) -> None:
    version = office.written(result="Thẻ nhựa")
    office.room.drafts.save(version.id, "staff:3", 0, {"result": "Thẻ giấy"})
    page = office.lan.get(f"/versions/{version.id}")
    assert "Thẻ giấy" in read(page)
    assert f'href="/procedures/{CODE}/edit"' in page.text
    refused = office.lan.send(f"/versions/{version.id}/submit", page, revision="1", note="gửi đi")
    assert (refused.status_code, state(office, version.id)) == (409, "draft")
    assert "Còn phần để riêng" in alert(refused)


def test_a_version_that_is_not_there(office: Office) -> None:
    for verb in ("submit", "take-back", "give-back", "approve", "withdraw", "comment", "restore"):
        assert office.chi.client.post(
            f"/versions/77/{verb}", data={"csrf": office.chi.csrf, "revision": "1", **FIELDS.get(verb, {"text": "a"})}
        ).status_code == 404, verb  # fmt: skip


def test_bytes_that_are_no_words(office: Office) -> None:
    version = office.handed()
    place, token = f"/versions/{version.id}/comment", office.binh.csrf
    form = {"content-type": "application/x-www-form-urlencoded"}
    broken = office.binh.client.post(place, content=f"csrf={token}&text=%ff%fe%00".encode() + b"\xff", headers=form)
    file = office.binh.client.post(place, data={"csrf": token}, files={"text": ("a.bin", b"\x00\xff" * 99)})
    huge = office.binh.client.post(place, content=f"csrf={token}&text=".encode() + b"a" * 3_000_000, headers=form)
    assert [broken.status_code < 500, file.status_code, huge.status_code] == [True, 422, 413]
    assert all("Lỗi đã được ghi lại" not in answer.text for answer in (broken, file, huge))


def test_a_database_that_does_not_answer(office: Office) -> None:
    version = office.handed()
    page = office.binh.get(f"/versions/{version.id}")
    with office.binh.parts.database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE procedure_versions RENAME TO gone"))
    for answer in (
        office.binh.get("/versions"),
        office.binh.get(f"/versions/{version.id}"),
        office.binh.send(f"/versions/{version.id}/approve", page, revision="1"),
    ):
        assert answer.status_code == 503
        assert "Xin thử lại sau ít phút." in read(answer)
