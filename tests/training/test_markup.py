"""Rasa's notation of examples: written and read again it is the same, under any Unicode, and Rasa reads it as we do."""

import json
import os
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.errors import BadRequest
from core.settings import Settings
from training.corpus.document import Document
from training.corpus.markup import Unwritable, parse, write
from training.corpus.schemas import Entity, Utterance
from training.corpus.spans import composed, from_utf16
from training.dialogue import engine

HOME = Path(__file__).resolve().parents[2]
_SIGNS = st.one_of(
    st.sampled_from("aăâđêôơưAĐ 0-.,?!:'\"#|>{}()\\/%"),
    st.sampled_from(["e\u0302\u0301", "o\u031b\u0309", "ệ", "👨\u200d👩\u200d👧", "🇻🇳", "\U00020000", "\u1112\u1161\u11ab", "\u0301"]),
    st.characters(exclude_categories=("Cs", "Cc")),
)
_NAMES = st.sampled_from(["procedure", "paper", "ward", "dossier_code"])
_VALUES = st.none() | st.lists(_SIGNS, max_size=6).map("".join)


@st.composite
def utterances(draw: st.DrawFn) -> Utterance:
    """Texts cut into pieces, some of them marked, one or two entities on each."""
    text, entities = "", []
    for piece in draw(st.lists(st.lists(_SIGNS, min_size=1, max_size=5).map("".join), min_size=1, max_size=6)):
        for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2)))):
            role, group = draw(st.none() | st.just("to")), draw(st.none() | st.just("1"))
            entities.append(Entity(len(text), len(text) + len(piece), draw(_NAMES), draw(_VALUES), role, group))
        text += piece
    return Utterance(text, tuple(entities))


def written(utterance: Utterance) -> str:
    """Return its markup; what no notation can hold is no example."""
    try:
        return write(utterance)
    except Unwritable:
        assume(False)
        raise


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(utterances())
def test_what_is_written_is_read_again(utterance: Utterance) -> None:
    markup = written(utterance)
    read = parse(markup)
    assert read.text == utterance.text
    assert [(one.start, one.end, one.name) for one in read.entities] == [(one.start, one.end, one.name) for one in utterance.entities]
    assert [one.value for one in read.entities] == [
        None if one.value == utterance.text[one.start : one.end] else one.value for one in utterance.entities
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(utterances())
def test_a_file_holds_it_as_it_is_and_one_example_is_one_line(utterance: Utterance) -> None:
    before = Document("nlu_data/nlu/a.yml", 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - xin chào\n')
    after = before.adding("intent", "greet", [written(utterance)])
    assert after.text.startswith(before.text)
    assert after.text.count("\n") == before.text.count("\n") + 1
    assert list(after.examples)[-1].text == utterance.text
    assert after.without({5}).text == before.text


@settings(max_examples=100, deadline=None)
@given(utterances())
def test_composing_keeps_each_span_over_its_letters(utterance: Utterance) -> None:
    text = unicodedata.normalize("NFC", utterance.text)
    half = len(text) // 2
    one, other = (unicodedata.normalize("NFD", part) for part in (text[:half], text[half:]))
    assume(one and unicodedata.normalize("NFC", one + other) == text)
    moved = composed(Utterance(one + other, (Entity(0, len(one), "a"), Entity(len(one), len(one + other), "b"))))
    assert moved.text == text
    assert [moved.text[each.start : each.end] for each in moved.entities] == [text[:half], text[half:]]


def test_a_decomposed_word_keeps_its_span() -> None:
    text = unicodedata.normalize("NFD", "tôi muốn đổi thẻ căn cước ở phường")
    start = text.index(unicodedata.normalize("NFD", "thẻ"))
    end = text.index(" ơ") if " ơ" in text else text.index(" o\u031b\u0309")
    moved = composed(Utterance(text, (Entity(start, end, "paper"),)))
    assert [moved.text[one.start : one.end] for one in moved.entities] == ["thẻ căn cước"]


def test_a_browser_counts_an_emoji_twice() -> None:
    assert from_utf16("😀 khai sinh", 3) == 2
    assert from_utf16("abc", 3) == 3
    with pytest.raises(BadRequest):
        from_utf16("😀a", 1)
    with pytest.raises(BadRequest):
        from_utf16("a", 5)


@pytest.mark.parametrize(
    "utterance",
    [
        Utterance(""),
        Utterance(" có blank"),
        Utterance("hai\ndòng"),
        Utterance("hai\u2028dòng"),
        Utterance("xóa\x00"),
        Utterance("nửa \ud83d"),
        Utterance("\ufeffmốc"),
        Utterance("[giấy](paper) kia"),
        Utterance("abc", (Entity(0, 2, "a"), Entity(1, 3, "b"))),
        Utterance("abc", (Entity(2, 2, "a"),)),
        Utterance("abc", (Entity(1, 9, "a"),)),
        Utterance("tên [họ tên] đây", (Entity(4, 12, "name"),)),
    ],
)
def test_what_cannot_be_written_is_refused(utterance: Utterance) -> None:
    with pytest.raises(Unwritable):
        write(utterance)


@pytest.mark.parametrize("markup", ['[a]{"entity": 1}', "[a]{nonsense}", '[a]{"value": "b"}'])
def test_braces_that_are_no_entity_are_told(markup: str) -> None:
    with pytest.raises(BadRequest):
        parse(markup)


_ASK = """
import json, sys
from rasa.shared.nlu.training_data.entities_parser import find_entities_in_training_example, replace_entities
told = []
for line in json.load(sys.stdin):
    found = find_entities_in_training_example(line)
    marks = [[e["start"], e["end"], e["entity"], e["value"], e.get("role"), e.get("group")] for e in found]
    told.append([replace_entities(line), marks])
json.dump(told, sys.stdout)
"""


def test_rasa_reads_what_we_read() -> None:
    settings = Settings(home=HOME)
    python = engine.python(settings)
    if not python.exists():
        pytest.skip("the environment of the dialogue engine is not installed")
    lines = [
        "mã [H29.17-260101-0099](dossier_code) xong chưa",
        "tới [Sài Gòn](place:TP HCM) và [đây](place)",
        '[SG]{"entity": "city", "role": "to", "value": "Thành phố"} 😀 [Hà Nội]{"entity": "city", "group": "1"}',
        '[A]{"entity": "x"} [B][{"entity": "y", "value": "\\u007d"}, {"entity": "z"}]',
        "số [số điện thoại] của [em](person) và [hở",
        unicodedata.normalize("NFD", "lệ phí [khai sinh](procedure) 👨‍👩‍👧 là [mấy](amount)"),
        "[\U00020000\U00020001](name) ( [x] y) [a[b](c)",
    ]
    environment = {**os.environ, **engine.environment(settings)}
    ran = subprocess.run([str(python), "-c", _ASK], input=json.dumps(lines), capture_output=True, text=True, env=environment, check=True)
    for line, (text, entities) in zip(lines, json.loads(ran.stdout), strict=True):
        read = parse(line)
        assert read.text == text
        ours = [[one.start, one.end, one.name, one.value or text[one.start : one.end], one.role, one.group] for one in read.entities]
        assert ours == entities
