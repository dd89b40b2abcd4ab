"""What we give to others comes back as it went: every example of the product, and any text with its spans, in each form."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.training.test_markup import utterances
from training.corpus.corpus import Corpus, target_of
from training.corpus.importing.cells import guarded, plain
from training.corpus.importing.dry_run import dry_run
from training.corpus.importing.files import rows
from training.corpus.importing.schemas import Bad, Fault, Row, Standing
from training.corpus.importing.telling import label_studio, table
from training.corpus.markup import write
from training.corpus.schemas import Entity, Example, Target, Utterance
from training.texts import key_of

HOME = Path(__file__).resolve().parents[2]
FORMS: dict[str, Callable[[Iterable[Example]], Iterator[str]]] = {"a.csv": table, "a.json": label_studio}


def told(name: str, examples: Iterable[Example]) -> bytes:
    return "".join(FORMS[name](examples)).encode()


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("target", Target)
def test_all_our_examples_come_back_and_make_the_same_files(name: str, target: Target) -> None:
    corpus = Corpus.read(HOME)
    ours = [one for one in corpus.examples if target_of(one.file) is target]
    back = list(rows(name, told(name, ours)))
    assert back == [Row(row.number, one.intent, one.utterance) for row, one in zip(back, ours, strict=True) if isinstance(row, Row)]
    run = dry_run(corpus, back, target)
    assert (run.new, run.conflicting, run.near, run.bad, len(run.same)) == ([], [], [], [], len(ours))
    lines = {path: list(document.lines) for path, document in corpus.documents.items()}
    for row, one in zip(back, ours, strict=True):  # the lines written anew from what came back
        assert isinstance(row, Row)
        line = lines[one.file][one.line - 1]
        lines[one.file][one.line - 1] = f"{line[: line.index('-')]}- {write(row.utterance)}\n"
    for path in {one.file for one in ours}:
        assert "".join(lines[path]).encode() == (HOME / path).read_bytes()


@pytest.mark.parametrize("target", Target)
def test_our_files_are_their_own_import(target: Target) -> None:
    corpus = Corpus.read(HOME)
    for path in corpus.documents:
        if "lookups" not in path and target_of(path) is target:
            run = dry_run(corpus, rows(path, (HOME / path).read_bytes()), target)
            assert (run.new, run.conflicting, run.bad) == ([], [], []), path
            assert len(run.same) == sum(one.file == path for one in corpus.examples)
    assert not corpus.diff


def fits(utterance: Utterance) -> bool:
    """No control signs, which some forms cannot hold; and in Label Studio a text is not only blanks."""
    return bool(utterance.text.strip()) and "\r" not in utterance.text


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=120, deadline=None)
@given(utterance=utterances(), form=st.sampled_from(("NFC", "NFD")))
def test_any_text_keeps_its_spans(name: str, utterance: Utterance, form: Literal["NFC", "NFD"]) -> None:
    """NFD, emoji, astral signs, values, roles, groups, two entities over one span, and texts that begin like a formula."""
    assume(fits(utterance) and unicodedata.normalize(form, utterance.text) == utterance.text)
    [row] = rows(name, told(name, [Example("", "greet", utterance.text, utterance.entities)]))
    assert isinstance(row, Row)
    assert row.utterance == utterance


@given(st.text(max_size=8))
def test_a_guarded_cell_gives_its_text_back(text: str) -> None:
    assert plain(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def units(text: str) -> int:
    """How long a browser takes a text for: UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def task(utterance: Utterance, count: Callable[[str], int], words: bool = True) -> dict[str, object]:
    """What Label Studio exports of an utterance when it counts by `count`."""
    text = utterance.text
    parts: list[dict[str, object]] = [{"type": "choices", "value": {"choices": ["greet"]}}]
    for one in utterance.entities:
        value = {"start": count(text[: one.start]), "end": count(text[: one.end]), "labels": [one.name]}
        parts.append({"type": "labels", "value": {**value, **({"text": text[one.start : one.end]} if words else {})}})
    return {"data": {"text": text}, "annotations": [{"result": parts}]}


PROOF = Utterance("😀 đổi thẻ", (Entity(6, 9, "paper"),))  # its span fits one way of counting alone


@settings(max_examples=120, deadline=None)
@given(utterance=utterances(), count=st.sampled_from((len, units)))
def test_label_studio_is_read_however_it_counts(utterance: Utterance, count: Callable[[str], int]) -> None:
    """Older versions count UTF-16 units, newer ones code points; one span that fits one way alone decides for the others."""
    assume(fits(utterance))
    export = [task(PROOF, count), task(utterance, count)]
    read = list(rows("a.json", json.dumps(export).encode()))
    spans = [[(one.start, one.end, one.name) for one in row.utterance.entities] for row in read if isinstance(row, Row)]
    assert spans == [[(one.start, one.end, one.name) for one in each.entities] for each in (PROOF, utterance)]


def test_a_span_that_fits_both_ways_is_read_as_the_others_are() -> None:
    twice = Utterance("😀aaaa", (Entity(2, 3, "paper"),))  # in UTF-16 it is 3 to 4, where an "a" stands too
    for count, start in ((units, 2), (len, 2)):
        export = [task(PROOF, count), task(twice, count)]
        row = list(rows("a.json", json.dumps(export).encode()))[1]
        assert isinstance(row, Row)
        assert row.utterance.entities[0].start == start
    for words in (True, False):  # nothing tells: code points, as today's versions count
        [row] = rows("a.json", json.dumps([task(twice, len, words)]).encode())
        assert isinstance(row, Row)
        assert row.utterance == twice


def test_notes_of_others_are_no_values() -> None:
    export = task(PROOF, len)
    for note in ("tôi không chắc", '{"x": "y"}', '{"value": 7}', "[1]"):
        export["annotations"][0]["result"][1]["meta"] = {"text": [note]}  # type: ignore[index]
        assert list(rows("a.json", json.dumps([export]).encode())) == [Row(1, "greet", PROOF)]


def test_labels_and_discarded_texts_count_beside_the_files() -> None:
    corpus = Corpus({})
    text = "text,intent\ngiá sao,greet\ngia sáo,ask_fee\nchà chà,greet\nlệ phí của việc này là bao nhiêu vậy em ơi,ask_fee\nmới,greet\n"
    label = (Example("", "ask_fee", "Giá sao"), Target.TRAIN)
    other = (Example("tests/nlu_holdout/t.yml", "ask_fee", "lệ phí của việc này là bao nhiêu vậy em"), Target.TEST)
    standing = Standing([label, other], {key_of("chà chà")})
    run = dry_run(corpus, rows("a.csv", text.encode()), Target.TRAIN, standing)
    assert [one.row.number for one in run.same] == [3]
    assert [(one.row.number, one.example.file, one.share < 1) for one in run.conflicting] == [
        (2, "", False),
        (5, "tests/nlu_holdout/t.yml", True),
    ]
    assert (run.bad, [one.number for one in run.new], run.near) == ([Bad(4, Fault.DISCARDED)], [6], [])
