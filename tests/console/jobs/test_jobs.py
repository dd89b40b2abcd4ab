"""The panel of a job: told in words, asked for again until it ended, and whole whatever its program wrote."""

from collections.abc import Callable

import pytest

from console.jobs.lines import place, told
from console.roles import Role
from core.jobs import Jobs
from knowledge.editorial.kinds import IMPORT, PUBLISH, RELEASES
from tests.console.desk import Browser, read

People = Callable[..., Browser]
_POLLS = 'hx-trigger="every 1s"'


@pytest.fixture
def curator(somebody: People) -> Browser:
    return somebody("lan", Role.CURATOR)


@pytest.fixture
def jobs(curator: Browser) -> Jobs:
    return curator.parts.editorial.jobs


def test_a_job_is_watched_until_it_ended(curator: Browser, jobs: Jobs) -> None:
    number = jobs.ask(PUBLISH, "staff:1", {"despite": None})
    waiting = curator.get(f"/jobs/{number}")
    assert "Đang chờ" in read(waiting)
    assert "Cán bộ lan" in read(waiting)
    assert _POLLS in waiting.text
    jobs.take(RELEASES)
    jobs.say(number, "4,580 procedures, 7,669 names, 43,535 passages")
    jobs.beat(number, "embedding", 30, 120)
    running = curator.get(f"/jobs/{number}/panel")
    assert "<html" not in running.text
    assert "Đã qua 30 trong 120" in read(running)
    assert '<progress max="120" value="30"' in running.text
    assert "4,580 thủ tục, 7,669 tên gọi, 43,535 đoạn nội dung" in read(running)
    assert _POLLS in running.text
    jobs.end(number, "done", {"release": "20261123-0a1b2c3d"})
    ended = curator.get(f"/jobs/{number}/panel")
    assert "Việc đã xong." in read(ended)
    assert _POLLS not in ended.text
    assert 'href="/releases"' in ended.text


def test_why_a_job_failed_is_on_the_page(curator: Browser, jobs: Jobs) -> None:
    number = jobs.ask(PUBLISH, "cli")
    jobs.take(RELEASES)
    jobs.say(number, "<script>alert(1)</script>")
    jobs.end(number, "failed", line="there is no former release to go back to")
    page = curator.get(f"/jobs/{number}")
    assert "Bị lỗi" in read(page)
    assert "Không có bản phát hành trước để quay lại" in read(page)
    assert "<script>alert" not in page.text
    assert "Người vận hành" in read(page)
    assert jobs.get(number).kind == PUBLISH


def test_the_list_has_the_latest_first(curator: Browser, jobs: Jobs) -> None:
    assert "Chưa có việc nào." in read(curator.get("/jobs"))
    first, second = jobs.ask(PUBLISH, "staff:1"), jobs.ask(IMPORT, "job:sync", {"file": "x"})
    page = curator.get("/jobs")
    assert page.text.index(f'href="/jobs/{second}"') < page.text.index(f'href="/jobs/{first}"')
    assert "Công bố" in read(page)


def test_a_job_that_is_not_there(curator: Browser) -> None:
    assert [curator.get(path).status_code for path in ("/jobs/7", "/jobs/7/panel", "/jobs/0", "/jobs/x")] == [404, 404, 422, 422]


def test_lines_nobody_translated_are_shown_as_they_are() -> None:
    assert told("something new happened") == "something new happened"
    assert told("a.jsonl, line 7: not JSON (Expecting value)") == "a.jsonl: dòng 7 không phải JSON"
    assert told("") == ""


def test_where_a_job_leads(jobs: Jobs) -> None:
    number = jobs.ask(IMPORT, "staff:1", {"file": "x"})
    jobs.take((IMPORT,))
    assert place(jobs.get(number)) is None
    jobs.end(number, "done", {"run": 7})
    assert place(jobs.get(number)) == "/imports/7"


def test_a_line_names_people_and_not_their_numbers(curator: Browser, jobs: Jobs) -> None:
    number = jobs.ask(PUBLISH, "staff:1", {})
    jobs.take(RELEASES)
    jobs.say(number, "word short:gks, written by staff:1, approved by staff:99, cannot be used and is passed over")
    shown = read(curator.get(f"/jobs/{number}"))
    assert "Bỏ qua “short:gks” ở mục Từ ngữ và câu mẫu (Cán bộ lan viết, staff:99 duyệt)" in shown
