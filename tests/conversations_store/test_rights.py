"""A person's rights: see, correct, withdraw, erase; nothing is left, and nobody else loses anything."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from conversations.inbox_rows import Talk
from conversations.notices import Noticed
from conversations.outbox import Outbox
from conversations.schemas import Purpose
from conversations.service import Conversations
from core.answer import Answer
from core.db import Database
from portal.feedback import Report
from portal.sample_feedback import SampleFeedback
from tests.conversations_store.conftest import AN, BINH, Clock, heard


def fill(conversations: Conversations, outbox: Outbox, clock: Clock, person: str) -> None:
    conversations.heard(heard(clock, "câu hỏi riêng", person=person))
    conversations.rate(person, good=False)
    conversations.handovers.open(person, "rest")
    conversations.handovers.reach(person, "0909123456", "lưu để liên hệ")
    conversations.profiles.remember(person, {"life:child": True}, "đồng ý nhớ")
    conversations.keep_draft(person, "report", {"what": "đèn hư"})
    outbox.put(person, "rest", f"key of {person}", Answer(status="dossier", text="Hồ sơ …0420 đã có kết quả."))


def test_who_was_told_a_notice_is_erased_too(conversations: Conversations, database: Database) -> None:
    for person in (AN, BINH):
        assert Noticed(database).first(person, "rest", "2026-11-23:1")
    assert conversations.erase(AN).counts["talks"] == 1
    with database.read() as session:
        assert session.scalars(sa.select(Talk.person)).all() == [BINH]


def test_erasing_leaves_no_row_and_no_trace_in_the_files(
    conversations: Conversations, database: Database, clock: Clock, tmp_path: Path
) -> None:
    for person in (AN, BINH):
        fill(conversations, Outbox(database, clock), clock, person)
    gone = conversations.erase(AN)
    kept = {"ratings": 1, "turns": 1, "handovers": 1, "profile": 1, "consents": 2, "drafts": 1, "outbox": 1}
    assert {table: count for table, count in gone.counts.items() if count} == kept
    assert gone.total == 8
    with database.begin() as session:
        for table in sa.inspect(session.connection()).get_table_names():
            assert AN not in str(session.connection().exec_driver_sql(f"select * from {table}").all())
    assert conversations.data_of(BINH).turns_count == 1
    database.close()
    assert not any(AN.encode() in file.read_bytes() for file in tmp_path.glob("troly.db*"))


def test_a_turn_under_way_while_its_person_is_erased_is_not_kept(conversations: Conversations, clock: Clock) -> None:
    under_way, other = heard(clock), heard(clock, person=BINH)
    clock.forward(seconds=1)
    conversations.erase(AN)
    assert not conversations.heard(under_way)
    assert conversations.heard(other)
    clock.forward(seconds=1)
    assert conversations.heard(heard(clock))


def test_nothing_is_remembered_without_consent(conversations: Conversations) -> None:
    assert conversations.profiles.learn(AN, {"life:child": True}) == 0
    assert not conversations.profiles.consented(AN)
    assert conversations.profiles.remember(AN, {"life:child": True, "note": "gọi 0909123456"}, "đồng ý") == 2
    assert conversations.profiles.consented(AN)
    assert conversations.profiles.of(AN) == {"life:child": True, "note": "gọi [số điện thoại]"}
    assert conversations.profiles.learn(AN, {"life:child": False}) == 1
    assert conversations.profiles.of(AN)["life:child"] is False
    assert conversations.profiles.of(BINH) == {}


def test_a_fact_is_corrected_or_forgotten(conversations: Conversations) -> None:
    conversations.profiles.remember(AN, {"ward": "26740", "life:child": True}, "đồng ý")
    assert conversations.profiles.correct(AN, "ward", "27655")
    assert conversations.profiles.correct(AN, "life:child", None)
    assert not conversations.profiles.correct(AN, "life:child", True)
    assert conversations.profiles.of(AN) == {"ward": "27655"}


def test_who_withdraws_consent_is_forgotten_and_nothing_more_is_learned(conversations: Conversations) -> None:
    conversations.profiles.remember(AN, {"ward": "26740"}, "đồng ý")
    assert conversations.profiles.withdraw(AN) == 1
    assert conversations.profiles.of(AN) == {}
    assert conversations.profiles.learn(AN, {"ward": "26740"}) == 0


def test_a_report_may_be_answered_with_consent_until_it_is_withdrawn(conversations: Conversations, database: Database) -> None:
    conversations.agreed(AN, Purpose.REPORT, "lưu để trả lời")
    conversations.disagreed(AN, Purpose.REPORT)
    with database.begin() as session:
        rows = session.connection().exec_driver_sql("select purpose, told, withdrawn is null from consents").all()
    assert rows == [("report", "lưu để trả lời", 0)]


def test_an_erasure_stands_while_somebody_reads_the_files(conversations: Conversations, database: Database, clock: Clock) -> None:
    conversations.heard(heard(clock))
    with sqlite3.connect(str(database.engine.url.database)) as reader:
        reader.execute("begin")
        reader.execute("select * from turns").fetchall()
        assert conversations.erase(AN).total == 1
    reader.close()


def test_nobody_fills_the_profile(conversations: Conversations) -> None:
    facts = {**{f"fact{n}": "x" * 1_000 for n in range(80)}, "k" * 81: 1, "none": None}
    assert conversations.profiles.remember(AN, facts, "đồng ý") == 50
    assert max(map(len, conversations.profiles.of(AN).values())) == 200


def test_a_report_stays_as_a_record_without_its_author(database: Database) -> None:
    feedback = SampleFeedback(database)
    feedback.file(Report(AN, "đèn hư", "đường Lê Lợi", "rest", "0909123456"))
    assert feedback.forget(AN) == 1
    assert feedback.of(AN) == []
    assert [(row["what"], row["contact"]) for row in feedback.export()] == [("đèn hư", None)]
