"""Which failures the checks run once more, and which they do not: with a pytest of its own for each."""

import sys
from pathlib import Path

import pytest

from deploy.checks import Check, run

ONCE = """
from pathlib import Path
def test_{name}():
    seen = Path(__file__ + ".{name}")
    first = not seen.exists()
    seen.touch()
    assert not first
"""
NEVER = """
def test_never():
    assert False
"""
FINE = """
from pathlib import Path
def test_fine():
    with Path(__file__ + ".runs").open("a") as runs:
        runs.write(".")
"""


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs need none of the plugins that are installed here."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def check(folder: Path, source: str, name: str = "test_it.py") -> Check:
    """Return a run of pytest over one file of tests."""
    folder.joinpath("pytest.ini").write_text("[pytest]\n")
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
    return Check.of_tests(
        "tests of it", Path(sys.executable), ("-c", str(folder / "pytest.ini"), "--rootdir", str(folder), str(file)), folder / "memory"
    )


def test_a_test_that_fails_once_is_run_again_alone_and_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([check(tmp_path, ONCE.format(name="once") + FINE)]) == 0
    out = capfd.readouterr().out
    assert "== UNSTEADY, failed and passed when run again: test_it.py::test_once\n" in out
    assert "checks: all 1 passed" in out
    assert (tmp_path / "test_it.py.runs").read_text() == ".", "what passed is not run again"


def test_one_that_fails_twice_fails_the_checks(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([check(tmp_path, ONCE.format(name="once") + NEVER)]) == 1
    out = capfd.readouterr().out
    assert "tests of it failed; to repeat it:" in out
    assert "UNSTEADY" not in out


def test_many_failures_are_no_chance(tmp_path: Path) -> None:
    many = check(tmp_path, "".join(ONCE.format(name=f"n{n}") for n in range(6)))
    assert run([many]) == 1
    assert run([many]) == 0, "each fails once, so a second run would have passed"


def test_a_search_through_the_whole_run_is_not_repeated_alone(tmp_path: Path) -> None:
    assert run([check(tmp_path, ONCE.format(name="leak"), "tests/test_leaks.py")]) == 1


@pytest.mark.parametrize("source", ["import nothing_of_this_name\n", "import os\ndef test_killed():\n    os._exit(9)\n", ""])
def test_a_run_that_could_not_be_made_is_not_repeated(tmp_path: Path, source: str) -> None:
    made = check(tmp_path, source)
    assert run([made]) == 1


def test_the_lane_goes_on_after_an_unsteady_test(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    last = Check("the last", (sys.executable, "-c", "print('it was run')"))
    assert run([check(tmp_path, ONCE.format(name="once")), last]) == 0
    assert "it was run" in capfd.readouterr().out
