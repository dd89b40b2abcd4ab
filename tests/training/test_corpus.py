"""The files of examples: kept byte for byte, changed by the line, merged with what others changed."""

from pathlib import Path

import pytest

from core.errors import BadRequest, Conflict, NotFound
from training.corpus.change import Diff, FileChange, read, write
from training.corpus.corpus import Corpus
from training.corpus.document import Document
from training.corpus.merge import merge
from training.corpus.schemas import Entity, Target, Utterance

HOME = Path(__file__).resolve().parents[2]
FILE = """version: "3.1"  # of the form

# Of money.
nlu:
- intent: ask_fee  # the fee
  examples: |
    - lệ phí bao nhiêu
    - hết [50 nghìn](amount) à

# Of greeting.
- intent: greet
  examples: |
    - xin chào
    - chào em
- synonym: căn cước
  examples: |
    - cccd
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "nlu_data/nlu").mkdir(parents=True)
    (tmp_path / "tests/nlu_holdout").mkdir(parents=True)
    (tmp_path / "nlu_data/nlu/a.yml").write_text(FILE, "utf-8", newline="")
    (tmp_path / "tests/nlu_holdout/t.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    - hế lô\n", "utf-8", newline="")
    return tmp_path


def test_every_file_of_the_product_is_kept_byte_for_byte(tmp_path: Path) -> None:
    corpus = Corpus.read(HOME)
    examples = list(corpus.examples)
    assert len({one.file for one in examples}) == len([path for path in corpus.documents if "lookups" not in path])
    assert not corpus.diff
    chosen = [one for one in examples if one.intent == "ask_fee"][::7]
    corpus.remove(chosen)
    for one in chosen:
        corpus.add(one.intent, [one.utterance], Target.TRAIN if one.file.startswith("nlu_data") else Target.TEST, one.file)
    kept = {(one.file, one.intent, one.text, one.entities) for one in corpus.examples}
    assert kept == {(one.file, one.intent, one.text, one.entities) for one in examples}
    for path, document in Corpus.read(HOME).documents.items():
        rebuilt = Document(path, "".join(document.lines))
        assert rebuilt.text.encode() == (HOME / path).read_bytes()


def test_one_label_is_one_line_in_every_intents_own_file() -> None:
    documents = Corpus.read(HOME).documents
    for intent in sorted(Corpus(documents).intents):
        corpus = Corpus(documents)
        corpus.add(intent, [Utterance("zzz 😀 mới", (Entity(4, 5, "paper"),))], Target.TRAIN)
        diff = corpus.diff
        assert [(file.added, file.removed) for file in diff.files] == [(1, 0)], intent


def test_comments_and_order_stay(home: Path) -> None:
    corpus = Corpus.read(home)
    corpus.add("ask_fee", [Utterance("giá mấy đồng")], Target.TRAIN)
    [gone] = [one for one in corpus.examples if one.text == "chào em"]
    corpus.remove([gone])
    after = FILE.replace("(amount) à\n", "(amount) à\n    - giá mấy đồng\n").replace("    - chào em\n", "")
    assert corpus.documents["nlu_data/nlu/a.yml"].text == after
    assert write(home, corpus.diff).paths == ("nlu_data/nlu/a.yml",)
    assert read(home / "nlu_data/nlu/a.yml") == after
    assert not list(home.rglob(".a.yml-*"))


def test_windows_ends_and_a_missing_last_one_are_kept(home: Path) -> None:
    path = home / "nlu_data/nlu/a.yml"
    path.write_bytes(FILE.removesuffix("\n").replace("\n", "\r\n").encode())
    corpus = Corpus.read(home)
    corpus.add("greet", [Utterance("alo")], Target.TRAIN)
    corpus.add_entries("synonym", "căn cước", ["thẻ căn cước"], "nlu_data/nlu/a.yml")
    text = corpus.documents["nlu_data/nlu/a.yml"].text
    assert text.endswith("    - cccd\r\n    - thẻ căn cước")
    assert "    - chào em\r\n    - alo\r\n- synonym" in text


def test_a_new_intent_gets_a_block_and_an_empty_one_goes(home: Path) -> None:
    corpus = Corpus.read(home)
    corpus.add("thanks", [Utterance("cảm ơn")], Target.TRAIN)
    corpus.remove([one for one in corpus.examples if one.intent == "ask_fee"])
    assert corpus.intents == {"greet": 2, "thanks": 1}
    assert "# Of greeting." in corpus.documents["nlu_data/nlu/a.yml"].text
    assert corpus.documents["nlu_data/nlu/labelled.yml"].text.startswith('version: "3.1"\n\nnlu:\n- intent: thanks\n')


def test_examples_move_within_their_set_alone(home: Path) -> None:
    corpus = Corpus.read(home)
    [one] = [one for one in corpus.examples if one.text == "chào em"]
    corpus.move([one], "ask_fee")
    assert [each.intent for each in corpus.examples if each.text == "chào em"] == ["ask_fee"]
    [one] = [one for one in corpus.examples if one.text == "xin chào"]
    with pytest.raises(Conflict):
        corpus.move([one], "greet", "tests/nlu_holdout/t.yml")
    corpus.remove([one])
    with pytest.raises(NotFound):
        corpus.remove([one])


def test_a_rename_changes_one_line_a_block(home: Path) -> None:
    corpus = Corpus.read(home)
    corpus.rename("greet", "hello")
    assert [(file.path, file.added, file.removed) for file in corpus.diff.files] == [
        ("nlu_data/nlu/a.yml", 1, 1),
        ("tests/nlu_holdout/t.yml", 1, 1),
    ]


@pytest.mark.parametrize("path", ["nlu_data/nlu/../../x.yml", "etc/x.yml", "tests/nlu_holdout/t.yml", "nlu_data/nlu/x.txt"])
def test_nothing_is_written_elsewhere(home: Path, path: str) -> None:
    with pytest.raises(BadRequest):
        Corpus.read(home).add("greet", [Utterance("a")], Target.TRAIN, path)


@pytest.mark.parametrize(
    "text",
    [
        "nlu:\n- intent: a\n  examples:\n  - text: x\n",
        "nlu: 7\n",
        "nlu:\n- intent: [\n",
        "- 1\n",
        "nlu:\n- examples: |\n    - a\n",
        "nlu:\n- intent: a\n  examples: >\n    - a\n",
    ],
)
def test_a_file_in_another_form_is_told_with_its_name(home: Path, text: str) -> None:
    (home / "nlu_data/nlu/b.yml").write_text(text, "utf-8")
    with pytest.raises(BadRequest, match=r"b\.yml"):
        list(Corpus.read(home).examples)


def test_a_file_in_another_encoding_is_told_with_its_name(home: Path) -> None:
    (home / "nlu_data/nlu/b.yml").write_bytes("nlu: đ".encode("utf-16"))
    with pytest.raises(BadRequest, match=r"b\.yml"):
        Corpus.read(home)


def test_a_change_from_outside_is_merged(home: Path) -> None:
    corpus = Corpus.read(home)
    corpus.add("ask_fee", [Utterance("của ta")], Target.TRAIN)
    path = home / "nlu_data/nlu/a.yml"
    path.write_text(
        FILE.replace("    - xin chào\n", "    - xin chào ạ\n").replace("(amount) à\n", "(amount) à\n    - của người\n"), "utf-8", newline=""
    )
    done = write(home, corpus.diff)
    assert (done.merged, done.conflicts) == (("nlu_data/nlu/a.yml",), ())
    assert "    - của người\n    - của ta\n" in read(path)
    assert "    - xin chào ạ\n" in read(path)


def test_a_conflict_is_told_and_nothing_is_written(home: Path) -> None:
    corpus = Corpus.read(home)
    corpus.rename("ask_fee", "fee")
    corpus.rename("greet", "hello")
    path = home / "nlu_data/nlu/a.yml"
    path.write_text(FILE.replace("ask_fee", "ask_price"), "utf-8", newline="")
    other = read(home / "tests/nlu_holdout/t.yml")
    [conflict] = write(home, corpus.diff).conflicts
    assert (conflict.path, conflict.line) == ("nlu_data/nlu/a.yml", 5)
    assert (conflict.ours, conflict.theirs) == (("- intent: fee  # the fee\n",), ("- intent: ask_price  # the fee\n",))
    assert "ask_price" in read(path)
    assert read(home / "tests/nlu_holdout/t.yml") == other


def test_a_file_that_was_removed_meanwhile_is_a_conflict_only_where_it_matters(home: Path) -> None:
    diff = Diff((FileChange("nlu_data/nlu/a.yml", FILE, FILE.replace("chào em", "chào bạn")),))
    (home / "nlu_data/nlu/a.yml").unlink()
    assert len(write(home, diff).conflicts) == 1


def test_a_merge_that_doubles_an_example_is_refused(home: Path) -> None:
    corpus = Corpus.read(home)
    corpus.add("greet", [Utterance("alo")], Target.TRAIN)
    path = home / "nlu_data/nlu/a.yml"
    path.write_text(FILE.replace("    - xin chào\n", "    - alo\n    - xin chào\n"), "utf-8", newline="")
    with pytest.raises(Conflict, match="twice"):
        write(home, corpus.diff)


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ("abc", "abcd", "abcd"),
        ("abcx", "abcy", "abcyx"),
        ("abcx", "abcx", "abcx"),
        ("ac", "abc", "ac"),
        ("bc", "ab", "b"),
        ("xabc", "abcy", "xabcy"),
        ("ac", "ac", "ac"),
        ("axc", "abc", "axc"),
    ],
)
def test_lines_are_merged(ours: str, theirs: str, merged: str) -> None:
    base, one, other = ([f"{letter}\n" for letter in letters] for letters in ("abc", ours, theirs))
    done = merge("f", base, one, other)
    assert (done.text.replace("\n", ""), done.conflicts) == (merged, ())


@pytest.mark.parametrize(("ours", "theirs"), [("axc", "ayc"), ("ac", "axc"), ("x", "abcd")])
def test_what_both_changed_otherwise_is_a_conflict(ours: str, theirs: str) -> None:
    base, one, other = ([f"{letter}\n" for letter in letters] for letters in ("abc", ours, theirs))
    done = merge("f", base, one, other)
    assert len(done.conflicts) == 1
    assert done.conflicts[0].theirs != done.conflicts[0].ours
