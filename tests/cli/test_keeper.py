"""Programs are started, restarted, given up and ended."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cli.child import Program, StackFailed
from cli.keeper import Keeper
from cli.ports import LOOPBACK, Ports, spare
from tests.cli.programs import left, stand_in


@contextmanager
def kept(*programs: Program, tell: list[str] | None = None) -> Iterator[Keeper]:
    """Keep programs for the time of a test, with little patience."""
    keeper = Keeper(programs, (tell if tell is not None else []).append, grace=0.3, pause=0.01)
    try:
        keeper.start()
        yield keeper
    finally:
        keeper.stop()


def serving(folder: Path, mode: str) -> Program:
    """Return a stand-in that listens on a free port."""
    port = Ports.free().gateway
    return stand_in(folder, mode, str(port), f"http://{LOOPBACK}:{port}/")


def listens(program: Program) -> bool:
    """Tell whether a stand-in has come as far as its port."""
    try:
        socket.create_connection((LOOPBACK, urlsplit(program.ready).port or 0)).close()
    except OSError:
        return False
    return True


def test_a_program_that_serves_is_ready_and_ends_with_its_keeper(tmp_path: Path) -> None:
    program = serving(tmp_path, "serve")
    with kept(program) as keeper:
        keeper.wait_ready(60)
        keeper.check()
    assert left(tmp_path, 0) == []


def test_a_program_that_dies_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    marker = tmp_path / "was here"
    with kept(stand_in(tmp_path, "die_once", str(marker)), serving(tmp_path, "serve"), tell=said) as keeper:
        keeper.wait_ready(60)
        while not said:
            keeper.check()
    assert said[0].startswith("die_once ended (exit code 3); starting it again in 0.01 s")
    assert left(tmp_path, 0) == []


def test_one_that_dies_always_ends_everything_with_its_last_words(tmp_path: Path) -> None:
    with kept(stand_in(tmp_path, "die"), serving(tmp_path, "serve")) as keeper:
        with pytest.raises(StackFailed, match=r"die ended \(exit code 1\) for the 6th time within a minute") as failure:
            keeper.wait()
        assert "the last word" in str(failure.value)
        assert str(tmp_path / "log" / "die.log") in str(failure.value)
        assert left(tmp_path) == []


def test_one_that_never_gets_ready_is_named(tmp_path: Path) -> None:
    first, unready = serving(tmp_path, "serve"), serving(tmp_path, "unready")
    with kept(first, unready) as keeper:
        while not (listens(first) and listens(unready)):
            keeper.check()
        with pytest.raises(StackFailed, match=r"^unready not ready after 2 s") as failure:
            keeper.wait_ready(2)
        assert "waiting for something that never comes" in str(failure.value)
    assert left(tmp_path, 0) == []


def test_one_that_ignores_the_end_is_killed_with_its_children(tmp_path: Path) -> None:
    with kept(stand_in(tmp_path, "family")):
        while len(left(tmp_path, 0)) < 2:
            pass
    assert left(tmp_path, 0) == []


def test_a_program_that_cannot_be_started_is_a_clear_error(tmp_path: Path) -> None:
    ghost = Program("ghost", ("/no/such/program",), tmp_path / "ghost.log", cwd=tmp_path)
    with kept(ghost) as keeper, pytest.raises(StackFailed, match=r"cannot start.*no/such/program"):
        keeper.wait()


def test_the_log_of_last_time_is_kept(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "stay")
    program.log.parent.mkdir()
    program.log.write_text("last time")
    with kept(program):
        assert Path(f"{program.log}.1").read_text() == "last time"


def test_a_port_in_use_is_named_before_anything_starts() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        free = Ports.free()
        with pytest.raises(StackFailed, match=rf"port {port} is in use.*--bot-port"):
            Ports(LOOPBACK, free.gateway, port, free.actions, free.worker).check_free()
    free.check_free()


def test_spare_ports_are_none_that_the_system_gives_to_others() -> None:
    found = spare(40)
    assert len(set(found)) == 40
    assert 10_080 < min(found) <= max(found) < 32_768  # browsers open nothing at some of the lower ones
