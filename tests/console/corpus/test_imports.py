"""Examples of others: looked at beside ours, proposed by a job, and read by a trainer before they count."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from httpx2 import Response

from core.audit import AuditRow
from core.settings import Settings
from tests.console.corpus.conftest import FILE, HELD_OUT, NLU, done, label, labelling, send
from tests.console.desk import Browser, read
from training.corpus.importing.schemas import MOST_BYTES
from training.corpus.schemas import Target
from training.labels.kinds import KINDS
from training.labels.schemas import Reading, State
from training.texts import key_of

TABLE = """text,intent
xin chào,greet
xin chao,ask_fee
lệ phí bao nhiêu vậy ơi,ask_fee
chào buổi tối cả nhà,greet
số tôi là 0912345678,greet
,greet
giá sao [vậy](paper),ask_fee
"""


def waiting(page: str) -> list[str]:
    return re.findall(r'name="key" value="([0-9a-f]{64})"', page)


def fields(page: str) -> dict[str, str | list[str]]:
    """What the form of proposals sends back as it was shown."""
    found: dict[str, str | list[str]] = {"key": waiting(page), "by": ""}
    for kind in ("revision", "intent"):
        found |= {f"{kind}:{key}": value for key, value in re.findall(rf'name="{kind}:([0-9a-f]{{64}})" value="([^"]*)"', page)}
    return found


def proposed(trainer: Browser) -> Response:
    """Bring in the table, and return the page of what waits then."""
    place = send(trainer, "của bạn.csv", TABLE.encode(), once="p" * 16).headers["location"]
    assert done(trainer.parts).state == "done"
    assert trainer.post(f"{place}/propose", place).headers["location"] == place
    job = done(trainer.parts)
    assert job.state == "done", job.log
    return trainer.get("/corpus/proposals")


def test_a_file_is_looked_at_first(trainer: Browser, settings: Settings) -> None:
    answer = send(trainer, "của bạn.csv", TABLE.encode())
    place = answer.headers["location"]
    assert "Việc đang chờ đến lượt." in read(trainer.get(place))
    done(trainer.parts)
    page = read(trainer.get(place))
    assert "Mới 3 Gần giống câu đã có 1 Trái với dữ liệu 1 Đã có 1 Không dùng được 2" in page
    assert "4 lệ phí bao nhiêu vậy ơi" in page
    assert "giá sao vậy paper" in page
    assert f"xin chào Chào greet {FILE}, dòng 8" in read(trainer.get(f"{place}?kind=conflicting"))
    assert "giống 86 %" in read(trainer.get(f"{place}?kind=near"))
    bad = read(trainer.get(f"{place}?kind=bad"))
    assert "6 Có thông tin cá nhân chưa che" in bad
    assert "7 Không có câu" in bad
    assert "0912345678" not in "".join(path.read_text("utf-8") for path in settings.uploads.iterdir())
    assert labelling(trainer.parts).counts() == {}
    assert "của bạn.csv" in read(trainer.get("/corpus/imports"))


def test_what_is_new_waits_and_is_read_one_by_one_or_a_page_at_once(trainer: Browser, home: Path) -> None:
    page = proposed(trainer)
    assert "Nhận cả trang (3 câu)" in read(page)
    assert labelling(trainer.parts).counts() == {"proposed": 3}
    first, *rest = waiting(page.text)
    sent = fields(page.text)
    one = trainer.send("/corpus/proposals", page, press=first, **sent)
    assert one.headers["location"] == "/corpus/proposals?done=1"
    assert labelling(trainer.parts).get(first).state is not State.PROPOSED
    again = trainer.get("/corpus/proposals")
    assert waiting(again.text) == rest
    changed = {**fields(again.text), f"intent:{rest[0]}": "greet"}
    trainer.send("/corpus/proposals", again, press="all", **changed)
    assert "Đã xong 2 câu." in read(trainer.get("/corpus/proposals?done=2"))
    reading = labelling(trainer.parts).get(rest[0]).reading
    assert reading
    assert reading.intent == "greet"
    marked = labelling(trainer.parts).get(key_of("giá sao vậy")).reading
    assert marked
    assert [one.name for one in marked.entities] == ["paper"]
    assert (home / FILE).read_text("utf-8") == NLU  # files change by the export alone


def test_one_import_is_read_to_its_end_whatever_its_name(trainer: Browser) -> None:
    page = proposed(trainer)
    sent = {**fields(page.text), "by": "import:của bạn.csv"}
    first = waiting(page.text)[0]
    there = trainer.send("/corpus/proposals", page, press=first, **sent).headers["location"]
    assert there.startswith("/corpus/proposals?done=1&by=import")
    assert len(waiting(trainer.get(there).text)) == 2
    assert trainer.get("/corpus/proposals?by=import:kh%C3%B4ng&page=99").status_code == 200


def test_what_is_put_aside_comes_in_no_more(trainer: Browser) -> None:
    page = proposed(trainer)
    chosen = waiting(page.text)[:2]
    trainer.send("/corpus/proposals", page, press="discard", chosen=chosen, **fields(page.text))
    assert labelling(trainer.parts).counts() == {"discarded": 2, "proposed": 1}
    place = send(trainer, "lại.csv", (TABLE + "câu khác nữa,greet\n").encode(), once="b" * 16).headers["location"]
    done(trainer.parts)
    page = trainer.get(f"{place}?kind=bad")
    assert "Mới 1" in read(page)
    assert "Câu này đã có người bỏ" in read(page)
    assert "nhãn chưa xuất ra tệp" in read(trainer.get(f"{place}?kind=same"))


def test_what_another_read_meanwhile_and_what_nobody_knows_is_told(trainer: Browser) -> None:
    page = proposed(trainer)
    first, second, third = waiting(page.text)
    labelling(trainer.parts).give(labelling(trainer.parts).get(first).text, Reading("greet"), Target.TRAIN, "staff:9")
    sent = {**fields(page.text), f"intent:{second}": "khong_co"}
    answer = trainer.send("/corpus/proposals", page, press="all", **sent)
    assert answer.status_code == 409
    assert "2 câu chưa xong" in read(answer)
    assert "Đã xong 1 câu." in read(answer)
    assert "Ý định này chưa có câu mẫu nào." in read(answer)
    assert f'name="intent:{second}" value="khong_co"' in answer.text
    assert waiting(answer.text) == [second]
    assert labelling(trainer.parts).get(third).state is not State.PROPOSED


@pytest.mark.parametrize(
    "sent",
    [{}, {"press": "chosen"}, {"press": "all", "key": "x"}, {"press": "x", "key": "x", "revision:x": "9" * 30}, {"press": "discard"}],
)
def test_a_form_that_says_nothing_changes_nothing(trainer: Browser, sent: dict[str, str]) -> None:
    page = proposed(trainer)
    assert trainer.send("/corpus/proposals", page, **sent).status_code == 409
    assert labelling(trainer.parts).counts() == {"proposed": 3}


def test_what_was_labelled_since_the_file_was_read_stays_as_it_is(trainer: Browser) -> None:
    place = send(trainer, "a.csv", TABLE.encode()).headers["location"]
    done(trainer.parts)
    label(trainer.parts, "chào buổi tối cả nhà", "ask_fee", Target.TEST)
    trainer.post(f"{place}/propose", place)
    done(trainer.parts)
    page = read(trainer.get(place))
    assert "Đã đưa 2 câu vào danh sách chờ đọc. 1 câu để lại" in page
    stays = labelling(trainer.parts).get(key_of("chào buổi tối cả nhà"))
    assert (stays.target, stays.reading) == (Target.TEST, Reading("ask_fee"))
    with trainer.parts.database.read() as session:
        told = session.scalars(sa.select(AuditRow).where(AuditRow.action == "labels.import")).one()
    assert (told.actor[:6], told.detail) == ("staff:", {"file": "a.csv", "proposed": 2, "left": 1})


def test_the_same_file_twice_is_said_and_nothing_is_lost(trainer: Browser, settings: Settings) -> None:
    first = send(trainer, "a.csv", TABLE.encode()).headers["location"]
    assert send(trainer, "a.csv", TABLE.encode()).headers["location"] == first  # the same form, before it was read
    done(trainer.parts)
    again = send(trainer, "khác tên.csv", TABLE.encode(), once="b" * 16)
    assert again.headers["location"] == first
    assert "Tệp này đã được đọc rồi" in read(trainer.get(first))
    assert len(list(settings.uploads.iterdir())) == 1
    test = send(trainer, "a.csv", TABLE.encode(), once="c" * 16, target="test").headers["location"]
    assert test != first
    done(trainer.parts)
    assert "Bộ kiểm tra" in read(trainer.get(test))


def test_what_was_read_is_kept_for_a_day_and_then_said_to_be_gone(trainer: Browser, settings: Settings) -> None:
    place = send(trainer, "a.csv", TABLE.encode()).headers["location"]
    done(trainer.parts)
    for path in settings.uploads.iterdir():
        path.unlink()
    assert "Kết quả đọc chỉ giữ một ngày" in read(trainer.get(place))
    trainer.client.post(f"{place}/propose", data={"csrf": trainer.csrf})
    assert "không có câu mới nào" in read(trainer.get(place))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "Tệp trống."),
        ("a.csv", b"text,intent\n\0", "không phải văn bản UTF-8"),
        ("a.png", b"\x89PNG", "không phải .yml, .csv, .tsv hay .json"),
        ("a.xlsx", b"PK", "lưu lại dạng CSV UTF-8"),
        ("a.yml", b"#" * (MOST_BYTES + 1), "lớn hơn 20 MB"),
        ("", b"x", "Xin chọn một tệp."),
    ],
)
def test_what_is_no_file_of_examples_is_said_beside_the_field(
    trainer: Browser, settings: Settings, name: str, content: bytes, told: str
) -> None:
    answer = send(trainer, name, content, target="test")
    assert answer.status_code == 422
    assert told in read(answer)
    assert 'value="test" checked' in answer.text
    assert not settings.uploads.exists() or list(settings.uploads.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "text,intent\nlệ phí,greet\n".encode("cp1258", "replace") + b"\xff", "không ở bảng mã UTF-8"),
        ("a.csv", b"cau,y_dinh\nx,y\n", "dòng đầu phải có tên cột"),
        ("a.csv", b'text,intent\n"x,y\n', "bảng bị hỏng ở dòng"),
        ("a.json", b"{}", "đây không phải tệp xuất của Label Studio"),
        ("a.json", b"[", "tệp không phải JSON"),
        ("a.yml", b"nlu: [", "sai cú pháp YAML ở dòng"),
        ("a.yml", b"nlu: 7", "mục nlu phải là một danh sách"),
        ("a.yml", b"- x", "không phải tệp dữ liệu huấn luyện"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_by_the_job(trainer: Browser, settings: Settings, name: str, content: bytes, told: str) -> None:
    place = send(trainer, name, content).headers["location"]
    job = done(trainer.parts)
    assert job.state == "failed"
    assert told in read(trainer.get(place))
    assert list(settings.uploads.iterdir()) == []


@pytest.mark.parametrize(("name", "content"), [("a.yml", b"version: '3.1'\n"), ("a.json", b"[]"), ("a.csv", b"text,intent\n")])
def test_a_file_without_examples_is_said(trainer: Browser, name: str, content: bytes) -> None:
    place = send(trainer, name, content).headers["location"]
    done(trainer.parts)
    page = read(trainer.get(place))
    assert "Tệp này không có câu mẫu nào." in page
    assert "không có câu mới nào" in page


def test_an_intent_nobody_knows_is_named_before_it_waits(trainer: Browser) -> None:
    place = send(trainer, "a.csv", b"text,intent\nmot cau nao do,y_dinh_la\n").headers["location"]
    done(trainer.parts)
    assert "Ý định chưa có ở đây: y_dinh_la." in read(trainer.get(place))


def many(count: int) -> Iterator[str]:
    yield "text,intent\n"
    letters = "bcdghklmnpqrstvx"
    for number in range(count):
        words = " ".join(f"{letters[number >> shift & 15]}a" for shift in (0, 4, 8))
        yield f"{words} {words[::-1]},greet\n"


def test_thousands_of_rows_are_a_jobs_work_and_pages_stay_short(trainer: Browser) -> None:
    place = send(trainer, "nhiều.csv", "".join(many(3000)).encode()).headers["location"]
    assert len(trainer.parts.editorial.jobs.latest(KINDS)) == 1
    done(trainer.parts)
    page = trainer.get(f"{place}?kind=new&page=2")
    assert "Trang 2 trên 60" in read(page)
    assert len(page.content) < 60_000
    assert trainer.get(f"{place}?kind=new&page=999999").status_code == 200


def test_a_job_done_again_does_no_harm(trainer: Browser) -> None:
    proposed(trainer)
    jobs = trainer.parts.editorial.jobs
    number = jobs.latest(KINDS)[0].id
    assert jobs.get(number).result == {"read": 1, "proposed": 3, "left": 0}
    first = trainer.post("/corpus/imports/1/propose", "/corpus/imports/1")
    assert first.headers["location"] == "/corpus/imports/1"
    assert jobs.latest(KINDS)[0].id == number  # what was read is forgotten: there is nothing to propose


def test_others_jobs_are_no_readings(trainer: Browser) -> None:
    number = trainer.parts.editorial.jobs.ask("training.train", "staff:1")
    assert trainer.get(f"/corpus/imports/{number}").status_code == 404
    assert trainer.client.post("/corpus/imports/77/propose", data={"csrf": trainer.csrf}).status_code == 404


def test_our_own_file_comes_back_as_the_same(trainer: Browser) -> None:
    for form, name in (("csv", "a.csv"), ("json", "a.json")):
        ours = trainer.get(f"/corpus/data/file?target=test&form={form}").content
        place = send(trainer, name, ours, once=form.ljust(16, "x"), target="test").headers["location"]
        done(trainer.parts)
        assert "Mới 0 Gần giống câu đã có 0 Trái với dữ liệu 0 Đã có 1" in read(trainer.get(place))
    assert json.loads(ours)[0]["data"] == {"text": "hế lô bạn nhé"}
    assert HELD_OUT in read(trainer.get(f"{place}?kind=same"))
