"""A Python counts only when it runs and says so itself."""

from pathlib import Path

import pytest

from deploy import pythons

WANTED = pythons.Wanted("Rasa", "TROLY_PYTHON310", ("3.10",))
NEWER = pythons.Wanted("the service", "TROLY_PYTHON", ("3.11", "3.12"))


def fake(path: Path, script: str) -> Path:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def python(path: Path, version: str) -> Path:
    """Write a program that answers as a Python of that version."""
    return fake(path, f"echo {version}; echo {path}")


def surroundings(tmp_path: Path, *folders: str) -> dict[str, str]:
    """Return an environment with these folders in PATH."""
    return {"PATH": ":".join(str(tmp_path / folder) for folder in folders), "HOME": str(tmp_path)}


def test_a_shim_that_answers_127_is_passed_over(tmp_path: Path) -> None:
    fake(tmp_path / "shims" / "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    real = python(tmp_path / ".pyenv" / "versions" / "3.10.13" / "bin" / "python3.10", "3.10")
    assert pythons.find(WANTED, tmp_path / "fetched", surroundings(tmp_path, "shims")) == real


def test_one_further_down_the_path_is_found(tmp_path: Path) -> None:
    fake(tmp_path / "a" / "python3.10", "exit 127")
    python(tmp_path / "b" / "python3", "3.13")
    real = python(tmp_path / "c" / "python3", "3.10")
    assert pythons.find(WANTED, tmp_path / "fetched", surroundings(tmp_path, "a", "b", "c")) == real


def test_a_name_proves_nothing(tmp_path: Path) -> None:
    python(tmp_path / "a" / "python3.10", "3.9")
    assert pythons.find(WANTED, tmp_path / "fetched", surroundings(tmp_path, "a")) is None


def test_the_preferred_version_goes_before_the_path(tmp_path: Path) -> None:
    python(tmp_path / "a" / "python3.12", "3.12")
    first = python(tmp_path / "fetched" / "cpython-3.11.15-linux" / "bin" / "python3.11", "3.11")
    assert pythons.find(NEWER, tmp_path / "fetched", surroundings(tmp_path, "a")) == first


def test_a_setting_overrules_and_must_be_right(tmp_path: Path) -> None:
    python(tmp_path / "a" / "python3.10", "3.10")
    chosen = python(tmp_path / "mine", "3.10")
    around = surroundings(tmp_path, "a")
    assert pythons.find(WANTED, tmp_path, {**around, "TROLY_PYTHON310": str(chosen)}) == chosen
    with pytest.raises(pythons.PythonMissing, match=r"TROLY_PYTHON310=/no/python is not a usable Python 3\.10"):
        pythons.find(WANTED, tmp_path, {**around, "TROLY_PYTHON310": "/no/python"})


def test_what_to_install_is_one_line() -> None:
    message = str(NEWER.missing())
    assert "install Python 3.11" in message
    assert "TROLY_PYTHON" in message
    assert "\n" not in message
