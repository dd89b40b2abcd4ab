"""The doctor finds what is wrong, and says what mends it."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from cli import checkup
from cli.doctor import Finding, examine
from cli.ports import LOOPBACK, Ports
from core.settings import Settings


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
