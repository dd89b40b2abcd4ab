"""No process is left, however `troly` ends."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.programs import left

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that keeps two stand-ins, one of them stubborn and with a child."""
    command = [sys.executable, "-m", "tests.cli.hold", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted(holder: "subprocess.Popen[str]", tmp_path: Path, number: signal.Signals) -> None:
    assert len(left(tmp_path, 0)) == 3
    holder.send_signal(number)
    assert holder.wait(60) == 0
    assert left(tmp_path, 0) == []


def test_interrupted_by_an_impatient_person(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    for _ in range(3):
        holder.send_signal(signal.SIGINT)
    assert holder.wait(60) == 0
    assert left(tmp_path, 0) == []


def test_killed(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    assert len(left(tmp_path, 0)) == 3
    holder.kill()
    assert left(tmp_path, 60) == []
