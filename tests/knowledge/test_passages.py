"""A record cut into what is searched: nothing too long, nothing lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.procedure import Procedure
from knowledge.passages import PASSAGE_CHARS, labels, passages
from tests.conftest import HOME
from tests.knowledge.records import LIBRARY, procedure

SEED = sorted((HOME / "knowledge" / "seed" / "procedures").glob("*.json"))
SENTENCES = st.lists(st.text("ab ", min_size=1, max_size=1_600).map(str.strip).filter(bool), max_size=6)


def said(record: Procedure) -> list[str]:
    """Every sentence of `record` that passages hold."""
    texts = [case.name for case in record.cases] + [document.name for case in record.cases for document in case.documents]
    texts += [*record.steps, *record.requirements, record.place, record.agency, record.result]
    texts += [method.time_limit.text for method in record.methods if method.time_limit]
    texts += [fee.text for method in record.methods for fee in method.fees]
    return [text for text in texts if text]


@pytest.mark.parametrize("path", SEED, ids=lambda path: path.stem)
def test_no_passage_of_the_seed_is_too_long_and_no_sentence_is_lost(path: Path) -> None:
    record = Procedure.model_validate_json(path.read_text("utf-8"))
    cut = list(passages(record))
    assert max(len(piece.text) for piece in cut) <= PASSAGE_CHARS
    assert {piece.code for piece in cut} == {record.code}
    joined = " ".join(" ".join(piece.text for piece in cut).split())
    assert [text for text in said(record) if " ".join(text.split()) not in joined] == []


@given(SENTENCES)
def test_no_passage_is_too_long_and_no_letter_is_lost(steps: list[str]) -> None:
    cut = [piece.text for piece in passages(procedure(steps=steps))]
    assert all(0 < len(text) <= PASSAGE_CHARS for text in cut)
    assert "".join("".join(cut).split()) == "".join("".join(steps).split())


def test_a_word_longer_than_a_passage_is_cut_all_the_same() -> None:
    cut = [piece.text for piece in passages(procedure(steps=["x" * (2 * PASSAGE_CHARS + 1)]))]
    assert [len(text) for text in cut] == [PASSAGE_CHARS, PASSAGE_CHARS, 1]


def test_two_sentences_that_just_do_not_fit_stand_apart() -> None:
    half = "x" * (PASSAGE_CHARS // 2)
    cut = [piece.text for piece in passages(procedure(steps=[half, half]))]
    assert all(len(text) <= PASSAGE_CHARS for text in cut)
    assert "".join(cut).replace(" ", "") == 2 * half


def test_each_passage_knows_its_facet_in_the_record_s_order() -> None:
    found = [(piece.facet, piece.text) for piece in passages(LIBRARY)]
    assert found == [
        ("documents", "Đơn xin cấp thẻ Ảnh 3x4"),
        ("documents", "Trẻ em dưới 15 tuổi: Giấy cam kết của cha mẹ"),
        ("steps", "Điền đơn tại quầy. Nhận thẻ sau khi đóng phí."),
        ("requirements", "Đang ở trong phường."),
        ("place", "Quầy số 3, Thư viện phường Thư viện phường"),
        ("result", "Thẻ thư viện"),
    ]


def test_words_that_hold_for_every_way_of_submitting_stand_once() -> None:
    ways = [{"channel": channel, "time_limit": {"text": "Trong ngày."}} for channel in ("direct", "post", "online")]
    assert [piece.text for piece in passages(procedure(methods=ways))] == ["Trong ngày."]


def test_a_bare_record_has_no_passage() -> None:
    assert list(passages(procedure())) == []


def test_labels_are_the_name_its_head_and_the_aliases_each_once() -> None:
    record = procedure(name="Cấp thẻ (lần đầu); gia hạn", aliases=["làm thẻ", "Cấp thẻ", "hoà thẻ"])
    assert labels(record) == ["Cấp thẻ (lần đầu); gia hạn", "Cấp thẻ", "làm thẻ", "hòa thẻ"]


def test_a_name_of_unseen_marks_alone_is_no_label_but_there_is_always_one() -> None:
    assert labels(procedure(name="\u200b(\u200b)", aliases=["\u200b", "làm thẻ"])) == ["()", "làm thẻ"]
    assert labels(procedure(name="\u200b\u200b\u200b")) == ["\u200b\u200b\u200b"]
