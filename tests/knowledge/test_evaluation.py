"""Judging answers, against numbers worked out by hand."""

from pathlib import Path

import pytest

from core.answer import Alternative, Answer, ProcedureRef
from core.intervals import Mean, Share
from knowledge import evaluation
from knowledge.evaluation import Item

RIGHT, OTHER, THIRD = "1.900001", "1.900002", "1.900003"


def answer(named: str | None = None, *offered: str, facets: tuple[str, ...] = (), status: str = "answered") -> Answer:
    return Answer.model_validate(
        {
            "status": status,
            "text": "…",
            "procedure": ProcedureRef(code=named, name="…") if named else None,
            "alternatives": [Alternative(code=code, name="…") for code in offered],
            "facets": facets,
        }
    )


def item(*expected: str, behavior: str | None = "answer", fields: tuple[str, ...] = ()) -> Item:
    return Item("q", "suite", "…", frozenset(expected), behavior, frozenset(fields))


@pytest.mark.parametrize(
    ("made", "judged"),
    [
        (answer(RIGHT), "right"),
        (answer(RIGHT, OTHER), "right"),
        (answer(OTHER, RIGHT), "offered"),
        (answer(None, OTHER, RIGHT, status="clarify"), "offered"),
        (answer(OTHER), "wrong"),
        (answer(OTHER, THIRD), "wrong"),
        (answer(None), "abstained"),
        (answer(None, OTHER, status="clarify"), "abstained"),
    ],
)
def test_an_answer_is_judged_by_the_procedure_it_names(made: Answer, judged: str) -> None:
    assert evaluation.outcome(item(RIGHT), made) == judged


def test_any_expected_code_is_right() -> None:
    assert evaluation.outcome(item(RIGHT, THIRD), answer(THIRD)) == "right"


def test_every_facet_that_was_asked_must_be_there() -> None:
    asked = item(RIGHT, fields=("fee", "time"))
    assert evaluation.facet_right(asked, answer(RIGHT, facets=("time", "fee", "place")))
    assert not evaluation.facet_right(asked, answer(RIGHT, facets=("fee",)))


def test_scores_are_summed_up() -> None:
    judged = [
        (item(RIGHT, fields=("fee",)), answer(RIGHT, facets=("fee",))),
        (item(RIGHT, fields=("fee",)), answer(RIGHT, facets=("time",))),
        (item(RIGHT), answer(OTHER, RIGHT)),
        (item(RIGHT), answer(OTHER)),
        (item(RIGHT), answer(None)),
        (item(RIGHT, behavior="clarify"), answer(None, RIGHT, status="clarify")),
        (item(RIGHT, behavior="clarify"), answer(RIGHT)),
        (item(behavior="chitchat"), answer(None, status="greeting")),
        (item(behavior="apologize"), answer(None, OTHER, status="clarify")),
        (item(behavior="refuse_or_escalate"), answer(OTHER)),
    ]
    assert {name: (share.hits, share.total) for name, share in evaluation.score(judged).items()} == {
        "right": (3, 7),
        "right or offered": (5, 7),
        "wrong": (1, 7),
        "abstained": (1, 7),
        "refused": (1, 7),
        "facet": (1, 2),
        "clarified": (1, 2),
        "declined": (1, 3),
        "in the right way": (1, 3),
    }


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(8, 10, 0.490162, 0.943318), (0, 10, 0.0, 0.277540), (10, 10, 0.722460, 1.0), (50, 100, 0.403830, 0.596170), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilson_s(hits: int, total: int, low: float, high: float) -> None:
    assert Share(hits, total).interval == pytest.approx((low, high), abs=1e-4)


def test_a_share_is_shown_with_its_interval() -> None:
    assert str(Share(8, 10)) == " 80.0% [49%-94%] 8/10"
    assert str(Share(0, 0)) == "-"
    assert Share(8, 10).as_json() == {"hits": 8, "total": 10, "value": 0.8, "interval": [0.4902, 0.9433]}


@pytest.mark.parametrize(
    ("ranked", "rank"),
    [
        ([(RIGHT, [])], 1),
        ([(OTHER, []), (RIGHT, [])], 2),
        ([(OTHER, [THIRD, RIGHT])], 1),
        ([(OTHER, [*(f"2.00000{n}" for n in range(7)), RIGHT])], 1),  # the eighth variant
        ([(OTHER, [*(f"2.00000{n}" for n in range(8)), RIGHT])], None),  # the ninth
        ([(OTHER, [THIRD])], None),
        ([], None),
    ],
)
def test_a_hit_is_an_expected_code_or_one_of_the_first_eight_variants(ranked: list[tuple[str, list[str]]], rank: int | None) -> None:
    assert evaluation.hits(item(RIGHT), ranked) == rank


FULL = (
    '{"id": 7, "suite": "dev", "question": "Lệ phí?", "expected_codes": ["1.900001"],'
    ' "behavior": "answer", "fields": ["fee"], "history": ["Chào"]}'
)


def test_questions_are_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        f'{FULL}\n\n{{"id": "x", "suite": "dev", "question": "Chào", "expected_codes": null, "behavior": "chitchat"}}\n', "utf-8"
    )
    full, chat = evaluation.read(path)
    assert full == Item("7", "dev", "Lệ phí?", frozenset({RIGHT}), "answer", frozenset({"fee"}), ("Chào",))
    assert full.groups == chat.groups == ("dev",)
    assert chat.wants_none
    assert not full.wants_none


@pytest.mark.parametrize(
    ("suite", "expected", "behavior", "history", "groups"),
    [
        ("citizen", {RIGHT}, "answer", (), {"answerable", "citizen + dialect", "citizen"}),
        ("dialect", {RIGHT}, None, (), {"answerable", "citizen + dialect", "dialect"}),
        ("conversation", {RIGHT}, "answer", (), {"answerable", "conversation", "conversation, first turns"}),
        ("conversation", {RIGHT}, "answer", ("Chào",), {"answerable", "conversation", "conversation, follow-ups"}),
        ("portal-faq", {RIGHT}, None, (), {"portal-faq"}),
        ("unanswerable", set(), "chitchat", (), {"unanswerable", "out of scope"}),
        ("citizen", set(), "apologize", (), {"citizen + dialect", "citizen", "out of scope"}),
        ("citizen", {RIGHT}, "apologize", (), {"answerable", "citizen + dialect", "citizen"}),
    ],
)
def test_a_question_is_counted_in_its_groups(
    suite: str, expected: set[str], behavior: str | None, history: tuple[str, ...], groups: set[str]
) -> None:
    made = Item("q", suite, "…", frozenset(expected), behavior, history=history)
    assert set(made.groups) == groups
    assert len(made.groups) == len(groups)


def test_asking_which_procedure_is_meant_is_no_refusal() -> None:
    assert evaluation.refused(answer(None, status="not_found"))
    assert not evaluation.refused(answer(None, status="clarify"))
    assert not evaluation.refused(answer(None, OTHER, status="clarify"))


@pytest.mark.parametrize(
    ("values", "mean", "low", "high"),
    [([1.0, 0.0], 0.5, 0.0, 1.0), ([1.0] * 9, 1.0, 1.0, 1.0), ([1.0, 0.5] * 50, 0.75, 0.701, 0.799), ([], 0.0, 0.0, 1.0)],
)
def test_a_mean_has_its_interval(values: list[float], mean: float, low: float, high: float) -> None:
    made = Mean.of(values)
    assert (made.value, *made.interval) == pytest.approx((mean, low, high), abs=1e-3)


def test_a_question_to_apologise_for_may_still_expect_a_procedure() -> None:
    assert not item(RIGHT, behavior="apologize").wants_none
    assert not item(behavior="answer").wants_none


@pytest.mark.parametrize(
    "line", ["{broken", "[]", "7", '{"id": "x", "suite": "dev"}', '{"id": "x", "suite": "dev", "question": "?", "expected_codes": 7}']
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{FULL}\n\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"questions\.jsonl, line 3: not a question"):
        evaluation.read(path)


@pytest.mark.parametrize(
    ("behavior", "status", "right"),
    [
        ("chitchat", "greeting", True),
        ("chitchat", "not_found", False),
        ("apologize", "out_of_scope", True),
        ("apologize", "safety", False),
        ("refuse_or_escalate", "safety", True),
        ("refuse_or_escalate", "out_of_scope", False),
    ],
)
def test_a_danger_is_warned_of_and_another_s_matter_is_sent_there(behavior: str, status: str, right: bool) -> None:
    assert evaluation.rightly_declined(item(behavior=behavior), answer(None, status=status)) is right
