"""A step is done once for the same inputs, and again after a failure."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.environments import Environments
from deploy.shell import Shell
from deploy.stamps import digest
from deploy.steps import Setup, Step


def step(home: Path, name: str, action: Callable[[Shell], None], *more: Path) -> Step:
    """Return a step made from the file `<name>.in`, and `more`."""
    return Step(name, f"making {name}", lambda: [home / f"{name}.in", *more], (home / f"{name}.out",), action)


def maker(home: Path, name: str, done: list[str]) -> Callable[[Shell], None]:
    """Return an action that makes `<name>.out` and says so."""

    def make(shell: Shell) -> None:
        shell.run("touch", home / f"{name}.out")
        done.append(name)

    return make


def test_a_second_run_does_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []
    steps = [step(tmp_path, "a", maker(tmp_path, "a", done))]
    assert Setup(tmp_path).run(steps)
    assert Setup(tmp_path).run(steps)
    assert done == ["a"]
    out = capsys.readouterr().out
    assert re.search(r"\[1/1\] making a \.\.\. \d+ s", out)
    assert "everything is set up already" in out


@pytest.mark.parametrize("change", ["a.in", "a.out", "var/setup/a"])
def test_a_change_renews_the_step_alone(tmp_path: Path, change: str) -> None:
    done: list[str] = []
    steps = [step(tmp_path, name, maker(tmp_path, name, done)) for name in "ab"]
    Setup(tmp_path).run(steps)
    if change == "a.in":
        (tmp_path / change).write_text("new")
    else:
        (tmp_path / change).unlink()
    Setup(tmp_path).run(steps)
    assert done == ["a", "b", "a"]


def test_what_an_earlier_step_makes_counts_when_its_turn_comes(tmp_path: Path) -> None:
    done: list[str] = []
    first = step(tmp_path, "a", lambda shell: shell.run("sh", "-c", "cat a.in > a.out"))
    second = step(tmp_path, "b", maker(tmp_path, "b", done), tmp_path / "a.out")
    for content in ("1", "1", "2"):
        (tmp_path / "a.in").write_text(content)
        assert Setup(tmp_path).run([first, second])
    assert done == ["b", "b"]


def test_what_is_installed_on_an_environment_made_anew_is_installed_again(tmp_path: Path) -> None:
    places = Environments(tmp_path)
    assert places.birth(places.bot) == ""
    places.bot.mkdir()
    (places.bot / "pyvenv.cfg").touch()
    first = places.birth(places.bot)
    (places.bot / "pyvenv.cfg").unlink()
    time.sleep(0.01)
    (places.bot / "pyvenv.cfg").touch()
    assert places.birth(places.bot) != first


def test_a_failure_shows_the_end_of_the_log_and_is_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []
    failing = step(tmp_path, "a", lambda shell: shell.run("sh", "-c", "seq 30; exit 4"))
    later = step(tmp_path, "b", maker(tmp_path, "b", done))
    assert not Setup(tmp_path).run([failing, later])
    out = capsys.readouterr().out
    assert "    30\n" in out
    assert "    16\n" in out
    assert "    15\n" not in out
    assert "sh ended with exit code 4" in out
    assert str(tmp_path / "var" / "log" / "setup-a.log") in out
    assert done == []
    assert Setup(tmp_path).run([step(tmp_path, "a", maker(tmp_path, "a", done)), later])
    assert done == ["a", "b"]


def test_an_interrupted_step_begins_anew(tmp_path: Path) -> None:
    done: list[str] = []

    def interrupted(shell: Shell) -> None:
        raise KeyboardInterrupt

    Setup(tmp_path).run([step(tmp_path, "a", maker(tmp_path, "a", done))])
    (tmp_path / "a.in").write_text("new")
    with pytest.raises(KeyboardInterrupt):
        Setup(tmp_path).run([step(tmp_path, "a", interrupted)])
    Setup(tmp_path).run([step(tmp_path, "a", maker(tmp_path, "a", done))])
    assert done == ["a", "a"]


def test_what_was_not_made_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not Setup(tmp_path).run([step(tmp_path, "a", lambda shell: shell.note("done nothing"))])
    assert "a.out was not made" in capsys.readouterr().out


def test_a_digest_sees_names_and_contents_and_no_caches(tmp_path: Path) -> None:
    folder = tmp_path / "code"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "a.py").write_text("1")
    first = digest([folder], tmp_path)
    (folder / "__pycache__" / "a.pyc").write_text("x")
    assert digest([folder], tmp_path) == first
    (folder / "a.py").rename(folder / "b.py")
    assert digest([folder], tmp_path) != first
    assert digest([folder, "word"], tmp_path) != digest([folder], tmp_path)


def test_without_uv_pip_installs(tmp_path: Path) -> None:
    places = Environments(tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "bot.txt").touch()
    for tool, answer in ((places.uv, "echo uv $*; exit 2"), (places.python(places.bot), "echo python $*")):
        tool.parent.mkdir(parents=True)
        tool.write_text(f"#!/bin/sh\n{answer}\n")
        tool.chmod(0o755)
    shell = Shell(tmp_path, tmp_path / "log")
    places.install(shell, places.bot, "bot")
    said = [line for line in shell.tail() if line.startswith(("uv pip", "python -m"))]
    assert [line.split(" install ")[0] for line in said] == ["uv pip", "python -m pip"]
    assert all("--require-hashes" in line for line in said)
