"""The knowledge base under two hearings, over the seed release: what is asked the same, and what is answered otherwise."""

from pathlib import Path
from typing import cast

import pytest

from cli.beside import KnowledgeAnswers, beside
from core.answer import Answer
from core.db import Database
from core.errors import ReleaseUnavailable
from core.settings import Settings
from knowledge.service import Knowledge
from training.dialogue.schemas import Hearing

BIRTH = "đăng ký khai sinh cho con"
CODE = "1.001193"


def heard(intent: str, confidence: float = 0.9, *entities: tuple[str, str]) -> Hearing:
    return Hearing(((intent, confidence), ("chitchat", 1 - confidence)), entities)


@pytest.fixture
def answers(seed_knowledge: Knowledge) -> KnowledgeAnswers:
    return KnowledgeAnswers(seed_knowledge)


def test_a_facet_that_is_heard_clearly_changes_what_is_told(answers: KnowledgeAnswers) -> None:
    papers, fee = answers.answer(BIRTH, heard("ask_documents")), answers.answer(BIRTH, heard("ask_fee"))
    assert (papers.status, papers.code) == (fee.status, fee.code) == ("answered", CODE)
    assert papers.text != fee.text
    assert not answers.alike(BIRTH, heard("ask_documents"), heard("ask_fee"))
    assert answers.alike(BIRTH, heard("ask_documents", 0.5), heard("ask_fee", 0.5))  # neither is heard clearly
    assert len(papers.text.splitlines()) <= 6


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Một.\n\nHai.", "Một.\nHai."),
        ("\n\n".join("1234567"), "1\n2\n3\n4\n5\n6 …"),
        ("chữ " * 200, " ".join(["chữ"] * 125) + " …"),
    ],
)
def test_only_what_is_cut_says_that_there_is_more(text: str, kept: str) -> None:
    class Says:
        def answer(self, _: object) -> Answer:
            return Answer(status="answered", text=text)

    assert KnowledgeAnswers(cast(Knowledge, Says())).answer(BIRTH, heard("ask_fee")).text == kept


def test_another_matter_is_another_part_s(answers: KnowledgeAnswers) -> None:
    greeted = answers.answer(BIRTH, heard("greet"))
    assert (greeted.status, greeted.name, greeted.code) == ("aside", "greet", None)
    assert not answers.alike(BIRTH, heard("greet"), heard("thanks"))
    assert answers.alike(BIRTH, heard("greet"), heard("greet", 0.4))
    assert answers.answer("giá vàng hôm nay", heard("out_of_scope")).status != "aside"


def test_a_code_that_only_one_hears_is_not_the_same_question(answers: KnowledgeAnswers) -> None:
    named = heard("ask_procedure", 0.9, ("procedure_code", CODE))
    assert not answers.alike("cái này", heard("ask_procedure"), named)
    assert answers.answer("cái này", named).code == CODE


def test_it_knows_what_the_release_holds(answers: KnowledgeAnswers) -> None:
    assert answers.knows({CODE, "9.999999"})
    assert not answers.knows({"9.999999"})


def test_a_candidate_is_tried_on_the_golden_questions_and_what_people_asked(database: Database, migrated: Settings) -> None:
    ports = beside(migrated, database)
    assert any(CODE in one.codes for one in ports.golden())
    assert list(ports.recent(10)) == []


def test_without_a_release_it_says_so(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnavailable):
        beside(Settings(state=tmp_path / "nothing"), database).answering()
