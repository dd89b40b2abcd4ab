"""Models made by jobs, with a stand-in for Rasa: entered once, judged beside the live one, and told why where they were not made."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from conversations.latest import latest
from core.clock import now
from core.db import Database
from core.errors import Conflict, ReleaseUnavailable, TrolyError
from core.jobs import Job, Jobs
from core.settings import Settings
from tests.training.dialogue.stand_in import checkout, learn
from tests.training.dialogue.test_shadow import Answers
from tests.training.dialogue.test_shadows import turn
from training.corpus.schemas import Target
from training.dialogue import engine
from training.dialogue.kinds import KINDS, MEASURE, TRAIN
from training.dialogue.making import Tools
from training.dialogue.ports import Beside
from training.dialogue.registry import Blocked, Registry
from training.dialogue.schemas import Expected
from training.dialogue.work import Work
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules

TOOLS = Tools(lambda _: None, {"as typed": lambda text, _: text, "without accents": lambda text, _: text.lower()}, lambda: None)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TROLY_BOT_PYTHON", str(checkout(tmp_path / "home")))
    return Settings(home=tmp_path / "home", state=tmp_path / "var")


@pytest.fixture
def registry(settings: Settings, store: Database) -> Registry:
    return Registry.of(settings, store)


def did(settings: Settings, store: Database, kind: str, tools: Tools = TOOLS, **arguments: object) -> Job:
    """Ask for a job, do it, and return it as it ended."""
    jobs = Jobs(store)
    jobs.ask(kind, "staff:1", arguments)
    taken = jobs.take(KINDS)
    assert taken
    Work(settings, store, jobs, tools).do(taken)
    return jobs.get(taken.id)


def until_another_second(name: str) -> None:
    """Models are named by the second; no training of Rasa is so quick."""
    while f"{now():%Y%m%d-%H%M%S}" in name:
        time.sleep(0.02)


def test_a_model_is_made_entered_and_may_go_live(settings: Settings, store: Database, registry: Registry) -> None:
    job = did(settings, store, TRAIN, note="lần đầu")
    assert job.state == "done", job.log
    assert job.result
    (model,) = registry.all()
    assert (model.id, model.by, model.against) == (job.result["model"], "staff:1", None)
    assert model.made_with["note"] == "lần đầu"
    assert model.made_with["rasa"] == "3.6.21"
    assert model.report["writings"]["as typed"]["macro_f1"] == 1.0
    assert "INFO Starting to train component 'DIETClassifier'." in job.log
    assert registry.promote(model.id, "staff:2") == registry.live_name() == model.name


def test_a_worse_model_is_blocked_with_the_reason(settings: Settings, store: Database, registry: Registry) -> None:
    first = did(settings, store, TRAIN).result
    assert first
    name = registry.promote(first["model"], "staff:2")
    learn(settings.home, "spoilt")
    until_another_second(name)
    worse = did(settings, store, TRAIN).result
    assert worse
    with pytest.raises(Blocked) as blocked:
        registry.promote(worse["model"], "staff:2")
    assert "macro" in {one.key for one in blocked.value.refusals}
    assert registry.live_name() == name


def test_a_job_that_is_done_again_makes_no_second_model(settings: Settings, store: Database, registry: Registry) -> None:
    job = did(settings, store, TRAIN)
    work = Work(settings, store, Jobs(store), TOOLS)
    with pytest.raises(Conflict):
        work.do(job)  # it is not being done any more; what it would have entered is there
    assert len(registry.all()) == 1


def test_a_model_is_measured_anew_on_the_test_set_of_today(settings: Settings, store: Database, registry: Registry) -> None:
    made = did(settings, store, TRAIN, note="x").result
    assert made
    before = registry.get(made["model"])
    (settings.home / "tests/nlu_holdout/b.yml").write_text("nlu:\n- intent: ask_fee\n  examples: |\n    - lệ phí\n", "utf-8")
    assert did(settings, store, MEASURE, model=made["model"]).state == "done"
    after = registry.get(made["model"])
    assert after.report["sentences"] == before.report["sentences"] + 1
    assert (after.dataset, after.made_with) == (before.dataset, before.made_with)
    assert after.test_set != before.test_set


def test_a_training_that_breaks_ends_with_the_end_of_its_log_and_without_paths(settings: Settings, store: Database) -> None:
    learn(settings.home, "broken")
    job = did(settings, store, TRAIN)
    assert job.state == "failed"
    assert "ValueError: no epochs" in job.log[-1]
    assert "Traceback in …" in job.log[-1]
    assert list(settings.var.rglob("*.tar.gz")) == []


@pytest.mark.parametrize("number", [99, -1])
def test_what_is_not_there_is_not_measured(settings: Settings, store: Database, number: int) -> None:
    assert did(settings, store, MEASURE, model=number).state == "failed"


def test_labels_that_are_agreed_are_part_of_the_data(settings: Settings, store: Database, registry: Registry) -> None:
    first = did(settings, store, TRAIN).result
    assert first
    before = registry.get(first["model"])
    labels = Labels(store, Known(settings.home, store), Rules(second_train=0))
    labels.give("hồ sơ tới đâu rồi", Reading("ask_status"), Target.TRAIN, "staff:1")
    until_another_second(before.name)
    job = did(settings, store, TRAIN, note="nhãn mới")
    assert job.result, job.log
    after = registry.get(job.result["model"])
    assert (after.dataset != before.dataset, after.test_set) == (True, before.test_set)
    assert "labels not in the files yet: 1 added, 0 changed, 0 taken out" in job.log
    assert "tới đâu rồi" not in (settings.home / "nlu_data/nlu/a.yml").read_text("utf-8")


def test_what_was_removed_is_not_measured(settings: Settings, store: Database, registry: Registry) -> None:
    made = did(settings, store, TRAIN).result
    assert made
    (settings.bot_models / registry.get(made["model"]).name).unlink()
    job = did(settings, store, MEASURE, model=made["model"])
    assert job.state == "failed"
    assert "is gone" in job.log[-1]


def test_a_candidate_reads_real_and_golden_questions_beside_the_live_model(settings: Settings, store: Database, registry: Registry) -> None:
    first = did(settings, store, TRAIN).result
    assert first
    name = registry.promote(first["model"], "staff:2")
    assert registry.get(first["model"]).report.get("shadow") is None  # there was none to compare with
    learn(settings.home, "spoilt")
    until_another_second(name)
    number = turn(store, "xin chào")
    beside = Beside(lambda most: latest(store, most), lambda: [Expected("x", frozenset("P"))], Answers)
    job = did(settings, store, TRAIN, replace(TOOLS, beside=beside))
    assert job.result, job.log
    model = registry.get(job.result["model"])
    assert model.report["shadow"] == {"asked": 1, "heard": 1, "left": 0, "answered": 0}
    assert (model.report["golden"]["live"], model.report["golden"]["new"]) == (1, 1)
    assert "answering 2 questions as both models hear them" in job.log
    assert number
    assert {one["new"] for one in model.report["failing"]} == {True}


def test_a_knowledge_base_that_cannot_be_opened_costs_the_comparison_and_not_the_model(
    settings: Settings, store: Database, registry: Registry
) -> None:
    first = did(settings, store, TRAIN).result
    assert first
    until_another_second(registry.promote(first["model"], "staff:2"))

    def closed() -> Answers:
        raise ReleaseUnavailable("nothing is published yet")

    job = did(settings, store, TRAIN, replace(TOOLS, beside=Beside(lambda most: (), lambda: [Expected("x", frozenset("P"))], closed)))
    assert job.state == "done"
    assert job.result
    model = registry.get(job.result["model"])
    assert model.report["golden"] is None
    assert [one.key for one in registry.refusals(model)] == ["golden_unasked"]
    assert "questions were not compared: nothing is published yet" in job.log


def test_a_model_that_reads_too_long_is_ended(settings: Settings, store: Database, registry: Registry) -> None:
    made = did(settings, store, TRAIN).result
    assert made
    model = settings.bot_models / registry.get(made["model"]).name
    with pytest.raises(TrolyError, match="took longer than"):
        engine.predicted(settings.model_copy(update={"train_seconds": 0.001}), model, ["xin chào"], lambda _: None)


def test_conversation_tests_that_fail_block_and_those_that_were_not_done_fail_the_job(
    settings: Settings, store: Database, registry: Registry
) -> None:
    stories = settings.home / "tests" / "stories"
    (stories / "failing").touch()
    made = did(settings, store, TRAIN).result
    assert made
    assert [one.as_json() for one in registry.refusals(registry.get(made["model"]))] == [
        {"key": "conversation", "values": {"name": "một việc"}}
    ]
    for file in stories.iterdir():
        file.unlink()
    job = did(settings, store, MEASURE, model=made["model"])
    assert (job.state, job.log[-1]) == ("failed", "the conversation tests left no result")
