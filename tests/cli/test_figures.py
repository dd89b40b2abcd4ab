"""Measured figures on the screen and in files."""

import json
from pathlib import Path

import pytest

from cli import figures


def test_a_table_has_its_columns_below_one_another() -> None:
    made = figures.table(["suite", "n"], [["citizen", "7"], ["x", "100"]]).split("\n")
    assert made == ["| suite   | n   |", "| ------- | --- |", "| citizen | 7   |", "| x       | 100 |"]


def test_figures_are_shown_and_kept_with_what_they_were_measured_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    as_json, as_table = tmp_path / "out.json", tmp_path / "out.md"
    note = {"release": "20261101-abc", "not measured": {"citizen": 3, "dialect": 1}}
    figures.keep("Retrieval", note, {"as typed": {}}, "| a |", as_json, as_table)
    assert "| a |" in capsys.readouterr().out
    kept = json.loads(as_json.read_text("utf-8"))
    assert kept["release"] == "20261101-abc"
    assert kept["figures"] == {"as typed": {}}
    assert kept["made"].startswith("20")
    lines = as_table.read_text("utf-8").splitlines()
    assert lines[0] == "# Retrieval"
    assert "- not measured: citizen 3, dialect 1" in lines
    assert lines[-1] == "| a |"


def test_nothing_is_written_unasked(tmp_path: Path) -> None:
    figures.keep("Retrieval", {"not measured": {}}, {}, "", None, tmp_path / "out.md")
    assert "- not measured: none" in (tmp_path / "out.md").read_text("utf-8")
    assert len(list(tmp_path.iterdir())) == 1
