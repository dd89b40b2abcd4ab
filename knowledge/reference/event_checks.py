"""What a life event must be: its file's form, patterns that can be heard, names that are there once. YAML of an expert is read here too."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from knowledge.life_event import Event
from knowledge.reference.schemas import Problem, Refused, Value
from knowledge.reference.shipped import plain
from knowledge.reference.text_checks import INVISIBLE
from knowledge.situations import Pattern

_LARGEST, _DEEPEST = 20_000, 12  # values in one YAML, and how deep: an alias of aliases grows beyond any memory
_LONGEST = 2_000  # characters of one text or pattern
# "(a+)+" takes longer the more is typed, without end.
_ENDLESS = re.compile(r"[+*}]\s*\)\s*[+*{]")
_PLACES = re.compile(r"\.(\d+)")


def event(key: str, value: Value, others: Mapping[str, Value]) -> tuple[Value, list[Problem]]:
    """Return an event as it is kept, and what is wrong with it; `others` are the events beside it."""
    try:
        _bounded(value)
        made = Event.model_validate(value)
    except Refused as error:
        return {}, error.problems
    except ValidationError as error:
        return {}, [_told(one) for one in error.errors()[:20]]
    problems = [*_names(key, made), *_patterns(made), *_texts(made)]
    if any(other["title"]["vi"].casefold() == made.title.vi.casefold() for other in others.values()):
        problems.append(Problem("title", "twice", {"other": made.title.vi}))
    return plain(made), problems


def written(value: Value) -> str:
    """Return an event as YAML, as an expert edits it."""
    out = io.StringIO()
    writer = YAML()
    writer.default_flow_style = None
    writer.width = 120
    writer.allow_unicode = True
    writer.dump(value, out)
    return out.getvalue()


def read(text: str) -> Value:
    """Return the mapping that a YAML holds. Raises `Refused` with the line that cannot be read."""
    try:
        found = YAML(typ="safe").load(text)
        _bounded(found)
    except MarkedYAMLError as error:
        place = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused([Problem("yaml", "yaml_line", {"line": place, "why": str(error.problem or "")})]) from error
    except (YAMLError, ValueError, RecursionError, TypeError, AttributeError) as error:
        raise Refused([Problem("yaml", "yaml")]) from error
    if not isinstance(found, dict):
        raise Refused([Problem("yaml", "yaml")])
    return found


def _bounded(value: object) -> None:
    """Raise `Refused` for what grows beyond any event, and for marks that its file could not hold."""
    left = _LARGEST
    waiting: list[tuple[object, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        left -= 1
        if left < 0 or depth > _DEEPEST or (isinstance(one, str) and len(one) > _LONGEST):
            raise Refused([Problem("yaml", "too_large")])
        if isinstance(one, str) and INVISIBLE.search(one):
            raise Refused([Problem("yaml", "invisible")])
        if isinstance(one, Mapping):
            waiting += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list | tuple | set):
            waiting += [(part, depth + 1) for part in one]


def _told(error: Any) -> Problem:
    place = ".".join(map(str, error["loc"]))
    known = {"missing": "field_missing", "extra_forbidden": "field_unknown", "too_short": "few", "too_long": "many"}
    names = {"string_pattern_mismatch": "bad_id", "value_error": "event_wrong"}
    key = {**known, **names}.get(error["type"], "field_wrong")
    why = str(error.get("ctx", {}).get("error", "")) if error["type"] == "value_error" else ""
    return Problem(place or "steps", key, {"place": _PLACES.sub(lambda m: f" {int(m[1]) + 1}", place) or "–", "why": why})


def _names(key: str, made: Event) -> Iterator[Problem]:
    if made.id != key:
        yield Problem("id", "fixed")
    groups: dict[str, Iterable[str]] = {
        "questions": [question.id for question in made.questions],
        "steps": [*(step.id for step in made.steps), *(form.id for form in made.together)],
        **{f"questions.{place}.options": [option.id for option in one.options] for place, one in enumerate(made.questions)},
    }
    for place, names in groups.items():
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            yield Problem(place, "twice", {"other": ", ".join(twice)})


def _patterns(made: Event) -> Iterator[Problem]:
    told: list[tuple[str, tuple[str, ...]]] = [("triggers", made.triggers), ("unless", made.unless)]
    told += [(f"questions.{p}.options.{n}.said", o.said) for p, q in enumerate(made.questions) for n, o in enumerate(q.options)]
    for place, patterns in told:
        for pattern in patterns:
            if not _heard(pattern):
                yield Problem(place, "pattern", {"pattern": pattern[:80]})


def _heard(pattern: str) -> bool:
    if not pattern.strip() or _ENDLESS.search(pattern) or not pattern.isprintable():
        return False
    try:
        heard = Pattern(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return not heard.found("x")  # one that hears anything would take every question


def _texts(made: Event) -> Iterator[Problem]:
    texts = [("title", made.title)]
    texts += [(f"questions.{place}.text", one.text) for place, one in enumerate(made.questions)]
    texts += [(f"questions.{p}.options.{n}.label", o.label) for p, q in enumerate(made.questions) for n, o in enumerate(q.options)]
    texts += [(f"steps.{place}.title", one.title) for place, one in enumerate(made.steps)]
    texts += [(f"together.{place}.title", one.title) for place, one in enumerate(made.together)]
    for place, text in texts:
        if not (text.vi.strip() and text.en.strip()):
            yield Problem(place, "both_languages")
