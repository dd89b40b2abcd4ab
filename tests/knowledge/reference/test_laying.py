"""Approved changes over the files that ship: what is changed is changed, and all the rest stays to the byte."""

from collections.abc import Callable
from pathlib import Path

from knowledge import aliases
from knowledge.evaluation import read
from knowledge.golden import QUESTIONS
from knowledge.life_events import LifeEvents
from knowledge.offices.models import read_units
from knowledge.reference.kinds import ALIAS, GOLDEN, LIFE, WARD
from knowledge.reference.laying import Laid
from knowledge.reference.standing import laid
from knowledge.words import Words
from tests.knowledge.reference.conftest import SEED, Room, word


def test_without_changes_nothing_is_laid(room: Room) -> None:
    room.save(*word("short", "gks", "khác"))  # a draft is nothing
    assert laid(room.database).files(SEED) == {}
    assert laid(room.database).names(SEED) == aliases.read(SEED / "aliases.tsv")
    assert laid(room.database).questions(read(QUESTIONS)) == read(QUESTIONS)
    assert Laid().files(SEED) == {}


def test_words_are_changed_added_and_taken_out(room: Room, tmp_path: Path) -> None:
    room.approved(*word("short", "gks", "giấy khai sinh gốc"))
    room.approved(*word("same", "bé chào đời", "đăng ký khai sinh"))
    room.approved("word", "short:ks", None)
    files = laid(room.database).files(SEED)
    assert set(files) == {"words.tsv", "reference.json"}
    text = files["words.tsv"] or ""
    shipped = (SEED / "words.tsv").read_text("utf-8").splitlines()
    assert [line for line in shipped if line not in text.splitlines()] == ["short\tgks\tgiấy khai sinh", "short\tks\tkhai sinh"]
    assert text.splitlines().index("short\tgks\tgiấy khai sinh gốc") == shipped.index("short\tgks\tgiấy khai sinh")
    (tmp_path / "words.tsv").write_text(text, "utf-8")
    table = Words.read(tmp_path / "words.tsv")
    assert table.expand("gks va ks") == "giấy khai sinh gốc va ks"
    assert table.official("em be chao doi") == ["đăng ký khai sinh"]


def test_a_unit_is_changed_where_it_stood(room: Room, tmp_path: Path) -> None:
    unit = room.shipped.of(WARD)["26740"]
    parts = [{**part, "share": "main"} if part["former"] == "Phường Nguyễn Thái Bình" else part for part in unit["parts"]]
    room.approved(WARD, "26740", {**unit, "name": "Sài Gòn Mới", "parts": parts})
    (tmp_path / "units.tsv").write_text(laid(room.database).files(SEED)["units.tsv"] or "", "utf-8")
    before, after = read_units(SEED / "units.tsv"), read_units(tmp_path / "units.tsv")
    assert [one.code for one in after] == [one.code for one in before]
    assert [one for one in before if one not in after] == [one for one in before if one.code == "26740"]
    assert next(one.title for one in after if one.code == "26740") == "phường Sài Gòn Mới"


def test_life_events_by_their_files(tmp_path: Path, own: Callable[[], Room]) -> None:
    room = own()
    birth, death = room.shipped.of(LIFE)["birth"], room.shipped.of(LIFE)["death"]
    room.approved(LIFE, "birth", {**birth, "title": {"vi": "Sinh con", "en": "A child"}})
    room.approved(LIFE, "death", None)
    room.approved(LIFE, "pet", {**death, "id": "pet", "title": {"vi": "Nuôi chó", "en": "Keeping a dog"}})
    files = laid(room.database).files(SEED)
    assert files["life_events/03_death.yml"] is None
    for path in (SEED / "life_events").glob("*.yml"):
        text = files.get(f"life_events/{path.name}", path.read_text("utf-8"))
        if text is not None:
            (tmp_path / path.name).write_text(text, "utf-8")
    (tmp_path / "90_pet.yml").write_text(files["life_events/90_pet.yml"] or "", "utf-8")
    before, after = LifeEvents.read(SEED / "life_events"), LifeEvents.read(tmp_path)
    assert list(after.all) == [*(name for name in before.all if name != "death"), "pet"]
    assert after.all["birth"].title.vi == "Sinh con"
    assert after.all["birth"].steps == before.all["birth"].steps
    assert [one for one in after.all if one in before.all and after.all[one] != before.all[one]] == ["birth"]


def test_names_and_golden_questions(own: Callable[[], Room]) -> None:
    room = own()
    name, value = next(iter(room.shipped.of(ALIAS).items()))
    room.approved(ALIAS, name, {**value, "code": "1.000656"})
    assert value["name"] in laid(room.database).names(SEED)["1.000656"]
    assert value["name"] not in laid(room.database).names(SEED).get(value["code"], [])
    asked = {"question": "bé chào đời làm gì", "expected_codes": ["1.001193"], "rank": 1}
    room.approved(GOLDEN, "desk-1", asked)
    room.approved(GOLDEN, "seed-001", None)
    made = laid(room.database).questions(read(QUESTIONS))
    assert len(made) == len(read(QUESTIONS))
    assert (made[-1].id, sorted(made[-1].expected), made[-1].rank) == ("desk-1", ["1.001193"], 1)
    assert "seed-001" not in {one.id for one in made}


def test_what_ships_changed_beneath_a_change_is_seen(room: Room, tmp_path: Path) -> None:
    room.approved(*word("short", "gks", "giấy khai sinh gốc"))
    assert not room.entries.row("word", "short:gks").drifted
    later = tmp_path / "words.tsv"
    later.write_text(
        (SEED / "words.tsv").read_text("utf-8").replace("short\tgks\tgiấy khai sinh", "short\tgks\tgiấy khai sinh mới"), "utf-8"
    )
    room.shipped._files["word"] = later
    assert room.entries.row("word", "short:gks").drifted
    room.approved(*word("short", "gks", "giấy khai sinh gốc"))
    assert not room.entries.row("word", "short:gks").drifted


def test_what_a_publish_brings_is_named_as_far_as_it_can_be_read() -> None:
    lines = {number: f"word short:a{number}, written by staff:1, approved by staff:2" for number in range(1, 24)}
    made = Laid({}, tuple(lines), (), lines).brought(held=[23])
    assert made[0] == f"brings {lines[22]}"
    assert (len(made), made[-1]) == (21, "and 2 more changes of words")
    assert Laid().brought([]) == []
