"""`troly eval nlu`: labelled sentences, figures, and the command with a stand-in for Rasa's environment."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.main import app
from core.errors import TrolyError
from training.dialogue import holdout, scores, shelf
from training.dialogue.holdout import Example
from training.dialogue.scores import Read

HOLDOUT = """version: "3.1"
nlu:
- intent: ask_status
  examples: |
    - mã [H29.17-260101-0099](dossier_code) xong chưa
    - hồ sơ tới đâu
- intent: greet
  examples: |
    - xin chào
"""
# What stands in for Rasa's interpreter: everything is a question on a dossier, and no code is found without its dots.
STAND_IN = """#!{python}
import json, sys
texts = json.load(open(sys.argv[4], encoding="utf-8"))
read = lambda text: [["dossier_code", word] for word in text.split() if "." in word]
told = [{{"intent": "ask_status", "confidence": 0.5, "entities": read(text)}} for text in texts]
json.dump(told, open(sys.argv[5], "w", encoding="utf-8"))
"""


def heard(intent: str, found: str, *, text: str = "x", confidence: float = 0.9) -> Read:
    """Return a sentence of `intent` read as `found`."""
    return Read(Example(text, intent), text, found, confidence)


def test_sentences_are_read_with_their_entities(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(HOLDOUT, "utf-8")
    first, second, third = holdout.read(tmp_path)
    assert first == Example("mã H29.17-260101-0099 xong chưa", "ask_status", (("dossier_code", "H29.17-260101-0099"),))
    assert (second.entities, third.intent) == ((), "greet")


@pytest.mark.parametrize("content", [b"", b"nlu: 5", b"- a", b"nlu: [{intent: x}]", b"\xff\xfe", b"nlu: [", b"a: &a [*a]"])
def test_a_file_of_another_form_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yml").write_bytes(content)
    with pytest.raises(TrolyError, match=r"a\.yml: not a list"):
        holdout.read(tmp_path)


def test_a_folder_without_sentences_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrolyError, match="no labelled sentences"):
        holdout.read(tmp_path)


@given(st.text(max_size=300))
def test_any_line_is_a_sentence(line: str) -> None:
    example = holdout.parsed(line, "greet")
    assert all(text in example.text for _, text in example.entities)


def test_precision_recall_and_f1_by_intent() -> None:
    read = [heard("a", "a"), heard("a", "a"), heard("a", "b"), heard("b", "b"), heard("c", "nlu_fallback")]
    scored = scores.by_intent(read)
    assert (scored["a"].precision, scored["a"].recall, scored["a"].f1) == (1.0, 2 / 3, 0.8)
    assert (scored["b"].precision, scored["b"].recall) == (0.5, 1.0)
    assert (scored["c"].recall, scored["c"].f1) == (0.0, 0.0)
    assert scores.macro_f1(scored) == pytest.approx((0.8 + 2 / 3 + 0) / 3)
    assert scores.confusions(read) == [("a", "b", 1), ("c", "nlu_fallback", 1)]
    assert scores.macro_f1({}) == 0.0


@pytest.mark.parametrize(
    ("intent", "found", "costly"),
    [
        ("ask_fee", "ask_time", False),
        ("ask_fee", "safety", True),
        ("ask_fee", "chitchat", True),
        ("self_harm", "chitchat", True),
        ("self_harm", "emergency", False),
        ("emergency", "nlu_fallback", True),
        ("greet", "thanks", False),
        ("ask_fee", "ask_fee", False),
    ],
)
def test_what_a_confusion_costs(intent: str, found: str, costly: bool) -> None:
    assert heard(intent, found).costly is costly


def test_an_entity_is_right_when_its_text_is() -> None:
    wanted = Example("x", "ask_place", (("ward", "phường Bến Thành"), ("agency", "sở tư pháp")))
    found = (("ward", "PHUONG BEN THANH"), ("ward", "phường Tân Định"))
    read = [Read(wanted, "x", "ask_place", 1.0, found), Read(Example("y", "greet"), "y", "greet", 1.0, (("ward", "y"),))]
    scored = scores.by_entity(read)
    assert (scored["ward"].precision, scored["ward"].recall) == (0.5, 1.0)
    assert scored["agency"].f1 == 0.0


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a home with a model, a holdout and a stand-in for Rasa."""
    models = tmp_path / "var" / "models" / "dialogue"
    models.mkdir(parents=True)
    (models / "dialogue-20260101-000000.tar.gz").touch()
    shelf.use(models, "dialogue-20260101-000000.tar.gz")
    (tmp_path / "tests" / "nlu_holdout").mkdir(parents=True)
    (tmp_path / "tests" / "nlu_holdout" / "a.yml").write_text(HOLDOUT, "utf-8")
    python = tmp_path / "python"
    python.write_text(STAND_IN.format(python=sys.executable), "utf-8")
    python.chmod(0o755)
    return {"TROLY_HOME": str(tmp_path), "TROLY_STATE": str(tmp_path / "var"), "TROLY_BOT_PYTHON": str(python)}


def test_the_command_measures_three_writings(home: dict[str, str], tmp_path: Path) -> None:
    as_json, table = tmp_path / "nlu.json", tmp_path / "nlu.md"
    result = CliRunner().invoke(app, ["eval", "nlu", "--show", "--json", str(as_json), "--table", str(table)], env=home)
    assert result.exit_code == 0, result.output
    kept = json.loads(as_json.read_text("utf-8"))
    assert (kept["sentences"], kept["model"]) == (3, "dialogue-20260101-000000.tar.gz")
    assert list(kept["figures"]) == ["as typed", "without accents", "simulated typos"]
    typed = kept["figures"]["as typed"]
    assert typed["macro_f1"] == pytest.approx((0.8 + 0) / 2)
    assert typed["entities"]["dossier_code"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "n": 1}
    assert typed["confusions"] == [["greet", "ask_status", 1]]
    shown = table.read_text("utf-8")
    assert "0.400 (aim 0.90)" in shown
    assert "without accents: `xin chao` is greet, read as ask_status (0.50)" in result.stdout


def test_a_model_that_cannot_be_read_is_one_line(home: dict[str, str]) -> None:
    python = Path(home["TROLY_BOT_PYTHON"])
    python.write_text(f"#!{sys.executable}\nraise SystemExit('no such component')\n", "utf-8")
    result = CliRunner().invoke(app, ["eval", "nlu"], env=home)
    assert result.exit_code == 1
    assert "ended with exit code 1" in result.stderr
    assert "no such component" in result.stderr
