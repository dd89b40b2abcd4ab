"""The contract of `FeedbackPort`, run on the sample adapter; and its export."""

import csv
import io
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.db import Database
from core.errors import TooManyRequests, Unavailable
from portal.feedback import MOST_CONTACT, MOST_PLACE, MOST_WHAT, FeedbackPort, Report
from portal.sample_feedback import COLUMNS, SampleFeedback, write_csv, write_json_lines

HOME = Path(__file__).resolve().parents[2]
AN, BINH = "a" * 32, "b" * 32
LAMP = Report(AN, "đèn đường không sáng", "trước số 12 Nguyễn Trãi", "rest", "0909123456")


class FeedbackContract:
    """What every adapter of the port does; a subclass gives it as `port`."""

    def test_a_report_is_taken_and_found_again(self, port: FeedbackPort) -> None:
        filed = port.file(LAMP)
        assert filed.number.startswith("PA-")
        assert port.of(AN) == [filed]
        assert (filed.what, filed.place, filed.contact) == (LAMP.what, LAMP.place, LAMP.contact)
        assert filed.at.tzinfo is not None

    def test_each_has_its_number_and_others_see_nothing(self, port: FeedbackPort) -> None:
        first, second = port.file(LAMP), port.file(LAMP)
        assert [filed.number for filed in port.of(AN)] == [second.number, first.number]
        assert port.of(BINH) == []

    def test_who_is_forgotten_has_no_report_any_more(self, port: FeedbackPort) -> None:
        port.file(LAMP)
        assert port.forget(AN) == 1
        assert port.of(AN) == []
        assert port.forget(AN) == 0

    def test_a_contact_is_taken_back_and_the_report_stays_its_authors(self, port: FeedbackPort) -> None:
        port.file(LAMP)
        assert (port.unreach(AN), port.unreach(AN), port.unreach(BINH)) == (1, 0, 0)
        assert [(filed.what, filed.contact) for filed in port.of(AN)] == [(LAMP.what, None)]

    def test_old_reports_lose_their_author(self, port: FeedbackPort) -> None:
        filed = port.file(LAMP)
        assert port.forget_before(filed.at) == 0
        assert len(port.of(AN)) == 1
        assert port.forget_before(filed.at + timedelta(seconds=1)) == 1
        assert port.of(AN) == []

    @pytest.mark.parametrize("text", ["", "x" * 100_000, "\x00\x01\x02", "'; drop table reports; --", "=HYPERLINK(1)", "😀" * 5_000])
    def test_any_text_is_taken_and_cut(self, port: FeedbackPort, text: str) -> None:
        filed = port.file(Report(AN, text, text, "rest" * 50, text or None, "vi"))
        assert len(filed.what) <= MOST_WHAT
        assert len(filed.place) <= MOST_PLACE
        assert len(filed.contact or "") <= MOST_CONTACT

    def test_personal_data_of_others_is_masked_and_the_place_is_not(self, port: FeedbackPort) -> None:
        filed = port.file(Report(AN, "ông Ba sđt 0909123456 đổ rác", "số 12 Nguyễn Trãi", "rest"))
        assert (filed.what, filed.place) == ("ông Ba sđt [số điện thoại] đổ rác", "số 12 Nguyễn Trãi")

    def test_one_person_does_not_crowd_out_the_others(self, port: FeedbackPort) -> None:
        for _ in range(5):
            port.file(LAMP)
        with pytest.raises(TooManyRequests):
            port.file(LAMP)
        assert port.file(Report(BINH, "ổ gà", "", "rest")).number


class TestSampleFeedback(FeedbackContract):
    @pytest.fixture
    def port(self, database: Database) -> SampleFeedback:
        return SampleFeedback(database)


def test_the_export_has_the_documented_form(database: Database) -> None:
    feedback = SampleFeedback(database)
    feedback.file(LAMP)
    feedback.file(Report(BINH, "=cmd()", "đường Lê Lợi", "rest"))
    lines, table = io.StringIO(), io.StringIO()
    assert write_json_lines(feedback.export(), lines) == write_csv(feedback.export(), table) == 2
    first = json.loads(lines.getvalue().splitlines()[0])
    assert tuple(first) == COLUMNS
    assert (first["number"], first["contact"]) == ("PA-000001", "0909123456")
    assert datetime.fromisoformat(first["at"]).utcoffset() == timedelta(0)
    rows = list(csv.DictReader(io.StringIO(table.getvalue())))
    assert [(row["what"], row["contact"]) for row in rows] == [(LAMP.what, "0909123456"), ("'=cmd()", "")]
    documented = (HOME / "docs" / "feedback.md").read_text("utf-8")
    assert all(f"| `{column}` |" in documented for column in COLUMNS)


def test_the_export_begins_where_it_is_told(database: Database) -> None:
    moment = datetime(2026, 11, 20, tzinfo=timezone.utc)
    feedback = SampleFeedback(database, clock=lambda: moment)
    feedback.file(LAMP)
    assert len(list(feedback.export(moment))) == 1
    assert list(feedback.export(moment + timedelta(seconds=1))) == []


def test_without_its_table_the_port_is_down(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Unavailable):
        SampleFeedback(empty).file(LAMP)
    empty.close()
