"""The golden questions (`golden/questions.jsonl`): what every release must find, and what none may answer.

A publish asks them of the new release before it is made live (docs/evaluation.md says how curators add to them).
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.encoder import Encoder
from core.errors import GoldenMissed
from core.settings import Settings
from knowledge import release
from knowledge.beside import Beside, in_thread
from knowledge.evaluation import Item, hits, read
from knowledge.schemas import Asked
from knowledge.service import Knowledge

QUESTIONS = Path(__file__).parent / "golden" / "questions.jsonl"
JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Miss:
    """A golden question that the release gets wrong, and what it found instead."""

    item: Item
    first: str

    def __str__(self) -> str:
        wanted = f"{' or '.join(sorted(self.item.expected))} within {self.item.rank or 1}" if self.item.expected else "no answer"
        return f"{self.item.id} “{self.item.question}”: wanted {wanted}, first is {self.first}"

    def told(self) -> dict[str, Any]:
        """Return it as JSON."""
        item = self.item
        wanted = {"codes": sorted(item.expected), "within": item.rank or 1}
        return {"id": item.id, "question": item.question, **wanted, "first": self.first}


@dataclass(frozen=True)
class Report:
    """How many questions were asked, how many speak of procedures that the release has not, and the misses."""

    asked: int
    apart: int
    misses: list[Miss]

    def __str__(self) -> str:
        return f"golden questions: {self.asked} asked, {len(self.misses)} missed, {self.apart} of procedures this release has not"


def check(knowledge: Knowledge, questions: Iterable[Item], beside: Beside = in_thread) -> Report:
    """Ask the golden `questions` of `knowledge`, one half `beside` the other.

    One with codes must find one of them within its `rank` (1 when it says none), as a question file is read: a code,
    or one among the first eight listed variants. One without must not be answered with a procedure.
    """
    items, known = list(questions), set(knowledge.searcher().by_code)
    asked = [item for item in items if not item.expected or item.expected & known]
    with beside(lambda: _misses(knowledge, asked[1::2])) as others:
        misses = [*_misses(knowledge, asked[::2]), *others()]
    order = {item.id: place for place, item in enumerate(asked)}
    return Report(len(asked), len(items) - len(asked), sorted(misses, key=lambda miss: order[miss.item.id]))


def _misses(knowledge: Knowledge, items: list[Item]) -> list[Miss]:
    return [miss for miss in (_miss(knowledge, item) for item in items) if miss]


def _miss(knowledge: Knowledge, item: Item) -> Miss | None:
    if not item.expected:
        named = knowledge.answer(Asked(item.question)).procedure
        return Miss(item, f"{named.code} {named.name}") if named else None
    found = knowledge.search(item.question, limit=item.rank or 1, history=item.history)
    if hits(item, [(one.code, [variant.code for variant in one.variants]) for one in found]):
        return None
    return Miss(item, f"{found[0].code} {found[0].name}" if found else "nothing")


def guard(
    settings: Settings,
    release_id: str,
    despite: str | None,
    tell: Callable[[str], None],
    questions: Path = QUESTIONS,
    encoder: Encoder | None = None,
    beside: Beside = in_thread,
    laid: Callable[[list[Item]], list[Item]] = list,
    accepted: Collection[str] | None = None,
) -> Report:
    """Ask the golden questions of a release that is built but not live, tell each miss, and write the journal's line.

    Args:
        settings: where the releases are.
        release_id: the release that is to be made live.
        despite: the reason to publish it although questions are missed; it goes into the journal.
        tell: hears each miss and the sum, a line each.
        questions: the golden set.
        encoder: used instead of one opened for this.
        beside: how half of the questions are asked beside the other.
        laid: lays over the golden set what people changed of it.
        accepted: the ids of the misses that the reason was given for; None: for whichever there are.

    Raises:
        GoldenMissed: questions are missed, and no reason is given or it was given for others. The release stays on disk.
    """
    report = check(Knowledge.open(settings, pinned=release_id, encoder=encoder), laid(read(questions)), beside)
    for line in (*report.misses, report):
        tell(str(line))
    unseen = accepted is not None and not {miss.item.id for miss in report.misses} <= set(accepted)
    refused = bool(report.misses) and (not despite or unseen)
    _journal(settings.releases, release_id, report, despite, refused)
    if refused:
        raise GoldenMissed(
            f"release {release_id} misses {len(report.misses)} golden questions and was not made live; it stays in"
            f' {settings.releases / release_id}. Mend it, or publish with --despite-golden "reason"',
            {"release": release_id, "asked": report.asked, "misses": [miss.told() for miss in report.misses]},
        )
    return report


def _journal(releases: Path, release_id: str, report: Report, despite: str | None, refused: bool) -> None:
    golden = {"asked": report.asked, "apart": report.apart, "missed": [miss.item.id for miss in report.misses]}
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "release": release_id,
        "counts": release.counts(releases / release_id),
        "golden": golden,
        "despite": despite if report.misses and not refused else None,
        "refused": refused,
    }
    with (releases / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(line, ensure_ascii=False) + "\n")
