"""Turns are kept masked, for as long as the settings say; ratings go with the answer they are about."""

import pytest
from pydantic import SecretStr

from conversations.schemas import Reason
from conversations.service import Conversations
from core.db import Database
from core.errors import Unavailable
from core.settings import Settings
from tests.conversations_store.conftest import AN, BINH, Clock, heard


def test_a_turn_is_kept_without_personal_data(conversations: Conversations, clock: Clock) -> None:
    assert conversations.heard(heard(clock, "khai sinh, sđt 0909123456", procedure_code="1.001193"))
    data = conversations.data_of(AN)
    assert [(said.question, said.procedure_code, said.at) for said in data.turns] == [
        ("khai sinh, sđt [số điện thoại]", "1.001193", clock.now)
    ]
    assert conversations.data_of(BINH).turns_count == 0


def test_an_answer_that_reads_back_what_was_written_is_masked_and_where_a_dossier_stands_is_not_kept(
    conversations: Conversations, clock: Clock, database: Database
) -> None:
    conversations.heard(heard(clock, status="form", answer="Nơi: số 12 Nguyễn Trãi, 0909123456"))
    conversations.heard(heard(clock, status="answered", answer="Gọi 028 3829 1234"))
    conversations.heard(heard(clock, "nhầm, 4321 mới đúng", status="dossier", answer="Hồ sơ của N. V. A. đang được xử lý", private=True))
    with database.begin() as session:
        answers = [row[0] for row in session.connection().exec_driver_sql("select answer from turns order by id")]
    assert answers == ["Nơi: số [địa chỉ], [số điện thoại]", "Gọi 028 3829 1234", "[trả lời về hồ sơ]"]
    assert conversations.data_of(AN).turns[0].question == "nhầm, [số] mới đúng"


@pytest.mark.parametrize("question", ["", "x" * 100_000, "\x00\x01", "'; drop table turns; --", "😀" * 500])
def test_any_text_is_kept(conversations: Conversations, clock: Clock, question: str) -> None:
    assert conversations.heard(heard(clock, question))
    assert conversations.data_of(AN).turns[0].question == question


def test_a_rating_goes_with_the_answer_before_it(conversations: Conversations, clock: Clock) -> None:
    assert not conversations.rate(AN, good=True)
    conversations.heard(heard(clock, "câu một", procedure_code="1.001193", release="r1", model="m1"))
    conversations.heard(heard(clock, "cảm ơn", status="greeting"))
    conversations.heard(heard(clock, '/pick{"option":"rate:up"}'))
    assert conversations.rate(AN, good=True)
    assert conversations.rate(AN, good=False)
    assert conversations.explain(AN, Reason.WRONG, "sai phí, gọi 0909123456")
    (rating,) = conversations.ratings()
    assert {key: rating[key] for key in ("question", "procedure", "release", "model", "good", "reason", "note")} == {
        "question": "câu một", "procedure": "1.001193", "release": "r1", "model": "m1",
        "good": False, "reason": "wrong", "note": "sai phí, gọi [số điện thoại]",
    }  # fmt: skip


def test_a_verdict_of_tomorrow_is_about_something_else(conversations: Conversations, clock: Clock) -> None:
    conversations.heard(heard(clock))
    clock.forward(hours=13)
    assert not conversations.rate(AN, good=True)
    assert not conversations.explain(AN, Reason.OTHER)


def test_what_was_kept_long_enough_goes(conversations: Conversations, clock: Clock) -> None:
    conversations.heard(heard(clock))
    conversations.rate(AN, good=True)
    conversations.profiles.remember(AN, {"life:child": True}, "đồng ý")
    conversations.keep_draft(AN, "report", {"what": "đèn hư"})
    conversations.erase(BINH)
    clock.forward(days=1, seconds=1)
    assert conversations.sweep()["drafts"] == 1
    clock.forward(days=88)
    assert sum(conversations.sweep().values()) == 0
    clock.forward(days=2)
    gone = conversations.sweep()
    assert {name: gone[name] for name in ("turns", "ratings", "profile", "consents", "erasures")} == dict.fromkeys(
        ("turns", "ratings", "profile", "consents", "erasures"), 1
    )
    assert conversations.data_of(AN).turns_count == 0


def test_how_long_is_a_setting(database: Database, clock: Clock, settings: Settings) -> None:
    conversations = Conversations(database, settings.model_copy(update={"keep_conversations_days": 2}), clock)
    conversations.heard(heard(clock))
    clock.forward(days=2, seconds=1)
    assert conversations.sweep()["turns"] == 1


def test_without_its_tables_the_database_counts_as_down(clock: Clock, settings: Settings) -> None:
    empty = Database(SecretStr("sqlite://").get_secret_value())
    with pytest.raises(Unavailable):
        Conversations(empty, settings, clock).heard(heard(clock))
    empty.close()


def test_a_draft_is_kept_for_a_day(conversations: Conversations, clock: Clock) -> None:
    conversations.keep_draft(AN, "report", {"what": "đèn hư"})
    assert conversations.draft(AN, "report") == {"what": "đèn hư"}
    assert conversations.draft(BINH, "report") == {}
    clock.forward(days=1, seconds=1)
    assert conversations.draft(AN, "report") == {}
    conversations.keep_draft(AN, "report", {})
    conversations.keep_draft(AN, "report", {})
