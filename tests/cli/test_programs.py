"""What the programs are told at their start."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from cli import programs
from cli.ports import Ports
from core.settings import Settings


def test_our_programs_share_the_database_and_rasa_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python, models = tmp_path / "python", tmp_path / "models" / "dialogue"
    models.mkdir(parents=True)
    for file in (python, models / "one.tar.gz"):
        file.touch()
    (models / "current").write_text("one.tar.gz")
    monkeypatch.setenv("TROLY_BOT_PYTHON", str(python))
    settings = Settings(home=tmp_path, state=tmp_path, database_url=SecretStr("sqlite:////elsewhere/troly.db"))
    made = programs.assemble(settings, Ports.of(settings, None, None, None, console=8001), tmp_path / "log", str(tmp_path / "tracker.db"))
    told = {program.name: program.env.get("TROLY_DATABASE_URL") for program in made}
    url = "sqlite:////elsewhere/troly.db"
    assert told == {"actions": url, "bot": None, "gateway": url, "worker": url, "console": url}
