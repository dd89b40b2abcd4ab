"""Find where a message names a place: by a word for its kind, after "ở" and "tại", or when it is all that is said.

Many names are ordinary words ("Bình An", "Thống Nhất"), so a bare name counts only where the words around it say a place.
"""

from dataclasses import dataclass
from typing import Literal

from knowledge.offices.names import LONGEST, Name, Names
from knowledge.offices.tokens import Words

Level = Literal["ward", "area", "elsewhere"]
# What is typed for the kind of a place -> the kind; of two words first. Without a dot the single letters need more (see `_sure`).
_KINDS: dict[tuple[str, ...], tuple[Level, str]] = {
    ("thi", "tran"): ("ward", "thi tran"), ("dac", "khu"): ("ward", "dac khu"), ("thi", "xa"): ("area", "thi xa"),
    ("thanh", "pho"): ("area", "thanh pho"), ("phuong",): ("ward", "phuong"), ("fuong",): ("ward", "phuong"),
    ("p",): ("ward", "phuong"), ("f",): ("ward", "phuong"), ("ph",): ("ward", "phuong"), ("ward",): ("ward", "phuong"),
    ("xa",): ("ward", "xa"), ("x",): ("ward", "xa"), ("commune",): ("ward", "xa"), ("tt",): ("ward", "thi tran"),
    ("town",): ("ward", "thi tran"), ("quan",): ("area", "quan"), ("wan",): ("area", "quan"), ("q",): ("area", "quan"),
    ("district",): ("area", "quan"), ("huien",): ("area", "huien"), ("h",): ("area", "huien"), ("tp",): ("area", "thanh pho"),
    ("t", "p"): ("area", "thanh pho"), ("tx",): ("area", "thi xa"), ("tinh",): ("area", "tinh"), ("city",): ("area", "thanh pho"),
    ("province",): ("area", "tinh"),
}  # fmt: skip
_WRITTEN = {"phường", "phuong", "xã", "xa", "quận", "quan", "huiện", "huien", "thị", "thi", "trấn", "tran", "đặc", "dac", "khu",
            "thành", "thanh", "phố", "pho", "tỉnh", "tinh", "fường", "fuong"}  # fmt: skip
_ENGLISH = {"ward", "commune", "town", "district", "city", "province"}  # stand after the name too
_DOTTED = {"x", "h"}
_SHORT = {"p", "f", "ph", "tt", "q", "wan"}
# Words that end in the same syllable when it is typed without accents: cơ quan, hợp tác xã, cấp xã, địa phương, an ninh.
_NOT_AFTER = {
    "xa": {"tac", "cap", "cong", "lang"}, "quan": {"co", "hai", "lien", "tong", "si", "khach", "bao", "tham", "truc", "thoi", "can"},
    "phuong": {"dia", "doi", "song", "vien", "cap", "da"}, "tinh": {"cap", "gioi", "vi", "chung"},
}  # fmt: skip
# A number before one of these counts them: "lên phường 3 lần".
_COUNTED = {
    "ngai", "lan", "thang", "nam", "nguoi", "ban", "bo", "to", "buoi", "tuan", "gio", "phut", "hom", "tieng", "cai", "loai", "trieu",
    "nghin", "ngan", "k", "con", "dua", "noi", "cho", "cach", "giai", "anh", "trang", "dong", "times", "dais", "copies",
}  # fmt: skip
_AT = {"ở", "o", "tại", "tai", "thuộc", "in", "at"}
_NEAR = _AT | {"vực", "bên", "dưới", "trên", "ngoài", "khu", "trong"}
_BETTER_KNOWN = {("sai", "gon"), ("phu", "mi", "hung"), ("tan", "son", "nhat"), ("cho", "lon"), ("binh", "an"), ("ho", "chi", "minh"),
                 ("gia", "dinh")}  # fmt: skip
_FILLER = {
    "da", "a", "nhe", "nha", "thi", "sao", "cu", "vai", "ne", "oi", "toi", "minh", "em", "la", "ban", "ad", "viet", "nam", "hcm", "tphcm",
    "tp", "cho", "hoi", "xin", "chao", "the", "con", "o", "va", "ia", "han", "luon", "day", "gio", "hien", "nai", "ben", "khu", "vuc",
}  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """A name at the tokens from `start` to before `end`, what may bear it, and the kind typed before it ("" for none)."""

    level: Level
    names: tuple[Name, ...]
    start: int
    end: int
    kind: str
    sure: bool = True  # a number after a single letter ("p14") needs a district beside it


def mentions(words: Words, names: Names) -> list[Mention]:
    """Return the mentions in order; they do not overlap. One look at each token, of a few syllables each: linear in the text."""
    found: list[Mention] = []
    index = 0
    while index < len(words.tokens):
        mention = _with_kind(words, names, index) or _bare(words, names, index, found)
        if mention and (not found or found[-1].end <= mention.start):
            found.append(mention)
            index = mention.end
        else:
            index += 1
    return _without_afterthoughts(words, found)


def _with_kind(words: Words, names: Names, index: int) -> Mention | None:
    """Read "phường Bến Nghé", "Q.1", "district 1", and "Ben Nghe ward" at its last word."""
    told = _kind(words, index)
    if not told:
        return None
    level, kind, begin = told
    if words.plain(index) in _ENGLISH and (before := _before(words, names, index, level, kind)):
        return before
    if begin >= len(words.tokens) or words.gap(begin).strip(" \t.:"):
        return None
    read = [(*_longest(words, table, begin, named=True), of) for table, of in _tables(names, level, kind)]
    length, bearers, of = max(read, key=lambda each: each[0])
    if not length or not _allowed(words, index, begin, length, kind):
        return None
    sure = not (words.bare(begin).isdecimal() and of == "ward" and words.bare(index) in _SHORT)
    return Mention(of, bearers, index, begin + length, kind, sure)


def _tables(names: Names, level: Level, kind: str) -> list[tuple[dict[tuple[str, ...], list[Name]], Level]]:
    if level == "ward":
        return [(names.wards, "ward")]
    if kind in ("tinh", "thanh pho"):
        return [(names.areas, "area"), (names.elsewhere, "elsewhere")]
    return [(names.areas, "area")]


def _kind(words: Words, index: int) -> tuple[Level, str, int] | None:
    """Return level and kind that the word (or two) at `index` names, and the index after it."""
    for length in (2, 1):
        typed = tuple(words.bare(index + step) for step in range(length))
        if typed not in _KINDS or not all(_written(words, index + step) for step in range(length)):
            continue
        if words.bare(index - 1) in _NOT_AFTER.get(typed[0], ()) and length == 1:
            return None
        if typed[0] in _DOTTED and length == 1 and not words.text.startswith(".", words.tokens[index].end):
            return None
        return (*_KINDS[typed], index + length)
    return None


def _written(words: Words, index: int) -> bool:
    """Tell a kind's accents from another word's: "phương" is no "phường"."""
    token = words.tokens[index]
    return not token.accented or token.plain in _WRITTEN


def _allowed(words: Words, index: int, begin: int, length: int, kind: str) -> bool:
    if words.plain(index) == "xa" and any(token.accented for token in words.tokens[begin : begin + length]):
        return False  # "nhà xa Bình Chánh": far from it
    if words.plain(index) == "phuong" and _plan(words, begin, length):
        return False
    if not words.bare(begin).isdecimal():
        return True
    glued = begin - index == 1 and not words.gap(begin)
    return kind in ("phuong", "quan") and (glued or words.bare(begin + length) not in _COUNTED)


def _plan(words: Words, begin: int, length: int) -> bool:
    """Tell "phuong an thanh ly" and "phuong an thay doi", a plan, from a ward An Thạnh or An Thái."""
    last = begin + length
    return words.bare(begin) == "an" and words.bare(last - 1) in ("thanh", "thai") and words.joined(last - 1, last + 1) and (
        (words.bare(last),) not in _KINDS and bool(words.bare(last))
    )


def _before(words: Words, names: Names, index: int, level: Level, kind: str) -> Mention | None:
    table = names.wards if level == "ward" else names.areas
    for length in range(min(LONGEST, index), 0, -1):
        start = index - length
        bearers = _bearers(words, table, start, length, named=True)
        if bearers and not words.bare(start).isdecimal() and words.joined(start, index + 1):
            return Mention(level, bearers, start, index + 1, kind)
    return None


def _bare(words: Words, names: Names, index: int, found: list[Mention]) -> Mention | None:
    """Read a name without a word for its kind, where what stands around it says a place."""
    length, bearers = _longest(words, names.areas, index)
    ward_length, wards = _longest(words, names.wards, index)
    if length >= ward_length and length and _place_of_area(words, index, length, found):
        return Mention("area", bearers, index, index + length, "")
    if ward_length > 1 and _place_of_ward(words, index, ward_length, found):
        return Mention("ward", wards, index, index + ward_length, "")
    far_length, far = _longest(words, names.elsewhere, index)
    if far_length and _place_elsewhere(words, index, far_length, found):
        return Mention("elsewhere", far, index, index + far_length, "")
    return None


def _place_of_area(words: Words, index: int, length: int, found: list[Mention]) -> bool:
    if words.bare(index).isdecimal() or len(words.bare(index)) <= 2 and length == 1 and not _follows(words, index, found):
        return False  # a number, or initials, without a ward before it
    said = words.tokens[index : index + length]
    return (
        words.plain(index - 1) in _NEAR
        or _follows(words, index, found)
        or _all_said(words, index, length)
        or (length > 1 and all(token.capital for token in said) and words.accented and not words.text.isupper())
    )


def _place_of_ward(words: Words, index: int, length: int, found: list[Mention]) -> bool:
    key = tuple(words.bare(step) for step in range(index, index + length))
    if words.bare(index).isdecimal() or key in _BETTER_KNOWN:
        return False
    after_area = bool(found) and found[-1].level == "area" and _follows(words, index, found)
    return words.plain(index - 1) in _AT or after_area or _all_said(words, index, length)


def _place_elsewhere(words: Words, index: int, length: int, found: list[Mention]) -> bool:
    after_kind = any(words.bare(step) in ("phuong", "xa", "huien", "quan") for step in range(max(0, index - 8), index))
    return (
        words.plain(index - 1) in _AT
        or _follows(words, index, found)
        or (after_kind and words.bare(index - 1) not in ("ve", "que", "tu", "di", "ra"))
        or _all_said(words, index, length)
    )


def _follows(words: Words, index: int, found: list[Mention]) -> bool:
    """Tell whether a mention ends right before `index`, a comma or bracket between at most."""
    return bool(found) and found[-1].end == index and len(words.gap(index)) <= 3


def _all_said(words: Words, index: int, length: int) -> bool:
    """Tell whether the message holds nothing else: a name and words that carry nothing."""
    rest = [*range(index), *range(index + length, len(words.tokens))]
    return len(words.tokens) <= 12 and all(_carries_nothing(words, names) for names in rest)


def _carries_nothing(words: Words, index: int) -> bool:
    return words.bare(index) in _FILLER or bool(_KINDS.get((words.bare(index),))) or words.bare(index).isdecimal()


def _longest(
    words: Words, table: dict[tuple[str, ...], list[Name]], index: int, named: bool = False
) -> tuple[int, tuple[Name, ...]]:
    for length in range(min(LONGEST, len(words.tokens) - index), 0, -1):
        bearers = _bearers(words, table, index, length, named)
        if bearers:
            return length, bearers
    return 0, ()


def _bearers(
    words: Words, table: dict[tuple[str, ...], list[Name]], start: int, length: int, named: bool = False
) -> tuple[Name, ...]:
    """Return what bears the name typed there. With a word for its kind (`named`) wrong or missing accents are forgiven."""
    tokens = words.tokens[start : start + length]
    known = table.get(tuple(token.bare for token in tokens), [])
    if not known or not words.joined(start, start + length):
        return ()
    typed = tuple(token.plain for token in tokens)
    exact = [name for name in known if name.plain == typed]
    if exact and (words.accented or not named):
        return tuple(exact)
    if not words.accented:
        return tuple(known)
    if not named:
        return ()
    near = [name for name in known if all(t.plain == p or not t.accented for t, p in zip(tokens, name.plain, strict=True))]
    return tuple(near or (known if length > 1 else ()))


def _without_afterthoughts(words: Words, found: list[Mention]) -> list[Mention]:
    """Leave out the place a person moves away from ("từ quận 7 về phường Tân Định"), if another is named."""
    kept = [mention for mention in found if words.plain(mention.start - 1) not in ("từ", "tu", "from")]
    return kept if any(mention.level != "elsewhere" for mention in kept) else found
