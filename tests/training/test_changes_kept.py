"""What a second person approved is what is written, whole, and what is noted as done is in the files."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import Database
from tests.training.test_changes import FILES, ONE, SPLIT_FIRST, TWO, approve, changes, home, labels, refs, refused
from training.changes.models import DataChange
from training.changes.schemas import Kind, State
from training.changes.service import Changes
from training.corpus.change import Diff, FileChange, alone, read, write
from training.corpus.corpus import Corpus
from training.corpus.schemas import Target
from training.labels.export import Exports
from training.labels.schemas import Reading
from training.labels.service import Labels

__all__ = ["changes", "home", "labels", "refs"]


def left_to_a_programmer(changes: Changes, home: Path, given: dict[str, Any], kind: Kind = Kind.RENAME) -> int:
    (home / "actions").mkdir(exist_ok=True)
    (home / "actions" / "a.py").write_text('if intent == "greet":\n', "utf-8")
    number = changes.propose(kind, given, ONE)
    assert approve(changes, number).state is State.APPROVED
    return number


def test_done_is_what_is_in_the_files(changes: Changes, home: Path, labels: Labels) -> None:
    kept = labels.give("chào buổi sáng", Reading("greet"), Target.TRAIN, ONE)
    number = left_to_a_programmer(changes, home, {"old": "greet", "new": "hello"})
    for name, text in FILES.items():  # somebody else named it otherwise
        (home / name).write_text(text.replace("greet", "welcome"), "utf-8")
    assert changes.planned(changes.get(number)).refusal == "gone"
    assert refused(lambda: changes.done(number, TWO)) == "not_there"
    reading = labels.get(kept.key).reading
    assert reading is not None
    assert reading.intent == "greet"
    for name, text in FILES.items():
        (home / name).write_text(text.replace("greet", "hello"), "utf-8")
    assert changes.done(number, TWO).state is State.APPLIED


def test_who_proposed_writes_nothing_that_nobody_else_saw(changes: Changes, home: Path) -> None:
    number = left_to_a_programmer(changes, home, {"old": "greet", "new": "hello"})
    (home / "actions" / "a.py").unlink()
    path = "nlu_data/nlu/a.yml"
    (home / path).write_text(FILES[path].replace("    - chào em\n", "    - chào em\n    - cút đi\n"), "utf-8")
    seen = changes.planned(changes.get(number)).mark
    assert refused(lambda: changes.write(number, ONE, seen)) == "own"
    assert changes.write(number, TWO, seen).state is State.APPLIED


def test_nothing_personal_is_kept_wherever_it_is_typed(
    changes: Changes, store: Database, refs: Callable[..., list[dict[str, str]]]
) -> None:
    phone = "0903 123 456"
    about = {"means": f"gọi {phone}", "choose": "", "avoid": "", "name": ""}
    cases: list[tuple[Kind, dict[str, Any]]] = [
        (Kind.DESCRIBE, {"intent": "greet", "about": about}),
        (Kind.CREATE, {"name": "x", "markups": ["một hai ba"], "like": "greet", "about": about}),
        (Kind.CREATE, {"name": "x", "markups": [f'gọi [số đó]{{"entity": "phone", "value": "{phone}"}} đi'], "like": "greet", "about": {}}),
        (Kind.SPLIT, {"old": "ask_fee", "new": "x", "examples": refs(SPLIT_FIRST), "about": about}),
        (Kind.SYNONYM_ADD, {"value": "ông Ba", "words": [phone]}),
        (Kind.SYNONYM_ADD, {"value": phone, "words": ["ông Ba"]}),
    ]
    for kind, given in cases:
        assert refused(lambda kind=kind, given=given: changes.propose(kind, given, ONE)) == "personal", (kind, given)  # type: ignore[misc]
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DataChange)) == 0


def test_a_split_leaves_and_takes_something_to_learn_from(changes: Changes, refs: Callable[..., list[dict[str, str]]]) -> None:
    trained = refs(SPLIT_FIRST, "tốn mấy đồng", "làm hộ chiếu giá sao")
    for chosen, key in ((trained, "none_left"), (refs("phí nhiêu vậy"), "none_taken")):
        given = {"old": "ask_fee", "new": "price", "examples": chosen, "about": {}}
        assert refused(lambda given=given: changes.propose(Kind.SPLIT, given, ONE)) == key  # type: ignore[misc]


def test_an_example_chosen_twice_moves_once(changes: Changes, home: Path, refs: Callable[..., list[dict[str, str]]]) -> None:
    approve(changes, changes.propose(Kind.MOVE, {"old": "greet", "into": "thanks", "examples": refs("chào em") * 2}, ONE))
    assert Corpus.read(home).intents["thanks"] == 2


@pytest.mark.parametrize("name", ["null", "true", "false"])
def test_a_name_that_yaml_takes_for_something_else_is_none(changes: Changes, name: str) -> None:
    assert refused(lambda: changes.propose(Kind.RENAME, {"old": "greet", "new": name}, ONE)) == "unfit"


def test_files_are_written_all_or_none(home: Path) -> None:
    (home / "nlu_data/synonyms").write_text("", "utf-8")  # nothing can be put below it
    (home / ".domain.yml-left").write_text("half", "utf-8")  # of a program that ended while it wrote
    files = (FileChange("domain.yml", FILES["domain.yml"], "x: 1\n"), FileChange("nlu_data/synonyms/s.yml", "", "nlu: []\n"))
    with pytest.raises(FileExistsError):
        write(home, Diff(files))
    assert read(home / "domain.yml") == FILES["domain.yml"]
    write(home, Diff(files[:1]))
    assert read(home / "domain.yml") == "x: 1\n"
    assert list(home.rglob(".*")) == []


def test_another_program_that_writes_is_waited_for(home: Path) -> None:
    done = threading.Event()

    def press() -> None:
        write(home, Diff((FileChange("domain.yml", FILES["domain.yml"], "x: 1\n"),)))
        done.set()

    with alone(home):
        thread = threading.Thread(target=press)
        thread.start()
        assert not done.wait(0.2)
    thread.join()
    assert read(home / "domain.yml") == "x: 1\n"


def test_a_domain_that_is_no_text_is_told(changes: Changes, home: Path) -> None:
    number = changes.propose(Kind.RENAME, {"old": "greet", "new": "hello"}, ONE)
    (home / "domain.yml").write_bytes(b"\xff\xfe")
    assert changes.planned(changes.get(number)).refusal == "unfit"


def test_a_line_whose_marks_were_mended_still_is_its_labels(
    changes: Changes, labels: Labels, home: Path, store: Database, refs: Callable[..., list[dict[str, str]]]
) -> None:
    exports, text = Exports(home, store), "bao nhiêu tiền một bản"
    labels.give(text, Reading("ask_fee"), Target.TRAIN, ONE)
    exports.write(exports.plan())
    given = {"intent": "ask_fee", "example": refs(text)[0], "markup": "bao nhiêu [tiền](amount) một bản"}
    approve(changes, changes.propose(Kind.EDIT, given, ONE))
    assert not exports.plan().diff
    for reading, found in ((Reading("greet"), ["greet"]), (None, [])):
        labels.give(text, reading, Target.TRAIN, ONE) if reading else labels.discard(text, ONE)
        exports.write(exports.plan())
        assert [one.intent for one in Corpus.read(home).examples if one.text == text] == found


@pytest.mark.parametrize("listed", ["[ask_fee, greet, thanks]\n", "\n- ask_fee\n- greet\n- thanks:\n    use_entities: []\n"])
def test_a_domain_of_another_form_is_not_spoilt(changes: Changes, home: Path, listed: str) -> None:
    (home / "domain.yml").write_text(f"intents: {listed}", "utf-8")
    given = {"name": "sorry", "markups": ["xin lỗi nha"], "like": "greet", "about": {}}
    assert refused(lambda: changes.propose(Kind.CREATE, given, ONE)) == "unfit"


def test_a_domain_that_ends_without_a_line_gets_one_more(changes: Changes, home: Path) -> None:
    (home / "domain.yml").write_text("intents:\n- ask_fee\n- greet\n- thanks", "utf-8")
    approve(changes, changes.propose(Kind.CREATE, {"name": "sorry", "markups": ["xin lỗi nha"], "like": "greet", "about": {}}, ONE))
    assert read(home / "domain.yml") == "intents:\n- ask_fee\n- greet\n- thanks\n- sorry\n"
