"""A small sample of the bench of random edits: every one ends imported or refused with its reason."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from bench.edits import edit_record
from bench.fuzz_records import fuzz
from knowledge.importers.job import import_portal
from knowledge.repository import ProcedureRepository
from tests.knowledge.records import LIBRARY, raw

OWN = json.loads(LIBRARY.model_dump_json())


def test_no_edit_of_a_record_crashes(tmp_path: Path) -> None:
    done = fuzz([raw("1.900010")], [OWN], edits=300, seed=3, folder=tmp_path)
    assert done.crashes == []
    total: Counter[str] = sum(done.outcomes.values(), Counter())
    assert total.total() == 300
    assert min(total["imported"], total["record refused"], total["file refused"]) > 20  # the edits reach every end


def test_an_edit_is_made_of_the_seed_and_its_number_alone() -> None:
    assert [edit_record(Random(number), raw()) for number in range(50)] == [edit_record(Random(number), raw()) for number in range(50)]


@pytest.mark.parametrize("edited", [{"id": None}, {"id": 7}, {"id": ""}, {"id": "\ud83d"}, {"id": ["x"]}])
def test_a_record_without_an_id_of_its_own_is_refused_alone(edited: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in ({**raw("1.900011"), **edited}, raw("1.900012"))), "utf-8")
    report = import_portal(path, tmp_path, None)
    assert (report.imported, report.refused) == (1, 1)
    assert "source_url" in report.problems[0]["fields"]


def test_half_a_letter_in_a_record_of_ours_refuses_that_record_alone(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in ({**OWN, "code": "1.900099", "place": "\ud83d"}, OWN)), "utf-8")
    report = import_portal(path, tmp_path, None)
    assert (report.imported, report.refused) == (1, 1)


def test_a_time_limit_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps(OWN).replace('"value": 2.0', '"value": NaN') + "\n", "utf-8")
    (row,) = import_portal(path, tmp_path, None).problems
    assert list(row["fields"]) == ["methods.0.time_limit.value", "methods.1.time_limit.value"]


def test_a_seed_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "one.json").write_bytes(json.dumps(OWN, ensure_ascii=False).encode("utf-16"))
    with pytest.raises(ValueError, match=r"one\.json"):
        ProcedureRepository(tmp_path, tmp_path / "none").published(date(2026, 11, 1))
