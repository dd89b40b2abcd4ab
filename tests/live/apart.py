"""An assistant that a test may change: a state folder of its own, or a checkout whose training data is its own as well."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.ports import LOOPBACK, Ports, spare
from cli.supervisor import Stack
from core.settings import Settings
from knowledge.pointer import POINTER, current_id
from training.dialogue import shelf

# Of a turn: no test is about how fast a machine is that has other tests to run beside this one.
PATIENT = {"TROLY_BOT_TIMEOUT": "60"}
_DATA = ("nlu_data", "config.yml", "domain.yml")
_TESTS = ("nlu_holdout", "stories")
_NOT_LINKED = {*_DATA, "tests", "var", ".git", ".rasa"}  # Rasa keeps what it trained in `.rasa`: a training of ours begins from nothing


def copied(checkout: Settings, state: Path) -> Settings:
    """Return the settings of a new state folder: the live release and the known vectors copied, the models linked."""
    _knowledge(checkout, state)
    (state / "models").symlink_to(checkout.var / "models")
    return Settings(home=checkout.home, state=state)


def own_data(checkout: Settings, folder: Path) -> Settings:
    """Return the settings of a checkout in `folder`: code is linked, training data and test sets are copied, and so is the live model."""
    home, state = folder / "checkout", folder / "state"
    (home / "tests").mkdir(parents=True)
    for path in checkout.home.iterdir():
        if path.name not in _NOT_LINKED:
            (home / path.name).symlink_to(path)
    for name in (*_DATA, *(f"tests/{name}" for name in _TESTS)):
        (shutil.copytree if (checkout.home / name).is_dir() else shutil.copyfile)(checkout.home / name, home / name)
    _knowledge(checkout, state)
    live = shelf.current(checkout.bot_models)
    (state / "models" / "dialogue").mkdir(parents=True)
    (state / "models" / "embedding").symlink_to(checkout.var / "models" / "embedding")
    shutil.copyfile(live, state / "models" / "dialogue" / live.name)
    shelf.point_to(state / "models" / "dialogue", live.name)
    (home / "var").symlink_to(state)  # config.yml names the encoder from there
    return Settings(home=home, state=state)


def _knowledge(checkout: Settings, state: Path) -> None:
    live = current_id(checkout.releases)
    assert live is not None
    for name in (f"releases/{live}", "embeddings", "lookups"):
        shutil.copytree(checkout.var / name, state / name)
    (state / "releases" / POINTER).write_text(live, "utf-8")


@contextmanager
def running(settings: Settings) -> Iterator[tuple[Stack, str]]:
    """Start every program on ports of its own; give the assistant and the address of its console."""
    gateway, bot, actions, worker, console = spare(5)
    ports = Ports(LOOPBACK, gateway, bot, actions, worker, console)
    with pytest.MonkeyPatch.context() as told:
        for name, value in PATIENT.items():
            told.setenv(name, value)
        with Stack.start(settings, ports=ports) as stack:
            yield stack, f"http://{LOOPBACK}:{console}"
