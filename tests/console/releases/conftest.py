"""The desk of releases over five invented records, with a golden question of the test's own, and the jobs done at once."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from console.parts import Parts
from console.roles import Role
from core.encoder import Encoder
from core.settings import Settings
from knowledge.editorial.publishing import Tools
from knowledge.repository import ProcedureRepository
from tests.conftest import HOME
from tests.console.conftest import quick
from tests.console.desk import Browser
from tests.knowledge.records import BOATS, LIBRARY, SMALL

ASKED = "làm thẻ thư viện phí bao nhiêu"


@pytest.fixture
def settings(tmp_path: Path, migrated: Settings, own_state: Callable[[Path], Settings], embedder: object) -> Settings:
    """A console whose knowledge is five records, with the prepared model."""
    home = tmp_path / "home"
    shutil.copytree(HOME / "knowledge" / "seed", home / "knowledge" / "seed", ignore=shutil.ignore_patterns("procedures", "aliases.tsv"))
    (home / "migrations").symlink_to(HOME / "migrations")
    made = own_state(migrated.var).model_copy(update={"home": home, "gateway_port": 1})  # where nobody listens
    ProcedureRepository(made.seed, made.var / "knowledge" / "imported.jsonl").replace_imported(SMALL)
    return quick(made)


@pytest.fixture
def tools(encoder: Encoder, tmp_path: Path) -> Tools:
    path = tmp_path / "golden.jsonl"
    item = {"id": "g1", "suite": "citizen", "question": "đăng ký ghe chèo", "expected_codes": [BOATS.code]}
    path.write_text(json.dumps(item) + "\n", "utf-8")
    return Tools(lambda _: None, encoder=encoder, questions=path)


@pytest.fixture
def approver(somebody: Callable[..., Browser]) -> Browser:
    return somebody("binh", Role.APPROVER)


@pytest.fixture
def curator(somebody: Callable[..., Browser]) -> Browser:
    return somebody("lan", Role.CURATOR)


def approved(parts: Parts, sent: dict[str, object], code: str = LIBRARY.code) -> int:
    """A version that one wrote and another approved; return its id."""
    room = parts.editorial
    version = room.drafts.open(code, "staff:71")
    saved = room.drafts.save(version.id, "staff:71", version.revision, sent)
    room.review.submit(version.id, "staff:71", saved.version.revision)
    return room.review.approve(version.id, "staff:72", saved.version.revision).id


def fee(amount: int) -> dict[str, object]:
    """The library card's ways with another fee."""
    return {"methods": [{"channel": "direct", "time_limit": None, "fees": [{"kind": "fee", "amount_vnd": amount, "text": None}]}]}
