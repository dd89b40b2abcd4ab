"""A trainer at the desk of training data, over a checkout with little in it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from httpx2 import Response

from console.parts import Parts
from console.roles import Role
from core.jobs import Job
from core.settings import Settings
from tests.conftest import HOME
from tests.console.conftest import quick
from tests.console.desk import Browser
from training.corpus.schemas import Entity, Target
from training.labels.import_work import ImportWork
from training.labels.kinds import KINDS
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules

NLU = """version: "3.1"
nlu:
- intent: ask_fee  # of money
  examples: |
    - lệ phí bao nhiêu vậy em ơi
- intent: greet
  examples: |
    - xin chào
"""
TEST = "nlu:\n- intent: greet\n  examples: |\n    - hế lô bạn nhé\n"
FILE, HELD_OUT = "nlu_data/nlu/a.yml", "tests/nlu_holdout/t.yml"


@pytest.fixture
def settings(migrated: Settings, tmp_path: Path) -> Settings:
    """A console whose checkout is a small one."""
    home = tmp_path / "home"
    for name, text in ((FILE, NLU), (HELD_OUT, TEST), ("domain.yml", "version: '3.1'\n"), ("config.yml", "version: '3.1'\n")):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8", newline="")
    for name in ("knowledge", "migrations"):
        (home / name).symlink_to(HOME / name)
    return quick(migrated.model_copy(update={"home": home}))


@pytest.fixture
def home(settings: Settings) -> Path:
    return settings.home


@pytest.fixture
def trainer(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.TRAINER)


def labelling(parts: Parts, *, both: bool = False) -> Labels:
    """Labels of which nobody reads a sample a second time, or somebody reads each."""
    share = 1.0 if both else 0.0
    rules = Rules(second_train=share, second_test=share)
    return Labels(parts.database, Known(parts.settings.home, parts.database), rules, parts.clock)


def label(parts: Parts, text: str, intent: str = "ask_fee", target: Target = Target.TRAIN, entity: tuple[int, int] | None = None) -> None:
    """Have somebody label a text, for good."""
    marks = (Entity(*entity, "paper"),) if entity else ()
    labelling(parts).give(text, Reading(intent, marks), target, "staff:1")


def send(browser: Browser, name: str, content: bytes, once: str = "abcdefghijklmnop", **fields: str) -> Response:
    """Send a file by the form of the desk."""
    data = {"csrf": browser.csrf, "once": once, "target": "train", **fields}
    return browser.client.post("/corpus/imports", data=data, files={"file": (name, content)})


def done(parts: Parts) -> Job:
    """Do the job of imports that waits, and return it as it ended."""
    taken = parts.editorial.jobs.take(KINDS)
    assert taken
    ImportWork(parts.settings, parts.database, parts.editorial.jobs, lambda _: None).do(taken)
    return parts.editorial.jobs.get(taken.id)


def git_apply(home: Path, patch: bytes) -> None:
    """Have git apply what was downloaded."""
    (home / "x.patch").write_bytes(patch)
    subprocess.run(["git", "apply", "x.patch"], cwd=home, check=True, capture_output=True)
