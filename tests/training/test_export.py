"""What labels change in the files: as a patch that git takes, as one line a label, and with conflicts that a person settles."""

import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.audit import AuditRow
from core.db import Database
from tests.training.test_markup import utterances
from training.corpus.change import Diff, FileChange, read, write
from training.corpus.corpus import Corpus
from training.corpus.markup import Unwritable
from training.corpus.merge import Side
from training.corpus.schemas import Entity, Target, Utterance
from training.labels.export import Exports
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules

HOME = Path(__file__).resolve().parents[2]
NLU = "nlu:\n- intent: ask_fee\n  examples: |\n    - lệ phí bao nhiêu vậy em ơi\n- intent: greet\n  examples: |\n    - xin chào\n"
FOLDERS = ("nlu_data/nlu", "tests/nlu_holdout")
FILE = "nlu_data/nlu/a.yml"
GIT = shutil.which("git")
with_git = pytest.mark.skipif(GIT is None, reason="git is not installed")
ONE = "staff:1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        (tmp_path / "home" / folder).mkdir(parents=True)
    (tmp_path / "home" / FILE).write_text(NLU, "utf-8", newline="")
    return tmp_path / "home"


@pytest.fixture
def labels(home: Path, store: Database) -> Labels:
    return Labels(store, Known(home, store), Rules(second_train=0, second_test=0))


def applied(home: Path, patch: str) -> None:
    """Have git apply a patch as it was downloaded."""
    (home / "labels.patch").write_bytes(patch.encode())
    for check in (["--check"], []):
        subprocess.run([str(GIT), "apply", *check, "labels.patch"], cwd=home, check=True, capture_output=True)
    (home / "labels.patch").unlink()


def files(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for folder in FOLDERS for path in sorted((home / folder).glob("*.yml"))}


@with_git
def test_git_applies_the_patch_to_what_writing_makes(tmp_path: Path, store: Database) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for copy in (one, other):
        for folder in FOLDERS:
            shutil.copytree(HOME / folder, copy / folder)
    labels = Labels(store, Known(one, store), Rules(second_train=0, second_test=0))
    texts = ["🏠 zzz qqq một", "zzz qqq hai \U00020000", "zzz qqq ba"]
    for text, intent in zip(texts, ("ask_fee", "ask_status", "qqq_moi"), strict=True):
        labels.give(text, Reading(intent, (Entity(0, 1, "paper"),)), Target.TRAIN, ONE)
    labels.give("qqq zzz bốn", Reading("ask_fee"), Target.TEST, ONE)
    plan = Exports(one, store).plan()
    assert (plan.added, len(plan.diff.files)) == (4, 4)
    assert "new file mode" in plan.diff.patch
    applied(other, plan.diff.patch)
    Exports(one, store).write(plan)
    assert files(one) == files(other)


@with_git
@pytest.mark.parametrize("text", [NLU.removesuffix("\n"), NLU.replace("\n", "\r\n"), NLU.replace("\n", "\r\n").removesuffix("\r\n"), NLU])
def test_git_applies_it_whatever_the_ends_of_lines(home: Path, text: str) -> None:
    (home / FILE).write_text(text, "utf-8", newline="")
    corpus = Corpus.read(home)
    corpus.add("greet", [Utterance(unicodedata.normalize("NFD", "chào bạn ở phường"))], Target.TRAIN)
    corpus.remove([one for one in corpus.examples if one.intent == "ask_fee"])
    applied(home, corpus.diff.patch)
    assert read(home / FILE) == corpus.documents[FILE].text


def test_nothing_to_change_is_no_patch(home: Path, store: Database) -> None:
    plan = Exports(home, store).plan()
    assert (plan.diff.patch, Exports(home, store).write(plan).paths) == ("", ())
    with store.read() as session:
        assert session.scalars(sa.select(AuditRow.action)).all() == []


def test_who_wrote_what_stands_in_the_audit(labels: Labels, home: Path, store: Database) -> None:
    labels.give("tốn mấy đồng", Reading("ask_fee"), Target.TRAIN, ONE)
    exports = Exports(home, store)
    exports.write(exports.plan(), "staff:7")
    with store.read() as session:
        [row] = session.scalars(sa.select(AuditRow)).all()
    assert (row.actor, row.action, row.detail) == (
        "staff:7", "labels.export", {"added": 1, "changed": 0, "removed": 0, "files": [FILE]}
    )  # fmt: skip


def test_a_plan_is_known_by_its_labels_and_its_files(labels: Labels, home: Path, store: Database) -> None:
    exports = Exports(home, store)
    labels.give("tốn mấy đồng", Reading("ask_fee"), Target.TRAIN, ONE)
    first = exports.plan()
    assert exports.plan().mark == first.mark
    (home / FILE).write_text(NLU.replace("xin chào", "xin chào ạ"), "utf-8", newline="")
    outside = exports.plan()
    assert (outside.mark != first.mark, outside.of_labels) == (True, first.of_labels)
    labels.give("hết mấy đồng", Reading("ask_fee"), Target.TRAIN, ONE)
    assert exports.plan().of_labels != first.of_labels


def conflicting(home: Path) -> Diff:
    """A change of a file, two of whose lines another changes otherwise meanwhile."""
    after = NLU.replace("- xin chào", "- chào ta").replace("bao nhiêu", "mấy")
    diff = Diff((FileChange(FILE, NLU, after),))
    outside = NLU.replace("- xin chào", "- chào người").replace("bao nhiêu", "nhiêu")
    (home / FILE).write_text(outside, "utf-8", newline="")
    return diff


def test_each_conflict_is_settled_as_it_was_chosen(home: Path) -> None:
    diff = conflicting(home)
    fee, greet = write(home, diff).conflicts
    half = write(home, diff, {fee.mark: Side.OURS})
    assert [one.mark for one in half.conflicts] == [greet.mark]
    assert "chào người" in read(home / FILE)
    done = write(home, diff, {fee.mark: Side.OURS, greet.mark: Side.THEIRS})
    assert (done.conflicts, done.merged) == ((), (FILE,))
    assert read(home / FILE) == NLU.replace("bao nhiêu", "mấy").replace("- xin chào", "- chào người")


def test_a_choice_is_for_the_lines_that_were_shown(home: Path) -> None:
    diff = conflicting(home)
    chosen = {one.mark: Side.OURS for one in write(home, diff).conflicts}
    (home / FILE).write_text(read(home / FILE).replace("chào người", "chào người ấy"), "utf-8", newline="")
    assert len(write(home, diff, chosen).conflicts) == 1
    assert "chào người ấy" in read(home / FILE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture])
@given(utterance=utterances(), form=st.sampled_from(("NFC", "NFD")))
def test_a_label_is_one_line_and_its_spans_stay_over_their_words(home: Path, utterance: Utterance, form: Literal["NFC", "NFD"]) -> None:
    """NFD, emoji and astral signs go through the file and back; the file before stays byte for byte."""
    text = unicodedata.normalize(form, utterance.text)
    assume(text == utterance.text)
    (home / FILE).write_text(NLU, "utf-8", newline="")
    corpus = Corpus.read(home)
    try:
        corpus.add("greet", [utterance], Target.TRAIN)
    except Unwritable:
        assume(False)
    [file] = corpus.diff.files
    assert (file.added, file.removed) == (1, 0)
    write(home, corpus.diff)
    found = list(Corpus.read(home).examples)[-1]
    assert found.text == text
    assert [found.text[one.start : one.end] for one in found.entities] == [text[one.start : one.end] for one in utterance.entities]
    again = Corpus.read(home)
    again.remove([found])
    assert again.documents[FILE].text == NLU
