"""Judging without a script: one answer after another, a verdict with its cause, the second judge, and what is mended."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from conversations.service import Conversations
from tests.console.desk import Browser, read
from tests.console.judging.conftest import Tell, week
from training.inbox.models import Discarded, Occurrence, UtteranceRow
from training.texts import key_of


def shown(browser: Browser, path: str = "/judging/next") -> int:
    """Return which turn a page asks about."""
    found = re.search(r'data-place="/judging/(\d+)"', browser.get(path).text)
    assert found
    return int(found[1])


def test_nothing_was_said(trainer: Browser) -> None:
    page = read(trainer.get("/judging"))
    assert "Không còn câu nào chờ bạn chấm." in page
    assert "Chưa có câu nào do hai người chấm độc lập." in page
    assert "Không còn câu nào chờ bạn chấm" in read(trainer.get("/judging/next"))


def test_an_answer_is_shown_with_what_led_to_it(trainer: Browser, tell: Tell) -> None:
    tell("làm căn cước ở đâu", "Công an phường.", "greeting")
    tell("phí bao nhiêu <b>", "Không mất phí.\nMiễn phí cho mọi người.", intent="ask_fee", confidence=0.93, release="r9", model="m7")
    page = trainer.get("/judging/next")
    told = read(page)
    for part in ("làm căn cước ở đâu", "Công an phường.", "phí bao nhiêu <b>", "Miễn phí cho mọi người.", "Hỏi lệ phí (93 %)", "r9", "m7"):
        assert part in told
    assert "còn 1 câu" in told
    assert "nhiêu <b>" not in page.text
    assert "Câu trả lời này không nói về một thủ tục nào." in told
    assert "Gán nhãn câu này" not in told  # ways onward are for wrong answers


def test_a_right_answer_takes_one_press_and_the_next_one_comes(trainer: Browser, tell: Tell) -> None:
    turns = {tell("câu một"), tell("câu hai")}
    first = shown(trainer)
    done = trainer.post(f"/judging/{first}", grade="right")
    assert done.headers["location"] == f"/judging/next?week={week(trainer.parts)}&after={first}"
    page = trainer.get(done.headers["location"])
    assert "Đã lưu." in read(page)
    assert {first, shown(trainer)} == turns


def test_a_wrong_answer_is_asked_for_its_cause_and_nothing_typed_is_lost(trainer: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    asked = trainer.post(f"/judging/{turn}", grade="wrong", note="phí là 30.000 đồng")
    assert asked.status_code == 422
    assert "Hãy chọn sai ở đâu." in read(asked)
    assert "phí là 30.000 đồng</textarea>" in asked.text
    assert 'name="kept" value="wrong"' in asked.text
    assert 'id="causes" hidden' not in asked.text
    again = trainer.send(f"/judging/{turn}", asked, kept="wrong", cause="wrong_fact", note="gọi cho 0912345678")
    assert again.status_code == 422
    assert "Ghi chú có dữ liệu riêng" in read(again)
    assert "gọi cho 0912345678</textarea>" in again.text
    long = trainer.send(f"/judging/{turn}", asked, kept="wrong", cause="wrong_fact", note="x" * 501)
    assert "Ghi chú dài quá 500 ký tự" in read(long)
    assert trainer.send(f"/judging/{turn}", asked, kept="wrong", cause="wrong_fact", note="phí là 30.000 đồng").status_code == 303
    page = read(trainer.get(f"/judging/{turn}"))
    for part in ("Bạn đã chấm Trả lời sai Sai thông tin", "phí là 30.000 đồng", "Còn chờ thêm một người chấm.", "Rút ngẫu nhiên"):
        assert part in page


def test_the_second_judge_is_not_told_what_the_first_said(trainer: Browser, curator: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    trainer.post(f"/judging/{turn}", grade="wrong", cause="wrong_fact", note="phí cũ")
    page = curator.get(f"/judging/{turn}")
    assert "Ý kiến của họ chỉ hiện sau khi bạn chấm." in read(page)
    assert "phí cũ" not in page.text
    assert "Sai thông tin</" not in page.text.replace("</kbd> Sai thông tin</button>", "")
    listed = read(curator.get("/judging/mend"))
    assert "1 câu khác còn chờ người chấm thứ hai" in listed
    assert "phí bao nhiêu" not in listed
    curator.send(f"/judging/{turn}", page, grade="right")
    told = read(curator.get(f"/judging/{turn}"))
    assert "Người khác đã chấm Trả lời sai Sai thông tin Cán bộ lan" in told
    assert "Kết quả: Không rõ Còn chờ thêm một người chấm." in told
    assert "0 % cùng một ý" in read(curator.get("/judging"))


def test_an_answer_is_passed_over_and_comes_again(trainer: Browser, tell: Tell) -> None:
    turns = [tell("câu một"), tell("câu hai")]
    first = shown(trainer)
    second = next(turn for turn in turns if turn != first)
    place = f"/judging/next?week={week(trainer.parts)}&after="
    assert shown(trainer, f"{place}{first}") == second
    trainer.post(f"/judging/{second}", grade="unsure")
    page = read(trainer.get(f"{place}{first}"))
    assert "Còn 1 câu bạn đã bỏ qua." in page
    assert shown(trainer) == first


def test_a_verdict_is_taken_back_and_stands_in_the_form(trainer: Browser, tell: Tell) -> None:
    page = trainer.get("/judging/next")
    assert trainer.send("/judging/undo", page).headers["location"] == "/judging"
    assert "Không có gì để hoàn tác." in read(trainer.get("/judging"))
    turn = tell("phí bao nhiêu")
    trainer.post(f"/judging/{turn}", grade="partly", cause="missing_fact", note="thiếu phí cấp đổi")
    assert trainer.post("/judging/undo", "/judging/next").headers["location"] == f"/judging/{turn}"
    back = trainer.get(f"/judging/{turn}")
    assert "Bạn có thể chấm lại câu này." in read(back)
    assert "thiếu phí cấp đổi</textarea>" in back.text
    assert 'value="missing_fact" class="plain" aria-current="true"' in back.text


def test_judged_in_two_tabs(trainer: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    page = trainer.get("/judging/next")
    trainer.send(f"/judging/{turn}", page, grade="right")
    late = trainer.send(f"/judging/{turn}", page, grade="wrong", cause="misheard", note="nghe nhầm")
    assert late.status_code == 409
    assert "Bạn đã chấm câu này rồi" in read(late)
    assert "nghe nhầm" in read(late)
    assert "Bạn đã chấm Đúng" in read(late)


def test_an_answer_is_erased_meanwhile(trainer: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    page = trainer.get("/judging/next")
    Conversations(trainer.parts.database, trainer.parts.settings, trainer.parts.clock).erase("a" * 32)
    assert trainer.send(f"/judging/{turn}", page, grade="right").headers["location"] == "/judging"
    assert "bị xóa theo yêu cầu" in read(trainer.get("/judging"))
    assert trainer.get(f"/judging/{turn}").status_code == 404


@pytest.mark.parametrize("fields", [{}, {"grade": "perfect"}, {"grade": ""}, {"kept": "\x00"}])
def test_a_form_without_a_grade_says_so(trainer: Browser, tell: Tell, fields: dict[str, str]) -> None:
    turn = tell("phí bao nhiêu")
    sent = trainer.post(f"/judging/{turn}", "/judging/next", note="giữ lại", **fields)
    assert sent.status_code == 422
    assert "Bạn chưa chọn câu trả lời đúng hay sai." in read(sent)
    assert "giữ lại</textarea>" in sent.text


def test_bad_addresses_and_large_forms(trainer: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    for path in ("/judging/0", "/judging/99999999999", "/judging/x", "/judging/next?after=-1"):
        assert trainer.get(path).status_code == 422, path
    for path in ("/judging/next?week=ổ", "/judging/next?week=2020-01-06", "/judging/mend?view=x&cause=y&page=99"):
        assert trainer.get(path).status_code == 200, path
    page = trainer.get("/judging/next")
    assert trainer.send(f"/judging/{turn}", page, grade="right", note="x" * 30_000).status_code == 422
    assert trainer.send(f"/judging/{turn}", page, grade="right", note="x" * 300_000).status_code == 413


def test_a_wrong_answer_leads_to_mending_it(trainer: Browser, curator: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu", procedure_code="1.004222", bad=True)
    for judge in (trainer, curator):
        judge.post(f"/judging/{turn}", grade="wrong", cause="wrong_fact", note="phí đã đổi")
    assert "1 câu cần sửa" in read(curator.get("/judging"))
    page = curator.get("/judging/mend")
    for part in ("phí bao nhiêu", "Trả lời sai Sai thông tin", "1.004222", "phí đã đổi"):
        assert part in read(page)
    for part in ('action="/procedures/1.004222/open"', 'href="/keeping/coverage"'):
        assert part in curator.get(f"/judging/{turn}").text
    assert "Câu này chưa có trong hộp câu cần gán nhãn." in read(trainer.get(f"/judging/{turn}"))
    refused = curator.send(f"/judging/{turn}/mend", page, note="đã gọi 0912345678")
    assert refused.status_code == 422
    assert 'value="đã gọi 0912345678"' in refused.text
    assert curator.send(f"/judging/{turn}/mend", page, note="sửa phí trong bản nháp").headers["location"] == "/judging/mend"
    assert "Đã ghi là câu này sửa xong. " in read(curator.get("/judging/mend")) + " "
    stale = trainer.post(f"/judging/{turn}/mend", "/judging/mend", note="")
    assert "không còn trong danh sách" in read(trainer.get(stale.headers["location"]))
    mended = curator.get("/judging/mend?view=mended")
    assert "Cán bộ binh ghi là đã sửa" in read(mended)
    assert "sửa phí trong bản nháp" in read(mended)
    curator.send(f"/judging/{turn}/unmend", mended)
    assert "phí bao nhiêu" in read(curator.get("/judging/mend?cause=wrong_fact"))
    assert "phí bao nhiêu" not in read(curator.get("/judging/mend?cause=misheard"))


def test_a_question_of_the_inbox_is_labelled_from_here(trainer: Browser, curator: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    zero = {"uncertainty": 0.0, "frequency": 0.0, "harm": 0.0, "usefulness": 0.0}
    at = trainer.parts.clock()
    with trainer.parts.database.begin() as session:
        text = UtteranceRow(key=key_of("phí bao nhiêu"), text="phí bao nhiêu", state="open", times=1, first=at, last=at, status="answered")
        for name, value in {**zero, "reason": "sample"}.items():
            setattr(text, name, value)
        session.add(text)
        session.flush()
        session.add(Occurrence(turn_id=turn, utterance_id=text.id, at=at, reasons="sample"))
        number = text.id
    for judge in (trainer, curator):
        judge.post(f"/judging/{turn}", grade="wrong", cause="misheard")
    assert f'href="/labels/items/{number}"' in trainer.get(f"/judging/{turn}").text
    assert "/labels/" not in curator.get(f"/judging/{turn}").text


def test_a_question_that_was_not_collected_is_brought_into_the_inbox_with_one_press(trainer: Browser, curator: Browser, tell: Tell) -> None:
    turn, right = tell("nhận nuôi hao ví không", intent="ask_time", confidence=0.8), tell("phí bao nhiêu")
    for judge in (trainer, curator):
        judge.post(f"/judging/{turn}", grade="wrong", cause="misheard")
    trainer.post(f"/judging/{right}", grade="right")
    page = trainer.get(f"/judging/{turn}")
    assert f'action="/judging/{turn}/label"' in page.text
    place = trainer.send(f"/judging/{turn}/label", page).headers["location"]
    labelling = read(trainer.get(place))
    assert "Đã đưa câu này vào hộp câu cần gán nhãn." in labelling
    assert "nhận nuôi hao ví không" in labelling
    assert "Người chấm thấy nghe nhầm" in labelling
    assert f'href="{place}"' in trainer.get(f"/judging/{turn}").text
    assert trainer.send(f"/judging/{turn}/label", page).headers["location"] == place  # in another tab
    assert "nhận nuôi hao ví không" in read(trainer.get("/labels?only=judged"))
    assert trainer.send(f"/judging/{right}/label", page).headers["location"] == f"/judging/{right}"
    assert "Chưa đưa được câu này vào hộp" in read(trainer.get(f"/judging/{right}"))
    assert curator.post(f"/judging/{turn}/label", f"/judging/{turn}").status_code == 403
    assert f"/judging/{turn}/label" not in curator.get(f"/judging/{turn}").text


def test_a_text_that_was_discarded_stays_out_of_the_inbox(trainer: Browser, curator: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    for judge in (trainer, curator):
        judge.post(f"/judging/{turn}", grade="wrong", cause="misheard")
    with trainer.parts.database.begin() as session:
        session.add(Discarded(key=key_of("phí bao nhiêu"), by="staff:1", at=trainer.parts.clock()))
    assert trainer.post(f"/judging/{turn}/label", f"/judging/{turn}").headers["location"] == f"/judging/{turn}"
    assert "câu đã bị loại trước đây" in read(trainer.get(f"/judging/{turn}"))


def test_the_page_of_the_weeks_counts_as_the_room_does(trainer: Browser, curator: Browser, tell: Tell) -> None:
    turns = [tell(f"câu {number}") for number in range(10)]
    for turn in turns[:2]:
        for judge in (trainer, curator):
            judge.post(f"/judging/{turn}", grade="wrong", cause="wrong_fact")
    for turn in turns[2:]:
        trainer.post(f"/judging/{turn}", grade="right")
    page = read(trainer.get("/judging"))
    assert "10 / 10 20 % khoảng 6 đến 51 %" in page  # Wilson, 2 of 10


def test_the_script_is_answered_without_a_page(trainer: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    page = trainer.get("/judging/next")
    sent = trainer.client.post(f"/judging/{turn}", data={"csrf": trainer.csrf, "grade": "right"}, headers={"X-Ahead": "1"})
    assert (sent.status_code, sent.content) == (204, b"")
    assert 'src="/static/judging.js"' in page.text


def test_the_script_is_told_apart_that_an_answer_was_erased(trainer: Browser, tell: Tell) -> None:
    turn = tell("phí bao nhiêu")
    trainer.get("/judging/next")
    Conversations(trainer.parts.database, trainer.parts.settings, trainer.parts.clock).erase("a" * 32)
    sent = trainer.client.post(f"/judging/{turn}", data={"csrf": trainer.csrf, "grade": "right"}, headers={"X-Ahead": "1"})
    assert sent.status_code == 404  # a redirect it takes for the end of the session
    assert "bị xóa theo yêu cầu" in read(trainer.get("/judging/next"))


@pytest.mark.parametrize(("days", "weeks"), [(90, 5), (42, 5), (41, 4), (14, 1), (1, 1)])
def test_a_week_after_one_that_is_erased_is_not_drawn(trainer: Browser, days: int, weeks: int) -> None:
    settings = trainer.parts.settings.model_copy(update={"keep_conversations_days": days})
    trainer.app.state.parts = replace(trainer.parts, settings=settings)
    assert trainer.get("/judging").text.count('<th scope="row" class="week">') == weeks
    this = date.fromisoformat(week(trainer.parts))
    for number in range(6):
        wanted = this - timedelta(weeks=number)
        shown_week = wanted if number < weeks else this
        assert f'data-place="/judging/next?week={shown_week}"' in trainer.get(f"/judging/next?week={wanted}").text
