"""The scoreboard: figures lead to exactly their rows, whoever may see those; files hold the tables of the page."""

import csv
import html
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from console.roles import Role
from console.scoreboard.wiring import opened
from conversations.models import Turn
from conversations.service import Conversations
from tests.console.desk import Browser, Clock, read
from tests.conversations_store.figures import AN, BINH, CHI, CIVIL, at, heard, later
from training.judging.models import JudgementRow

People = Callable[..., Browser]
WEEK = "week=2026-11-09"
_LINK = re.compile(r'href="(/scoreboard/rows\?[^"]*)">([^<]*)<')
_LINES = re.compile(r"<td><time")


def links(browser: Browser, path: str) -> list[tuple[str, str]]:
    return [(html.unescape(url), text) for url, text in _LINK.findall(browser.get(path).text)]


def table(browser: Browser, name: str, asked: str = WEEK) -> list[dict[str, str]]:
    answer = browser.get(f"/scoreboard/export?table={name}&{asked}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "path", ["/scoreboard", f"/scoreboard?{WEEK}&channel=web", f"/scoreboard?{WEEK}&topic=-", "/scoreboard/weeks", "/scoreboard/demand"]
)
def test_every_figure_leads_to_exactly_its_rows(analyst: Browser, path: str) -> None:
    found = links(analyst, path)
    assert len(found) > 4
    for url, text in found:
        page = analyst.get(url)
        assert page.status_code == 200, url
        if text.replace(".", "").isdecimal():  # the others are seconds, and lead to the turns that were timed
            assert len(_LINES.findall(page.text)) == int(text), url


def test_the_page_tells_the_figures_made_by_hand(analyst: Browser) -> None:
    said = read(analyst.get("/scoreboard"))
    assert "Tuần 09/11 đến 15/11/2026" in said
    figures = {row["figure"]: row for row in table(analyst, "week")}
    told = {
        name: figures[name]["now"]
        for name in ("turns", "people", "answered", "clarified", "abstained", "errors", "handovers", "good", "bad", "p50", "p95")
    }
    assert told == {
        "turns": "11", "people": "5", "answered": "6", "clarified": "1", "abstained": "2", "errors": "1",
        "handovers": "1", "good": "1", "bad": "2", "p50": "1.5", "p95": "10.0",
    }  # fmt: skip
    assert figures["answered"]["share"] == "0.6"  # of ten questions
    assert "mới chấm 0 câu, cần 20" in said
    assert (figures["returned"]["now"], "chưa đủ bảy ngày" in said) == ("", True)
    assert figures["turns"]["before"] == "1"  # Sunday the 8th


def test_who_may_not_see_rows_sees_figures(curator: Browser) -> None:
    page = curator.get("/scoreboard")
    assert links(curator, "/scoreboard") == []
    assert "/scoreboard/rows" not in page.text
    assert "chỉ người phân tích và người huấn luyện xem được" in read(page)
    assert curator.get("/scoreboard/weeks").text.count("/scoreboard/rows") == 0
    assert curator.get(f"/scoreboard/rows?{WEEK}").status_code == 403
    assert {row["figure"]: row["now"] for row in table(curator, "week")}["turns"] == "11"


def test_by_channel_and_topic(analyst: Browser) -> None:
    channels = {row["channel"]: row["turns"] for row in table(analyst, "channels")}
    assert channels == {"Khung trò chuyện trên web": "7", "Kênh Zalo": "4", "Mọi kênh": "11"}
    topics = {row["topic"]: row["people"] for row in table(analyst, "topics")}
    assert topics == {CIVIL: "3", "Cư trú": "1", "Không gắn với thủ tục nào": "3", "Lĩnh vực chưa rõ": "1", "Mọi chủ đề": "5"}
    civil = {row["channel"]: row["turns"] for row in table(analyst, "channels", f"{WEEK}&topic={CIVIL}")}
    assert civil == {"Khung trò chuyện trên web": "2", "Kênh Zalo": "1", "Mọi kênh": "3"}


def test_files_hold_no_formula(analyst: Browser, clock: Clock) -> None:
    evil = heard(AN, clock.now - timedelta(days=7), "answered", "1.000001")
    Conversations(analyst.parts.database, analyst.parts.settings).heard(evil.__class__(**{**vars(evil), "channel": "=cmd|x"}))
    assert "'=cmd|x" in [row["channel"] for row in table(analyst, "channels")]
    told = json.loads(analyst.get(f"/scoreboard/export?table=channels&form=json&{WEEK}").text)
    assert (told["week"], "=cmd|x" in [row["channel"] for row in told["rows"]]) == ("2026-11-09", True)
    page = analyst.get("/scoreboard")
    assert page.status_code == 200


@pytest.mark.parametrize("name", ["week", "channels", "topics", "weeks", "people", "demand", "rising", "procedures"])
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_every_table_is_a_file(analyst: Browser, name: str, kind: str) -> None:
    answer = analyst.get(f"/scoreboard/export?table={name}&form={kind}&{WEEK}")
    assert answer.status_code == 200
    assert f'filename="bang-diem-{name}-2026-11-09.{kind}"' in answer.headers["content-disposition"]


def test_what_is_no_table_no_figure_or_no_week(analyst: Browser) -> None:
    assert analyst.get("/scoreboard/export?table=persons").status_code == 404
    assert analyst.get("/scoreboard/rows?figure=p50").status_code == 404
    for week in ("", "2026-13-45", "hôm qua", "0001-01-01", "9999-12-31", "2026-11-11"):
        answer = analyst.get(f"/scoreboard?week={week}")
        assert "Tuần 09/11 đến 15/11/2026" in read(answer), week
    for path in ("/scoreboard?channel=%00&topic=%00", "/scoreboard/rows?channel=fax&topic=%3Cb%3E", "/scoreboard/weeks?topic='--"):
        assert analyst.get(path).status_code == 200, path
    assert analyst.get(f"/scoreboard?topic={'x' * 201}").status_code == 422


def test_what_was_written_is_escaped(analyst: Browser, clock: Clock) -> None:
    Conversations(analyst.parts.database, analyst.parts.settings).heard(
        heard(BINH, clock.now - timedelta(days=7), "answered", "1.000001", question="<script>alert(1)</script>")
    )
    page = analyst.get(f"/scoreboard/rows?{WEEK}&figure=answered")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_figures_whose_rows_are_gone_lead_nowhere_and_say_so(analyst: Browser, clock: Clock) -> None:
    opened(analyst.parts.settings, analyst.parts.database, clock).keep()  # as the worker does
    Conversations(analyst.parts.database, analyst.parts.settings).erase(BINH)
    page = analyst.get("/scoreboard")
    assert "còn 9 trong 11 lượt" in read(page)
    assert "còn 5 dòng" in read(page)  # of the six that were answered
    assert {row["figure"]: row["now"] for row in table(analyst, "week")}["turns"] == "11"
    rows = read(analyst.get(f"/scoreboard/rows?{WEEK}&figure=turns"))
    assert "Con số đã chốt là 11; hiện có 9 dòng" in rows
    assert {url[:36] for url, _ in links(analyst, "/scoreboard/weeks")} == {"/scoreboard/rows?week=2026-11-02&fig"}  # which is whole
    clock.now = later(91)
    Conversations(analyst.parts.database, analyst.parts.settings, clock).sweep()


def test_a_board_without_anything(somebody: People) -> None:
    lan = somebody("lan", Role.TRAINER)
    assert "Tuần này không có lượt hỏi nào" in read(lan.get("/scoreboard"))
    assert lan.get("/scoreboard/weeks").status_code == 200
    assert "Chưa có tuần nào đã hết" in read(lan.get("/scoreboard/demand"))


def test_a_first_week_without_a_procedure_is_not_taken_for_an_erased_one(somebody: People, clock: Clock) -> None:
    clock.now = at(16, 9)
    lan = somebody("lan", Role.ANALYST)
    conversations = Conversations(lan.parts.database, lan.parts.settings, clock)
    conversations.heard(heard(CHI, at(11), "greeting"))
    page = read(lan.get("/scoreboard/demand"))
    assert "Trong tuần không có câu hỏi nào gắn với một thủ tục." in page
    assert "liền trước, cũ nhất đứng đầu" not in page  # there is no week before
    opened(lan.parts.settings, lan.parts.database, clock).keep()
    conversations.erase(CHI)
    assert "Nội dung của tuần này đã xóa, nên không còn biết thủ tục nào được hỏi." in read(lan.get("/scoreboard/demand"))


def test_demand(months: None, somebody: People) -> None:
    lan = somebody("lan", Role.ANALYST)
    page = lan.get("/scoreboard/demand")
    (risen,) = table(lan, "rising")
    assert (risen["topic"], risen["mean"]) == ("Cư trú", "0.0")
    assert "trước đó không ai hỏi" in read(page)
    everything = table(lan, "demand")[0]
    # 20, 24, ... 56 people a week: the level is 52.0 after the last, by halves of what each week brought more.
    level = 20.0
    for count in range(24, 57, 4):
        level += (count - level) / 2
    assert (everything["people"], everything["former"], float(everything["expected"])) == ("56", "40 44 48 52", round(level, 1))
    assert "Đăng ký thường trú" in read(page)
    # Of the week that is running nothing is told yet, and its file is that of the week before.
    running = lan.get("/scoreboard/demand?week=2026-11-16")
    assert "Nhu cầu của tuần 09/11 đến 15/11/2026, dự báo cho tuần 16/11 đến 22/11/2026" in read(running)
    file = lan.get("/scoreboard/export?table=demand&form=json&week=2026-11-16")
    assert (file.json()["week"], "demand-2026-11-09.json" in file.headers["content-disposition"]) == ("2026-11-09", True)


def judged(browser: Browser, verdicts: list[str]) -> None:
    """Judge the first answers of the ninth week, as chance chose them."""
    with browser.parts.database.begin() as session:
        turns = session.scalars(sa.select(Turn).where(Turn.at >= at(9)).order_by(Turn.id).limit(len(verdicts))).all()
        for turn, verdict in zip(turns, verdicts, strict=True):
            row = JudgementRow(turn_id=turn.id, turn_at=turn.at, by="staff:1", at=later(0.1), verdict=verdict, cause=None, note="")
            row.sampled, row.independent, row.undone = True, True, None
            session.add(row)


def test_wrong_answers_are_a_share_of_those_judged(months: None, somebody: People) -> None:
    lan = somebody("lan", Role.TRAINER)
    judged(lan, ["wrong"] * 3 + ["partly"] + ["unsure"] + ["right"] * 20)
    figures = {row["figure"]: row for row in table(lan, "week")}
    assert [figures[name]["now"] for name in ("judged", "wrong", "partly")] == ["24", "3", "1"]
    assert figures["wrong"]["share"] == "0.125"
    # Wilson's interval of 3 in 24, by hand: (0.125 + 0.0800 ± 1.96 × √(0.125 × 0.875 / 24 + 0.00167)) / 1.1601 = 0.0434 to 0.3101.
    assert "từ 4,3 % đến 31 %, trên 24" in read(lan.get("/scoreboard"))
    rows = lan.get(f"/scoreboard/rows?{WEEK}&figure=wrong").text
    assert (len(_LINES.findall(rows)), rows.count('href="/judging/'), rows.count('href="/labels?q=')) == (3, 3, 3)
    mai = somebody("mai", Role.TRAINER).get(f"/scoreboard/rows?{WEEK}&figure=wrong").text
    assert (len(_LINES.findall(mai)), mai.count('href="/judging/'), mai.count("đang chờ bạn chấm")) == (
        0,
        0,
        3,
    )  # whose second judge she is
    assert "Sai (ước lượng)" not in lan.get("/scoreboard/weeks").text  # of those that were answered too few are judged


def test_a_database_that_is_down_is_said(analyst: Browser) -> None:
    assert analyst.get("/scoreboard").status_code == 200
    analyst.parts.database.engine.dispose()
    (analyst.parts.settings.var / "troly.db").write_bytes(b"no database" * 1_000)
    assert analyst.get("/scoreboard").status_code == 503
