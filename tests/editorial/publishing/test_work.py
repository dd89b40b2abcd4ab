"""Publishing, trying and rolling back as jobs."""

from core.db import Database
from core.encoder import Encoder
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge import release
from knowledge.editorial.effect import Question
from knowledge.editorial.kinds import EFFECT, KINDS, PUBLISH, ROLLBACK
from knowledge.editorial.publishing import Tools
from knowledge.editorial.work import Work
from tests.editorial.conftest import AN, BINH, CODE, Room, approved, fee
from tests.editorial.publishing.conftest import ASKED, BOTH, answered, state
from tests.knowledge.records import BOATS


class Said:
    """`RealQuestions` with one question."""

    def recent(self, most: int) -> list[Question]:
        return [Question(ASKED, 9), Question("thả diều ban đêm", 2)][:most]


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
    assert (difference["question"], difference["times"]) == (ASKED, 9)
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
