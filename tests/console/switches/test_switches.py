"""Switches: turned with a reason, all of them only at the second press, and on record in the audit too."""

import pytest
import sqlalchemy as sa

from conversations.models import Message
from conversations.switches import Switches
from core.audit import AuditRow
from core.words import say
from tests.console.desk import Browser, read

WHY = "Trả lời sai lệ phí"


def state(browser: Browser) -> dict[str, bool]:
    return Switches(browser.parts.database).state()


def test_a_topic_is_turned_off_and_on_with_a_reason(operator: Browser) -> None:
    asked = operator.get("/switches/turn?scope=topic:dossier")
    assert say("delivery.off_topic") in read(asked)
    assert "Tắt: Tra cứu tình trạng hồ sơ" in read(asked)
    done = operator.send("/switches/turn", asked, scope="topic:dossier", to="off", reason=WHY)
    assert done.headers["location"] == "/switches"
    page = read(operator.get("/switches"))
    assert state(operator) == {"topic:dossier": True}
    assert f"Cán bộ van-hanh : {WHY}" in page
    assert "Đã tắt." in page
    operator.post("/switches/turn", "/switches/turn?scope=topic:dossier", scope="topic:dossier", to="on", reason="đã sửa")
    assert state(operator) == {"topic:dossier": False}
    with operator.parts.database.read() as session:
        rows = session.scalars(sa.select(AuditRow).where(AuditRow.action.startswith("switch.")).order_by(AuditRow.id)).all()
    assert [(row.actor, row.action, row.subject, row.detail) for row in rows] == [
        ("staff:1", "switch.off", "switch:topic:dossier", {"reason": WHY}),
        ("staff:1", "switch.on", "switch:topic:dossier", {"reason": "đã sửa"}),
    ]
    assert "Tắt công tắc" in read(operator.get("/audit"))


def test_all_is_off_only_at_the_second_press(operator: Browser) -> None:
    again = operator.post("/switches/turn", "/switches/turn?scope=all", scope="all", to="off", reason=WHY)
    assert (again.status_code, state(operator)) == (200, {})
    assert "Xin bấm lần nữa" in read(again)
    assert operator.send("/switches/turn", again, scope="all", to="off", reason=WHY, sure="1").status_code == 303
    assert state(operator) == {"all": True}
    assert "Toàn bộ trợ lý đang tắt." in read(operator.get("/switches"))
    operator.post("/switches/turn", "/switches/turn?scope=all", scope="all", to="on", reason="xong")
    assert state(operator) == {"all": False}


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "dài " * 100])
def test_a_reason_is_needed_and_kept_where_it_is_wrong(operator: Browser, reason: str) -> None:
    answer = operator.post("/switches/turn", "/switches/turn?scope=all", scope="all", to="off", reason=reason)
    assert (answer.status_code, state(operator)) == (422, {})
    assert reason.strip() in answer.text


def test_a_reason_is_text_and_composed(operator: Browser) -> None:
    operator.post("/switches/turn", "/switches/turn?scope=all", scope="channel:web", to="off", reason="<b>la\u0323</b>")
    page = operator.get("/switches").text
    assert "&lt;b&gt;lạ&lt;/b&gt;" in page
    assert "<b>lạ" not in page


@pytest.mark.parametrize("scope", ["", "everything", "topic:a b", "channel:ZALO", "topic:" + "x" * 74, "topic:safety"])
def test_there_is_no_such_switch(operator: Browser, scope: str) -> None:
    assert operator.post("/switches/turn", "/switches", scope=scope, to="off", reason=WHY).status_code == 400
    assert state(operator) == {}


def test_what_waits_is_counted(operator: Browser) -> None:
    parts = operator.parts
    with parts.database.begin() as session:
        session.add(Message(person="a" * 32, channel="zalo", key="k", at=parts.clock(), sealed="x"))
    Switches(parts.database).turn("channel:zalo", True, "cli", WHY)
    page = read(operator.get("/switches"))
    assert "1 tin đang giữ lại" in page
    assert "Người vận hành (dòng lệnh)" in page


def test_a_procedure_is_found_and_turned_off(operator: Browser) -> None:
    found = operator.get("/switches?q=khai sinh")
    assert "scope=topic%3A1.001193" in found.text
    assert operator.get("/switches?q=khongcothutucnay").text.count("Không có thủ tục nào khớp") == 1
    operator.post("/switches/turn", "/switches/turn?scope=topic:1.001193", scope="topic:1.001193", to="off", reason=WHY)
    assert "(1.001193)" in read(operator.get("/switches"))
    assert state(operator) == {"topic:1.001193": True}


def test_others_only_look(curator: Browser, approver: Browser) -> None:
    for person in (curator, approver):
        page = person.get("/switches")
        assert "Bạn chỉ xem được trang này" in read(page)
        assert "/switches/turn" not in page.text


def test_the_database_down_is_a_page(operator: Browser) -> None:
    page = operator.get("/switches/turn?scope=all")
    with operator.parts.database.begin() as session:
        session.execute(sa.text("drop table switch_turns"))
    assert operator.send("/switches/turn", page, scope="channel:web", to="off", reason=WHY).status_code == 503
