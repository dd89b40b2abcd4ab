"""From an edit to the answer: what is approved is published, what is not approved never was there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.db import Database
from core.encoder import Encoder
from core.errors import GoldenMissed, ReleaseUnavailable, Unavailable
from core.settings import Settings
from knowledge import release
from knowledge.editorial.publishing import Publishing, Tools
from knowledge.editorial.standing import Standing
from tests.editorial.conftest import AN, BINH, CODE, Room, approved, fee
from tests.editorial.publishing.conftest import BOTH, TODAY, answered, due, state
from tests.knowledge.records import BOATS, KITES, LIBRARY, LOST


@BOTH
def test_an_edit_reaches_the_answer_and_a_rollback_takes_it_back(
    here: Room, publishing: Publishing, settings: Settings, tools: Tools, encoder: Encoder
) -> None:
    first = publishing.publish(AN, tools)
    assert "30.000" in answered(settings, encoder)
    version = here.drafts.open(CODE, AN)
    here.drafts.save(version.id, AN, 0, {"methods": fee(77_000)})
    assert publishing.publish(AN, tools) == first  # a draft is nothing
    here.review.submit(version.id, AN, 1)
    assert publishing.publish(AN, tools) == first
    here.review.approve(version.id, BINH, 1)
    second = publishing.publish("job:test", tools)
    assert "77.000" in answered(settings, encoder)
    assert "30.000" not in answered(settings, encoder)
    assert state(here, version.id) == "published"
    assert publishing.rollback(BINH) == first
    assert "30.000" in answered(settings, encoder)
    assert state(here, version.id) == "returned"
    assert publishing.publish(AN, tools) == first  # it does not come back by itself
    assert release.current_id(settings.releases) == first
    assert here.audited()[-2:] == ["job:test procedure.publish", f"{BINH} procedure.rollback"]
    assert second != first


def test_what_is_scheduled_outlives_the_publish_of_a_fix(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    new = approved(here, {"methods": fee(70_000)}, starts=TODAY + timedelta(days=3))
    here.clock.forward(hours=1)
    fix = approved(here, {"place": "Quầy số 4"})
    publishing.publish(AN, tools)
    assert (state(here, new), state(here, fix)) == ("scheduled", "published")
    here.clock.forward(days=3)
    assert due(here, settings)
    publishing.publish(AN, tools)
    assert (state(here, new), state(here, fix)) == ("published", "superseded")
    assert not due(here, settings)


def meanwhile(tools: Tools, change: Callable[[], object]) -> Tools:
    """Tools with which something happens while the release is made."""
    waiting = [change]

    def tell(line: str) -> None:
        if waiting:
            waiting.pop()()

    return replace(tools, tell=tell)


def test_what_is_withdrawn_while_the_release_is_made(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    one = approved(here, {"methods": fee(40_000)})
    first = publishing.publish(AN, tools)
    two = approved(here, {"methods": fee(50_000)})
    publishing.publish(AN, meanwhile(tools, lambda: here.review.withdraw(two, AN, "nhầm")))
    assert (state(here, one), state(here, two)) == ("published", "withdrawn")
    assert due(here, settings)
    assert publishing.publish(AN, tools) == first
    assert not due(here, settings)


def test_what_is_approved_anew_while_the_release_is_made(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    number = approved(here, {"methods": fee(40_000)})

    def again() -> None:
        here.review.give_back(number, BINH, "sai phí")
        here.drafts.save(number, AN, 1, {"methods": fee(50_000)})
        here.review.submit(number, AN, 2)
        here.review.approve(number, BINH, 2)

    publishing.publish(AN, meanwhile(tools, again))
    assert state(here, number) == "approved"
    assert due(here, settings)
    publishing.publish(AN, tools)
    assert state(here, number) == "published"
    assert not due(here, settings)


def test_what_is_withdrawn_leaves_the_release_until_it_is_written_anew(
    here: Room, publishing: Publishing, settings: Settings, tools: Tools
) -> None:
    version = approved(here, {"methods": fee(40_000)})
    publishing.publish(AN, tools)
    here.review.withdraw(version, AN, "sai phí")
    assert due(here, settings)
    without = publishing.publish(AN, tools)
    assert CODE not in {record.code for record in release.read_procedures(settings.releases / without)}
    assert not due(here, settings)
    again = here.drafts.open(CODE, AN)
    assert again.content["methods"][0]["fees"][0]["amount_vnd"] == 30_000  # from what was imported


def test_a_day_that_comes_and_one_that_is_over_are_due(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    publishing.publish(AN, tools)
    approved(here, {"methods": fee(40_000)}, starts=TODAY + timedelta(days=2))
    approved(here, {"valid_to": (TODAY + timedelta(days=4)).isoformat()}, KITES.code)
    publishing.publish(AN, tools)
    assert not due(here, settings)
    here.clock.forward(days=2)
    assert due(here, settings)
    publishing.publish(AN, tools)
    assert not due(here, settings)
    here.clock.forward(days=3)
    assert due(here, settings)
    last = publishing.publish(AN, tools)
    assert KITES.code not in {record.code for record in release.read_procedures(settings.releases / last)}
    assert not due(here, settings)


def test_a_release_that_misses_changes_no_state(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    first = publishing.publish(AN, tools)
    version = approved(here, {"name": "Chuyện khác hẳn", "aliases": []}, BOATS.code)
    with pytest.raises(GoldenMissed):
        publishing.publish(AN, tools)
    assert (state(here, version), release.current_id(settings.releases)) == ("approved", first)
    publishing.publish(AN, tools, despite="đổi tên")
    assert state(here, version) == "published"


def test_a_database_without_versions_publishes_what_was_imported(settings: Settings, tools: Tools, tmp_path: Path) -> None:
    bare = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    publishing = Publishing(settings, bare)
    assert publishing.publish("cli", tools) == release.current_id(settings.releases)
    assert not Standing(bare).due(TODAY, release.current_id(settings.releases))
    with pytest.raises(ReleaseUnavailable):
        publishing.rollback("cli")
    bare.close()


def test_without_its_database_nothing_is_published(settings: Settings, tools: Tools, tmp_path: Path) -> None:
    folder = tmp_path / "folder.db"
    folder.mkdir()
    dead = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{folder}")})
    with pytest.raises(Unavailable):
        Publishing(dead, Database.open(dead)).publish("cli", tools)
    assert release.current_id(settings.releases) is None


def test_what_stands_is_what_is_published(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    approved(here, {"methods": fee(40_000), "result": "Thẻ nhựa"})
    made = publishing.publish(AN, tools)
    held = {record.code: record for record in release.read_procedures(settings.releases / made)}
    assert held[CODE] == Standing(here.database).standing(TODAY)[CODE]
    assert held[LOST.code] == LOST
    assert held[CODE].aliases == LIBRARY.aliases
