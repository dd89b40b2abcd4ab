"""Examples of others: their forms, what an import would do, and what it refuses."""

import json
from pathlib import Path

import pytest

from core.errors import BadRequest, PayloadTooLarge, UnsupportedMedia
from training.corpus.alike import Alike
from training.corpus.corpus import Corpus
from training.corpus.document import Document
from training.corpus.importing.dry_run import add, dry_run
from training.corpus.importing.files import rows
from training.corpus.importing.schemas import MOST_BYTES, Bad, Fault, Row
from training.corpus.schemas import Entity, Target, Utterance

HOME = Path(__file__).resolve().parents[2]
OURS = "nlu:\n- intent: ask_fee\n  examples: |\n    - lệ phí bao nhiêu vậy em ơi\n- intent: greet\n  examples: |\n    - xin chào\n"
TEST = "nlu:\n- intent: greet\n  examples: |\n    - hế lô bạn\n"


def corpus() -> Corpus:
    files = {"nlu_data/nlu/a.yml": OURS, "tests/nlu_holdout/t.yml": TEST}
    return Corpus({path: Document(path, text) for path, text in files.items()})


def task(text: str, *results: list[dict[str, object]], **more: object) -> dict[str, object]:
    return {"id": 1, "data": {"text": text}, "annotations": [{"result": result, **more} for result in results]}


def choice(*names: str) -> dict[str, object]:
    return {"type": "choices", "from_name": "intent", "to_name": "text", "value": {"choices": list(names)}}


def label(start: int, end: int, name: str, text: str | None = None) -> dict[str, object]:
    return {
        "type": "labels",
        "from_name": "label",
        "to_name": "text",
        "value": {"start": start, "end": end, "labels": [name], "text": text},
    }


def test_a_table_is_read_with_marks_or_with_spans() -> None:
    marked = list(rows("a.csv", "\ufefftext;intent\nlàm [hộ chiếu](paper);ask_procedure\n".encode()))
    assert marked == [Row(2, "ask_procedure", Utterance("làm hộ chiếu", (Entity(4, 12, "paper"),)))]
    told = json.dumps([{"start": 4, "end": 12, "entity": "paper", "value": "passport"}]).replace('"', '""')
    spanned = list(rows("a.csv", f'text,intent,entities\nlàm hộ chiếu,ask_procedure,"{told}"\nchào,greet,\nx,greet,{{\n'.encode()))
    assert spanned[0] == Row(2, "ask_procedure", Utterance("làm hộ chiếu", (Entity(4, 12, "paper", "passport"),)))
    assert spanned[1:] == [Row(3, "greet", Utterance("chào")), Bad(4, Fault.MARKUP)]


def test_label_studio_is_read_in_both_forms() -> None:
    text = "😀 đổi thẻ căn cước"
    read = [
        task(text, [choice("ask_procedure"), label(7, 10, "paper", "thẻ")]),  # as a browser counts
        task(text, [choice("ask_procedure"), label(6, 9, "paper", "thẻ")]),
        task(text, [choice("a", "b")]),
        task(text, [label(6, 9, "paper", "thẻ")]),
        task(text, [choice("a"), label(0, 3, "paper", "khác")]),
        task(text, [choice("a")], was_cancelled=True),
        {"id": 7, "text": text, "intent": "greet", "label": [{"start": 6, "end": 9, "text": "thẻ", "labels": ["paper"]}]},
        {"id": 8, "text": text, "sentiment": {"choices": ["greet"]}},
        "nonsense",
        {"data": {"text": 7}, "annotations": [{"result": []}]},
    ]
    found = list(rows("export.json", json.dumps(read).encode()))
    same = Row(1, "ask_procedure", Utterance(text, (Entity(6, 9, "paper"),)))
    assert found[:2] == [same, Row(2, same.intent, same.utterance)]
    assert [one.fault for one in found if isinstance(one, Bad)] == [
        Fault.MANY_INTENTS,
        Fault.NO_INTENT,
        Fault.SPAN,
        Fault.UNREADABLE,
        Fault.EMPTY,
    ]
    assert [(one.number, one.intent) for one in found if isinstance(one, Row)][2:] == [(7, "greet"), (8, "greet")]


def test_what_is_called_true_counts() -> None:
    one = task("a b", [choice("x")])
    one["annotations"] = [{"result": [choice("x")]}, {"result": [choice("y")], "ground_truth": True}]
    assert [row.intent for row in rows("a.json", json.dumps([one]).encode()) if isinstance(row, Row)] == ["y"]


def test_a_dry_run_sorts_rows() -> None:
    text = """nlu:
- intent: greet
  examples: |
    - XIN CHAO
    - lệ phí bao nhiêu vậy em ơi
    - lệ phí bao nhiêu vậy ơi
    - hế lô bạn
    - chào buổi sáng
    - chào buổi sáng
    - số tôi là 0912345678
    no dash
- intent: Bad Name
  examples: |
    - gì đó
- intent: bye
  examples:
  - text: |
      tạm biệt nhé
  - 7
- synonym: a
  examples: |
    - b
"""
    draft = corpus()
    run = dry_run(draft, rows("n.yml", text.encode()))
    assert [row.utterance.text for row in run.new] == ["lệ phí bao nhiêu vậy ơi", "chào buổi sáng", "tạm biệt nhé"]
    assert [(one.row.utterance.text, one.example.intent) for one in run.same] == [("XIN CHAO", "greet")]
    assert [(one.row.utterance.text, one.example.file) for one in run.conflicting] == [
        ("lệ phí bao nhiêu vậy em ơi", "nlu_data/nlu/a.yml"),
        ("hế lô bạn", "tests/nlu_holdout/t.yml"),
    ]
    assert [(one.row.utterance.text, one.example.intent, round(one.share, 2)) for one in run.near] == [
        ("lệ phí bao nhiêu vậy ơi", "ask_fee", 0.86)
    ]
    assert [one.fault for one in run.bad] == [Fault.TWICE, Fault.PERSONAL, Fault.UNREADABLE, Fault.BAD_INTENT, Fault.UNREADABLE]
    add(draft, run)
    assert [(file.path, file.removed) for file in draft.diff.files] == [("nlu_data/nlu/a.yml", 0), ("nlu_data/nlu/labelled.yml", 0)]
    again = dry_run(draft, rows("n.yml", text.encode()))
    assert (again.new, len(again.same)) == ([], 5)  # what stands twice in their file stands in ours by now


def test_our_own_files_are_all_the_same() -> None:
    draft = Corpus.read(HOME)
    path = "nlu_data/nlu/voices.yml"
    run = dry_run(draft, rows(path, (HOME / path).read_bytes()))
    assert (run.new, run.conflicting) == ([], [])
    assert run.bad == []  # also what stands there with its accents and without
    assert len(run.same) == sum(one.file == path for one in draft.examples)
    measured = dry_run(draft, rows(path, (HOME / path).read_bytes()), Target.TEST)
    assert len(measured.conflicting) == len(run.same)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.exe", b"", UnsupportedMedia),
        ("a.csv", b"\xff\xfe\x00", BadRequest),
        ("a.csv", b"", BadRequest),
        ("a.csv", b"words\nx\n", BadRequest),
        ("a.csv", b'text,intent\n"open,x\n', BadRequest),
        ("a.json", b"{}", BadRequest),
        ("a.json", b"[" * 100_000, BadRequest),
        ("a.json", b"", BadRequest),
        ("a.yml", b"nlu: [", BadRequest),
        ("a.yml", b"- 1", BadRequest),
        ("a.yml", b"x" * (MOST_BYTES + 1), PayloadTooLarge),
    ],
)
def test_a_file_that_is_none_is_refused(name: str, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(rows(name, data))


def test_near_texts_are_those_a_full_comparison_finds() -> None:
    texts = [one.text for one in Corpus.read(HOME).examples][::9]
    index = Alike((text, text) for text in texts)

    def words(text: str) -> frozenset[str]:
        from core.text import fold, syllables

        return frozenset(syllables(fold(text)))

    for text in texts[:60]:
        there = [
            other
            for other in texts
            if other != text and words(other) and len(words(text) & words(other)) / len(words(text) | words(other)) >= 0.6
        ]
        assert {other for _, other in index.near(text, 0.6, 1000)} == set(there)
    assert index.neighbours(texts[5])[0] == (1.0, texts[5])
    assert index.neighbours("zzzz qqqq") == []
    assert index.near("") == []


def test_personal_data_in_what_a_span_stands_for_is_personal_too() -> None:
    row = Row(1, "greet", Utterance("gọi số đó giùm con", (Entity(4, 10, "phone", "0903 123 456"),)))
    run = dry_run(corpus(), [row])
    assert (run.new, run.near, run.bad) == ([], [], [Bad(1, Fault.PERSONAL)])


@pytest.mark.parametrize("start", ["1e999", "-Infinity", "NaN"])
def test_a_span_that_is_no_number_spoils_its_row_alone(start: str) -> None:
    table = f'text,intent,entities\nmột hai,greet,"[{{""start"": {start}, ""end"": 3, ""entity"": ""x""}}]"\nba bốn,greet,\n'
    found = list(rows("a.csv", table.encode()))
    assert found == [Bad(2, Fault.MARKUP), Row(3, "greet", Utterance("ba bốn"))]
    told = json.dumps([task("một hai", [choice("greet"), label(0, 3, "x")])]).replace('"start": 0', f'"start": {start}')
    assert list(rows("a.json", told.encode())) == [Bad(1, Fault.UNREADABLE)]


def test_half_a_sign_is_written_nowhere() -> None:
    run = dry_run(corpus(), [Row(1, "greet", Utterance("một hai", (Entity(0, 3, "x\ud800"),)))])
    assert run.bad == [Bad(1, Fault.MARKUP)]
