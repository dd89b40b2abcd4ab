"""The words for the kind of a place that stand before (in English also after) its name: "phường", "q.", "district"."""

from typing import Literal

from knowledge.offices.tokens import Words

Level = Literal["ward", "area", "elsewhere"]
# What is typed for the kind of a place -> the kind; of two words first. A number after a short one needs more (`SHORT`).
KINDS: dict[tuple[str, ...], tuple[Level, str]] = {
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
ENGLISH = {"ward", "commune", "town", "district", "city", "province"}  # stand after the name too
_DOTTED = {"x", "h"}
SHORT = {"p", "f", "ph", "tt", "q", "wan"}
# Words that end in the same syllable when it is typed without accents: cơ quan, địa phương, giới tính. With them: hợp tác xã, cấp xã.
_NOT_AFTER = {
    "xa": {"tac", "cap", "cong", "lang"}, "quan": {"co", "hai", "lien", "tong", "si", "khach", "bao", "tham", "truc", "thoi", "can"},
    "phuong": {"dia", "doi", "song", "vien", "cap"}, "tinh": {"cap", "gioi", "vi", "chung"},
}  # fmt: skip
_NOT_AFTER_WRITTEN = {"tác", "cấp", "công", "làng"}
_PLANS = {"thanh": ("li", "toan"), "thai": ("doi", "the"), "dong": ("cua", "tau"), "binh": ("on",)}  # after "phuong an"
# A number before one of these counts them: "lên phường 3 lần". Without accents the words that mean more than one thing are left out.
_COUNTED = {
    "ngài", "lần", "tháng", "năm", "người", "bản", "bộ", "tờ", "buổi", "tuần", "phút", "hôm", "tiếng", "cái", "loại", "triệu", "nghìn",
    "ngàn", "đứa", "trang", "đồng", "tuổi", "ngai", "lan", "thang", "nguoi", "buoi", "tuan", "phut", "tieng", "trieu", "nghin", "tuoi",
    "times", "dais",
}  # fmt: skip


def kind_at(words: Words, index: int) -> tuple[Level, str, int] | None:
    """Return level and kind that the word (or two) at `index` names, and the index after it."""
    for length in (2, 1):
        typed = tuple(words.bare(index + step) for step in range(length))
        if typed not in KINDS or not all(_written(words, index + step) for step in range(length)):
            continue
        if length == 1 and _other_word(words, index):
            return None
        if typed[0] in _DOTTED and length == 1 and not words.text.startswith(".", words.tokens[index].end):
            return None
        return (*KINDS[typed], index + length)
    return None


def allowed(words: Words, index: int, begin: int, length: int, kind: str) -> bool:
    """Tell whether the kind at `index` belongs to the name of `length` tokens from `begin`; not in "lên phường 3 lần"."""
    if words.plain(index) == "xa" and any(token.accented for token in words.tokens[begin : begin + length]):
        return False  # "nhà xa Bình Chánh": far from it
    if words.plain(index) == "phuong" and _plan(words, begin, length):
        return False
    if not words.bare(begin).isdecimal():
        return True
    glued = begin - index == 1 and not words.gap(begin)
    return kind in ("phuong", "quan") and (glued or not _counts(words, begin + length))


def _other_word(words: Words, index: int) -> bool:
    """Tell whether the token is the end of another word: "cơ quan", "hợp tác xã"."""
    if words.tokens[index].accented:
        return words.plain(index - 1) in _NOT_AFTER_WRITTEN
    return words.bare(index - 1) in _NOT_AFTER.get(words.bare(index), ())


def _counts(words: Words, index: int) -> bool:
    """Tell whether the word at `index` is counted by the number before it; "7 giờ sáng" is an hour, "quận 7 giờ ra sao" is not."""
    if words.bare(index) == "gio":
        return words.bare(index + 1) in ("sang", "chieu", "trua", "toi", "ruoi", "kem", "hon")
    return words.plain(index) in _COUNTED


def _written(words: Words, index: int) -> bool:
    """Tell a kind's accents from another word's: "phương" is no "phường"."""
    token = words.tokens[index]
    return not token.accented or token.plain in _WRITTEN


def _plan(words: Words, begin: int, length: int) -> bool:
    """Tell "phuong an thanh ly", a plan to be sold off, from the ward An Thạnh."""
    last = begin + length - 1
    return words.bare(begin) == "an" and words.bare(last + 1) in _PLANS.get(words.bare(last), ())
