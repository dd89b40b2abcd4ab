"""The doctor finds what is wrong, and says what mends it."""

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli import checkup
from cli.doctor import Finding, examine
from cli.ports import LOOPBACK, Ports
from core.migrate import upgrade
from core.settings import Settings

HOME = Path(__file__).resolve().parents[2]
LATEST = max(path.name[:4] for path in (HOME / "migrations" / "versions").glob("[0-9]*.py"))


def report(settings: Settings) -> dict[str, Finding]:
    """Return all findings by part, without the slow look at the environments."""
    checks = tuple(check for check in checkup.CHECKS if check is not checkup.environments)
    return {finding.part: finding for finding in examine(settings, checks)}


def settings_of(home: Path) -> Settings:
    """Return settings with free ports."""
    free = Ports.free()
    return Settings(
        home=home,
        state=home / "var",
        gateway_host=LOOPBACK,
        gateway_port=free.gateway,
        bot_url=f"http://{LOOPBACK}:{free.bot}",
        actions_url=f"http://{LOOPBACK}:{free.actions}",
        worker_port=free.worker,
    )


def test_an_empty_house_lacks_what_the_setup_makes(tmp_path: Path) -> None:
    found = report(settings_of(tmp_path))
    red = {part: finding.mend for part, finding in found.items() if finding.mend}
    assert red.keys() == {"embedding model", "knowledge release", "dialogue model"}
    assert red["dialogue model"] == "troly train"
    assert red["knowledge release"] == "troly knowledge publish"
    assert "is free" in found["port of gateway"].detail
    assert "GB free" in found["state folder"].detail


def test_a_model_older_than_its_data_is_red(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    settings.bot_models.mkdir(parents=True)
    (settings.bot_models / "m.tar.gz").touch()
    (settings.bot_models / "current").write_text("m.tar.gz\n")
    assert report(settings)["dialogue model"].mend == ""
    (tmp_path / "nlu_data").mkdir()
    (tmp_path / "nlu_data" / "fee.yml").touch()
    os.utime(settings.bot_models / "m.tar.gz", (1, 1))
    finding = report(settings)["dialogue model"]
    assert finding.mend == "troly train"
    assert finding.detail == "m.tar.gz is older than nlu_data/fee.yml"


def damage(file: Path) -> None:
    file.write_bytes(b"no database at all, " * 100)


def write(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


BROKEN: list[tuple[Callable[[Path], None], str, str]] = [
    (damage, "not a database", "put a copy"),
    (lambda file: write(file, "update alembic_version set version_num='9999'"), "has form 9999", "run the version that wrote it"),
    (lambda file: write(file, "delete from alembic_version"), "has form none", "troly conversations upgrade"),
    (lambda file: file.chmod(0o644), f"form {LATEST}", "chmod 600"),
]


def test_a_sound_database_is_well_and_one_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    settings = Settings(home=HOME, state=tmp_path / "var")
    (finding,) = checkup.database(settings)
    assert (finding.mend, list(tmp_path.iterdir())) == ("", [])
    upgrade(settings)
    (finding,) = checkup.database(settings)
    assert (finding.mend, f"form {LATEST}" in finding.detail) == ("", True)


@pytest.mark.parametrize(("break_it", "detail", "mend"), BROKEN)
def test_a_database_that_is_not_sound_is_red_and_left_as_it_is(
    tmp_path: Path, break_it: Callable[[Path], None], detail: str, mend: str
) -> None:
    settings, file = Settings(home=HOME, state=tmp_path), tmp_path / "troly.db"
    upgrade(settings)
    break_it(file)
    before = file.read_bytes()
    (finding,) = checkup.database(settings)
    assert detail in finding.detail
    assert finding.mend.startswith(mend)
    assert file.read_bytes() == before


def test_a_stranger_on_our_port_is_red(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with socket.create_server((LOOPBACK, settings.gateway_port)) as stranger:
        stranger.settimeout(0.1)
        finding = report(settings)["port of gateway"]
    assert finding.mend
    assert "another program uses" in finding.detail


def test_a_check_that_breaks_is_a_finding() -> None:
    def broken(_: Settings) -> Iterator[Finding]:
        yield Finding("first", "well")
        raise RuntimeError("out of paper")

    (finding,) = examine(Settings(), (broken,))
    assert finding.mend
    assert finding.detail == "RuntimeError: out of paper"
    assert str(finding).startswith("RED")
