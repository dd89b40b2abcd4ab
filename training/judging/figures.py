"""What is reckoned from judged answers: how far a week is, how far judges agree, which answers are to be mended."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from core.intervals import Share
from training.judging.deciding import settle, waits
from training.judging.ports import Asked
from training.judging.schemas import NEEDS_CAUSE, Grade, Mending, Opinion, Progress, ToMend, Wrong
from training.labels.kappa import Kappa, cohen
from training.rules import Rules

Said = Mapping[int, Sequence[Opinion]]  # opinions by turn, each the oldest first


def rate(said: Said, grade: Grade) -> Share:
    """Return how many of the drawn answers that were judged have `grade`; what somebody complained of is left out."""
    settled = [settle(opinions) for opinions in said.values() if opinions[0].sampled]
    return Share(sum(one is grade for one in settled), len(settled))


def agreement(said: Said) -> Kappa:
    """Return how far the first two judges of a turn agree, where neither had seen what the other said."""
    return cohen([(one.grade, other.grade) for one, other in _pairs(said)])


def _pairs(said: Said) -> list[tuple[Opinion, Opinion]]:
    alone = [[one for one in opinions if one.independent] for opinions in said.values()]
    return [(opinions[0], opinions[1]) for opinions in alone if len(opinions) > 1]


def progress(week: date, drawn: Collection[int], complained: Collection[int], said: Said, by: str, rules: Rules) -> Progress:
    """Return how far a week is, and how much of it waits for the judge `by`. Every turn of `said` is one of the week."""
    judged = {turn for turn, opinions in said.items() if opinions[0].sampled}
    sampled = {*drawn} - said.keys() | judged  # as it was drawn when it was judged
    pairs = _pairs(said)
    return Progress(
        week=week,
        sampled=len(sampled),
        judged=len(judged),
        wrong=rate(said, Grade.WRONG),
        partly=rate(said, Grade.PARTLY),
        complaints=len({*complained, *said} - sampled),
        complaints_judged=len(said) - len(judged),
        seconds=sum(len(opinions) > 1 for opinions in said.values()),
        same=sum(one.grade is other.grade for one, other in pairs),
        mine=len(waiting({*drawn, *complained}, said, by, rules)),
    )


def waiting(turns: Collection[int], said: Said, by: str, rules: Rules) -> set[int]:
    """Return which of `turns`, and of those judged already, wait for the judge `by`."""
    return {turn for turn in {*turns, *said} if _asks(said.get(turn, ()), by, rules)}


def _asks(opinions: Sequence[Opinion], by: str, rules: Rules) -> bool:
    return waits(opinions, rules) and all(one.by != by for one in opinions)


def to_mend(said: Said, by: str, mended: Mapping[int, Mending], asked: Mapping[int, Asked], rules: Rules) -> ToMend:
    """Return the answers that are wrong or partly right, the latest first.

    One that waits for another judge is shown to who judged it alone: it would tell the others what was said.
    """
    bad = [(turn, grade, said[turn]) for turn in sorted(asked, reverse=True) if (grade := settle(said[turn])) in NEEDS_CAUSE]
    shown = [(turn, grade, opinions) for turn, grade, opinions in bad if not _asks(opinions, by, rules)]
    found = [_wrong(grade, opinions, mended.get(turn), asked[turn]) for turn, grade, opinions in shown]
    return ToMend(
        tuple(one for one in found if one.mending is None),
        tuple(one for one in found if one.mending is not None),
        len(bad) - len(shown),
    )


def _wrong(grade: Grade, opinions: Sequence[Opinion], mending: Mending | None, asked: Asked) -> Wrong:
    causes = Counter(one.cause for one in opinions if one.cause)
    return Wrong(
        turn=opinions[0].turn,
        at=opinions[0].turn_at,
        grade=grade,
        causes=tuple(cause for cause, _ in causes.most_common()),
        notes=tuple(one.note for one in opinions if one.note),
        sampled=opinions[0].sampled,
        question=asked.question,
        procedure=asked.procedure,
        mending=mending,
    )
