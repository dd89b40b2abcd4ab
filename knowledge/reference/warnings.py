"""What should be looked at before a change is approved; none of it refuses one."""

from collections.abc import Iterable, Iterator, Mapping

from core.text import fold, syllables
from core.text.orthography import is_syllable
from knowledge.reference.checks import Around
from knowledge.reference.kinds import SAME, SHORT, WARD, WORD
from knowledge.reference.schemas import Problem, Row, Value
from knowledge.words import Words

_MOST = 5  # questions that are named


def warnings(row: Row, around: Around, questions: Iterable[str] = ()) -> list[Problem]:
    """Return what a change of `row` does that its writer may not see; `questions` are the golden ones."""
    if row.kind == WORD:
        return [*_word(row.shown, around), *_read_otherwise(row, around, list(questions))]
    if row.kind == WARD and row.shown:
        return list(_ward(row.shown, around))
    return []


def _word(value: Value | None, around: Around) -> Iterator[Problem]:
    if value is None:
        return
    written, kind = fold(value["written"]), value["kind"]
    if kind == SHORT and len(written.split()) == 1 and is_syllable(written):
        yield Problem("written", "hides_word", {"written": value["written"]})
    others = [one for one in around.values.values() if fold(one["written"]) == written and one != value]
    if others:
        yield Problem(
            "written", "there_already", {"others": "; ".join(f"{one['written']} → {one['means'] or one['kind']}" for one in others)}
        )
    if kind == SAME and value["means"] and set(syllables(fold(value["means"]))) <= set(syllables(written)):
        yield Problem("means", "says_nothing", {"means": value["means"]})


def _read_otherwise(row: Row, around: Around, questions: list[str]) -> Iterator[Problem]:
    """Golden questions that are read otherwise: what is searched for, and with which official words added."""
    before, after = _table(around.values, row.key, row.stands), _table(around.values, row.key, row.shown if row.open else row.stands)
    if row.open is not None and row.open.value is None:
        after = _table(around.values, row.key, None)
    changed = [one for one in questions if _reading(before, one) != _reading(after, one)]
    if changed:
        named = "; ".join(f"“{one}”" for one in changed[:_MOST])
        yield Problem("written", "golden_read", {"count": len(changed), "questions": named + (" …" if len(changed) > _MOST else "")})


def _table(values: Mapping[str, Value], key: str, value: Value | None) -> Words:
    rows = {**values, key: value} if value else {name: one for name, one in values.items() if name != key}
    return Words.of((one["kind"], one["written"], one["means"]) for one in rows.values() if one)


def _reading(words: Words, question: str) -> tuple[str, list[str], list[str]]:
    text = words.expand(question)
    return text, words.official(text), [word for word in syllables(text.lower()) if word in words.light]


def _ward(value: Value, around: Around) -> Iterator[Problem]:
    """A former ward of which the units do not make one whole."""
    units = {**around.values, value["code"]: value}
    for part in value["parts"]:
        former = tuple(part[name] for name in ("former", "district", "province"))
        if not former[0]:
            continue
        shares = [
            one["share"] for unit in units.values() for one in unit["parts"] if (one["former"], one["district"], one["province"]) == former
        ]
        if shares != ["whole"] and ("whole" in shares or shares.count("main") != 1):
            yield Problem("parts", "shares", {"former": f"{former[0]}, {former[1]}"})
