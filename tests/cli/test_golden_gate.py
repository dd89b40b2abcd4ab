"""Publish and measure as an operator does: a harmed table closes the gate, a reason opens it, figures are kept."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from core.settings import Settings
from knowledge import release
from tests.conftest import HOME

CODES = ("1.000656", "1.001193", "1.004194", "1.002755")
Run = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose seed is four records, to be harmed."""
    seed = tmp_path / "home" / "knowledge" / "seed"
    shutil.copytree(HOME / "knowledge" / "seed", seed, ignore=shutil.ignore_patterns("procedures"))
    (seed / "procedures").mkdir()
    for code in CODES:
        shutil.copyfile(HOME / "knowledge" / "seed" / "procedures" / f"{code}.json", seed / "procedures" / f"{code}.json")
    return tmp_path / "home"


@pytest.fixture
def settings(own_state: Callable[[Path], Settings], tmp_path: Path) -> Settings:
    return own_state(tmp_path / "var")


@pytest.fixture
def run(home: Path, settings: Settings) -> Run:
    env = {"TROLY_HOME": str(home), "TROLY_STATE": str(settings.var)}
    return lambda *arguments: CliRunner().invoke(app, list(arguments), env=env)


def harm(home: Path) -> None:
    """Nobody calls it "khai sanh" any more, and "khai sinh" is said to mean nothing."""
    path = home / "knowledge" / "seed" / "procedures" / "1.001193.json"
    record = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**record, "aliases": []}, ensure_ascii=False), "utf-8")
    (home / "knowledge" / "seed" / "words.tsv").write_text("light\tkhai\t\nlight\tsinh\t\nshort\tgks\tgiấy tạm trú\n", "utf-8")


def test_a_release_that_misses_does_not_go_live(run: Run, home: Path, settings: Settings) -> None:
    first = run("knowledge", "publish")
    assert first.exit_code == 0, first.output
    assert "0 missed" in first.output
    live = release.current_id(settings.releases)
    harm(home)
    refused = run("knowledge", "publish")
    assert refused.exit_code == 1
    assert "wanted 1.001193 within" in refused.output
    assert refused.stderr.splitlines()[-1].startswith("troly: release ")
    assert release.current_id(settings.releases) == live
    assert len([path for path in settings.releases.iterdir() if (path / "manifest.json").exists()]) == 2
    forced = run("knowledge", "publish", "--despite-golden", "names are being rewritten")
    assert forced.exit_code == 0
    assert release.current_id(settings.releases) != live
    lines = [json.loads(line) for line in (settings.releases / "journal.jsonl").read_text("utf-8").splitlines()]
    assert [(line["refused"], line["despite"]) for line in lines] == [(False, None), (True, None), (False, "names are being rewritten")]


def test_retrieval_is_measured_in_three_writings(run: Run, tmp_path: Path) -> None:
    assert run("knowledge", "publish").exit_code == 0
    items = [
        {"id": "1", "suite": "citizen", "question": "làm giấy khai sinh cho bé", "expected_codes": ["1.001193"]},
        {"id": "2", "suite": "conversation", "question": "phí bao nhiêu", "expected_codes": ["1.004194"], "history": ["đăng ký tạm trú"]},
        {"id": "3", "suite": "dialect", "question": "làm bằng lái", "expected_codes": ["3.000346"]},
        {"id": "4", "suite": "unanswerable", "question": "trời mưa không", "behavior": "chitchat"},
    ]
    questions, figures, table = tmp_path / "questions.jsonl", tmp_path / "out.json", tmp_path / "out.md"
    questions.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    done = run("eval", "retrieval", "--questions", str(questions), "--json", str(figures), "--table", str(table))
    assert done.exit_code == 0, done.output
    made = json.loads(figures.read_text("utf-8"))
    assert (made["measured"], made["not measured"], made["procedures"]) == (2, {"dialect": 1}, 4)
    assert list(made["figures"]) == ["as typed", "without accents", "simulated typos"]
    assert made["figures"]["as typed"]["conversation, follow-ups"]["hit@1"]["hits"] == 1
    written = table.read_text("utf-8")
    assert written.startswith("# Retrieval\n")
    assert "| citizen + dialect" in written
    assert "- not measured: dialect 1" in written
