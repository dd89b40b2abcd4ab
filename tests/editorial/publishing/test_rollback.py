"""From the answer back: what is rolled back is gone, and a rollback that broke off is brought to its end."""

import pytest

from core.errors import ReleaseUnavailable
from core.settings import Settings
from knowledge import release
from knowledge.editorial.publishing import Publishing, Tools
from tests.editorial.conftest import AN, BINH, CODE, Room, approved, fee
from tests.editorial.publishing.conftest import BOTH, due, state


@BOTH
def test_a_rollback_turned_back(here: Room, publishing: Publishing, tools: Tools) -> None:
    one = approved(here, {"methods": fee(40_000)})
    publishing.publish(AN, tools)
    two = approved(here, {"methods": fee(50_000)})
    second = publishing.publish(AN, tools)
    assert (state(here, one), state(here, two)) == ("superseded", "published")
    publishing.rollback(AN)
    assert (state(here, one), state(here, two)) == ("published", "returned")
    assert publishing.rollback(AN) == second
    assert (state(here, one), state(here, two)) == ("superseded", "published")


def test_two_rollbacks_leave_a_version_that_decides(here: Room, publishing: Publishing, tools: Tools) -> None:
    one = approved(here, {"methods": fee(40_000)})
    first = publishing.publish(AN, tools)
    two = approved(here, {"methods": fee(50_000)})
    publishing.publish(AN, tools)
    publishing.rollback(AN)
    here.clock.forward(minutes=1)
    here.drafts.save(two, AN, 1, {"methods": fee(55_000)})
    publishing.rollback(AN)
    assert (state(here, one), state(here, two)) == ("published", "returned")
    assert publishing.publish(AN, tools) == first


@pytest.mark.parametrize("wish", ["again", "bare", "publish"])
def test_a_rollback_that_broke_off_is_brought_to_its_end(
    here: Room, publishing: Publishing, tools: Tools, settings: Settings, wish: str
) -> None:
    first = publishing.publish(AN, tools)
    number = approved(here, {"methods": fee(50_000)})
    second = publishing.publish(AN, tools)
    with pytest.raises(ValueError, match="audit entry"):  # the pointer is changed, and then the transaction fails
        publishing.rollback("x" * 41, second)
    assert (release.current_id(settings.releases), state(here, number)) == (first, "published")
    note = settings.releases / ".rollback"
    note.write_text(note.read_text("utf-8").replace("x" * 41, BINH), "utf-8")
    wishes = {
        "again": lambda: publishing.rollback(BINH, second),
        "bare": lambda: publishing.rollback(BINH),
        "publish": lambda: publishing.publish(BINH, tools),
    }
    assert wishes[wish]() == first == release.current_id(settings.releases)
    assert state(here, number) == "returned"
    assert publishing.rollback(BINH) == second
    assert state(here, number) == "published"


def test_a_rollback_that_cannot_be_changes_nothing(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    first = publishing.publish(AN, tools)
    number = approved(here, {"methods": fee(50_000)})
    second = publishing.publish(AN, tools)
    (settings.releases / first / "words.tsv").write_text("kaputt", "utf-8")
    with pytest.raises(ReleaseUnavailable):
        publishing.rollback(AN, second)
    assert publishing.rollback(AN, first) == second  # it is not live: nothing to leave
    assert state(here, number) == "published"


def test_a_rollback_brings_back_nothing_that_was_withdrawn(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    one = approved(here, {"methods": fee(40_000)})
    publishing.publish(AN, tools)
    here.review.withdraw(one, AN, "sai phí")
    without = publishing.publish(AN, tools)
    for _ in range(3):
        publishing.rollback(AN)
        assert state(here, one) == "withdrawn"
    assert due(here, settings)  # the release that is live again has it
    assert publishing.publish(AN, tools) == without


def test_what_came_in_the_place_of_something_withdrawn_is_rolled_back_too(
    here: Room, publishing: Publishing, tools: Tools, settings: Settings
) -> None:
    one = approved(here, {"methods": fee(40_000)})
    publishing.publish(AN, tools)
    here.review.withdraw(one, AN, "sai phí")
    two = approved(here, {"methods": fee(50_000)})
    publishing.publish(AN, tools)
    publishing.rollback(AN)
    assert (state(here, one), state(here, two)) == ("withdrawn", "returned")
    assert due(here, settings)
    without = publishing.publish(AN, tools)
    assert CODE not in {record.code for record in release.read_procedures(settings.releases / without)}


def test_what_was_written_on_after_a_rollback_is_not_called_published(here: Room, publishing: Publishing, tools: Tools) -> None:
    publishing.publish(AN, tools)
    version = approved(here, {"methods": fee(50_000)})
    publishing.publish(AN, tools)
    publishing.rollback(AN)
    here.clock.forward(minutes=1)
    here.drafts.save(version, AN, 1, {"methods": fee(55_000)})
    publishing.rollback(AN)
    assert state(here, version) == "returned"
