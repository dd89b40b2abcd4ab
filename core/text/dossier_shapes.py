"""The parts of a dossier's code as people type them: an agency, the day of receipt, a number within that day.

Every function reads text in `plain` form: capital ASCII letters, one kind of dash, blank and dot, each character in its place. A part
that is not as it should be costs points; what costs nothing was typed as it stands on the receipt. Every repetition is bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

_FIRST_YEAR = 2018  # the codes came with Thông tư 01/2018/TT-VPCP
_SIGNS = {
    **{ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{wide: chr(wide - 0xFEE0).upper() for wide in range(0xFF01, 0xFF5F)},  # full-width signs
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63), "-"),
    **dict.fromkeys((0x09, 0x0D, 0xA0, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF), " "),
    **dict.fromkeys((0xB7, 0x2022, 0x2024, 0x3002, 0xFF61), "."),
    **dict.fromkeys((0x2028, 0x2029), "\n"),
}
_SIGNS[0xFF0D] = "-"
_LIKE = "0-9OILSB"  # what is read as a digit
_DIGITS = str.maketrans("OILSB", "01158")
_USUAL = re.compile(r"[ \n]*[.-]?[ \n]*")
_GROUP = re.compile(rf"([ .\-\n_,/:]{{0,4}})([{_LIKE}]{{1,20}})(?![0-9])")
_FULL = re.compile(rf"(?<!\w)(?<![0-9][./-])([{_LIKE}]{{3}})[ .\n-]{{0,3}}([{_LIKE}]{{2}})[ .\n-]{{0,3}}([{_LIKE}]{{2}})[ .\n-]{{0,3}}\Z")
_DOTTED = re.compile(rf"(?<!\w)(?<![0-9][./-])(?:[{_LIKE}]{{1,4}}[.-]{{1,2}}\n?){{1,3}}\Z")
_APART = re.compile(rf"(?<!\w)(?<![0-9][ ./\n-])([0-9][{_LIKE}]|[{_LIKE}][0-9])[ \n]{{1,2}}([0-9][{_LIKE}]|[{_LIKE}][0-9])[ \n]{{1,2}}\Z")
_SPACED = re.compile(r"(?<!\w)(?<![0-9][ ./\n-])([0-9]{1,4})[ .\n-]{1,2}([0-9]{1,3})[ .\n-]{1,2}([0-9]{1,3})[ .\n-]{1,2}\Z")
_NUMBER = re.compile(r"(?<!\w)[0-9]{1,4}[ \n-]{1,2}\Z")
_NUMBERS = re.compile(r"(?<!\w)[0-9]{1,4}[ .\n-]{1,2}[0-9]{1,4}[ .\n-]{1,2}\Z")
_NEVER = 99
_LISTED = re.compile(r"(?<![\w.])[0-9][.)]\Z")  # "1.H29.18-...": the first of a list
_DAY = re.compile(rf"[{_LIKE}]{{5}}|[0-9]{{2}}(?:[ ./\n-]{{1,2}}[0-9]{{2}}){{2}}|[0-9][ ]?\n[ ]?[0-9]")  # what a day may be read from
_HUNG = re.compile(r"(?<![0-9.])[0-9]{4,12}-\Z")  # "4321-H29.18-...": another number
_LETTERS = re.compile(r"[A-Z]{1,9}")
_PREFIX = (3, 2, 2)  # digits of the groups before the letter: "000.00.01."


class Prefix(NamedTuple):
    """What stands before the letter: groups of digits, where they begin, how doubtful they are."""

    groups: tuple[str, ...]
    start: int
    cost: int = 0
    bare: int = 0  # what it costs to take the letter alone for the agency: numbers stand before that could belong to it


class Group(NamedTuple):
    """A run of digits after the letter, where it ends, and what was repaired in and before it."""

    digits: str
    end: int
    sep: str
    cost: int


@dataclass(frozen=True)
class Layout:
    """One way to share out the groups; `rank` orders ways that cost the same."""

    suffix: tuple[str, ...]
    day: str
    number: str
    end: int
    cost: int
    rank: int


def plain(text: str) -> str:
    """Return `text`, as long as it was, in the form that the patterns read."""
    return text.translate(_SIGNS)


def digits(run: str) -> str:
    """Return `run` with the digits that its letters stand for."""
    return run.translate(_DIGITS)


def may_follow(text: str, at: int) -> bool:
    """Whether a day may stand soon after `at`: a cheap look before the reading."""
    return _DAY.search(text, at, at + 40) is not None


def prefixes(text: str, at: int) -> list[Prefix]:
    """Return what may belong to the agency before its letter at `at`; nothing at all if the letter is part of something else."""
    full = _FULL.search(text, max(0, at - 18), at)
    if full and re.search("[0-9]", full.group()):
        clean = tuple(map(digits, full.groups()))
        whole = Prefix(clean, full.start(), int(clean != full.groups()))
        return [whole, Prefix((), at, bare=_NEVER)] if full.group()[-1].isspace() else [whole]
    if dotted := _DOTTED.search(text, max(0, at - 18), at):
        groups = tuple(re.findall(rf"[{_LIKE}]+", dotted.group()))
        clean = tuple(map(digits, groups))
        if (fitted := _fitted(clean)) is not None:
            twice = re.search("[.-]{2}", dotted.group()) is not None
            return [Prefix(fitted, dotted.start(), (fitted != clean) + (clean != groups) + twice)]
    if _LISTED.search(text, max(0, at - 3), at) or _HUNG.search(text, max(0, at - 13), at):
        return [Prefix((), at, bare=1)]
    before = text[max(0, at - 2) : at]
    if (before[-1:].isascii() and before[-1:].isalnum()) or re.fullmatch(r"[0-9][./-]", before):
        return []
    spaced = _SPACED.search(text, max(0, at - 18), at)
    if spaced and (fitted := _fitted(spaced.groups())) is not None:
        return [Prefix(fitted, spaced.start(), 1), Prefix((), at, bare=_NEVER)]
    if apart := _APART.search(text, max(0, at - 9), at):
        clean = tuple(map(digits, apart.groups()))
        return [Prefix(clean, apart.start(), int(clean != apart.groups())), Prefix((), at, bare=_NEVER)]
    some, one = _NUMBERS.search(text, max(0, at - 13), at), _NUMBER.search(text, max(0, at - 7), at)
    return [Prefix((), at, bare=_NEVER if some else int(one is not None))]


def _fitted(groups: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return groups of a right length; a group of zeros may have one too few or too many."""
    if len(groups) < len(_PREFIX):
        return groups if all(len(group) in (2, 3) for group in groups) else None
    fits = all(len(g) == n or (not g.strip("0") and abs(len(g) - n) == 1) for g, n in zip(groups, _PREFIX, strict=True))
    return tuple(g if len(g) == n else "0" * n for g, n in zip(groups, _PREFIX, strict=True)) if fits else None


def groups(text: str, at: int) -> list[Group]:
    """Return the runs of digits that follow one another from `at` on, seven at most."""
    found: list[Group] = []
    while len(found) < 7 and (match := _GROUP.match(text, at)):
        sep, run = match.groups()
        end, letters = _without_word(text, match)
        run = run[: end - match.start(2)]
        if not re.search("[0-9]", run):
            break
        found.append(Group(digits(run), end, sep, int(not _USUAL.fullmatch(sep)) + int(not run.isdigit()) + letters))
        at = end
        if letters or text[at : at + 1].isalnum():
            break
    return found


def _without_word(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return where the digits end if a word is glued to them ("0420nhé", "0420so"), and what that costs."""
    run = match.group(2)
    bare = match.start(2) + len(run) - len(run.lstrip("0123456789"))
    word = _LETTERS.match(text, bare)
    if word and bare > match.start(2) and not text[word.end() : word.end() + 1].isdigit() and len(word.group()) > 1:
        like = not word.group().strip("OILSB")
        if not like or len(run) not in (4, 7):  # "0026OIO" is a number, "0420so" is none
            return bare, int(like)
    return match.end(), 2 if text[match.end() : match.end() + 1].isascii() and text[match.end() : match.end() + 1].isalpha() else 0


def joined(runs: list[Group]) -> Iterator[list[Group]]:
    """Yield `runs`, then with a run put together that a line break or the parts of a date ("26.03.10") had cut."""
    yield runs
    for i in range(1, len(runs)):
        if "\n" in runs[i].sep and not runs[i].sep.strip():
            yield [*runs[: i - 1], _one(runs[i - 1 : i + 1]), *runs[i + 1 :]]
        if tuple(len(run.digits) for run in runs[i - 1 : i + 2]) in ((2, 2, 2), (4, 2, 2), (2, 2, 4)):
            yield [*runs[: i - 1], _one(runs[i - 1 : i + 2]), *runs[i + 2 :]]


def _one(runs: list[Group]) -> Group:
    return Group("".join(run.digits for run in runs), runs[-1].end, runs[0].sep, sum(run.cost for run in runs) + 1)


def layouts(runs: list[Group], prefixed: bool) -> Iterator[Layout]:
    """Yield each way to read `runs` as groups of the agency, a day and a number; the day is not looked at."""
    for count in range(1 if prefixed else 4):
        if len(runs) <= count or any(len(run.digits) > 3 or (len(run.digits) == 1 and not run.sep) for run in runs[:count]):
            return
        head, first = tuple(run.digits for run in runs[:count]), runs[count].digits
        cuts = (0,) if prefixed or count else (0, 2, 3)
        for cut in cuts:
            suffix, rest = (*head, first[:cut]) if cut else head, first[cut:]
            lengths = (6, 8) if cut or not runs[count].sep else range(5, 10)  # what is glued is not repaired as well
            if len(runs) > count + 1 and 3 <= len(runs[count + 1].digits) <= 7 and len(rest) in lengths:
                yield _layout(runs[: count + 2], suffix, rest, runs[count + 1].digits, bool(cut))
            for day, number in ((6, 4), (8, 7)):
                if len(rest) == day + number:
                    yield _layout(runs[: count + 1], suffix, rest[:day], rest[day:], 1 + bool(cut))


def _layout(used: list[Group], suffix: tuple[str, ...], day: str, number: str, rank: int) -> Layout:
    odd = (len(day), len(number)) not in ((6, 4), (8, 7))
    short = any(len(group) == 1 for group in suffix)
    return Layout(suffix, day, number, used[-1].end, sum(run.cost for run in used) + short, rank + odd)


def received(day: str, today: date) -> date | None:
    """Return the day of YYMMDD or YYYYMMDD; `None` if there is no such day or it is not yet."""
    if len(day) not in (6, 8):
        return None
    year = int(day[:-4]) + (2000 if len(day) == 6 else 0)
    try:
        read = date(year, int(day[-4:-2]), int(day[-2:]))
    except ValueError:
        return None
    return read if year >= _FIRST_YEAR and read <= today else None


def days(day: str, today: date) -> list[tuple[str, int]]:
    """Return the readings of a day's digits with what each costs: as it is, else turned round, else with one digit more or fewer."""
    if received(day, today):
        return [(day, 0)]
    turned = day[4:] + day[2:4] + day[:2]  # DDMMYY, DDMMYYYY
    if len(day) in (6, 8):
        return [(turned, 2)] if received(turned, today) else []
    shorter = {day[:i] + day[i + 1 :] for i in range(len(day))}
    longer = {day[:i] + digit + day[i:] for i in range(len(day) + 1) for digit in "0123456789"}
    near = [other for other in shorter | longer if received(other, today)]
    return [(near[0], 3)] if len(near) == 1 else []
