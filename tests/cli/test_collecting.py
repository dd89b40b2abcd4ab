"""The inbox filled by the worker: every few minutes, or when somebody asks; with the bot and the encoder, or without them."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from cli import collecting
from cli.collecting import Meaning, collected
from cli.timetable import BY_CLOCK, Timetable
from conversations.schemas import Heard
from conversations.service import Conversations
from core.clock import now
from core.db import Database
from core.errors import ModelUnavailable, Unavailable
from core.jobs import Jobs
from core.settings import Settings
from knowledge.editorial.standing import Standing
from tests.cli.test_desk_jobs import _ENDS, _STAYS, _in, running, until
from tests.cli.test_timetable import Clock
from tests.console.trial.bot import Bot
from tests.console.trial.bot import running as bot_running
from training.dialogue.kinds import TRAIN
from training.inbox.kinds import COLLECT
from training.inbox.service import Inbox

NLU = "nlu:\n- intent: ask_fee\n  examples: |\n    - lệ phí khai sinh bao nhiêu\n"


@pytest.fixture
def bot() -> Iterator[Bot]:
    with bot_running(Bot()) as bot:
        yield bot


@pytest.fixture
def settings(migrated: Settings, tmp_path: Path, bot: Bot) -> Settings:
    """A checkout with one example, and the bot on loopback."""
    (tmp_path / "home/nlu_data/nlu").mkdir(parents=True)
    (tmp_path / "home/nlu_data/nlu/a.yml").write_text(NLU, "utf-8", newline="")
    return migrated.model_copy(update={"home": tmp_path / "home", "bot_url": bot.url, "person_key": SecretStr("k" * 32)})


def say(settings: Settings, database: Database, *texts: str) -> None:
    talks = Conversations(database, settings)
    for text in texts:
        talks.heard(Heard("a" * 32, "rest", text, "not_found", "…", now()))


def test_a_round_takes_in_and_suggests(settings: Settings, database: Database, bot: Bot) -> None:
    say(settings, database, "lệ phí khai sinh là bao nhiêu", "/greet", "\u200b")
    found = collected(settings, database)
    assert (found.read, found.kept, found.refused, found.looked) == (3, 1, 0, 1)
    [item] = Inbox(database).page()
    assert item.heard == (("ask_fee", 0.9), ("greet", 0.1))
    assert [one.text for one in item.neighbours] == ["lệ phí khai sinh bao nhiêu"]
    assert bot.parsed.count("lệ phí khai sinh là bao nhiêu") == 1
    assert (bot.asked, "/greet" in bot.parsed) == ([], False)
    asked = len(bot.parsed)
    assert collected(settings, database).looked == 0
    assert len(bot.parsed) == asked + 1  # which model it is, and no text again


def test_a_bot_that_is_ill_holds_nothing_up(settings: Settings, database: Database, bot: Bot) -> None:
    bot.status = 500
    say(settings, database, *(f"câu hỏi số {number}" for number in range(20)))
    assert collected(settings, database).looked == 20
    assert len(bot.parsed) == 1
    assert {item.heard for item in Inbox(database).page()} == {()}
    bot.status = 200
    assert collected(settings, database).looked == 20
    assert {item.heard[0] for item in Inbox(database).page()} == {("ask_fee", 0.9)}


def test_a_job_tells_counts_and_no_word_of_anybody(settings: Settings, database: Database) -> None:
    say(settings, database, "phí đèn lồng bao nhiêu")
    jobs = Jobs(database)
    jobs.ask(COLLECT, "staff:1")
    job = jobs.take((COLLECT,))
    assert job
    assert collecting.done(jobs, job, settings, database) == "done"
    ended = jobs.get(job.id)
    assert ended.result == {"read": 1, "kept": 1, "refused": 0, "looked": 1}
    assert "đèn" not in json.dumps([ended.log, ended.step, ended.arguments], ensure_ascii=False)


def test_a_job_tells_of_a_broken_file_of_examples(settings: Settings, database: Database) -> None:
    say(settings, database, "phí bao nhiêu")
    (settings.home / "nlu_data/nlu/b.yml").write_bytes(b"\xff")
    jobs = Jobs(database)
    number = jobs.ask(COLLECT, "staff:1")
    job = jobs.take((COLLECT,))
    assert job
    assert collecting.done(jobs, job, settings, database) == "failed"
    assert "nlu_data/nlu/b.yml" in jobs.get(number).log[-1]
    assert Inbox(database).counts() == {"open": 1}


def test_several_rounds_at_once_count_each_turn_once(settings: Settings, database: Database) -> None:
    say(settings, database, *(f"câu hỏi số {number % 20}" for number in range(60)))
    broken: list[Exception] = []

    def round_() -> None:
        other = Database.open(settings)
        try:
            collected(settings, other)
        except Unavailable:
            pass  # on SQLite who waits too long for another's transaction is told so; the next round makes it good
        except Exception as error:
            broken.append(error)
        finally:
            other.close()

    rounds = [threading.Thread(target=round_) for _ in range(3)]
    for one in rounds:
        one.start()
    for one in rounds:
        one.join()
    collected(settings, database)
    assert broken == []
    items = Inbox(database).page(most=100)
    assert (len(items), {item.times for item in items}) == (20, {3})


def test_an_encoder_is_opened_for_a_text_and_one_that_is_damaged_is_told(tmp_path: Path) -> None:
    assert Meaning.of(tmp_path) is None
    (tmp_path / "manifest.json").write_text(json.dumps({"version": "v7", "dimension": 2, "prompts": {}}), "utf-8")
    meaning = Meaning.of(tmp_path)
    assert meaning
    assert meaning.version == "v7"
    with pytest.raises(ModelUnavailable):
        meaning.encode(["một"])


def rounds(settings: Settings, database: Database, clock: Clock, hours: float) -> list[str]:
    """Who asked for the rounds of some hours, looked at every minute, each done at once."""
    jobs, found = Jobs(database, clock), []
    timetable = Timetable(settings, jobs, Standing(database), clock)
    for _ in range(int(hours * 60)):
        timetable.ask()
        while job := jobs.take((COLLECT,)):
            jobs.end(job.id, "done")
            found.append(job.by)
        clock.now += timedelta(minutes=1)
    return found


def test_the_clock_asks_every_few_minutes(migrated: Settings, database: Database) -> None:
    assert rounds(migrated, database, Clock(), 1) == [BY_CLOCK] * 12
    assert rounds(migrated.model_copy(update={"collect_minutes": 0}), database, Clock(), 1) == []


def test_what_somebody_asked_for_counts(migrated: Settings, database: Database) -> None:
    clock = Clock()
    Jobs(database, clock).ask(COLLECT, "staff:1")
    assert rounds(migrated, database, clock, 0.25) == ["staff:1", BY_CLOCK, BY_CLOCK]


def test_rounds_do_not_pile_up(migrated: Settings, database: Database) -> None:
    clock, jobs = Clock(), Jobs(database)
    timetable = Timetable(migrated, Jobs(database, clock), Standing(database), clock)
    for _ in range(40):  # one an hour
        timetable.ask()
        clock.now += timedelta(hours=1)
    assert len(jobs.latest((COLLECT,))) == 1  # nobody does it: one waits
    for _ in range(40):
        if job := Jobs(database, clock).take((COLLECT,)):
            Jobs(database, clock).end(job.id, "done")
        timetable.ask()
        clock.now += timedelta(hours=1)
    assert 20 < len(jobs.latest((COLLECT,), 1_000)) <= 26  # those of a day


@pytest.mark.parametrize("wrong", [-1, 1_441, "bad"])
def test_minutes_that_are_none_are_no_setting(wrong: object) -> None:
    with pytest.raises(ValidationError):
        Settings(collect_minutes=wrong)


def test_a_training_holds_up_no_round(migrated: Settings, database: Database) -> None:
    jobs = Jobs(database)
    long, number = jobs.ask(TRAIN, "staff:1"), jobs.ask(COLLECT, "staff:1")
    with running(migrated, database, _STAYS):
        until(_in(jobs, long, "running"))
        until(_in(jobs, number, "running"))
    assert jobs.get(number).state == "queued"  # and is done by the next worker
    ends_in_training = f"import sys; assert sys.argv[1:3] == ['training', 'work']; {_ENDS.format(url=migrated.database)}"
    with running(migrated, database, ends_in_training):
        until(_in(jobs, number, "done"))
