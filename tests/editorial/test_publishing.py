"""From an edit to the answer and back: what is approved is published, what is rolled back is gone, what is not approved never was there."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.db import Database
from core.encoder import Encoder
from core.errors import GoldenMissed, ReleaseUnavailable, Unavailable
from core.jobs import Job, Jobs
from core.migrate import upgrade
from core.settings import Settings
from knowledge import release
from knowledge.editorial.effect import Question
from knowledge.editorial.kinds import EFFECT, KINDS, PUBLISH, ROLLBACK
from knowledge.editorial.publishing import Publishing, Tools
from knowledge.editorial.standing import Standing
from knowledge.editorial.work import Work
from knowledge.repository import ProcedureRepository
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from tests import postgres
from tests.conftest import HOME
from tests.editorial.conftest import AN, BINH, CODE, Clock, Room, Shelf, approved, fee
from tests.knowledge.records import BOATS, KITES, LIBRARY, LOST, SMALL

TODAY = date(2026, 11, 23)
_ASKED = "làm thẻ thư viện phí bao nhiêu"
BOTH = pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, own_state: Callable[[Path], Settings], embedder: object) -> Settings:
    """A home whose seed is its tables alone, with five imported records; on SQLite unless `BOTH` says otherwise."""
    seed = tmp_path / "home" / "knowledge" / "seed"
    shutil.copytree(HOME / "knowledge" / "seed", seed, ignore=shutil.ignore_patterns("procedures", "aliases.tsv"))
    (tmp_path / "home" / "migrations").symlink_to(HOME / "migrations")
    made = own_state(tmp_path / "var").model_copy(update={"home": tmp_path / "home"})
    if getattr(request, "param", "sqlite") == "postgresql":
        url = postgres.fresh(request.getfixturevalue("postgres_server"))
        made = made.model_copy(update={"database_url": SecretStr(url)})
    ProcedureRepository(seed, made.var / "knowledge" / "imported.jsonl").replace_imported(SMALL)
    upgrade(made)
    return made


@pytest.fixture
def opened(settings: Settings) -> Iterator[Database]:
    database = Database.open(settings)
    yield database
    database.close()


@pytest.fixture
def here(opened: Database, clock: Clock) -> Room:
    return Room(opened, clock, Shelf(SMALL))


@pytest.fixture
def publishing(settings: Settings, opened: Database, clock: Clock) -> Publishing:
    return Publishing(settings, opened, clock)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """A golden set of the test's own."""
    path = tmp_path / "golden.jsonl"
    item = {"id": "g1", "suite": "citizen", "question": "đăng ký ghe chèo", "expected_codes": [BOATS.code]}
    path.write_text(json.dumps(item) + "\n", "utf-8")
    return path


@pytest.fixture
def tools(encoder: Encoder, golden: Path) -> Tools:
    return Tools(lambda _: None, encoder=encoder, questions=golden)


def answered(settings: Settings, encoder: Encoder, question: str = _ASKED) -> str:
    return Knowledge.open(settings, encoder=encoder).answer(Asked(question)).text


def due(room: Room, settings: Settings) -> bool:
    return Standing(room.database).due(room.clock().date(), release.current_id(settings.releases))


def state(room: Room, version: int) -> str:
    return room.history.version(version).state


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


class Said:
    """`RealQuestions` with one question."""

    def recent(self, most: int) -> list[Question]:
        return [Question(_ASKED, 9), Question("thả diều ban đêm", 2)][:most]


def _did(jobs: Jobs, work: Work) -> Job:
    taken = jobs.take(KINDS)
    assert taken is not None
    work.do(taken)
    return jobs.get(taken.id)


@BOTH
def test_jobs_publish_try_and_roll_back(here: Room, opened: Database, settings: Settings, tools: Tools, encoder: Encoder) -> None:
    jobs = Jobs(opened)
    work = Work(settings, opened, jobs, tools, Said())
    jobs.ask(PUBLISH, AN)
    first = _did(jobs, work)
    assert first.state == "done"
    assert any("procedures" in line for line in first.log)
    version = here.drafts.open(CODE, AN)
    here.drafts.save(version.id, AN, 0, {"methods": fee(77_000)})
    jobs.ask(EFFECT, AN, {"versions": [version.id]})
    tried = _did(jobs, work)
    assert tried.state == "done"
    assert tried.result is not None
    (difference,) = [one for one in tried.result["differences"] if one["golden"] is None]
    assert (difference["question"], difference["times"]) == (_ASKED, 9)
    assert "30.000" in difference["before"]["text"]
    assert "77.000" in difference["after"]["text"]
    assert not (settings.releases / tried.result["release"]).exists()
    assert "30.000" in answered(settings, encoder)
    here.review.submit(version.id, AN, 1)
    here.review.approve(version.id, BINH, 1)
    jobs.ask(PUBLISH, BINH)
    assert _did(jobs, work).state == "done"
    assert "77.000" in answered(settings, encoder)
    leave = {"leave": release.current_id(settings.releases)}
    jobs.ask(ROLLBACK, AN, leave)
    assert _did(jobs, work).result == {"release": first.result and first.result["release"]}
    assert "30.000" in answered(settings, encoder)
    jobs.ask(ROLLBACK, BINH, leave)  # another saw the same, and pressed a moment later
    assert _did(jobs, work).result == {"release": first.result and first.result["release"]}
    assert "30.000" in answered(settings, encoder)
    assert state(here, version.id) == "returned"


def test_a_job_that_is_refused_or_breaks_says_so(here: Room, opened: Database, settings: Settings, tools: Tools) -> None:
    jobs = Jobs(opened)
    work = Work(settings, opened, jobs, tools)
    jobs.ask(ROLLBACK, AN, {"leave": None})
    assert _did(jobs, work).state == "failed"
    jobs.ask(PUBLISH, AN)
    assert _did(jobs, work).state == "done"
    approved(here, {"name": "Chuyện khác hẳn", "aliases": []}, BOATS.code)
    jobs.ask(PUBLISH, AN)
    refused = _did(jobs, work)
    assert refused.state == "refused"
    assert any(BOATS.code in line for line in refused.log)
    (settings.var / "knowledge" / "imported.jsonl").write_text("kaputt\n", "utf-8")
    jobs.ask(PUBLISH, AN)
    broken = _did(jobs, work)
    assert broken.state == "failed"
    assert "imported.jsonl, line 1" in broken.log[-1]


def test_what_stands_is_what_is_published(here: Room, publishing: Publishing, tools: Tools, settings: Settings) -> None:
    approved(here, {"methods": fee(40_000), "result": "Thẻ nhựa"})
    made = publishing.publish(AN, tools)
    held = {record.code: record for record in release.read_procedures(settings.releases / made)}
    assert held[CODE] == Standing(here.database).standing(TODAY)[CODE]
    assert held[LOST.code] == LOST
    assert held[CODE].aliases == LIBRARY.aliases
