"""The desk of dialogue models over a checkout with little in it, a stand-in for Rasa, and jobs done at once."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from console.parts import Parts
from console.roles import Role
from core.clock import now
from core.jobs import Job
from core.settings import Settings
from knowledge.writings import WRITINGS
from tests.conftest import HOME
from tests.console.conftest import quick
from tests.console.desk import Browser
from tests.training.dialogue.stand_in import checkout
from training.dialogue.kinds import KINDS
from training.dialogue.making import Tools
from training.dialogue.work import Work


@pytest.fixture
def taught(tmp_path: Path, migrated: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A console whose checkout is a small one."""
    home = tmp_path / "home"
    monkeypatch.setenv("TROLY_BOT_PYTHON", str(checkout(home)))
    for name in ("knowledge", "migrations"):
        (home / name).symlink_to(HOME / name)
    return quick(migrated.model_copy(update={"home": home}))


@pytest.fixture
def trainer(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.TRAINER)


@pytest.fixture
def approver(somebody: Callable[..., Browser]) -> Browser:
    return somebody("binh", Role.APPROVER)


def trained(parts: Parts) -> Job:
    """Do the job of models that waits, in a second of its own, and return it as it ended."""
    jobs, begun = parts.editorial.jobs, f"{now():%S}"
    taken = jobs.take(KINDS)
    assert taken
    while f"{now():%S}" == begun:  # models are named by the second
        time.sleep(0.02)
    Work(parts.settings, parts.database, jobs, Tools(lambda _: None, WRITINGS, lambda: None)).do(taken)
    return jobs.get(taken.id)
