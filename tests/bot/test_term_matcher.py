"""The gazetteer and the component around it."""

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.term_matcher import TermMatcher
from bot.components.terms import Gazetteer, Term

TERMS = [
    Term("procedure", "1.001193", "đăng ký khai sinh"),
    Term("procedure", "1.004884", "đăng ký lại khai sinh"),
    Term("procedure", "2.000528", "đăng ký khai sinh có yếu tố nước ngoài"),
    Term("agency", "so-tu-phap", "Sở Tư pháp"),
    Term("paper", "the", "thẻ"),
    Term("paper", "cccd", "CCCD"),
    Term("ward", "tan-dinh", "phường Tân Định"),
    Term("ward", "tan-dinh-2", "phường Tấn Đình"),
    Term("ward", "o", "Ô Cho"),
]


def found(text: str) -> list[tuple[str, str]]:
    """Return (written form, id) of each match."""
    return [(text[m.start : m.end], m.term.id) for m in Gazetteer(TERMS).find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ĐĂNG KÝ KHAI SINH ở đâu", [("ĐĂNG KÝ KHAI SINH", "1.001193")]),
        ("dang ky khai sinh can gi", [("dang ky khai sinh", "1.001193")]),
        ("đăng ký khai sinh có yếu tố nước ngoài", [("đăng ký khai sinh có yếu tố nước ngoài", "2.000528")]),
        ("(đăng ký lại khai sinh), sở tư pháp?", [("đăng ký lại khai sinh", "1.004884"), ("sở tư pháp", "so-tu-phap")]),
        ("ở phường Tân Định.", [("phường Tân Định", "tan-dinh")]),
        ("ở phường Tấn Đình.", [("phường Tấn Đình", "tan-dinh-2")]),
        ("o phuong tan dinh", [("phuong tan dinh", "tan-dinh")]),
        ("làm thẻ", [("thẻ", "the")]),
        ("có thể làm the", []),
        ("làm cccd", [("cccd", "cccd")]),
        ("  hỏi\n  sở tư pháp", [("sở tư pháp", "so-tu-phap")]),
        ("", []),
    ],
)
def test_finds_whatever_the_case_and_accents(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.fixture
def matcher(tmp_path: Path) -> TermMatcher:
    """A component trained on a file with a header, then loaded from the model."""
    file = tmp_path / "terms.tsv"
    file.write_text("label\tid\tterm\n" + "".join("\t".join(t) + "\n" for t in TERMS), "utf-8")
    return reload({"terms": str(file)}, tmp_path)


def reload(config: dict[str, str], folder: Path) -> TermMatcher:
    """Train and load again."""
    (folder / "model").mkdir()
    storage, resource = LocalModelStorage(folder / "model"), Resource("terms")
    context = ExecutionContext(GraphSchema({}))
    TermMatcher.create(config, storage, resource, context).train(TrainingData())
    return TermMatcher.load(config, storage, resource, context)


def test_sets_canonical_values(matcher: TermMatcher) -> None:
    (message,) = matcher.process([Message({TEXT: "khai sinh: dang ky khai sinh"})])
    assert message.get(ENTITIES) == [{"entity": "procedure", "value": "1.001193", "start": 11, "end": 28, "extractor": "TermMatcher"}]


def test_a_pattern_beats_a_term_and_a_term_beats_a_guess(matcher: TermMatcher) -> None:
    text = "lại đăng ký khai sinh ở phường Tân Định"
    guess = {"entity": "procedure", "value": "lại đăng ký", "start": 0, "end": 11, "extractor": "StoredCRF"}
    pattern = {"entity": "date", "value": "Tân", "start": 31, "end": 34, "extractor": "RegexEntityExtractor"}
    (message,) = matcher.process([Message({TEXT: text, ENTITIES: [guess, pattern]})])
    assert [(e["entity"], e["value"]) for e in message.get(ENTITIES)] == [("procedure", "1.001193"), ("date", "Tân")]


def test_without_a_file_there_are_no_terms(tmp_path: Path) -> None:
    matcher = reload({"terms": str(tmp_path / "none.tsv")}, tmp_path)
    (message,) = matcher.process([Message({TEXT: "đăng ký khai sinh"})])
    assert message.get(ENTITIES) == []


def test_new_terms_change_the_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    seen = {TermMatcher.fingerprint_addon({"terms": str(file)})}
    for line in ("procedure\t1\ta b c d\n", "procedure\t1\ta b c e\n"):
        file.write_text(line, "utf-8")
        seen.add(TermMatcher.fingerprint_addon({"terms": str(file)}))
    assert len(seen) == 3
