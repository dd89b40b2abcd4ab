"""What a model would have answered otherwise, and what it confuses: seen by who may, judged by trainers, gone with the conversation."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from console.parts import Parts
from console.roles import Role
from conversations.models import Turn
from core.settings import Settings
from tests.console.desk import Browser, read
from tests.console.models.test_models import promote, train
from tests.training.dialogue.stand_in import learn
from tests.training.dialogue.test_shadows import side, turn
from training.dialogue.schemas import Difference, Side
from training.dialogue.shadows import Shadows, keep

WORDS = "người ta đòi tiền <b>tôi</b>"


@pytest.fixture
def settings(taught: Settings) -> Settings:
    return taught


def differing(parts: Parts, model: int, *texts: str) -> list[int]:
    """Let a model answer `texts` otherwise, and return the numbers of the turns."""
    turns = [turn(parts.database, text) for text in texts]
    aside = Side("safety", 0.4, "aside", None, "safety", "")
    found = [Difference(number, text, side("ask_fee", "Lệ phí: 8.000 đồng"), aside) for number, text in zip(turns, texts, strict=True)]
    with parts.database.begin() as session:
        keep(session, model, found)
    return turns


def test_both_answers_stand_side_by_side_and_a_trainer_says_which_is_better(trainer: Browser, approver: Browser) -> None:
    number = train(trainer)
    differing(trainer.parts, number, WORDS)
    place = f"/models/{number}/shadow"
    shown = trainer.get(place)
    page = read(shown)
    assert "Liên quan đến nguy hiểm" in page
    assert "Nghe thành: Hỏi lệ phí (tin chắc 90 %) Trả lời Khai sinh Lệ phí: 8.000 đồng" in page
    assert "&lt;b&gt;" in shown.text
    (row,) = Shadows(trainer.parts.database).of(number)
    assert trainer.send(f"{place}/{row.id}", shown, verdict="live").headers["location"] == f"{place}?only=&page=1"
    assert "Đã xem 1 trong 1 câu trả lời khác nhau: mô hình mới đúng hơn 0, mô hình đang dùng đúng hơn 1" in read(
        trainer.get(f"/models/{number}")
    )
    assert "Cán bộ lan xem lúc" in read(trainer.get(place))
    looked = approver.get(place)
    assert "Đúng hơn: Cũ." in read(looked)
    assert '<form class="verdicts"' not in looked.text
    assert "Không có câu nào." in read(trainer.get(f"{place}?only=open"))
    trainer.send(f"{place}/{row.id}", shown, verdict="")
    assert "Đã xem 0 trong 1" in read(trainer.get(place))


def test_what_was_judged_is_read_in_the_audit_without_the_question(trainer: Browser, somebody: Callable[..., Browser]) -> None:
    number = train(trainer)
    differing(trainer.parts, number, WORDS)
    (row,) = Shadows(trainer.parts.database).of(number)
    trainer.send(f"/models/{number}/shadow/{row.id}", trainer.get(f"/models/{number}/shadow"), verdict="live")
    page = read(somebody("hoa", Role.ADMIN).get("/audit"))
    assert "So câu trả lời của mô hình hội thoại với mô hình đang dùng" in page
    assert f"câu trả lời khác nhau số: {row.id}" in page
    assert "nay là: mô hình đang dùng đúng hơn" in page
    assert "đòi tiền" not in page


def test_with_a_script_only_the_question_and_the_count_come_anew(trainer: Browser) -> None:
    number = train(trainer)
    differing(trainer.parts, number, WORDS)
    (row,) = Shadows(trainer.parts.database).of(number)
    answer = trainer.client.post(
        f"/models/{number}/shadow/{row.id}", data={"csrf": trainer.csrf, "verdict": "new"}, headers={"hx-request": "true"}
    )
    assert answer.status_code == 200
    assert answer.text.count("<article") == 1
    assert "<html" not in answer.text
    assert "mô hình mới đúng hơn 1" in read(answer)


def test_a_question_that_was_erased_meanwhile_is_said_and_bad_input_does_no_harm(trainer: Browser) -> None:
    number = train(trainer)
    place = f"/models/{number}/shadow"
    (gone,) = differing(trainer.parts, number, WORDS)
    (row,) = Shadows(trainer.parts.database).of(number)
    shown = trainer.get(place)
    with trainer.parts.database.begin() as session:
        session.execute(sa.delete(Turn).where(Turn.id == gone))
    trainer.send(f"{place}/{row.id}", shown, verdict="new")
    page = read(trainer.get(place))
    assert "Câu này không còn nữa" in page
    assert WORDS not in page
    differing(trainer.parts, number, "khác")
    (row,) = Shadows(trainer.parts.database).of(number)
    assert trainer.send(f"{place}/{row.id}", shown, verdict="\x00").status_code == 400
    assert trainer.send(f"{place}/{row.id}", shown, verdict="x" * 100).status_code == 422
    for query in ("?page=0", "?page=99999", "?page=x"):
        assert trainer.get(place + query).status_code == 422
    assert trainer.get(f"{place}?only=<x>&page=7").status_code == 200
    assert trainer.get("/models/999/shadow").status_code == 404


def test_differences_are_paged(trainer: Browser) -> None:
    number = train(trainer)
    differing(trainer.parts, number, *(f"câu {at}" for at in range(25)))
    first, second = (trainer.get(f"/models/{number}/shadow?page={page}") for page in (1, 2))
    assert (first.text.count("<article"), second.text.count("<article")) == (20, 5)
    assert "Trang kế tiếp" in read(first)
    assert "Trang trước" in read(second)


def test_a_cell_of_the_matrix_leads_to_its_sentences(trainer: Browser, approver: Browser, somebody: Callable[..., Browser]) -> None:
    promote(approver, train(trainer))
    learn(trainer.parts.settings.home, "spoilt")
    worse = train(trainer)
    page = trainer.get(f"/models/{worse}/matrix")
    place = f"/models/{worse}/matrix?writing=as+typed&labelled=greet&read=ask_status"
    assert f'href="{place.replace("&", "&amp;")}#sentences"' in page.text
    assert '"url": "' + place.replace("&", "\\u0026") + '#sentences"' in page.text
    sentences = read(somebody("chi", Role.ANALYST).get(place))
    assert "Chào nghe thành Hỏi hồ sơ đến đâu" in sentences
    assert "xin chào ạ gõ đúng chính tả Mới sai" in sentences
    assert "Không có câu nào nhầm như vậy." in read(trainer.get(f"/models/{worse}/matrix?labelled=greet&read=thanks"))
    assert trainer.get(f"/models/{worse}/matrix?writing=nobody%27s").status_code == 404
    new, costly = (read(trainer.get(f"/models/{worse}?only={only}")) for only in ("new", "costly"))
    assert "xin chào ạ gõ đúng chính tả Mới sai" in new
    assert "Không có câu nào loại này." in costly


def test_a_model_that_confuses_nothing_has_no_matrix(trainer: Browser) -> None:
    number = train(trainer)
    assert "Không câu nào nghe sai." in read(trainer.get(f"/models/{number}/matrix"))
