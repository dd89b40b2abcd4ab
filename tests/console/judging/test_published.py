"""What is published stands beside an answer, and what changed since the answer is said."""

from pathlib import Path

import pytest

from console.judging.published import published
from core.procedure import Fee, Method
from core.settings import Settings
from tests.console.desk import Browser, read
from tests.console.judging.conftest import Tell, release
from tests.knowledge.records import LIBRARY

DEARER = LIBRARY.model_copy(update={"methods": [Method(channel="direct", fees=[Fee(amount_vnd=99_000)])]})


@pytest.fixture
def settings_of(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path)


def test_the_record_of_the_release_that_answered(settings_of: Settings) -> None:
    release(settings_of, "r1", LIBRARY)
    found = published(settings_of, LIBRARY.code, "r1")
    assert found is not None
    assert (found.name, found.since, found.changed) == (LIBRARY.name, "same", ())
    fee = next(one for one in found.first if one.facet == "fee")
    assert "30.000" in fee.items[0]


def test_what_changed_since_is_named(settings_of: Settings) -> None:
    release(settings_of, "r1", LIBRARY)
    release(settings_of, "r2", DEARER)
    found = published(settings_of, LIBRARY.code, "r1")
    assert found is not None
    assert found.since == "changed"
    assert "Lệ phí" in found.changed
    release(settings_of, "r3", DEARER)
    again = published(settings_of, LIBRARY.code, "r2")
    assert again is not None
    assert again.since == "same"  # another release, and the same record


@pytest.mark.parametrize("answered", [None, "gone", "../r1", "", "r1/.."])
def test_a_release_that_is_not_kept(settings_of: Settings, answered: str | None) -> None:
    release(settings_of, "r1", LIBRARY)
    found = published(settings_of, LIBRARY.code, answered)
    assert found is not None
    assert found.since == "unknown"


def test_nothing_to_compare_with(settings_of: Settings) -> None:
    assert published(settings_of, LIBRARY.code, "r1") is None
    release(settings_of, "r1", LIBRARY)
    assert published(settings_of, "9.999999", "r1") is None
    (settings_of.releases / "broken").mkdir()
    (settings_of.releases / "broken" / "procedures.jsonl").write_bytes(b'{"code":"' + LIBRARY.code.encode() + b'"\xff\n')
    (settings_of.releases / "current").write_text("broken")
    assert published(settings_of, LIBRARY.code, "r1") is None


def test_it_stands_on_the_page(trainer: Browser, tell: Tell) -> None:
    release(trainer.parts.settings, "r1", LIBRARY)
    release(trainer.parts.settings, "r2", DEARER)
    tell("thẻ thư viện bao nhiêu", "30.000 đồng.", procedure_code=LIBRARY.code, release="r1")
    page = trainer.get("/judging/next")
    assert f'href="/procedures/{LIBRARY.code}"' in page.text
    assert "Đã đổi từ khi trả lời:" in read(page)
    assert "99.000" in read(page)
