"""The table of units: how it is made, and what is said of a damaged one."""

import json
from pathlib import Path

import pytest

from knowledge.importers import units
from knowledge.offices.models import COLUMNS, read_units
from tests.catalogue import SHARED
from tests.knowledge.conftest import SEED

LIST = SHARED / "catalogue" / "hcm-wards-2025.json"
GOOD = ["26740", "Phường", "Sài Gòn", "Phường Bến Nghé", "Quận 1", "Thành phố Hồ Chí Minh", "whole"]


def table(tmp_path: Path, *rows: list[str]) -> Path:
    path = tmp_path / "units.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
    return path


def test_a_row_is_a_former_wards_part_in_a_unit(tmp_path: Path) -> None:
    bare = ["26732", "Đặc khu", "Côn Đảo", "", "Huyện Côn Đảo", "Tỉnh Bà Rịa - Vũng Tàu", ""]
    saigon, island = read_units(table(tmp_path, COLUMNS, GOOD, bare))
    assert (saigon.title, saigon.parts[0].former.full, saigon.parts[0].share) == ("phường Sài Gòn", "Phường Bến Nghé, Quận 1", "whole")
    assert (island.full, island.parts, island.districts) == ("Đặc khu Côn Đảo", (), ("Huyện Côn Đảo",))


@pytest.mark.parametrize(
    "row", [GOOD[:6], [*GOOD, "more"], ["", *GOOD[1:]], [*GOOD[:6], "half"], [*GOOD[:6], ""], [*GOOD[:3], "", *GOOD[4:]], ["", "", "\0"]]
)
def test_a_damaged_row_is_named(tmp_path: Path, row: list[str]) -> None:
    with pytest.raises(ValueError, match="line 3"):
        read_units(table(tmp_path, COLUMNS, GOOD, row))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 1"):
        read_units(table(tmp_path, ["code", "name"], ["1", "x"]))
    with pytest.raises(ValueError, match="line 1"):
        read_units(table(tmp_path))


@pytest.mark.skipif(not LIST.exists(), reason="the list of units is not beside this checkout")
def test_the_table_that_ships_is_made_of_both_sources_which_agree() -> None:
    listed = json.loads(LIST.read_text("utf-8"))
    made = units.rows(listed, units.city_table())
    shipped = [tuple(line.split("\t")) for line in (SEED / "units.tsv").read_text("utf-8").splitlines()[1:]]
    assert [tuple(row) for row in made] == shipped
    assert list(units.disagreements(listed, made)) == []


def test_a_disagreement_is_said() -> None:
    listed = [{"code": "1", "name": "Phường Mới", "type": "Phường", "former_wards": "Phường Một, Hai (Quận 9)"}]
    old = {"old_ward": "Phường Một", "old_district": "Quận 9", "old_province": "P", "new_ward": "Phường Mới"}
    made = units.rows(listed, [old])
    assert made == [units.Row("1", "Phường", "Mới", "Phường Một", "Quận 9", "P", "whole")]
    assert list(units.disagreements(listed, made)) == ["Phường Mới: only in the list ['phuong hai'], only in the table []"]
