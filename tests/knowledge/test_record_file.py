"""The records of an opened release: as they were published, read one by one."""

from pathlib import Path

import pytest

from knowledge import record_file
from knowledge.record_file import ByCode, RecordFile
from tests.knowledge.records import SMALL


@pytest.fixture
def records(small: Path) -> RecordFile:
    return RecordFile(small / "procedures.jsonl")


def test_they_are_what_was_published(records: RecordFile) -> None:
    assert list(records) == SMALL
    assert records[-1] == SMALL[-1]
    assert records[1:3] == SMALL[1:3]
    assert records[0] is records[0]
    with pytest.raises(IndexError):
        records[len(SMALL)]


def test_they_are_found_by_code(records: RecordFile) -> None:
    by_code = ByCode(records)
    assert dict(by_code) == {record.code: record for record in SMALL}
    assert list(by_code) == [record.code for record in SMALL]
    assert "9.999999" not in by_code
    assert by_code.get("9.999999") is None
    assert record_file.rows(records) == record_file.rows(SMALL)
