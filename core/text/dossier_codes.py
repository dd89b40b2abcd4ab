"""Codes of dossiers (mã hồ sơ) as people type them, found inside a sentence.

On a receipt stands "H29.18-260310-0420", "000.00.01.H29-260310-0420", "G09.20-20260609-0092637" (Thông tư 01/2018/TT-VPCP, Điều 19:
agency, day of receipt, number within the day), or of social insurance "03706/2026/07906". People type it in small letters, with blanks
or dots, glued, or copy it from a photo. What can be read in one way only is sure; what had to be repaired is to be asked about; where
two readings are equally near there is none. The work grows with the length of the text alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from core.clock import VIETNAM
from core.text.dossier_shapes import Group, Prefix, days, digits, groups, joined, layouts, may_follow, plain, prefixes, received

_MOST = 3  # points a repair may cost: beyond that it would be a guess
_FEWEST = 8  # digits after the agency's letter
_ANCHOR = re.compile(r"(?=[A-H][ .-]?[0-9OILSB]{2}|[0-9]{2}[A-H][.-])")
_LETTER_FIRST = re.compile(r"([A-H])([ .-]?)([0-9OILSB]{2})")
_INSURANCE = re.compile(
    r"(?<![^\W_])(?<![0-9][/.-])([0-9OILSB]{5})( ?[/.-] ?| )(20[0-9OILSB]{2})( ?[/.-] ?| )([0-9OILSB]{5})(?![^\W_])(?![/.-][0-9])"
)
_TWICE = re.compile(r"(?:([0-9])\1([0-9])|([0-9])([0-9])\4)(?![0-9])")  # "H229", "H299"
_UNIT = re.compile(r"[A-Z][0-9]{2}")


@dataclass(frozen=True)
class DossierCode:
    """A dossier's code in its canonical form.

    Attributes:
        text: capital letters, dashes: "H29.18-260310-0420".
        agency: "H29.18", "000.00.01.H29"; of social insurance its first five digits.
        received: the day of receipt; `None` for social insurance.
        kind: who gave the code.
    """

    text: str
    agency: str
    received: date | None
    kind: Literal["dossier", "insurance"]

    @property
    def unit(self) -> str | None:
        """The ministry or province, "G09" or "H29"; `None` for social insurance."""
        unit = _UNIT.search(self.agency) if self.kind == "dossier" else None
        return unit.group() if unit else None


@dataclass(frozen=True)
class Found:
    """A code and the characters [start, end) it was read from; not `sure` when something had to be repaired."""

    code: DossierCode
    sure: bool
    start: int
    end: int


class _Reading(NamedTuple):
    code: DossierCode
    cost: int
    rank: int
    start: int
    end: int


def find(text: str, today: date | None = None) -> list[Found]:
    """Return the codes in `text` in order of place, disjoint; a code received after `today` (default: the city's date) is none."""
    day = today or datetime.now(VIETNAM).date()
    signs = plain(text)
    found, end = [], 0
    for hit in sorted((*_dossiers(signs, day), *_insured(signs, day)), key=lambda one: one.start):
        if hit.start >= end:
            found.append(hit)
            end = hit.end
    return found


def _dossiers(text: str, today: date) -> Iterator[Found]:
    end = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() >= end and (hit := _nearest(list(_readings(text, anchor.start(), today)))):
            yield hit
            end = hit.end


def _nearest(readings: list[_Reading]) -> Found | None:
    """Return the one reading that is nearer than every other."""
    best = sorted({one.code: one for one in sorted(readings, key=_far, reverse=True)}.values(), key=_far)
    if not best or (len(best) > 1 and _far(best[0]) == _far(best[1])):
        return None
    code, cost, rank, start, end = best[0]
    alone = len(best) == 1 or best[1].cost > 0
    return Found(code, cost == 0 and (alone or rank == 0), start, end)  # of rank 0: each part stands apart, as long as it usually is


def _far(reading: _Reading) -> tuple[int, int]:
    return reading.cost, reading.rank if reading.cost == 0 else 0


def _readings(text: str, at: int, today: date) -> Iterator[_Reading]:
    """Yield what may be meant by the agency whose letter and two digits stand at `at`."""
    unit, after, cost = _unit(text, at)
    runs = groups(text, after) if unit and may_follow(text, after) else []
    if sum(len(run.digits) for run in runs) < _FEWEST:
        return
    for prefix in prefixes(text, at):
        yield from _ways(runs, prefix, cost, today, unit, text)


def _unit(text: str, at: int) -> tuple[str, int, int]:
    """Return "H29", where it ends, and what it costs if there is a blank in it, a digit stands twice, or the digits stand first."""
    if not (match := _LETTER_FIRST.match(text, at)):
        return text[at + 2] + text[at : at + 2], at + 3, 2
    letter, gap, number = match.groups()
    if not re.search("[0-9]", number):
        return "", at, 0
    if twice := _TWICE.match(text, match.start(3)):
        return letter + "".join(filter(None, twice.groups())), twice.end(), 2 + bool(gap)
    return letter + digits(number), match.end(), bool(gap) + (not number.isdigit())


def _ways(runs: list[Group], prefix: Prefix, cost: int, today: date, unit: str, text: str) -> Iterator[_Reading]:
    for cut in joined(runs):
        for layout in layouts(cut, bool(prefix.groups)):
            for day, turned in days(layout.day, today):
                total = prefix.cost + cost + layout.cost + turned + _goes_on(text, layout.end)
                total += 0 if prefix.groups or layout.suffix else prefix.bare
                if total <= _MOST:
                    agency = ".".join((*prefix.groups, unit, *layout.suffix))
                    code = DossierCode(f"{agency}-{day}-{layout.number}", agency, received(day, today), "dossier")
                    yield _Reading(code, total, layout.rank, prefix.start, layout.end)


def _goes_on(text: str, end: int) -> bool:
    """Whether a digit hangs on the number ("0420-4321"), which then may have been cut wrongly."""
    return re.match(r"[-./_][0-9]", text[end : end + 2]) is not None


def _insured(text: str, today: date) -> Iterator[Found]:
    for match in _INSURANCE.finditer(text):
        office, one, year, other, number = match.groups()
        clean = [digits(part) for part in (office, year, number)]
        if 2018 <= int(clean[1]) <= today.year and sum(map(str.isdigit, office)) >= 3 and one.strip() == other.strip():
            sure = clean == [office, year, number] and bool(one.strip())
            yield Found(DossierCode("/".join(clean), clean[0], None, "insurance"), sure, match.start(), match.end())
