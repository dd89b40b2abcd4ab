"""Intents made, renamed, merged and split: everything that names them is changed or told."""

from pathlib import Path

import pytest

from core.errors import BadRequest, Conflict, NotFound
from training.corpus.change import read, write
from training.corpus.corpus import Corpus
from training.corpus.intents import Intents
from training.corpus.schemas import Utterance

DOMAIN = 'version: "3.1"\nintents:\n- greet  # hello\n- thanks\n- bye\n# more\nslots: {}\n'
NLU = (
    "nlu:\n- intent: greet\n  examples: |\n    - xin chào\n    - chào em\n\n"
    "- intent: thanks\n  examples: |\n    - cảm ơn\n- intent: bye\n  examples: |\n    - tạm biệt\n"
)
RULES = (
    "rules:\n# of greeting\n- rule: hello\n  steps:\n  - intent: greet\n  - action: a\n\n# of thanks\n- rule: thanks\n  steps:\n"
    "  - intent: thanks\n  - action: a\n"
)
STORIES = "stories:\n- story: s\n  steps:\n  - intent: greet\n  - action: a\n  - intent: thanks\n  - action: a\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in {
        "domain.yml": DOMAIN,
        "nlu_data/nlu/a.yml": NLU,
        "nlu_data/rules/r.yml": RULES,
        "nlu_data/stories/s.yml": STORIES,
        "tests/nlu_holdout/t.yml": "nlu:\n- intent: greet\n  examples: |\n    - hế lô\n",
        "actions/say.py": 'if intent == "greet":\n    greeting = "greeted"\n',
        "core/words/w.yml": "greet: Xin chào\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8", newline="")
    return tmp_path


def test_a_rename_reaches_the_domain_rules_and_stories(home: Path) -> None:
    plan = Intents(home).rename("greet", "hello")
    assert [(file.path, file.added, file.removed) for file in plan.diff.files] == [
        ("domain.yml", 1, 1),
        ("nlu_data/nlu/a.yml", 1, 1),
        ("nlu_data/rules/r.yml", 1, 1),
        ("nlu_data/stories/s.yml", 1, 1),
        ("tests/nlu_holdout/t.yml", 1, 1),
    ]
    assert [(one.path, one.line) for one in plan.mentions] == [("actions/say.py", 1), ("core/words/w.yml", 1)]
    assert read(home / "domain.yml") == DOMAIN
    write(home, plan.diff)
    assert read(home / "domain.yml") == DOMAIN.replace("- greet  #", "- hello  #")
    assert Corpus.read(home).intents == {"hello": 2, "thanks": 1, "bye": 1}


def test_merged_intents_keep_all_examples_and_one_rule(home: Path) -> None:
    plan = Intents(home).merge("greet", "thanks")
    write(home, plan.diff)
    corpus = Corpus.read(home)
    assert corpus.intents == {"thanks": 3, "bye": 1}
    assert read(home / "nlu_data/rules/r.yml") == RULES.replace("- rule: hello\n  steps:\n  - intent: greet\n  - action: a\n\n", "")
    assert "greet" not in read(home / "nlu_data/stories/s.yml")
    assert read(home / "domain.yml") == DOMAIN.replace("- greet  # hello\n", "")


def test_a_merge_with_an_intent_without_a_rule_keeps_the_rule(home: Path) -> None:
    plan = Intents(home).merge("greet", "bye")
    assert [(file.path, file.added, file.removed) for file in plan.diff.files if "rules" in file.path] == [("nlu_data/rules/r.yml", 1, 1)]


def test_a_split_moves_the_chosen_examples_within_their_files(home: Path) -> None:
    intents = Intents(home)
    chosen = [one for one in Corpus.read(home).examples if one.text in ("chào em", "hế lô")]
    with pytest.raises(BadRequest):
        Intents(home).split("greet", "hello", [])
    with pytest.raises(Conflict):
        Intents(home).split("greet", "hello", [one for one in Corpus.read(home).examples if one.intent == "greet"])
    plan = intents.split("greet", "hello", chosen)
    write(home, plan.diff)
    found = {(one.file, one.intent, one.text) for one in Corpus.read(home).examples}
    assert ("nlu_data/nlu/a.yml", "hello", "chào em") in found
    assert ("tests/nlu_holdout/t.yml", "hello", "hế lô") in found
    assert "- bye\n- hello\n# more" in read(home / "domain.yml")


def test_a_new_intent_is_listed(home: Path) -> None:
    plan = Intents(home).create("sorry", [Utterance("xin lỗi")])
    assert [(file.path, file.removed) for file in plan.diff.files] == [("domain.yml", 0), ("nlu_data/nlu/labelled.yml", 0)]


@pytest.mark.parametrize("name", ["Chào", "", "a b", "../x", "a" * 41])
def test_names_are_plain(home: Path, name: str) -> None:
    with pytest.raises(BadRequest):
        Intents(home).rename("greet", name)


def test_what_is_not_there_or_taken_is_told(home: Path) -> None:
    with pytest.raises(NotFound):
        Intents(home).rename("nobody", "hello")
    with pytest.raises(Conflict):
        Intents(home).rename("greet", "thanks")
    with pytest.raises(BadRequest):
        Intents(home).merge("greet", "greet")


def test_an_intent_with_settings_is_left_to_a_person(home: Path) -> None:
    (home / "domain.yml").write_text("intents:\n- greet:\n    use_entities: []\n- thanks\n", "utf-8")
    with pytest.raises(BadRequest, match="by hand"):
        Intents(home).rename("greet", "hello")
