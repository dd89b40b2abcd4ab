"""A job that is ended half-way: what was laid out for Rasa, people's words among it, goes, at the latest with the next program."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.db import Database
from core.jobs import Jobs
from core.settings import Settings
from tests.training.dialogue.stand_in import checkout
from tests.training.dialogue.test_registry import NEW, made
from training.dialogue.kinds import KINDS, MEASURE
from training.dialogue.registry import Registry
from training.dialogue.scratch import place, scratch, sweep

_STAYS = "#!{python}\nimport time\nfrom pathlib import Path\nPath('{mark}').touch()\ntime.sleep(600)\n"


@pytest.mark.parametrize(("how", "left"), [(signal.SIGTERM, 0), (signal.SIGKILL, 2)], ids=["by the worker", "killed"])
def test_nothing_is_left_of_what_people_wrote(
    migrated: Settings, database: Database, tmp_path: Path, how: signal.Signals, left: int
) -> None:
    jobs = Jobs(database)
    number = broken_off(migrated, database, tmp_path, how)
    assert len([*place(migrated).iterdir()]) == left  # the job's folder, and the one for what a model reads
    with scratch(migrated) as own:
        (own / "texts.json").touch()
        sweep(migrated)
        assert [*place(migrated).iterdir()] == [own]
        assert [*own.iterdir()] == [own / "texts.json"]
    assert [*place(migrated).iterdir()] == []
    assert jobs.get(number).state == "running"  # the worker puts it back, or it is taken again


def broken_off(settings: Settings, database: Database, tmp_path: Path, how: signal.Signals) -> int:
    """End a program, with all it started, while a model reads what people wrote; return the job that it was doing."""
    mark, home = tmp_path / "begun", tmp_path / "home"
    python = checkout(home)
    python.write_text(_STAYS.format(python=sys.executable, mark=mark), "utf-8")
    settings.bot_models.mkdir(parents=True)
    (settings.bot_models / NEW).write_bytes(b"model")
    jobs = Jobs(database)
    jobs.ask(MEASURE, "staff:1", {"model": Registry.of(settings, database).add(made(NEW), "staff:1")})
    taken = jobs.take(KINDS)
    assert taken
    places = {"TROLY_BOT_PYTHON": python, "TROLY_STATE": settings.var, "TROLY_HOME": home}
    environment = {**os.environ, **{name: str(path) for name, path in places.items()}, "TROLY_DATABASE_URL": settings.database}
    command = (sys.executable, "-m", "cli.main", "training", "work", str(taken.id))
    with subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        last = time.monotonic() + 60
        while not mark.exists():
            assert child.poll() is None, child.stdout.read() if child.stdout else ""
            assert time.monotonic() < last
            time.sleep(0.05)
        assert list(place(settings).rglob("texts.json"))
        os.killpg(child.pid, how)
    assert child.returncode
    return taken.id
