"""The difference of two contents: what became of each field and of each item, and nothing left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editorial import content, diff
from knowledge.editorial.items import compare
from tests.knowledge.records import LIBRARY

FULL = content.of(LIBRARY)
WORDS = st.lists(st.sampled_from(["Điền đơn.", "Điền đơn tại quầy.", "Nộp phí.", "Nhận thẻ.", "Chờ.", ""]), max_size=8)
LAWS = st.lists(
    st.fixed_dictionaries({"number": st.sampled_from(["1/NĐ", "2/NĐ", "3/TT"]), "name": st.sampled_from([None, "Luật", "Nghị định"])}),
    max_size=6,
)


@given(st.tuples(WORDS, WORDS) | st.tuples(LAWS, LAWS))
def test_every_item_is_told_once(pair: tuple[list[object], list[object]]) -> None:
    before, after = pair
    told = compare(before, after)
    assert [one.before for one in sorted((one for one in told if one.was is not None), key=lambda one: one.was or 0)] == before
    assert [one.after for one in told if one.now is not None] == after
    assert all((one.kind == "added") == (one.was is None) and (one.kind == "removed") == (one.now is None) for one in told)
    assert all((one.kind in ("same", "moved")) == (one.before == one.after) for one in told)


@given(WORDS)
def test_the_same_list_is_the_same(words: list[str]) -> None:
    assert {one.kind for one in compare(words, words)} <= {"same"}


def test_items_are_added_removed_changed_and_moved() -> None:
    before = ["Điền đơn tại quầy.", "Nộp phí.", "Nhận thẻ sau khi đóng phí.", "Ký sổ."]
    after = ["Ký sổ.", "Điền đơn tại quầy số 3.", "Nộp phí.", "Đợi gọi tên theo số thứ tự."]
    told = [(one.kind, one.before, one.after) for one in compare(before, after)]
    assert told == [
        ("moved", "Ký sổ.", "Ký sổ."),
        ("changed", "Điền đơn tại quầy.", "Điền đơn tại quầy số 3."),
        ("same", "Nộp phí.", "Nộp phí."),
        ("removed", "Nhận thẻ sau khi đóng phí.", None),
        ("added", None, "Đợi gọi tên theo số thứ tự."),
    ]


def test_a_fee_inside_a_way_is_told_by_its_part() -> None:
    methods = [dict(way) for way in FULL["methods"]]
    methods[0]["fees"] = [{"kind": "fee", "amount_vnd": 50_000, "text": None}]
    (change,) = diff.fields(FULL, {**FULL, "methods": methods})
    way = change.items[0]
    assert (change.field, way.kind, change.items[1].kind) == ("methods", "changed", "same")
    (fees,) = way.parts
    (amount,) = fees.items[0].parts
    assert (amount.field, amount.before, amount.after) == ("amount_vnd", 30_000, 50_000)


def test_a_law_is_known_by_its_number() -> None:
    renamed = {"number": "46/2019/QH14", "name": "Luật Thư viện năm 2019", "date": None}
    laws = [renamed, {"number": "1/2026/NĐ-CP", "name": None, "date": None}]
    (change,) = diff.fields(FULL, {**FULL, "legal_basis": laws})
    assert [one.kind for one in change.items] == ["changed", "added"]
    assert [part.field for part in change.items[0].parts] == ["name"]


@pytest.mark.parametrize(("old", "new", "kind"), [(None, "x", "added"), ("x", None, "removed"), ("x", "y", "changed")])
def test_a_plain_field(old: str | None, new: str | None, kind: str) -> None:
    (change,) = diff.fields({**FULL, "place": old}, {**FULL, "place": new})
    assert (change.field, change.kind, change.before, change.after) == ("place", kind, old, new)


def test_none_and_an_empty_list_are_one_and_zero_is_stated() -> None:
    assert diff.fields({"steps": []}, {"steps": None}) == []
    cases = [{"name": None, "documents": [{"name": "Đơn", "originals": count}]} for count in (None, 0)]
    assert len(diff.fields({"cases": cases[:1]}, {"cases": cases[1:]})) == 1
    assert diff.fields(None, FULL)[0].kind == "added"


def test_many_long_items_are_compared_by_their_words() -> None:
    before = [" ".join(f"bước {number} chữ {place}" for place in range(20)) for number in range(60)]
    told = compare(before, [f"{text} tại quầy" for text in before])
    assert {one.kind for one in told} == {"changed"}
    assert [(one.was, one.now) for one in told] == [(place, place) for place in range(60)]
