"""What a person says of their papers: held, not held, or asked about ("tôi có căn cước rồi, chưa có giấy chứng sinh").

The table of papers is `knowledge/seed/papers.tsv`. All matching runs on folded text, in one pass over mentions and cues.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from core.text import fold, normalize
from knowledge import tables

TABLE = Path(__file__).parents[1] / "seed" / "papers.tsv"
LONGEST = 1_000  # characters that are read
State = Literal["held", "lacking", "lost", "asked", "unknown"]


@dataclass(frozen=True)
class Paper:
    """A paper as people and records call it.

    Attributes:
        name: what an answer calls it.
        said: what people write for it, folded.
        records: how a line begins that asks for it, folded.
        perhaps: how a line begins that it may answer, folded.
        written: all of `said` and `records` with their accents, in lower case.
    """

    name: str
    said: tuple[str, ...]
    records: tuple[str, ...]
    perhaps: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mention:
    """A paper in a text, and what is said of it. "lost" is lacking because it is gone."""

    paper: Paper
    state: State


@cache
def table() -> tuple[Paper, ...]:
    """Read the table, once. Raises `ValueError` for a row with another number of columns."""
    return tuple(_paper(*cells) for _, cells in tables.raw_rows(TABLE, (3, 4)))


def _paper(name: str, said: str, records: str, perhaps: str = "") -> Paper:
    spoken, asked, answered = (
        [normalize(entry).lower() for entry in cell.split(";") if entry.strip()] for cell in (said, records, perhaps)
    )
    return Paper(name.strip(), _folded(spoken), _folded(asked), _folded(answered), frozenset((*spoken, *asked)))


def _folded(entries: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold, entries)))


_CUES = re.compile(
    r"\b(?:"
    r"(?P<lost>bi mat|lam mat|danh mat|mat|that lac|lost)"
    r"|(?P<lacking>(?:chua|khong|ko|k|hong|hok|hk|chang) (?:he )?(?:co|con|lam|xin|kip lam)|thieu|quen"
    r"|do not have|don't have|don t have|haven't got|without|missing)"
    r"|(?P<asked>(?:co |con )?(?:can|phai|bat buoc|doi hoi|yeu cau)(?: (?:phai|co|nop|them|mang|dem|ca|chuan bi))*"
    r"|do i (?:still )?need|required?)"
    r"|(?P<wanted>co the|(?:co )?duoc|lam lai|cap lai|cap doi|doi|xin|dang ky|lam|nop|muon|thu tuc|cap|sang ten|khai|chuyen|gia han|mua"
    r"|renew|register|apply|get|cho|ve|chung thuc|sao y|rut|dinh chinh|cai chinh)"
    r"|(?P<held>(?:da |dang |deu )?(?:co|cam|giu)(?: (?:san|du|day du|theo|tay|xong))*|da chuan bi(?: (?:san|du|xong))*"
    r"|du|da lam|xin duoc|lam xong|mang theo|i have|have|got|i've got)"
    r"|(?P<reset>thi|ma|nhung|neu|de|hay la|but)"
    r")\b(?! cuoc)|(?P<stop>[.?!;\n])"
)
_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "du ca san roi day mot 1 2 3 hai moi may cai to ban chiec cuon quyen giay the so sao goc chinh photo cong chung cua toi "
        "em minh con vo chong me bo ba cha chi anh chau tui tam loai nhung cac a an my and va voi luon thoi nhu la gom cung them "
        "nua bang hinh ben nguoi nha ong da y ta hop le ok nay do kia ",
    )
)
_NOUNS = re.compile(
    r"(?:giay|the|so|bang|to|hop dong|don|ban|anh|hinh|quyet dinh|phieu|bien|hoc|cccd|cmnd|cmt|cmtnd|can cuoc|ho chieu|passport|visa"
    r"|thi thuc|ho khau|chung (?:minh|chi)|ca vet|cavet|van|di chuc|hoa don|sao ke|dieu le|danh sach|ly lich|ma so|id|identity"
    r"|[a-z]+ (?:card|book|certificate|contract|licen[cs]e)|trich|ket qua|ct0)"
)
_TOKEN = re.compile(r"[\w/]+|,")
_AFTER_LACK = re.compile(
    r" ?,? ?(?:thi |da |cung |lai |van )*(?P<how>chua co|chua lam|khong co|ko co|bi mat|(?:chua|mat)(?= ?(?:[,.?!]|roi|tieu|$)))\b ?"
)
_EXPIRED = re.compile(r" ?,? ?(?:thi |da |lai |bi )*(?:het han|qua han|het hieu luc|rach|hu hong|bi hu)\b")
_AFTER_ASKED = re.compile(r" ?(?:nua )?(?:khong|ko|k|hong|hok|hk|hem)\b(?! (?:co|con|can|biet|thay))")
_AFTER_HELD = re.compile(r"[ ,]*(?:deu |da |thi |cung )*(?:co |du |san |day du |het |xong )*(?:roi|san|het|day)\b")
_ENOUGH = re.compile(
    r"\bthieu (?:giay |nhung |cai |giay to )*(?:gi|chi|nao|khong|ko|k|hong)\b|\b(?:du|duoc|on) (?:het )?chua\b"
    r"|\b(?:gi|chi|giay) (?:nua|them|khac)\b"
    r"|\bcon (?:can|thieu|phai)\b(?! cuoc)|\b(?:can|bo sung|phai) (?:nop |mang |co |chuan bi )?(?:them|gi nua)\b"
    r"|\bdu (?:khong|ko|k|hong|hok|giay)\b|\b(?:vay|the|nhieu do) (?:la )?(?:du|duoc|on)\b"
    r"|\bwhat else\b|\bmissing\b|\banything else\b|\benough\b"
)
CHECK = re.compile(rf"{_ENOUGH.pattern}|\bco (?:can|phai)\b(?! cuoc)|\bneed\b")
_OTHERWISE = re.compile(
    r"\b(?:o dau|cho nao|bao nhieu|bao lau|may ngay|khi nao|bao gio|chung nao|le phi|phi|where|how much|how long|when)\b|\bmay tien\b"
)


def heard(text: str, more: Iterable[Paper] = ()) -> list[Mention]:
    """Return the papers `text` speaks of, in order, each with what is said of it.

    Args:
        text: the person's words; the first `LONGEST` characters are read.
        more: papers beside the table, such as those a record names.
    """
    folded = fold(text[:LONGEST])
    known = {said: paper for paper in (*more, *table()) for said in paper.said}
    finder = _finder(tuple(sorted(known, key=lambda said: (-len(said), said))))
    found = [span for span in finder.finditer(folded) if _is_written(text, folded, span, known[span.group()])]
    states = list(_states(folded, found))
    checks = bool(_ENOUGH.search(folded))
    for place in reversed(range(len(found))):
        verb = not _NOUNS.match(found[place].group())  # "đăng ký kết hôn" is done more often than held
        joined = [_joined(folded, found, at) for at in (place - 1, place)]
        follows = states[place + 1] if joined[1] else None
        settled = _AFTER_HELD.match(folded[found[place].end() :])
        if states[place] == "unknown" and (follows == "held" or checks or settled) and (any(joined) or not verb):
            states[place] = "held"
        elif states[place] == "held" and verb and not (any(joined) or settled or checks):
            states[place] = "unknown"
    return [Mention(known[span.group()], state) for span, state in zip(found, states, strict=True) if state not in ("wanted", "unknown")]  # type: ignore[arg-type]


@cache
def _finder(said: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w/])(?:" + "|".join(map(re.escape, said)) + r")(?![\w/])")


def _is_written(text: str, folded: str, span: re.Match[str], paper: Paper) -> bool:
    """Tell whether the accents that were typed are those of the paper: "sơ đồ" is no "sổ đỏ"."""
    typed = normalize(text[:LONGEST]).lower()
    if len(typed) != len(folded) or not paper.written:
        return True
    words = typed[span.start() : span.end()].split()
    forms = (form.split() for form in paper.written if fold(form) == span.group())
    return any(all(word in (right, fold(right)) for word, right in zip(words, form, strict=True)) for form in forms)


def _joined(folded: str, found: list[re.Match[str]], place: int) -> bool:
    """Tell whether a comma or "và" and only words of a list stand between a mention and the next one."""
    if not 0 <= place < len(found) - 1:
        return False
    between = _TOKEN.findall(folded[found[place].end() : found[place + 1].start()])
    return all(word in _FILLERS or word == "," for word in between) and bool({",", "va", "voi", "cung", "and"} & set(between))


def _states(folded: str, found: list[re.Match[str]]) -> Iterator[str]:
    """Yield what is said of each mention: the last cue before it, carried on through a list."""
    state, end = "unknown", 0
    for place, span in enumerate(found):
        gap = folded[end : span.start()]
        cue, rest = _last_cue(gap)
        if cue:
            state = cue
        tokens = _TOKEN.findall(rest)
        if not all(word == "," or word in _FILLERS for word in tokens) and state != "wanted":
            state = "unknown"
        if place and not cue and ("roi" in tokens or not tokens) and not _NOUNS.match(span.group()):
            state = "unknown"  # "có căn cước (rồi) đăng ký kết hôn": a list has "và" or a comma between
        yield _after(folded, span, found[place + 1] if place + 1 < len(found) else None, state)
        state, end = ("unknown" if state == "wanted" else state), span.end()


def _last_cue(gap: str) -> tuple[str | None, str]:
    """Return the last cue in the words before a mention (`None`: none), and the words after it."""
    last = None
    for last in _CUES.finditer(gap):  # noqa: B007 (the last one counts)
        pass
    if last is None:
        return None, gap
    kind = last.lastgroup or ""
    return ("unknown" if kind in ("reset", "stop") else kind), gap[last.end() :]


def _after(folded: str, span: re.Match[str], following: re.Match[str] | None, state: str) -> str:
    """Return `state`, changed by what follows the mention: "sổ hồng thì chưa có", "có hộ khẩu không"."""
    after = folded[span.end() :]
    if _EXPIRED.match(after):
        return "wanted"  # neither held nor lacking: the office has to look at it
    lack = _AFTER_LACK.match(after)
    if lack and not (following and following.start() <= span.end() + lack.end() + 1):
        return "lost" if "mat" in lack["how"] else "lacking"
    if state in ("held", "unknown") and _AFTER_ASKED.match(after):
        return "asked"
    return state


def asks_needed(text: str) -> bool:
    """Tell whether `text` asks if a paper is needed: "có cần sổ hộ khẩu không"."""
    return any(mention.state == "asked" for mention in heard(text))


def mentions_held(text: str) -> bool:
    """Tell whether `text` says which papers a person has or has not, to hear what is missing."""
    states = {mention.state for mention in heard(text)}
    folded = fold(text[:LONGEST])
    checks, otherwise = bool(CHECK.search(folded)), bool(_OTHERWISE.search(folded))
    if "held" in states:
        return checks or not otherwise
    return "lacking" in states and not otherwise
