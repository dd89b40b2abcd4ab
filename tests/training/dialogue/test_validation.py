"""What Rasa says of broken data, as it was recorded from runs on data broken on purpose, in words a trainer understands."""

from pathlib import Path

import pytest

from core.errors import TrolyError
from core.settings import Settings
from tests.training.dialogue.stand_in import checkout
from training.dialogue import dataset
from training.dialogue.validation import findings, validate

WARNING = "/opt/rasa/shared/utils/io.py:100: UserWarning: "
INDENT = """\x1b[91mYamlSyntaxException: Failed to read '/tmp/scratch/data/nlu_data/nlu/zz.yml'. while parsing a block mapping
  in "/tmp/scratch/data/nlu_data/nlu/zz.yml", line 3, column 3:
    - intent: greet
      ^ (line: 3)
expected <block end>, but found '<block sequence start>'
  in "/tmp/scratch/data/nlu_data/nlu/zz.yml", line 6, column 4:
       - sai lề
       ^ (line: 6)

You can use https://yamlchecker.com/ to validate the YAML syntax of your file.\x1b[0m
"""
FORM = """YamlValidationException: Failed to validate 'nlu_data/nlu/zz.yml'. Please make sure the file is correct and all \
mandatory parameters are specified. Here are the errors found during validation:
  in nlu_data/nlu/zz.yml:8:
      Key 'example' was not defined. Path: '/nlu/2'
  in nlu_data/nlu/zz.yml:8:
      Key 'intent' was not defined. Path: '/nlu/2'
"""
MARKS = """InvalidEntityFormatException: Incorrect training data format ('{"entity": "x}'). More info at \
https://rasa.com/docs/rasa/training-data-format#nlu-training-data: line 1 column 12 (char 11)
"""
PASSES = f"""{WARNING}Issue found while processing 'nlu_data/nlu/zz.yml': Intent 'goodbye' has no examples.
{WARNING}Issue found while processing 'nlu_data/nlu/zz.yml': The item 'greet' contains an example that doesn't start with a '-' symbol: \
xin chào không gạch
This training example will be skipped.
{WARNING}The intent 'pick' is listed in the domain file, but is not found in the NLU training data.
{WARNING}There is a message in the training data labeled with intent 'y_dinh_la'. This intent is not listed in your domain. You should \
need to add that intent to your domain file!
{WARNING}The example 'tạm biệt nhé bạn ơi' was found labeled with multiple different intents in the training data. Each annotated \
message should only appear with one intent. You should fix that conflict The example is labeled with: goodbye, greet.
{WARNING}The intent 'y_dinh_khong_co' is used in your stories, but it is not listed in the domain file. You should \
add it to your domain file!
{WARNING}The action 'utter_khong_co' is used in the stories, but is not a valid utterance action. Please make sure the action is listed
{WARNING}The utterance 'utter_default' is not used in any story or rule.
"""
FAILS = f"""{WARNING}The action 'action_khong_co' is used in the 'hành động không có' block, but it is not listed in the domain file. \
You should add it to your domain file!
{PASSES}Project validation completed with errors.
"""


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (INDENT, ["nlu_data/nlu/zz.yml, line 6: not YAML"]),
        (FORM, ["nlu_data/nlu/zz.yml, line 8: not of the form of training data"]),
        (MARKS, ['the marks {"entity": "x} of an entity cannot be read']),
        ("Killed", []),
        ("", []),
    ],
)
def test_what_stops_a_training_is_told(output: str, told: list[str]) -> None:
    assert findings(output, failed=True) == told


def test_what_passes_is_told_where_the_model_learns_it_otherwise() -> None:
    known = [
        "“tạm biệt nhé bạn ơi” has several intents: goodbye, greet",
        "the intent y_dinh_la has examples, but the domain does not list it",
        "nlu_data/nlu/zz.yml: “xin chào không gạch” has no dash before it and is passed over",
        "nlu_data/nlu/zz.yml: the intent goodbye has no examples",
    ]
    assert findings(PASSES, failed=False) == known
    failed = findings(FAILS, failed=True)
    assert failed[0] == "“hành động không có” names the action action_khong_co, which the domain does not list"
    assert set(known) < set(failed)
    assert "a story or rule names the intent y_dinh_khong_co, which the domain does not list" in failed
    assert "a story or rule says utter_khong_co, which has no text" in failed


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, code: int) -> tuple[list[str], str]:
    """Validate with an interpreter that says `output`; return what was told, and the error."""
    home = tmp_path / "home"
    python = checkout(home)
    (home / "said.txt").write_text(output.replace("/tmp/scratch/data", str(tmp_path / "data")), "utf-8")
    python.write_text(f"#!/bin/sh\ncat {home}/said.txt\nexit {code}\n", "utf-8")
    monkeypatch.setenv("TROLY_BOT_PYTHON", str(python))
    settings, told = Settings(home=home, state=tmp_path / "var"), list[str]()
    try:
        validate(settings, dataset.collected(home, tmp_path / "data"), tmp_path / "log", told.append)
    except TrolyError as error:
        return told, str(error)
    return told, ""


def test_the_end_of_the_log_stays_for_the_curious_without_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, error = run(tmp_path, monkeypatch, INDENT, 1)
    assert error == "the data is not valid\nnlu_data/nlu/zz.yml, line 6: not YAML"
    assert "expected <block end>" in told[0]
    assert str(tmp_path) not in told[0]


def test_what_nobody_knows_is_the_end_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, error = run(tmp_path, monkeypatch, "ImportError: no such thing\n", 1)
    assert told == []
    assert "ImportError: no such thing" in error


def test_valid_data_passes_and_what_is_odd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, error = run(tmp_path, monkeypatch, PASSES + "x", 0)
    assert (error, len(told)) == ("", 4)


def test_very_many_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = "".join(
        f"{WARNING}There is a message in the training data labeled with intent 'i{n}'. This intent is not listed\n" for n in range(99)
    )
    told, _ = run(tmp_path, monkeypatch, many, 0)
    assert (len(told), told[-1]) == (41, "and 59 more in the data")
