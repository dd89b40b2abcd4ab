"""From what judges say of one answer to one verdict. Nothing here knows of a database."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from training.judging.schemas import Grade, Opinion, Verdict
from training.rules import Rules
from training.texts import chance


def settle(opinions: Sequence[Opinion]) -> Grade | None:
    """Return what most judges say; `UNSURE` where no grade has more than half; `None` before the first.

    A single judge counts as they stand, whether or not a second one is waited for: left out until then, wrong answers, which always wait,
    would be missing from the rate.
    """
    if not opinions:
        return None
    grade, times = Counter(one.grade for one in opinions).most_common(1)[0]
    return grade if times * 2 > len(opinions) else Grade.UNSURE


def waits(opinions: Sequence[Opinion], rules: Rules) -> bool:
    """Tell whether another judge is wanted: a first; a second for wrong answers and a part of the rest; a third where two differ."""
    if len(opinions) < 2:
        return not opinions or opinions[0].grade is Grade.WRONG or chance(str(opinions[0].turn), "second judge") < rules.judge_second
    return len(opinions) == 2 and opinions[0].grade is not opinions[1].grade


def verdicts(opinions: Sequence[Opinion]) -> list[Verdict]:
    """Return the verdict of each turn; the opinions come by turn."""
    found = []
    for turn, group in groupby(opinions, key=lambda one: one.turn):
        said = list(group)
        if (grade := settle(said)) is not None:
            found.append(Verdict(turn, said[0].turn_at, grade.value, said[0].sampled))
    return found
