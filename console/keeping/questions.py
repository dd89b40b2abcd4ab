"""Questions without a good answer, in groups, each with what was done about it."""

from collections import Counter
from dataclasses import dataclass

from console.parts import Parts
from core.errors import TrolyError
from core.text import fold, has_accents
from knowledge.editorial.coverage import Gap, Subjects, Weigh, gaps, of_release, plain, subject
from knowledge.editorial.keeping_models import Dealt
from knowledge.schemas import SearchResult
from knowledge.words import Words

MOST = 1_000  # different questions that are looked at
_GROUPS = 200
_NEAREST = 5
WHYS = ("not_found", "unpicked", "bad", "handover")


@dataclass(frozen=True)
class Questions:
    """How often something was asked in 30 days that had no good answer, and in how many wordings."""

    times: int
    different: int

    @classmethod
    def of(cls, parts: Parts) -> "Questions":
        """Count."""
        found = parts.editorial.asked.unanswered(MOST)
        return cls(sum(one.times for one in found), len(found))


@dataclass(frozen=True)
class Group:
    """Questions about one thing, why they had no good answer, and who dealt with it how, if anybody did."""

    gap: Gap
    whys: dict[str, int]
    dealt: Dealt | None

    @property
    def view(self) -> str:
        """Where it is shown: open, begun, or aside."""
        return "open" if self.dealt is None else "begun" if self.dealt.code else "aside"


@dataclass(frozen=True)
class Board:
    """All groups; without an open release (`sharp` is False) they are put together by the table of words alone."""

    groups: list[Group]
    sharp: bool
    silent: list[Dealt]  # dealt with, and asked by nobody now

    def find(self, key: str) -> Group | None:
        """Return the group of a key, or None: what people ask has changed since."""
        return next((group for group in self.groups if group.gap.key == key), None)


def board(parts: Parts) -> Board:
    """Return the groups, the most frequent first. Raises `Unavailable`."""
    words, weigh = _words(parts), _weigh(parts)
    asked = parts.editorial.asked.unanswered(MOST)
    why = {one.text: one.why for one in asked}
    dealt = {one.subject: one for one in parts.editorial.dealt.all()}
    known = Subjects(dealt, weigh or plain(words))
    found = [
        Group(gap, dict(sum((Counter(why[one.text]) for one in gap.questions), Counter())), dealt.get(known.of(gap) or ""))
        for gap in gaps(asked, words, weigh, _GROUPS)
    ]
    shown = {group.dealt.id for group in found if group.dealt}
    return Board(found, weigh is not None, [one for one in dealt.values() if one.id not in shown])


def nearest(parts: Parts, text: str) -> list[SearchResult] | None:
    """Return the procedures that the live release finds for `text`, or None where no release can be asked."""
    try:
        return parts.trials.live().search(text, limit=_NEAREST)
    except TrolyError:
        return None


def short(parts: Parts, gap: Gap) -> str:
    """Return what a gap is about in few words, with accents where anybody typed them: of its first question what most others say too."""
    lead = next((one.text for one in gap.questions if has_accents(one.text)), gap.questions[0].text)
    told = subject(lead, _words(parts)).split()
    said = Counter(word for one in gap.questions for word in set(fold(one.text).split()))
    shared = [word for word in told if said[fold(word)] * 2 >= len(gap.questions)]
    return " ".join(shared if len(shared) > 1 else told) or gap.subject


def _words(parts: Parts) -> Words:
    return Words.read(parts.settings.seed / "words.tsv")


def _weigh(parts: Parts) -> Weigh | None:
    try:
        return of_release(parts.trials.live().searcher())
    except TrolyError:
        return None
