"""Where the records are."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.procedure import Procedure
from knowledge.repository import ProcedureRepository
from tests.knowledge.records import BEES, BOATS, LIBRARY, procedure

DAY = date(2026, 7, 1)


@pytest.fixture
def repository(tmp_path: Path) -> ProcedureRepository:
    (tmp_path / "procedures").mkdir()
    return ProcedureRepository(tmp_path, tmp_path / "state" / "imported.jsonl")


def seed(folder: Path, *records: Procedure) -> None:
    for record in records:
        (folder / "procedures" / f"{record.code}.json").write_text(record.model_dump_json(), "utf-8")


def test_nothing_is_published_of_nothing(repository: ProcedureRepository) -> None:
    assert repository.published(DAY) == [] == repository.imported()


def test_seed_and_imported_records_stand_together_by_code(repository: ProcedureRepository, tmp_path: Path) -> None:
    seed(tmp_path, BOATS)
    repository.replace_imported([BEES, LIBRARY])
    assert repository.published(DAY) == [LIBRARY, BOATS, BEES]
    assert repository.imported() == [BEES, LIBRARY]


def test_a_seed_record_stands_before_an_imported_one_of_the_same_code(repository: ProcedureRepository, tmp_path: Path) -> None:
    seed(tmp_path, LIBRARY)
    repository.replace_imported([procedure(LIBRARY.code, "Tên của cổng")])
    assert repository.published(DAY) == [LIBRARY]


def test_only_records_valid_on_the_day_are_published(repository: ProcedureRepository, tmp_path: Path) -> None:
    ended = procedure("1.900007", "Đã hết hiệu lực", valid_to="2026-06-30")
    today = procedure("1.900008", "Chỉ hôm nay", valid_from="2026-07-01", valid_to="2026-07-01")
    seed(tmp_path, ended, today, procedure("1.900009", "Chưa có hiệu lực", valid_from="2026-07-02"))
    assert repository.published(DAY) == [today]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"code": "1.900001"}', r"broken\.json: name: "),
        ('{"code": "x", "name": "Thẻ"}', r"broken\.json: code: "),
        ('{"code": "1.900001", "name": "Thẻ thư viện", "methods": [{"channel": "pigeon"}]}', r"broken\.json: methods\.0\.channel: "),
        ("{", r"broken\.json: .*JSON"),
    ],
)
def test_a_broken_seed_names_its_file_and_field(repository: ProcedureRepository, tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "procedures" / "broken.json").write_text(content, "utf-8")
    with pytest.raises(ValueError, match=message):
        repository.published(DAY)


def test_a_broken_imported_line_names_its_file_and_line(repository: ProcedureRepository, tmp_path: Path) -> None:
    repository.replace_imported([BEES])
    path = tmp_path / "state" / "imported.jsonl"
    path.write_text(path.read_text("utf-8") + '{"code": "1.900001"}\n', "utf-8")
    with pytest.raises(ValueError, match=r"imported\.jsonl.*2.*name"):
        repository.published(DAY)


def test_replacing_leaves_one_file_and_nothing_half_written(repository: ProcedureRepository, tmp_path: Path) -> None:
    repository.replace_imported([BEES])

    def breaking() -> Iterator[Procedure]:
        yield LIBRARY
        raise RuntimeError("the power is out")

    with pytest.raises(RuntimeError):
        repository.replace_imported(breaking())
    assert repository.imported() == [BEES]


def test_a_line_separator_inside_a_text_does_not_break_the_file(repository: ProcedureRepository) -> None:
    odd = procedure(steps=["Nộp hồ sơ\u2028Nhận kết quả\u0085hết"])
    repository.replace_imported([odd])
    assert repository.imported() == [odd]
