"""Changes by two people: nothing without the second one, planned from the files as they are, and labels that go along."""

import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import AuditRow
from core.db import Database
from core.errors import NotFound
from training.changes.models import DataChange
from training.changes.schemas import Change, Kind, Refusal, State, named
from training.changes.service import Changes, open_of
from training.corpus.change import read
from training.corpus.corpus import Corpus
from training.corpus.descriptions import Book, described
from training.corpus.schemas import Target
from training.labels.export import Exports
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules

ONE, TWO, THREE = "staff:1", "staff:2", "staff:3"
FILES = {
    "domain.yml": 'version: "3.1"\nintents:\n- ask_fee\n- greet\n- thanks\n',
    "intents.yml": "ask_fee:\n  means: Hỏi phí\n\ngreet:\n  means: Chào\n",
    "config.yml": "pipeline:\n- name: X\n",
    "nlu_data/nlu/a.yml": (
        "nlu:\n- intent: ask_fee\n  examples: |\n    - lệ phí bao nhiêu vậy em ơi\n    - tốn mấy đồng\n"
        "    - làm [hộ chiếu](procedure) giá sao\n"
        "- intent: greet\n  examples: |\n    - xin chào\n    - chào em\n- intent: thanks\n  examples: |\n    - cảm ơn\n"
    ),
    "nlu_data/rules/r.yml": (
        "rules:\n- rule: fee\n  steps:\n  - intent: ask_fee\n  - action: a\n\n- rule: hello\n  steps:\n  - intent: greet\n  - action: b\n"
    ),
    "tests/nlu_holdout/t.yml": "nlu:\n- intent: ask_fee\n  examples: |\n    - phí nhiêu vậy\n"
    "- intent: greet\n  examples: |\n    - hế lô bạn nhé\n",
}
SPLIT_FIRST = "lệ phí bao nhiêu vậy em ơi"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="")
    return folder


@pytest.fixture
def changes(home: Path, store: Database) -> Changes:
    return Changes(home, store)


@pytest.fixture
def refs(home: Path) -> Callable[..., list[dict[str, str]]]:
    """How a proposal names examples of these texts."""
    return lambda *texts: [named(one) for one in Corpus.read(home).examples if one.text in texts]


def approve(changes: Changes, number: int, by: str = TWO) -> Change:
    """Approve what stands there now."""
    return changes.approve(number, by, changes.planned(changes.get(number)).mark)


def refused(call: Callable[[], object]) -> str:
    """The key of what keeps `call` from being done."""
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.key


def test_a_rename_is_written_by_a_second_person_alone(changes: Changes, home: Path, store: Database) -> None:
    number = changes.propose(Kind.RENAME, {"old": "greet", "new": "hello"}, ONE, "  rõ\nhơn ")
    assert changes.get(number).reason == "rõ hơn"
    assert changes.waiting() == 1
    assert refused(lambda: approve(changes, number, ONE)) == "own"
    assert {name: read(home / name) for name in FILES} == FILES
    done = approve(changes, number)
    assert (done.state, done.decided_by, changes.waiting()) == (State.APPLIED, TWO, 0)
    assert set(done.files) == {"domain.yml", "intents.yml", "nlu_data/nlu/a.yml", "nlu_data/rules/r.yml", "tests/nlu_holdout/t.yml"}
    assert Corpus.read(home).intents == {"ask_fee": 3, "hello": 2, "thanks": 1}
    assert described(home)["hello"].means == "Chào"
    for call in (lambda: approve(changes, number, THREE), lambda: changes.drop(number, THREE), lambda: changes.done(number, THREE)):
        assert refused(call) in ("decided", "changed")
    with store.read() as session:
        told = session.execute(sa.select(AuditRow.actor, AuditRow.action, AuditRow.subject).order_by(AuditRow.id)).all()
    subject = f"data_change:{number}"
    assert told == [(ONE, "intents.propose", subject), (TWO, "intents.approve", subject), (TWO, "intents.apply", subject)]


def test_a_rename_there_and_back_is_byte_for_byte_the_same(changes: Changes, home: Path) -> None:
    for old, new in (("greet", "hello"), ("hello", "greet")):
        approve(changes, changes.propose(Kind.RENAME, {"old": old, "new": new}, ONE))
    assert {name: read(home / name) for name in FILES} == FILES


def test_a_merge_loses_no_example(changes: Changes, home: Path) -> None:
    before = sorted(one.text for one in Corpus.read(home).examples)
    approve(changes, changes.propose(Kind.MERGE, {"old": "thanks", "into": "greet"}, ONE))
    corpus = Corpus.read(home)
    assert sorted(one.text for one in corpus.examples) == before
    assert corpus.intents == {"ask_fee": 3, "greet": 3}
    assert "thanks" not in read(home / "domain.yml")


def test_a_split_takes_description_rule_and_both_sets_along(
    changes: Changes, home: Path, refs: Callable[..., list[dict[str, str]]]
) -> None:
    about = {"name": "Hỏi giá: rẻ", "means": "Hỏi giá", "choose": "", "avoid": ""}
    chosen = refs(SPLIT_FIRST, "phí nhiêu vậy")
    given = {"old": "ask_fee", "new": "ask_price", "examples": chosen, "about": about}
    plan = changes.planned(changes.get(changes.propose(Kind.SPLIT, given, ONE))).plan
    assert plan is not None
    assert plan.breaks == ()
    approve(changes, 1)
    found = {(one.file, one.text) for one in Corpus.read(home).examples if one.intent == "ask_price"}
    assert found == {("nlu_data/nlu/a.yml", SPLIT_FIRST), ("tests/nlu_holdout/t.yml", "phí nhiêu vậy")}
    assert described(home)["ask_price"].name == "Hỏi giá: rẻ"
    rules = read(home / "nlu_data/rules/r.yml")
    assert "- rule: ask price\n  steps:\n  - intent: ask_price\n  - action: a\n\n- rule: hello" in rules
    approve(changes, changes.propose(Kind.MERGE, {"old": "ask_price", "into": "ask_fee"}, ONE))
    assert read(home / "nlu_data/rules/r.yml") == FILES["nlu_data/rules/r.yml"]
    assert read(home / "intents.yml") == FILES["intents.yml"]
    assert read(home / "domain.yml") == FILES["domain.yml"]


def test_a_new_intent_is_answered_as_another_one_or_waits_for_a_programmer(changes: Changes, home: Path) -> None:
    given = {"name": "hotline", "markups": ["số tổng đài là gì", "gọi [1022](phone) được không"], "like": "greet", "about": {}}
    approve(changes, changes.propose(Kind.CREATE, given, ONE))
    assert Corpus.read(home).intents["hotline"] == 2
    assert "intent: hotline\n  - action: b" in read(home / "nlu_data/rules/r.yml")
    number = changes.propose(Kind.CREATE, {"name": "sorry", "markups": ["xin lỗi nha"], "like": "", "about": {}}, ONE)
    done = approve(changes, number)
    assert done.state is State.APPROVED
    assert "sorry" not in read(home / "domain.yml")
    assert refused(lambda: changes.done(number, TWO)) == "not_there"
    plan = changes.planned(done).plan
    assert plan is not None
    assert plan.breaks == ("rules",)
    # A programmer takes the patch.
    subprocess.run(["git", "apply", "-"], cwd=home, input=plan.diff.patch.encode(), check=True, env={**os.environ, "GIT_DIR": "/nowhere"})
    assert Corpus.read(home).intents["sorry"] == 1
    assert changes.done(number, ONE).state is State.APPLIED


def test_what_code_names_is_not_written_but_may_be_taken_as_a_patch(changes: Changes, home: Path) -> None:
    (home / "actions").mkdir()
    (home / "actions" / "a.py").write_text('x = [f"ask_{one}" for one in facets]\nif intent == "greet":\n', "utf-8")
    (home / "tests" / "test_a.py").write_text('thanks = intent("thanks")\n', "utf-8")
    for old, line in (("ask_fee", 1), ("greet", 2)):
        number = changes.propose(Kind.RENAME, {"old": old, "new": "other"}, ONE)
        plan = changes.planned(changes.get(number)).plan
        assert plan is not None
        assert (plan.breaks, [(one.path, one.line) for one in plan.mentions]) == (("code",), [("actions/a.py", line)])
        assert approve(changes, number).state is State.APPROVED
        assert refused(lambda number=number: changes.write(number, TWO, changes.planned(changes.get(number)).mark)) == "unwritten"  # type: ignore[misc]
    assert {name: read(home / name) for name in FILES} == FILES
    # A test that names it breaks nothing that runs.
    assert approve(changes, changes.propose(Kind.RENAME, {"old": "thanks", "new": "thank"}, ONE)).state is State.APPLIED


def test_stories_that_would_contradict_a_rule_are_told(changes: Changes, home: Path) -> None:
    (home / "nlu_data" / "stories").mkdir()
    (home / "nlu_data" / "stories" / "s.yml").write_text("stories:\n- story: s\n  steps:\n  - intent: greet\n  - action: b\n", "utf-8")
    plan = changes.planned(changes.get(changes.propose(Kind.MERGE, {"old": "greet", "into": "ask_fee"}, ONE))).plan
    assert plan is not None
    assert plan.breaks == ("stories",)


def test_examples_are_moved_written_anew_and_taken_out(changes: Changes, home: Path, refs: Callable[..., list[dict[str, str]]]) -> None:
    approve(changes, changes.propose(Kind.MOVE, {"old": "greet", "into": "thanks", "examples": refs("chào em")}, ONE))
    assert Corpus.read(home).intents == {"ask_fee": 3, "greet": 1, "thanks": 2}
    edited = {"intent": "ask_fee", "example": refs("tốn mấy đồng")[0], "markup": "làm [căn cước](procedure) tốn mấy đồng"}
    approve(changes, changes.propose(Kind.EDIT, edited, ONE))
    text = read(home / "nlu_data/nlu/a.yml")
    assert "    - làm [căn cước](procedure) tốn mấy đồng\n    - làm [hộ chiếu]" in text
    approve(changes, changes.propose(Kind.REMOVE, {"intent": "ask_fee", "examples": refs("phí nhiêu vậy", SPLIT_FIRST)}, ONE))
    assert [one.text for one in Corpus.read(home).examples if one.intent == "ask_fee"] == [
        "làm căn cước tốn mấy đồng",
        "làm hộ chiếu giá sao",
    ]


def test_descriptions_and_synonyms(changes: Changes, home: Path) -> None:
    approve(changes, changes.propose(Kind.DESCRIBE, {"intent": "thanks", "about": {"means": "Cảm ơn"}}, ONE))
    assert described(home)["thanks"].means == "Cảm ơn"
    for words in (["cccd", "thẻ căn cước"], ["căn cước gắn chip"]):
        approve(changes, changes.propose(Kind.SYNONYM_ADD, {"value": "căn cước", "words": words}, ONE))
    path = home / "nlu_data/synonyms/synonyms.yml"
    assert read(path).endswith("- synonym: căn cước\n  examples: |\n    - cccd\n    - thẻ căn cước\n    - căn cước gắn chip\n")
    for words in (["CCCD"], [], [" "], ["a", "A"], ["a[b]"], ["căn cước"]):
        key = refused(lambda words=words: changes.propose(Kind.SYNONYM_ADD, {"value": "căn cước", "words": words}, ONE))  # type: ignore[misc]
        assert key in ("taken", "unfit", "unwritable"), words
    assert refused(lambda: changes.propose(Kind.SYNONYM_REMOVE, {"value": "căn cước", "words": ["x"]}, ONE)) == "gone"
    gone = {"value": "căn cước", "words": ["cccd", "thẻ căn cước", "căn cước gắn chip"]}
    approve(changes, changes.propose(Kind.SYNONYM_REMOVE, gone, ONE))
    assert read(path) == 'version: "3.1"\n\nnlu: []\n'
    approve(changes, changes.propose(Kind.SYNONYM_ADD, {"value": "a: b", "words": ["c"]}, ONE))
    assert '- synonym: "a: b"\n' in read(path)


def test_what_changes_nothing_or_cannot_be_is_not_proposed(changes: Changes, home: Path, refs: Callable[..., list[dict[str, str]]]) -> None:
    fee = refs("tốn mấy đồng")
    all_fee = refs(SPLIT_FIRST, "tốn mấy đồng", "làm hộ chiếu giá sao")
    cases: list[tuple[Kind, dict[str, Any], str | None]] = [
        (Kind.DESCRIBE, {"intent": "greet", "about": {"means": "Chào"}}, "nothing"),
        (Kind.EDIT, {"intent": "ask_fee", "example": fee[0], "markup": "tốn mấy đồng"}, "nothing"),
        (Kind.EDIT, {"intent": "ask_fee", "example": fee[0], "markup": "xin chào"}, "there_already"),
        (Kind.EDIT, {"intent": "ask_fee", "example": fee[0], "markup": "hế lô bạn nhé nha"}, None),
        (Kind.EDIT, {"intent": "ask_fee", "example": fee[0], "markup": "HE LO BAN NHE"}, "there_already"),
        (Kind.EDIT, {"intent": "ask_fee", "example": fee[0], "markup": " \t "}, "no_letters"),
        (Kind.EDIT, {"intent": "ask_fee", "example": fee[0], "markup": "gọi tôi 0903123456 nhé"}, "personal"),
        (Kind.EDIT, {"intent": "ask_fee", "example": fee[0], "markup": '[a]{"entity"}'}, "unfit"),
        (Kind.EDIT, {"intent": "ask_fee", "example": {**fee[0], "hash": "0"}, "markup": "một hai"}, "gone"),
        (Kind.MOVE, {"old": "ask_fee", "into": "greet", "examples": all_fee}, "none_left"),
        (Kind.MOVE, {"old": "ask_fee", "into": "ask_fee", "examples": fee}, "same_intent"),
        (Kind.MOVE, {"old": "ask_fee", "into": "nobody", "examples": fee}, "gone"),
        (Kind.MOVE, {"old": "ask_fee", "into": "greet", "examples": []}, "none_chosen"),
        (Kind.REMOVE, {"intent": "ask_fee", "examples": all_fee}, "none_left"),
        (Kind.RENAME, {"old": "greet", "new": "thanks"}, "taken"),
        (Kind.RENAME, {"old": "nobody", "new": "other"}, "gone"),
        (Kind.RENAME, {"old": "greet", "new": "Chào \x00"}, "unfit"),
        (Kind.RENAME, {}, "unfit"),
        (Kind.CREATE, {"name": "x", "markups": [], "like": "", "about": {}}, "no_examples"),
        (Kind.CREATE, {"name": "x", "markups": ["một hai ba", "Mot hai ba"], "like": "", "about": {}}, "twice"),
        (Kind.CREATE, {"name": "x", "markups": ["một hai ba"], "like": "", "about": {"means": "x" * 600}}, "unfit"),
    ]
    for kind, given, key in cases:
        if key is None:
            assert changes.propose(kind, given, ONE)
        else:
            with pytest.raises(Refusal) as caught:
                raise AssertionError(f"{kind} {given}: {changes.propose(kind, given, ONE)}")
            assert caught.value.key == key, (kind, given)
    assert refused(lambda: changes.propose(Kind.RENAME, {"old": "greet", "new": "x"}, ONE, "y" * 501)) == "reason_long"
    assert refused(lambda: changes.propose(Kind.RENAME, {"old": "greet", "new": "x"}, ONE, "gọi 0903123456")) == "personal"
    assert {name: read(home / name) for name in FILES} == FILES


def test_files_that_changed_meanwhile_are_planned_anew(changes: Changes, home: Path, refs: Callable[..., list[dict[str, str]]]) -> None:
    number = changes.propose(Kind.MOVE, {"old": "greet", "into": "thanks", "examples": refs("chào em")}, ONE)
    seen = changes.planned(changes.get(number)).mark
    path = home / "nlu_data/nlu/a.yml"
    path.write_text("# a word on top\n" + read(path).replace("    - xin chào\n", "    - xin chào\n    - chào nha\n"), "utf-8")
    assert refused(lambda: changes.approve(number, TWO, seen)) == "changed"
    assert approve(changes, number).state is State.APPLIED
    text = read(path)
    assert text.startswith("# a word on top\n")
    assert "    - xin chào\n    - chào nha\n- intent: thanks\n  examples: |\n    - cảm ơn\n    - chào em\n" in text
    other = changes.propose(Kind.MOVE, {"old": "greet", "into": "thanks", "examples": refs("chào nha")}, ONE)
    path.write_text(read(path).replace("    - chào nha\n", ""), "utf-8")
    assert changes.planned(changes.get(other)).refusal == "gone"
    assert refused(lambda: approve(changes, other)) == "changed"
    assert changes.drop(other, ONE).state is State.DROPPED


def test_of_two_who_approve_at_once_one_does(changes: Changes, home: Path) -> None:
    number = changes.propose(Kind.RENAME, {"old": "greet", "new": "hello"}, ONE)
    seen, told, gate = changes.planned(changes.get(number)).mark, list[str](), threading.Barrier(2)

    def press(by: str) -> None:
        gate.wait()
        try:
            told.append(changes.approve(number, by, seen).state.value)
        except Refusal as error:
            told.append(error.key)

    threads = [threading.Thread(target=press, args=(by,)) for by in (TWO, THREE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["applied", "decided"]
    assert changes.get(number).state is State.APPLIED
    assert Corpus.read(home).intents["hello"] == 2


def test_folders_that_cannot_be_written_leave_it_approved(changes: Changes, home: Path) -> None:
    number = changes.propose(Kind.DESCRIBE, {"intent": "greet", "about": {"means": "Chào hỏi"}}, ONE)
    mode = home.stat().st_mode
    home.chmod(0o555)
    try:
        if os.access(home, os.W_OK):
            pytest.skip("this user may write everywhere")
        done = approve(changes, number)
        assert done.state is State.APPROVED
        assert refused(lambda: changes.write(number, TWO, changes.planned(done).mark)) == "unwritten"
    finally:
        home.chmod(mode)
    assert changes.write(number, THREE, changes.planned(done).mark).state is State.APPLIED


def test_a_folder_that_is_none_leaves_it_approved_too(changes: Changes, home: Path) -> None:
    (home / "nlu_data" / "synonyms").write_text("", "utf-8")
    done = approve(changes, changes.propose(Kind.SYNONYM_ADD, {"value": "a", "words": ["b"]}, ONE))
    assert done.state is State.APPROVED
    (home / "nlu_data" / "synonyms").unlink()
    assert changes.write(done.id, THREE, changes.planned(done).mark).state is State.APPLIED


@pytest.fixture
def labels(home: Path, store: Database) -> Labels:
    return Labels(store, Known(home, store), Rules(second_train=0, second_test=0))


def test_labels_go_along(changes: Changes, labels: Labels, home: Path, store: Database, refs: Callable[..., list[dict[str, str]]]) -> None:
    exports = Exports(home, store)
    written = labels.give("bao nhiêu tiền một bản", Reading("ask_fee"), Target.TRAIN, ONE)
    exports.write(exports.plan())
    waiting = labels.give("giá cả ra sao", Reading("ask_fee"), Target.TRAIN, ONE)
    labels.give("chào buổi sáng", Reading("greet"), Target.TRAIN, ONE)
    disputed = labels.give("chào buổi sáng", Reading("thanks"), Target.TRAIN, TWO)
    assert disputed.state.value == "disputed"
    approve(changes, changes.propose(Kind.SPLIT, {"old": "ask_fee", "new": "price", "examples": refs("bao nhiêu tiền một bản")}, ONE))
    assert [one.reading.intent for one in (labels.get(written.key), labels.get(waiting.key)) if one.reading] == ["price", "ask_fee"]
    approve(changes, changes.propose(Kind.RENAME, {"old": "ask_fee", "new": "fee"}, ONE))
    moved = labels.get(waiting.key)
    assert moved.reading == Reading("fee")
    assert [one.reading.intent for one in moved.opinions if one.reading] == ["fee"]
    assert moved.revision == waiting.revision + 1
    approve(changes, changes.propose(Kind.MERGE, {"old": "thanks", "into": "greet"}, ONE))
    assert labels.get(disputed.key).state.value == "agreed"
    export = exports.plan()
    assert (export.added, export.changed, export.removed, export.refused) == (2, 0, 0, ())


def test_lists_tell_what_waits_and_what_is_about_an_intent(changes: Changes) -> None:
    first = changes.propose(Kind.RENAME, {"old": "greet", "new": "hello"}, ONE)
    second = changes.propose(Kind.MERGE, {"old": "thanks", "into": "greet"}, TWO)
    assert [one.id for one in changes.all(State.PROPOSED)] == [second, first]
    assert [one.id for one in changes.all(State.PROPOSED, most=1)] == [second]
    assert changes.all(State.APPLIED) == []
    assert [one.id for one in open_of(changes.all(State.PROPOSED), "thanks")] == [second]
    with pytest.raises(NotFound):
        changes.get(99)
    with pytest.raises(NotFound):
        changes.drop(99, ONE)


def test_no_example_of_the_files_stands_in_the_table(changes: Changes, store: Database, refs: Callable[..., list[dict[str, str]]]) -> None:
    changes.propose(Kind.REMOVE, {"intent": "ask_fee", "examples": refs("tốn mấy đồng")}, ONE)
    with store.read() as session:
        assert "tốn" not in str(session.scalars(sa.select(DataChange.arguments)).one())


def test_books_of_descriptions_are_only_planned(home: Path) -> None:
    assert Book.read(home).put("greet", described(home)["greet"]).document.text == FILES["intents.yml"]
