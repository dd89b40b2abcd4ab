"""What two people do at the same version in the same minutes: no word of either is lost, and nothing is done that was not meant."""

import pytest
import sqlalchemy as sa

from core.db import Database
from knowledge.editorial.models import Version
from tests.console.desk import read
from tests.console.versions.conftest import CODE, Office
from tests.console.versions.test_actions import alert, press, state


@pytest.mark.parametrize(
    ("made", "verb", "name"),
    [("handed", "give-back", "text"), ("written", "submit", "note"), ("written", "withdraw", "reason")],
)
def test_the_second_who_does_the_same_step_keeps_what_they_typed(office: Office, made: str, verb: str, name: str) -> None:
    version = getattr(office, made)()
    first, second = (office.binh if verb == "give-back" else office.lan), office.chi
    assert press(first, version.id, verb).status_code == 303
    late = press(second, version.id, verb, 1, **{name: "Sai hẳn mức phí, xin xem Nghị quyết 12."})
    assert late.status_code == 409
    assert "Có người vừa làm trước bạn" in alert(late)
    assert "Sai hẳn mức phí, xin xem Nghị quyết 12." in read(late)
    assert press(first, version.id, verb).status_code == 303  # the same form once more is no error


def test_giving_up_a_draft_does_not_take_out_what_stands_by_now(office: Office, database: Database) -> None:
    version = office.approved()
    with database.begin() as session:
        session.execute(sa.update(Version).where(Version.id == version.id).values(state="published"))
    for seen in ("draft", "in_review", "approved"):  # of the page of writing, and of an older page of the version
        late = press(office.chi, version.id, "withdraw", seen=seen)
        assert late.status_code == 409
        assert "Nhầm thủ tục." in late.text
        assert state(office, version.id) == "published"
    assert press(office.chi, version.id, "withdraw", seen="published").status_code == 303


def test_a_draft_that_was_handed_over_meanwhile_can_be_given_up(office: Office) -> None:
    version = office.handed()
    assert press(office.lan, version.id, "withdraw", seen="draft").status_code == 303
    assert state(office, version.id) == "withdrawn"


def test_a_hundred_kilobytes_pasted_as_a_note_come_back(office: Office) -> None:
    version = office.written()
    pasted = "ạ" * 33_000  # 99 kB, and three times as much as a form
    told = press(office.lan, version.id, "submit", note=pasted)
    assert told.status_code == 422
    assert pasted in told.text
    assert "Xin viết ngắn hơn 4.000 ký tự." in read(told)
    assert state(office, version.id) == "draft"


def test_a_mark_of_ours_is_no_note_to_the_approver(office: Office) -> None:
    version = office.room.drafts.open(CODE, "staff:1", "spreadsheet", "import:7")
    assert "import:7" not in office.lan.get(f"/procedures/{CODE}/edit").text
    press(office.lan, version.id, "submit", 0, note="")
    page = read(office.binh.get(f"/versions/{version.id}"))
    assert "Lần nhập số 7" in page
    assert "import:7" not in page
