"""`troly training`: what is shown, what is written, and what is refused with one line."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from core.db import Database
from core.jobs import Jobs
from core.migrate import upgrade
from core.settings import Settings
from training.corpus.schemas import Target
from training.dialogue.kinds import TRAIN
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules

HOME = Path(__file__).resolve().parents[2]
NLU = "nlu:\n- intent: ask_fee\n  examples: |\n    - lệ phí bao nhiêu\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A checkout with little in it."""
    for folder in ("nlu_data/nlu", "tests/nlu_holdout"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copytree(HOME / "migrations", tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "nlu_data/nlu/a.yml").write_text(NLU, "utf-8", newline="")
    return tmp_path


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["training", *words], env={"TROLY_HOME": str(home), "TROLY_STATE": str(home / "var")})


def test_an_export_is_shown_and_then_written(home: Path) -> None:
    settings = Settings(home=home, state=home / "var")
    upgrade(settings)
    database = Database.open(settings)
    labels = Labels(database, Known(home, database), Rules(second_train=0))
    labels.give("giá sao", Reading("ask_fee"), Target.TRAIN, "staff:1")
    database.close()
    shown = run(home, "export")
    assert (shown.exit_code, "+    - giá sao" in shown.output) == (0, True)
    assert (home / "nlu_data/nlu/a.yml").read_text("utf-8") == NLU
    assert run(home, "export", "--write").exit_code == 0
    assert (home / "nlu_data/nlu/a.yml").read_text("utf-8") == NLU + "    - giá sao\n"
    assert "labels: 0 added" in run(home, "export").output


def test_an_import_is_shown_and_then_written(home: Path) -> None:
    (home / "x.csv").write_text("text,intent\nhết mấy đồng,ask_fee\nle phi bao nhieu,greet\ngọi 0912345678,greet\n", "utf-8")
    shown = run(home, "import", str(home / "x.csv"))
    assert "new 1, same 0, conflicting 1, near 0, bad 1" in shown.output
    assert "row 4, personal" in shown.output
    assert "0912345678" not in shown.output
    assert (home / "nlu_data/nlu/a.yml").read_text("utf-8") == NLU
    run(home, "import", str(home / "x.csv"), "--write")
    assert (home / "nlu_data/nlu/a.yml").read_text("utf-8") == NLU + "    - hết mấy đồng\n"
    tested = run(home, "import", str(home / "x.csv"), "--target", "test")
    assert "conflicting 2" in tested.output


def test_a_bad_file_is_one_line(home: Path) -> None:
    (home / "x.json").write_bytes(b"\xff\xfe")
    result = run(home, "import", str(home / "x.json"))
    assert (result.exit_code, result.output) == (1, "troly: x.json: not UTF-8\n")


def test_a_training_without_published_names_ends_the_job_with_a_reason(home: Path) -> None:
    settings = Settings(home=home, state=home / "var")
    upgrade(settings)
    for name in ("domain.yml", "config.yml"):
        (home / name).write_text("version: '3.1'\n", "utf-8")
    database = Database.open(settings)
    jobs = Jobs(database)
    number = jobs.ask(TRAIN, "staff:1", {"note": ""})
    jobs.take((TRAIN,))
    result = run(home, "work", str(number))
    job = jobs.get(number)
    database.close()
    assert (result.exit_code, job.state) == (1, "failed"), result.output
    assert job.log[-1].startswith("release none: ")
    assert str(home) not in job.log[-1]


def test_the_inbox_is_filled_without_a_running_model(home: Path) -> None:
    result = CliRunner().invoke(
        app,
        ["training", "collect"],
        env={"TROLY_HOME": str(home), "TROLY_STATE": str(home / "var"), "TROLY_BOT_URL": "http://127.0.0.1:9"},
    )
    assert (result.exit_code, result.output) == (0, '{"read": 0, "kept": 0, "refused": 0, "looked": 0}\n')
