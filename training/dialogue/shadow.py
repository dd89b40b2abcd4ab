"""The shadow run (chạy song song): a candidate reads what people really asked beside the live model, and what is answered is compared."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from training.dialogue.ports import Answering, Question
from training.dialogue.schemas import Difference, Expected, Hearing, Outcome, Run, Side
from training.texts import is_masked

_NAMED = 50  # golden questions of each kind that are kept
Both = tuple[Hearing, Hearing]  # of the live model, and of the candidate


def run(
    questions: Sequence[Question], heard: Sequence[Both], answering: Answering, seconds: float, clock: Callable[[], float] = time.monotonic
) -> Run:
    """Return where a candidate's hearing leads to another answer.

    Args:
        questions: real ones, masked; one with personal data left in it is not looked at.
        heard: what both heard in each.
        answering: the knowledge base.
        seconds: no question is answered later than that; those that are left are counted.
        clock: seconds that only grow.
    """
    end, differences, left, otherwise = clock() + seconds, [], 0, 0
    for question, (live, new) in zip(questions, heard, strict=True):
        alike = answering.alike(question.text, live, new)
        otherwise += not alike or live.intent != new.intent
        if alike or not is_masked(question.text):
            continue
        if clock() > end:
            left += 1
            continue
        before, after = answering.answer(question.text, live), answering.answer(question.text, new)
        if before != after:
            differences.append(Difference(question.turn, question.text, Side.of(live, before), Side.of(new, after)))
    return Run(len(questions), otherwise, left, tuple(differences))


def golden(questions: Sequence[Expected], heard: Sequence[Both], answering: Answering) -> dict[str, Any]:
    """Return how many golden questions find their procedure under either hearing, and which turn right or wrong.

    `{"asked", "live", "new", "lost": [...], "won": [...]}`; a question of procedures that the release has not is left out.
    """
    asked = [(one, both) for one, both in zip(questions, heard, strict=True) if not one.codes or answering.knows(one.codes)]
    judged = [(one, both, _right(one, both, answering)) for one, both in asked]
    return {
        "asked": len(judged),
        "live": sum(was for _, _, (was, _) in judged),
        "new": sum(now for _, _, (_, now) in judged),
        "lost": [_named(one, both) for one, both, right in judged if right == (True, False)][:_NAMED],
        "won": [_named(one, both) for one, both, right in judged if right == (False, True)][:_NAMED],
    }


def _right(one: Expected, both: Both, answering: Answering) -> tuple[bool, bool]:
    live, new = both
    was = _finds(one, answering.answer(one.text, live, one.history))
    return was, was if answering.alike(one.text, live, new) else _finds(one, answering.answer(one.text, new, one.history))


def _finds(one: Expected, answer: Outcome) -> bool:
    return answer.code in one.codes if one.codes else answer.code is None


def _named(one: Expected, both: Both) -> dict[str, str]:
    return {"text": one.text, "live": both[0].intent, "new": both[1].intent}
