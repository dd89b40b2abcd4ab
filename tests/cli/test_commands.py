"""The commands themselves: help, errors in one line, what an answer looks like in a terminal."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.ask import made_by, printed
from cli.main import app
from core.errors import ModelUnavailable
from training.dialogue import shelf


def test_help_names_the_commands_and_loads_nothing_heavy() -> None:
    code = "import sys, cli.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "torch", "faiss", "onnxruntime", "fastapi", "underthesea", "spacy"} & set(loaded)
    shown = CliRunner().invoke(app, ["--help"]).output
    assert all(name in shown for name in ("up", "ask", "doctor", "train", "knowledge", "eval", "model"))


def test_an_error_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["knowledge", "status"], env={"TROLY_HOME": str(tmp_path)})
    assert result.exit_code == 1
    assert result.stderr.startswith("troly: ")
    assert result.stderr.count("\n") == 1


def test_an_unreachable_gateway_is_one_line() -> None:
    result = CliRunner().invoke(app, ["ask", "--url", "http://127.0.0.1:9", "Lệ phí?"], env={"NO_PROXY": "*"})
    assert result.exit_code == 1
    assert "127.0.0.1:9 does not answer" in result.stderr


def test_an_answer_is_printed_with_sources_and_buttons() -> None:
    source = {"title": "Luật Hộ tịch", "number": "60/2014/QH13", "updated": "2026-04-16", "url": None}
    answer = {"text": "Tờ khai.", "sources": [source], "buttons": [{"title": "Lệ phí", "payload": "/ask_fee"}]}
    lines = printed({"recipient_id": "x", "text": "Tờ khai.", "custom": answer}).splitlines()
    assert lines[0] == "Tờ khai."
    assert "  - Luật Hộ tịch, số 60/2014/QH13, cập nhật 2026-04-16" in lines
    assert lines[-1] == "  [Lệ phí]"
    told = {"text": "Tờ khai. Nguồn: https://x.vn/1", "sources": [{**source, "url": "https://x.vn/1"}]}
    assert printed({"custom": told}) == told["text"]
    assert printed({"text": "Xin chào"}) == "Xin chào"


def test_what_answered_is_named() -> None:
    assert made_by([{"text": "x"}, {"custom": {"model": "m1", "release": "r1"}}]) == "dialogue model m1, release r1"
    assert made_by([{"custom": {"model": "m1", "release": None}}]) == "dialogue model m1"
    assert made_by([{"text": "x"}]) == ""


def test_the_pointer_names_a_model_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="run `troly train`"):
        shelf.current(tmp_path)
    names = [f"dialogue-20261101-00000{number}.tar.gz" for number in range(5)]
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / "by-hand.tar.gz").touch()
    shelf.use(tmp_path, names[0])
    assert shelf.current(tmp_path) == (tmp_path / names[0]).resolve()
    assert {path.name for path in tmp_path.glob("*.gz")} == {names[0], *names[2:], "by-hand.tar.gz"}
    (tmp_path / names[0]).unlink()
    with pytest.raises(ModelUnavailable):
        shelf.current(tmp_path)
