"""The form of a record says what its content says, and reads what people type."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from console.procedures import form, items
from console.procedures.leaves import COUNT, DAY, LAW_DAY, MONEY, NUMBER, Leaf, Unread
from core.errors import BadRequest
from core.procedure import Procedure
from knowledge.editorial import content
from knowledge.editorial.content import FIELDS, Content
from tests.backends import HOME
from tests.knowledge.records import LIBRARY, SMALL

SEED = sorted((HOME / "knowledge" / "seed" / "procedures").glob("*.json"))


def flat(tree: Any, place: str = "") -> list[tuple[str, str]]:
    """The inputs of a tree, as a browser sends them."""
    if isinstance(tree, str):
        return [(place, tree.replace("\n", "\r\n"))]
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return [pair for key, part in parts for pair in flat(part, f"{place}.{key}" if place else str(key))]


def back(written: Content) -> dict[str, Any]:
    """What is read of the form of a record that nobody touched."""
    found = form.read(form.grown(flat(form.shown(written)), form.SPEC))
    assert found.faults == {}
    return content.taken(written, found.values)[0]


def test_every_field_of_a_record_has_its_inputs() -> None:
    assert tuple(form.SPEC) == FIELDS


@pytest.mark.parametrize("record", SMALL, ids=lambda record: record.code)
def test_a_form_that_nobody_touched_changes_nothing(record: Procedure) -> None:
    assert back(content.of(record)) == {}


@pytest.mark.parametrize("path", SEED[::6], ids=lambda path: path.stem)
def test_nor_does_that_of_a_record_that_ships(path: Path) -> None:
    shown = form.shown(content.of(Procedure.model_validate_json(path.read_bytes())))
    assert form.grown(flat(shown), form.SPEC) == shown


@pytest.mark.parametrize(
    ("leaf", "typed", "value"),
    [
        (MONEY, "75.000", 75_000), (MONEY, "75,000 đ", 75_000), (MONEY, "75 000đồng", 75_000), (MONEY, "1.250.000 VNĐ", 1_250_000),
        (MONEY, "0", 0), (MONEY, "", None), (MONEY, "-5", -5), (NUMBER, "7", 7.0), (NUMBER, "7,5", 7.5), (NUMBER, "7.5", 7.5),
        (NUMBER, "1.000", 1000.0), (NUMBER, "", None), (COUNT, "2", 2), (DAY, "22/11/2026", "2026-11-22"), (DAY, "1-2-2026", "2026-02-01"),
        (DAY, "2026-11-22", "2026-11-22"), (DAY, "", None), (LAW_DAY, "khoảng năm 2020", "khoảng năm 2020"),
    ],
)  # fmt: skip
def test_numbers_and_days_are_read_as_people_write_them(leaf: Leaf, typed: str, value: object) -> None:
    assert leaf.read(typed) == value


@pytest.mark.parametrize(
    ("leaf", "typed"),
    [
        (MONEY, "bảy mươi"), (MONEY, "75.00"), (MONEY, "7.5.0"), (MONEY, "9" * 40), (NUMBER, "vài"), (NUMBER, "1/2"), (NUMBER, "9" * 30),
        (COUNT, "hai"), (COUNT, "1,5"), (DAY, "31/02/2026"), (DAY, "hôm qua"), (DAY, "22/11"), (DAY, "00/00/0000"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(leaf: Leaf, typed: str) -> None:
    with pytest.raises(Unread, match=r"procedures\.fault_"):
        leaf.read(typed)


def test_what_is_typed_in_decomposed_letters_is_read() -> None:
    trees = form.shown(content.of(LIBRARY))
    trees["methods"][0]["fees"][0]["amount_vnd"] = unicodedata.normalize("NFD", "\u200b75.000 đồng")
    assert form.read({"methods": trees["methods"]}).values["methods"][0]["fees"][0]["amount_vnd"] == 75_000


def test_billions_are_shown_in_digits() -> None:
    assert (MONEY.show(17_500_000_000), NUMBER.show(7.5), NUMBER.show(1000.0)) == ("17.500.000.000", "7,5", "1.000")


def test_a_field_with_a_fault_is_no_field_and_the_others_are() -> None:
    trees = form.shown(content.of(LIBRARY))
    trees["methods"][1]["fees"][0]["amount_vnd"] = "rẻ thôi"
    found = form.read({"methods": trees["methods"], "result": "Thẻ"})
    assert found.values == {"result": "Thẻ"}
    assert found.faults == {"methods.1.fees.0.amount_vnd": "procedures.fault_money"}


def test_items_in_which_nothing_was_filled_in_are_left_out_and_places_follow() -> None:
    trees = form.shown(content.of(LIBRARY))
    trees["cases"].insert(0, form.blank(form.SPEC["cases"].of))  # type: ignore[union-attr]
    trees["cases"][1]["documents"].insert(1, form.blank(form.PAPER))
    found = form.read({"cases": trees["cases"]})
    assert found.values["cases"] == content.of(LIBRARY)["cases"]
    assert found.shifted == {"cases"}
    assert found.place("cases.0.documents.1.name") == "cases.1.documents.2.name"
    assert found.place("cases.1") == "cases.2"
    assert found.place("methods.0") == "methods.0"


def test_a_way_without_time_and_fee_stays() -> None:
    trees = form.shown(content.of(LIBRARY))
    trees["methods"].append(form.blank(form.SPEC["methods"].of))  # type: ignore[union-attr]
    assert form.read({"methods": trees["methods"]}).values["methods"][-1] == {"channel": "direct", "time_limit": None, "fees": []}


NO_DEEDS = ["", "add:", "add:name", "up:steps", "remove:steps.9", "remove:steps.-1", "up:cases.0.documents.x", "add:steps.0.0", "up:no.1"]


@pytest.mark.parametrize("deed", NO_DEEDS)
def test_a_deed_that_is_none(deed: str) -> None:
    trees = form.shown(content.of(LIBRARY))
    with pytest.raises(BadRequest):
        items.apply(trees, deed)
    assert trees == form.shown(content.of(LIBRARY))


def test_items_are_added_removed_and_moved() -> None:
    trees = form.shown(content.of(LIBRARY))
    assert items.apply(trees, "down:steps.0") == "steps.1"
    assert items.apply(trees, "up:steps.0") == "steps.0"  # the first stays the first
    assert items.apply(trees, "add:cases.1.documents") == "cases.1.documents.1"
    assert items.apply(trees, "remove:cases.0.documents.1") == "cases.0.documents.0"
    assert items.apply(trees, "remove:requirements.0") == "requirements"
    assert trees["steps"] == ["Nhận thẻ sau khi đóng phí.", "Điền đơn tại quầy."]
    assert [len(case["documents"]) for case in trees["cases"]] == [1, 2]
    assert trees["requirements"] == []


@pytest.mark.parametrize(
    "pairs",
    [
        [("cases", "x"), ("cases.0.name", "y")], [("cases.0.name", "y"), ("cases.0", "x"), ("cases", "z")], [("cases.9999999.name", "x")],
        [("cases.-1.name", "x"), ("cases.²." "name", "y")], [("cases.0." + "documents.0." * 50 + "name", "x")], [("", "x"), (".", "y")],
        [("name.first", "x")], [("không.có", "x")],
    ],
)  # fmt: skip
def test_names_of_inputs_that_are_none(pairs: list[tuple[str, str]]) -> None:
    found = form.read(form.grown(pairs, form.SPEC))
    assert found.values["methods"] == []
    assert all(len(case["documents"]) == 0 for case in found.values["cases"])
