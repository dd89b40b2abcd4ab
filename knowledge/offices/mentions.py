"""Find where a message names a place: by a word for its kind, after "ở" and "tại", or when it is all that is said.

Many names are ordinary words ("Bình An", "Thống Nhất"), so a bare name counts only where the words around it say a place.
"""

from dataclasses import dataclass

from knowledge.offices.kinds import ENGLISH, KINDS, SHORT, Level, allowed, kind_at
from knowledge.offices.names import LONGEST, Name, Names
from knowledge.offices.tokens import Words

_AT = {"ở", "o", "tại", "tai", "thuộc", "in", "at"}
_NEAR = _AT | {"vực", "bên", "dưới", "trên", "ngoài", "khu", "trong"}
_NEXT = 3  # characters between two names that belong together: a comma or a bracket at most
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
    english: bool = False  # the kind was, which says little of ward or commune
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
    told = kind_at(words, index)
    if not told:
        return None
    level, kind, begin = told
    if words.plain(index) in ENGLISH and (before := _before(words, names, index, level, kind)):
        return before
    if begin >= len(words.tokens) or words.gap(begin).strip(" \t.:"):
        return None
    read = [(*_longest(words, table, begin, named=True), of) for table, of in _tables(names, level, kind)]
    length, bearers, of = max(read, key=lambda each: each[0])
    if not length or not allowed(words, index, begin, length, kind):
        return None
    unsure = words.bare(begin).isdecimal() and of == "ward" and words.bare(index) in SHORT
    sure = not unsure or words.plain(index - 1) in _AT or _all_said(words, index, begin + length - index)
    return Mention(of, bearers, index, begin + length, kind, words.plain(index) in ENGLISH, sure)


def _tables(names: Names, level: Level, kind: str) -> list[tuple[dict[tuple[str, ...], list[Name]], Level]]:
    if level == "ward":
        return [(names.wards, "ward")]
    if kind in ("tinh", "thanh pho"):
        return [(names.areas, "area"), (names.elsewhere, "elsewhere")]
    return [(names.areas, "area")]


def _before(words: Words, names: Names, index: int, level: Level, kind: str) -> Mention | None:
    table = names.wards if level == "ward" else names.areas
    for length in range(min(LONGEST, index), 0, -1):
        start = index - length
        bearers = _bearers(words, table, start, length, named=True)
        if bearers and not words.bare(start).isdecimal() and words.joined(start, index + 1):
            return Mention(level, bearers, start, index + 1, kind, english=True)
    return None


def _bare(words: Words, names: Names, index: int, found: list[Mention]) -> Mention | None:
    """Read a name without a word for its kind, where what stands around it says a place."""
    length, bearers = _longest(words, names.areas, index)
    ward_length, wards = _longest(words, names.wards, index)
    placed = ward_length > 1 and _before_its_area(words, names, index + ward_length, wards)
    if not placed and length >= ward_length and length and _place_of_area(words, index, length, found):
        return Mention("area", bearers, index, index + length, "")
    if placed or (ward_length > 1 and _place_of_ward(words, index, ward_length, found)):
        return Mention("ward", wards, index, index + ward_length, "")
    far_length, far = _longest(words, names.elsewhere, index)
    if far_length and _place_elsewhere(words, index, far_length, found):
        return Mention("elsewhere", far, index, index + far_length, "")
    return None


def _place_of_area(words: Words, index: int, length: int, found: list[Mention]) -> bool:
    if words.bare(index).isdecimal() or (len(words.bare(index)) <= 2 and length == 1 and not _follows(words, index, found)):
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


def _before_its_area(words: Words, names: Names, after: int, wards: tuple[Name, ...]) -> bool:
    """Tell whether the area one of `wards` lay in follows at `after`: "Linh Trung Thủ Đức", "Phước Kiển, Nhà Bè"."""
    if after >= len(words.tokens) or len(words.gap(after)) > _NEXT:
        return False
    told = kind_at(words, after)
    _, areas = _longest(words, names.areas, told[2] if told and told[0] == "area" else after)
    within = {name.area for name in areas}
    return any(name.former is not None and {name.former.district, name.former.province} & within for name in wards)


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
    return bool(found) and found[-1].end == index and len(words.gap(index)) <= _NEXT


def _all_said(words: Words, index: int, length: int) -> bool:
    """Tell whether the message holds nothing else: a name and words that carry nothing."""
    rest = [*range(index), *range(index + length, len(words.tokens))]
    return len(words.tokens) <= 12 and all(_carries_nothing(words, names) for names in rest)


def _carries_nothing(words: Words, index: int) -> bool:
    return words.bare(index) in _FILLER or bool(KINDS.get((words.bare(index),))) or words.bare(index).isdecimal()


def _longest(words: Words, table: dict[tuple[str, ...], list[Name]], index: int, named: bool = False) -> tuple[int, tuple[Name, ...]]:
    for length in range(min(LONGEST, len(words.tokens) - index), 0, -1):
        bearers = _bearers(words, table, index, length, named)
        if bearers:
            return length, bearers
    return 0, ()


def _bearers(words: Words, table: dict[tuple[str, ...], list[Name]], start: int, length: int, named: bool = False) -> tuple[Name, ...]:
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
