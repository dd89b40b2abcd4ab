"""Find the words of a record that answer a question no facet answers, and quote them word for word.

A unit is a sentence of the record (a clause where the sentence is too long to quote). What counts is what the question
says beyond the procedure's name and beyond words that only ask: in a record on births everything speaks of "khai sinh",
but one sentence of "bị bỏ rơi".
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.answer import Facet
from core.procedure import Procedure
from core.text import fold, has_accents, normalize, syllables
from knowledge import facets as asking
from knowledge import names

MOST_CHARS = 400  # of a quote
_LEAST_CHARS = 15
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-ZĐ]\.)(?<!\d\.)\s+(?=[A-ZĐÀ-Ỹ0-9“\"+*-])|\n+")
_CLAUSE = re.compile(r"(?<=;)\s+")
_LISTED = re.compile(r"^[ \t\-–+*•.]*(?:\(?(?:[ivx]{1,4}|[a-zđ]|\d{1,2})\)|\d{1,2}(?:\.\d{1,2})*\.|[a-zđ]\.)?[ \t]*")
# Who asks how long or how many is not answered by a sentence without a number.
_HOW_MANY = re.compile(r"\b(?:bao lau|bao nhieu|may (?:ngay|buoc|lan|ban|nguoi|tuoi|thang)|thoi han|thoi gian|toi da)\b")
_NUMBER = re.compile(r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\b", re.IGNORECASE)
_NAME_WEIGHT = 0.15  # of a word that the procedure's name has, or that asks for a facet
_COMMON = 0.05  # share of all passages from which on a pair of syllables tells nothing ("cơ quan", "giấy tờ")
_RAREST = 1e-4
_WEAK: frozenset[Facet] = frozenset({"overview", "requirements", "subjects", "online"})  # heard in many a question
# Words that only ask, join or point; what is left of a question when they are gone is what it is about.
_FUNCTION = frozenset(
    re.findall(
        r"\w+",
        """
    ai anh ạ bà bạn bao bằng bên bởi các cách cái cần chị chỉ cho chúng có còn con cũng của cùng đã đang đâu đây để đến đều đi đó
    do được em gì giờ hay hãy hết hỏi hoặc khác khi không là lâu lại làm lên luôn mà mấy mình mới một muốn nào này nên nếu nhé
    nhiêu nhiều như nhưng những nữa ở ông phải qua quá ra rằng rất rồi sao sau sẽ số tại thay thế theo thì thuộc tôi tới trên
    trong trước từ từng và vẫn vào vậy về vì việc với vừa xin thủ tục hồ sơ quy định trường hợp thực hiện biết bắt buộc thể nay
    năm ngày gồm nhận thông đề nghị kính gửi quý dùng tên nói
    """,
    )
)
_BARE_FUNCTION = frozenset(fold(word) for word in _FUNCTION) - {"ho"}  # "hộ" (household) is typed as "hồ sơ" is


@dataclass(frozen=True)
class Quote:
    """Words of a record, exactly as published; `facet` is where they stand, `score` how well they fit (0-1)."""

    code: str
    facet: Facet
    text: str
    score: float


@dataclass(frozen=True)
class Unit:
    """A sentence of a record and the facet it stands under."""

    facet: Facet
    text: str


def units(procedure: Procedure) -> Iterator[Unit]:
    """Yield the sentences of `procedure` that can be quoted, each a substring of one of its texts, at most `MOST_CHARS` long."""
    for facet, text in _texts(procedure):
        for line in _SENTENCE.split(text):
            yield from (Unit(facet, sentence) for sentence in _fitting(line))


Share = Callable[[str], float]  # the share (0-1) of all passages that have a folded syllable, or two side by side


def ranked(question: str, procedure: Procedure, facets: Iterable[Facet], light: frozenset[str], common: Share) -> list[Quote]:
    """Return the sentences of `procedure` that speak of what `question` asks beyond its name, those that speak most of it first.

    Args:
        question: as typed, normalised.
        procedure: the record that is answered from.
        facets: those the question asks for; a fee is not looked for among the steps.
        light: folded words that only ask or greet.
        common: how common a word is among all records.
    """
    counted = _HOW_MANY.search(fold(question))
    found = [unit for unit in units(procedure) if _fits(unit.facet, set(facets)) and (not counted or _NUMBER.search(unit.text))]
    asked = content(question, procedure.name, light)
    rows = [_keys(unit.text) for unit in found]
    spread = Counter(key for row in rows for key in row)
    weights = {
        key: weight * math.log((len(rows) + 1) / (spread[key] + 0.5)) * _rarity(common(_bare(key))) for key, weight in asked.single.items()
    }
    # Two syllables side by side, as asked: most Vietnamese words are two, and one alone may be anything.
    telling = {key for key, weight in asked.pairs.items() if weight == 1.0 and common(_bare(key)) < _COMMON}
    total = sum(weights.values())
    scored = [
        (sum(weight for key, weight in weights.items() if key in row) / total, -len(unit.text), unit)
        for row, unit in zip(rows, found, strict=True)
        if telling & row and total > 0
    ]
    scored.sort(key=lambda one: one[:2], reverse=True)
    return [Quote(procedure.code, unit.facet, unit.text, score) for score, _, unit in scored]


def asks_more(question: str, name: str, light: frozenset[str], common: Share) -> bool:
    """Tell whether `question` speaks of something beyond the procedure's name and the facets it asks for."""
    pairs = content(question, name, light).pairs
    return any(weight == 1.0 and common(_bare(key)) < _COMMON for key, weight in pairs.items())


def unheard(question: str, procedure: Procedure, light: frozenset[str], common: Share) -> float:
    """Return the share (0-1) of what `question` asks beyond the name that stands in no sentence of the record; 0 where any pair does."""
    asked = content(question, procedure.name, light)
    said = set().union(*(_keys(unit.text) for unit in units(procedure)))
    own = {key: _rarity(common(_bare(key))) for key, weight in asked.single.items() if weight == 1.0}
    if not sum(own.values()) or any(key in said for key, weight in asked.pairs.items() if weight == 1.0):
        return 0.0
    return sum(rarity for key, rarity in own.items() if key not in said) / sum(own.values())


def _fits(facet: Facet, asked: set[Facet]) -> bool:
    """Where the answer may stand: in the section asked for or among the conditions; anywhere when none is asked for."""
    sections = asked - _WEAK
    if facet == "result":  # it names the paper that is handed over, as many a question does
        return facet in asked
    return not sections or facet in sections or facet == "requirements" or (facet == "documents" and "form" in sections)


def _rarity(share: float) -> float:
    """From 1 for what hardly any record says to 0 for what each says."""
    return math.log(max(share, _RAREST)) / math.log(_RAREST)


def _bare(key: str) -> str:
    return fold(key.removeprefix("="))


@dataclass(frozen=True)
class Content:
    """What a question is about beyond the procedure's name: keys with how much each counts, single words and pairs."""

    single: dict[str, float]
    pairs: dict[str, float]


def content(question: str, name: str, light: frozenset[str] = frozenset()) -> Content:
    """Return the words of `question` that count: 1 each, `_NAME_WEIGHT` where the procedure's name has them."""
    typed = [_plain_number(token) for token in syllables(normalize(question).lower())]
    accented = has_accents(question)
    named = set(names.bare(name).split()) | {fold(part) for part in asking.framing(question)}
    functions = _FUNCTION if accented else _BARE_FUNCTION | light
    weights = [0.0 if token in functions else _NAME_WEIGHT if fold(token) in named else 1.0 for token in typed]
    single = {_key(token, accented): weight for token, weight in zip(typed, weights, strict=True) if weight}
    pairs = {
        f"{a} {b}" if accented else f"={fold(a)} {fold(b)}": min(x, y)
        for (a, x), (b, y) in pairwise(zip(typed, weights, strict=True))
        if x and y
    }
    return Content(single, pairs)


def _key(token: str, accented: bool) -> str:
    """A syllable typed with accents means itself; one without may stand for any."""
    return token if accented and fold(token) != token else f"={fold(token)}"


def _keys(text: str) -> set[str]:
    tokens = [_plain_number(token) for token in syllables(normalize(text).lower())]
    bare = [fold(token) for token in tokens]
    keys = {*tokens, *(f"={token}" for token in bare)}
    keys |= {f"{a} {b}" for a, b in pairwise(tokens)} | {f"={a} {b}" for a, b in pairwise(bare)}
    return keys


def _plain_number(token: str) -> str:
    return token.lstrip("0") or token if token.isdigit() else token


def _texts(procedure: Procedure) -> Iterator[tuple[Facet, str]]:
    yield from (("steps", step) for step in procedure.steps)
    yield from (("requirements", text) for text in procedure.requirements)
    for case in procedure.cases:
        for document in case.documents:
            yield "documents", document.name
            yield from (("documents", note) for note in (document.note,) if note and not note.startswith("Biểu mẫu:"))
    for method in procedure.methods:
        yield from (("time", limit.text) for limit in (method.time_limit,) if limit and limit.text)
        yield from (("fee", fee.text) for fee in method.fees if fee.text)
    yield from (("place", place) for place in (procedure.place,) if place)
    yield from (("result", result) for result in (procedure.result,) if result)


def _fitting(line: str) -> Iterable[str]:
    """The line without its list mark; its clauses where it is too long, the ones that are still too long left out.

    A line that only announces a list (it ends with a colon) answers nothing.
    """
    text = _LISTED.sub("", line.strip())
    parts = [text] if len(text) <= MOST_CHARS else [_LISTED.sub("", part) for part in _CLAUSE.split(text)]
    return (part for part in parts if _LEAST_CHARS <= len(part) <= MOST_CHARS and not part.endswith(":"))
