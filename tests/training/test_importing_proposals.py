"""Imports propose and people decide: what waits, what it is beside, and that nobody's word is overwritten."""

from pathlib import Path

import pytest

from core.db import Database
from core.errors import BadRequest, NotFound
from core.jobs import Jobs
from core.settings import Settings
from training.corpus.importing.schemas import Row
from training.corpus.schemas import Entity, Target, Utterance
from training.labels import reading
from training.labels.import_work import ImportWork
from training.labels.kinds import KINDS, PROPOSE, READ
from training.labels.known import Known
from training.labels.proposals import Proposals, Proposed, actor, file_of
from training.labels.schemas import Reading, State
from training.labels.service import Labels
from training.rules import Rules
from training.texts import key_of

NLU = "nlu:\n- intent: greet\n  examples: |\n    - xin chào\n"
TABLE = b"text,intent\nmot hai ba,greet\nbon nam sau,ask_fee\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home/nlu_data/nlu").mkdir(parents=True)
    (tmp_path / "home/nlu_data/nlu/a.yml").write_text(NLU, "utf-8")
    return tmp_path / "home"


@pytest.fixture
def labels(home: Path, store: Database) -> Labels:
    return Labels(store, Known(home, store), Rules(second_train=0, second_test=0))


def rows(*texts: str, intent: str = "greet") -> list[Row]:
    return [Row(number, intent, Utterance(text, (Entity(0, 1, "paper", "x"),))) for number, text in enumerate(texts, 1)]


def test_what_waits_is_told_by_import_and_the_same_intent_together(labels: Labels, home: Path, store: Database) -> None:
    proposals = Proposals(home, store)
    assert proposals.propose(labels, "một.csv", rows("câu a", "câu b"), Target.TRAIN) == Proposed(2, 0)
    assert proposals.propose(labels, "hai.csv", rows("câu c", intent="ask_fee"), Target.TEST) == Proposed(1, 0)
    assert proposals.counts() == {"import:hai.csv": 1, "import:một.csv": 2}
    assert [(one.text, one.intent, one.target.value) for one in proposals.page()] == [
        ("câu c", "ask_fee", "test"),
        ("câu a", "greet", "train"),
        ("câu b", "greet", "train"),
    ]
    assert [one.text for one in proposals.page("import:một.csv", offset=1)] == ["câu b"]
    [first, *_] = proposals.page("import:một.csv", most=1)
    assert first.entities == (Entity(0, 1, "paper", "x"),)
    labels.give("câu a", Reading("greet"), Target.TRAIN, "staff:1", revision=first.revision)
    assert proposals.counts() == {"import:hai.csv": 1, "import:một.csv": 1}


def test_an_import_overwrites_nobodys_word(labels: Labels, home: Path, store: Database) -> None:
    labels.give("câu a", Reading("ask_fee"), Target.TEST, "staff:1")
    labels.discard("câu b", "staff:1")
    proposals = Proposals(home, store)
    done = proposals.propose(labels, "a.csv", rows("câu a", "câu b", "câu d"), Target.TRAIN)
    assert done == Proposed(1, 2)
    assert proposals.propose(labels, "a.csv", rows("câu a", "câu b", "câu d"), Target.TRAIN) == Proposed(0, 3)
    kept = labels.get(key_of("câu a"))
    assert (kept.state, kept.target, kept.reading) == (State.AGREED, Target.TEST, Reading("ask_fee"))
    report = proposals.dry_run("b.csv", "text,intent\ncâu a,greet\nCÂU B,greet\ncau d,greet\n".encode(), Target.TRAIN)
    assert (report.counts["conflicting"], report.counts["same"], report.faults) == (1, 1, {"discarded": 1})


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "tên\x00có\nlạ.csv", "😀" * 60])
def test_a_files_name_fits_into_an_actor(labels: Labels, home: Path, store: Database, name: str) -> None:
    assert len(actor(name)) <= 40
    Proposals(home, store).propose(labels, name, rows("câu a"), Target.TRAIN)
    [by] = Proposals(home, store).counts()
    assert file_of(by)
    assert file_of(by).isprintable()


def work(home: Path, store: Database, tmp_path: Path, kind: str, **arguments: object) -> str:
    """Do a job, and return how it ended."""
    settings, jobs = Settings(home=home, state=tmp_path / "var"), Jobs(store)
    jobs.ask(kind, "staff:1", arguments)
    taken = jobs.take(KINDS)
    assert taken
    return ImportWork(settings, store, jobs, lambda _: None).do(taken)


def upload(tmp_path: Path, content: bytes = TABLE) -> Path:
    (tmp_path / "var/uploads").mkdir(parents=True)
    (tmp_path / "var/uploads/a.csv").write_bytes(content)
    return tmp_path / "var/uploads/a.csv"


def test_a_file_goes_once_it_is_read_and_what_was_read_once_it_is_proposed(home: Path, store: Database, tmp_path: Path) -> None:
    file = upload(tmp_path)
    assert work(home, store, tmp_path, READ, file="a.csv", name="a.csv", target="train") == "done"
    assert not file.exists()
    assert [(one.intent, one.utterance.text) for one in reading.kept(file).new] == [("greet", "mot hai ba"), ("ask_fee", "bon nam sau")]
    assert work(home, store, tmp_path, READ, file="a.csv", name="a.csv", target="train") == "done"  # its program ended before it said so
    assert work(home, store, tmp_path, PROPOSE, file="a.csv", read=1) == "done"
    with pytest.raises(NotFound):
        reading.kept(file)
    assert work(home, store, tmp_path, PROPOSE, file="a.csv", read=1) == "failed"
    assert Jobs(store).latest(KINDS)[0].log == ["the file that was uploaded is not there any more"]


def test_a_proposal_that_is_done_again_has_been_done(home: Path, store: Database, tmp_path: Path) -> None:
    file = upload(tmp_path)
    work(home, store, tmp_path, READ, file="a.csv", name="a.csv", target="train")
    settings, jobs = Settings(home=home, state=tmp_path / "var"), Jobs(store)
    jobs.ask(PROPOSE, "staff:1", {"file": "a.csv", "read": 1})
    taken = jobs.take(KINDS)
    assert taken
    reading.forget(file)  # all was done but the end of the job
    taken.tries = 2
    assert ImportWork(settings, store, jobs, lambda _: None).do(taken) == "done"


def test_a_file_that_cannot_be_read_is_not_kept(home: Path, store: Database, tmp_path: Path) -> None:
    file = upload(tmp_path, b"\xff\xfe")
    assert work(home, store, tmp_path, READ, file="a.csv", name="a.csv", target="train") == "failed"
    assert list(file.parent.iterdir()) == []
    with pytest.raises(BadRequest):
        Proposals(home, store).dry_run("a.csv", b"\xff", Target.TRAIN)
