"""Everyday names for procedures whose records come from the national portal."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ReleaseUnavailable
from core.settings import Settings
from core.text import fold
from knowledge import aliases
from knowledge.repository import ProcedureRepository
from knowledge.retrieval import Searcher
from knowledge.service import Knowledge
from tests.catalogue import needs_catalogue, raw_records
from tests.knowledge.conftest import SEED, Build
from tests.knowledge.records import BEES, BOATS, LIBRARY, procedure

TABLE = SEED / aliases.TABLE


@pytest.fixture(scope="module")
def table() -> dict[str, list[str]]:
    return aliases.read(TABLE)


@pytest.fixture(scope="module")
def everything(checkout: Settings, table: dict[str, list[str]]) -> Searcher:
    """The live release of this checkout, where it holds the whole catalogue."""
    try:
        searcher = Knowledge.open(checkout).searcher()
    except ReleaseUnavailable as error:
        pytest.skip(f"nothing is published: {error}")
    if missing := set(table) - set(searcher.procedures.rows):
        pytest.skip(f"the live release holds not the whole catalogue: {len(missing)} of {len(table)} named procedures are missing")
    return searcher


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / aliases.TABLE
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path) -> str | None:
    try:
        aliases.read(path)
    except ValueError as error:
        return str(error)
    return None


def test_names_are_read_by_code_in_the_order_of_the_table(tmp_path: Path) -> None:
    path = written(tmp_path, "# a remark\n\n1.900001\tnuôi  ong\n1.900002\tđi ghe \n1.900001\tlàm thùng ong\n")
    assert aliases.read(path) == {"1.900001": ["nuôi ong", "làm thùng ong"], "1.900002": ["đi ghe"]}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark\n"])
def test_no_name_is_no_error(tmp_path: Path, text: str) -> None:
    assert aliases.read(written(tmp_path, text)) == {} == aliases.read(tmp_path / "absent.tsv")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1.900002 đi ghe", "two columns with a tab between are needed, here are 1"),
        ("1.900002\tđi ghe\tđi xuồng", "here are 3"),
        ("ghe\tđi ghe", "“ghe” is no procedure's code"),
        ("\tđi ghe", "“” is no procedure's code"),
        ("1.900002\t", "an everyday name of 1 to 80 characters"),
        ("1.900002\t...", "an everyday name of 1 to 80 characters"),
        ("1.900002\t" + "ghe " * 100, "an everyday name of 1 to 80 characters"),
        ("1.900002\tNuôi Ong", "“Nuôi Ong” stands in line 2 already"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"aliases\.tsv, line 4: ") as told:
        aliases.read(written(tmp_path, f"# code\n1.900001\tnuôi ong\n\n{line}\n1.900003\tthẻ đọc sách\n"))
    assert why in str(told.value)
    assert len(str(told.value)) < 300


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_by_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("any"), text.encode("utf-8", "ignore"))
    assert (refusal(path) or "aliases.tsv, line ").startswith("aliases.tsv, line ")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="utf-8"):
        aliases.read(written(tmp_path, b"1.900001\t\xff\xfe\n"))


def test_names_stand_after_the_records_own_and_never_twice() -> None:
    own = procedure("1.900090", aliases=["bán hoa"])
    (named, left) = aliases.added([own, BEES], {own.code: ["Bán hoa", "mở tiệm hoa"], "1.999999": ["đi lên mặt trăng"]})
    assert named.aliases == ["bán hoa", "mở tiệm hoa"]
    assert named.model_copy(update={"aliases": own.aliases}) == own
    assert left is BEES


def test_what_is_published_bears_the_names_and_what_is_imported_stays(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    repository = ProcedureRepository(tmp_path, tmp_path / "state" / "imported.jsonl")
    repository.replace_imported([BEES, LIBRARY])
    written(tmp_path, f"{BEES.code}\tđem ong đi gởi\n{BOATS.code}\tđi ghe\n")
    found = {record.code: record for record in repository.published(date(2026, 7, 1))}
    assert found[BEES.code].aliases == [*BEES.aliases, "đem ong đi gởi"]
    assert found[LIBRARY.code] == LIBRARY
    assert repository.imported() == [BEES, LIBRARY]
    written(tmp_path, "nothing\n")
    with pytest.raises(ValueError, match=r"aliases\.tsv, line 1"):
        repository.published(date(2026, 7, 1))


def test_an_edited_name_makes_another_release(build: Build, tmp_path: Path) -> None:
    one, same, other = (
        build(aliases.added([BEES, BOATS], names), tmp_path) for names in ({}, {"1.999999": ["gì đó"]}, {BEES.code: ["đem ong đi gởi"]})
    )
    assert one == same != other


def test_no_seed_record_is_renamed(table: dict[str, list[str]]) -> None:
    assert not {path.stem for path in (SEED / "procedures").glob("*.json")} & set(table)


def test_no_name_is_written_twice_with_other_accents_nor_is_it_a_seed_records(table: dict[str, list[str]]) -> None:
    seed = ProcedureRepository(SEED, Path("none.jsonl")).published(date(2026, 11, 1))
    taken = {fold(name) for record in seed for name in (record.name, *record.aliases)}
    told = [fold(name) for names in table.values() for name in names]
    assert sorted(name for name in told if name in taken or told.count(name) > 1) == []


@needs_catalogue
def test_every_code_is_a_procedure_of_the_national_catalogue(table: dict[str, list[str]]) -> None:
    assert sorted(set(table) - set(raw_records())) == []


def test_every_name_finds_its_procedure_among_the_first_three(everything: Searcher, table: dict[str, list[str]]) -> None:
    assert [(code, name) for code, names in table.items() for name in names if not _found(everything, code, name)] == []


def _found(searcher: Searcher, code: str, name: str) -> bool:
    """Whether the procedure of `code`, another record of it, or one that lists it as a variant stands among the first three."""
    group = searcher.groups[searcher.procedures.rows[code]]
    return any(
        searcher.groups[searcher.procedures.rows[one.procedure.code]] == group
        or code in [variant.code for variant in searcher.variants(one.procedure)]
        for one in searcher.search(searcher.question(name), limit=3)
    )
