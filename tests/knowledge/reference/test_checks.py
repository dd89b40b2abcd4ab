"""What is refused, in words: cells that would break a table, codes of nothing, texts without their values, YAML of an expert."""

import re
from typing import Any

import pytest

from core.db import Database
from core.words import shipped
from knowledge.importers.texts import line
from knowledge.reference import event_checks
from knowledge.reference.checks import Around, checked
from knowledge.reference.kinds import ALIAS, GOLDEN, KINDS, LIFE, TEXT, WARD, WORD
from knowledge.reference.schemas import Refused
from knowledge.reference.shipped import Shipped
from knowledge.reference.text_checks import is_title
from knowledge.reference.warnings import warnings
from tests.conftest import HOME
from tests.editorial.conftest import Clock
from tests.knowledge.reference.conftest import SEED, Room, word

UNIT: dict[str, Any] = Shipped(SEED).of(WARD)["26740"]
BIRTH: dict[str, Any] = Shipped(SEED).of(LIFE)["birth"]
ASKED = {"question": "sinh em bé xong làm giấy gì", "expected_codes": ["1.001193"], "rank": 1}


@pytest.mark.parametrize(
    ("written", "means", "place", "key"),
    [
        ("", "a", "written", "empty"),
        ("...", "a b", "written", "no_letter"),
        ("abc", "", "means", "empty"),
        ("abc", "x" * 81, "means", "long"),
        ("abc", "x" * 100_000, "means", "long"),
        ("abc", "ABC", "means", "same_as_written"),
        ("#abc", "a b", "written", "no_letter"),
        ("\u200b", "a b", "written", "empty"),
    ],
)
def test_a_word_that_cannot_be_taken(desk: Room, written: str, means: str, place: str, key: str) -> None:
    value = {"kind": "short", "written": written, "means": means}
    assert desk.refused(WORD, f"short:{written if written.isprintable() else 'x'}", value)[place] == key


def test_a_cell_is_one_line_without_tabs(desk: Room) -> None:
    row = desk.save(WORD, "short:a b", {"kind": "short", "written": " a\tb\u2028", "means": "x\ny\x85z\x00"})
    assert row.shown == {"kind": "short", "written": "a b", "means": "x y z"}


def test_what_stands_already_is_refused(desk: Room) -> None:
    assert desk.refused(*word("same", "gks", "")) == {"means": "empty"}
    assert desk.refused(ALIAS, "làm giấy x", {"name": "làm giấy x", "code": "9.999999"}) == {"code": "unknown_code"}
    assert desk.refused(ALIAS, "làm giấy x", {"name": "làm giấy x", "code": "khai sinh"}) == {"code": "no_code"}
    assert desk.refused(WORD, "short:khác", {"kind": "short", "written": "gks", "means": "giấy"}) == {"written": "fixed"}
    assert desk.refused(WORD, "x", {"kind": "lạ", "written": "gks", "means": "giấy"}) == {"kind": "choose"}


def test_golden_questions(desk: Room) -> None:
    made = desk.save(GOLDEN, "desk-1", ASKED).shown
    assert made == {"id": "desk-1", "suite": "desk", **ASKED}
    assert desk.refused(GOLDEN, "desk-2", {**ASKED, "question": "Sinh em bé xong  làm giấy gì"}) == {"question": "twice"}
    assert desk.refused(GOLDEN, "desk-3", {"question": "thời tiết", "expected_codes": []}) == {"behavior": "choose"}
    assert desk.refused(GOLDEN, "desk-3", {**ASKED, "question": "khác", "rank": 3}) == {"rank": "choose"}
    assert desk.refused(GOLDEN, "desk-3", {**ASKED, "question": ""}) == {"question": "empty"}
    many = [f"1.{number:06}" for number in range(20)]
    assert desk.refused(GOLDEN, "desk-3", {**ASKED, "question": "khác", "expected_codes": many})["expected_codes"]
    kept = desk.save(GOLDEN, "desk-3", {"question": "thời tiết hôm nay", "expected_codes": [], "behavior": "apologize"}).shown
    assert kept
    assert "rank" not in kept


def test_wards(desk: Room) -> None:
    assert desk.save(WARD, UNIT["code"], {**UNIT, "name": "Sài Gòn Mới"}).shown == {**UNIT, "name": "Sài Gòn Mới"}
    part = UNIT["parts"][0]
    assert desk.refused(WARD, "99999", UNIT) == {"code": "unit_code"}
    assert desk.refused(WARD, UNIT["code"], {**UNIT, "name": "Tân Định"}) == {"name": "twice"}
    assert desk.refused(WARD, UNIT["code"], {**UNIT, "kind": "Quận", "parts": []}) == {"kind": "choose", "parts": "parts"}
    assert desk.refused(WARD, UNIT["code"], {**UNIT, "parts": [part, part]}) == {"parts": "part_twice"}
    assert desk.refused(WARD, UNIT["code"], {**UNIT, "parts": [{**part, "share": "nửa", "district": ""}]}) == {
        "parts.0.share": "choose",
        "parts.0.district": "empty",
    }


def test_shares_that_make_no_whole_are_pointed_out(desk: Room) -> None:
    row = desk.save(WARD, UNIT["code"], {**UNIT, "parts": [{**part, "share": "whole"} for part in UNIT["parts"]]})
    told = warnings(row, desk.entries.around(WARD))
    assert "Phường Nguyễn Thái Bình, Quận 1" in [one.values["former"] for one in told]
    assert warnings(desk.entries.row(WARD, "26734"), desk.entries.around(WARD)) == []


@pytest.mark.parametrize(
    ("key", "vi", "told"),
    [
        ("facets.amount", "đồng", "values"),
        ("facets.amount", "{amount} {more}", "values"),
        ("facets.amount", "{amount.real}", "values"),
        ("facets.amount", "{amount:>9999999}", "values"),
        ("facets.amount", "{amount} {", "values"),
        ("service.thanks", "Cảm ơn {name}", "no_values"),
        ("service.thanks", "", "empty"),
        ("service.thanks", "a\x07b", "invisible"),
        ("service.thanks", "a\tb", "invisible"),
        ("service.thanks", "\ud800", "invisible"),
        ("service.thanks", "x" * 601, "long"),
        ("status.button_again", "Xin vui lòng thử lại một lần nữa", "long_button"),
        ("facets.fee", "Tất cả các khoản phải nộp", "long_button"),
        ("time.weekdays", "Hai|Ba", "bars"),
    ],
)
def test_a_text_keeps_its_values_and_its_length(desk: Room, key: str, vi: str, told: str) -> None:
    assert desk.refused(TEXT, key, {"vi": vi, "en": shipped()[key]["en"]}) == {"vi": told}


def test_every_shipped_entry_is_good(desk: Room) -> None:
    """So that whoever opens one and saves it is not told that what ships is wrong."""
    for kind in KINDS:
        values = desk.shipped.of(kind)
        for key, value in values.items():
            wanted = {name: line(cell) for name, cell in value.items()} if kind == WORD else value
            assert checked(kind, key, value, Around(values)) == wanted, (kind, key)


def test_a_life_event_that_cannot_be_heard(database: Database, clock: Clock) -> None:
    desk = Room(database, clock, lambda code: code)
    for pattern in ("(", "(a+)+b", ".*", ""):
        assert desk.refused(LIFE, "birth", {**BIRTH, "triggers": [pattern]}) == {"triggers": "pattern"}, pattern
    assert desk.refused(LIFE, "birth", {**BIRTH, "id": "other"}) == {"id": "fixed"}
    assert desk.refused(LIFE, "new", {**BIRTH, "id": "new"})["title"] == "twice"
    assert desk.refused(LIFE, "birth", {**BIRTH, "extra": 1}) == {"extra": "field_unknown"}
    assert desk.refused(LIFE, "birth", {**BIRTH, "steps": [*BIRTH["steps"], BIRTH["steps"][0]]})["steps"] == "twice"
    assert desk.refused(LIFE, "birth", {**BIRTH, "title": {"vi": " ", "en": "x"}})["title"] == "both_languages"
    waits = [{**BIRTH["steps"][0], "after": ["birth"]}, *BIRTH["steps"][1:]]
    assert desk.refused(LIFE, "birth", {**BIRTH, "steps": waits}) == {"steps": "event_wrong"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("id: [", "yaml_line"),
        ("id: x\n\tb: 1", "yaml_line"),
        ("- a", "yaml"),
        ("", "yaml"),
        ("a: !!python/object:os.system {}", "yaml_line"),
        (
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(f"{y}: &{y} [{','.join(['*' + x] * 9)}]\n" for x, y in zip("abcdefg", "bcdefgh", strict=True)),
            "too_large",
        ),
        ("a: " + "[" * 40 + "]" * 40, "too_large"),
        ("x: " + "y" * 3_000, "too_large"),
        ("a: \x00", "yaml"),
        ('a: "\\ud800"', "invisible"),
    ],
)
def test_a_broken_yaml_is_told_by_its_line(text: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        event_checks.read(text)
    assert [one.key for one in caught.value.problems] == [key]


@pytest.mark.parametrize("mark", ["\x7f", "\x9b", "\u0085", "\u2028", "\uffff", "\ud800", "\x00"])
def test_a_mark_that_no_file_of_a_release_can_hold_is_refused(desk: Room, mark: str) -> None:
    value = {**BIRTH, "title": {"vi": f"Sinh{mark}con", "en": "A child"}}
    assert desk.refused("life", "birth", value) == {"yaml": "invisible"}


def test_an_event_there_and_back_in_yaml() -> None:
    assert event_checks.read(event_checks.written(BIRTH)) == BIRTH


def test_what_a_word_does_is_pointed_out(desk: Room) -> None:
    around = desk.entries.around(WORD)
    told = warnings(desk.save(*word("short", "an", "công an")), around, ["giấy an toàn", "khai sinh"])
    assert {one.key for one in told} == {"hides_word", "golden_read"}
    assert next(one for one in told if one.key == "golden_read").values["count"] == 1
    told = warnings(desk.save(*word("keep", "gks")), desk.entries.around(WORD))
    assert [one.key for one in told] == ["there_already"]
    assert [one.key for one in warnings(desk.save(*word("same", "thẻ mới", "thẻ")), around)] == ["says_nothing"]
    gone = desk.save("word", "short:gks", None)
    assert [one.key for one in warnings(gone, desk.entries.around(WORD), ["làm gks ở đâu"])] == ["golden_read"]


def test_every_button_of_the_actions_is_known_to_be_one() -> None:
    told = [path.read_text("utf-8") for path in (HOME / "actions").rglob("*.py")]
    named = {key for text in told for key in re.findall(r'(?:Button|Link)\(\s*title=say\(\s*"([a-z_]+\.[a-z_]+)"', text)}
    assert len(named) >= 5
    assert [key for key in sorted(named) if not is_title(key)] == []
