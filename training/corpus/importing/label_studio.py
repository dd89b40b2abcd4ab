"""What Label Studio exports, in both forms: whole (JSON: `annotations` with their `result`) and short (JSON-MIN: a key a question).

An intent is what was chosen (`choices`), an entity a labelled span (`labels`). Older versions of Label Studio count a span as browsers do,
in UTF-16, newer ones in code points. The words a span is said to be over tell which; where they fit both ways, the other spans of the file
do, and where none tells, it is code points.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from core.errors import BadRequest
from training.corpus.importing.schemas import Bad, Fault, Row
from training.corpus.schemas import Entity, Utterance
from training.corpus.spans import from_utf16


class _Faulty(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


_Span = Callable[[str, int, int, str | None], tuple[int, int]]


def tasks(read: list[Any]) -> Iterator[Row | Bad]:
    """Yield a row for each task that was annotated; one nobody has annotated yet is passed over."""
    span = _span_utf16 if _counts_utf16(read) else _span
    for number, task in enumerate(read, 1):
        try:
            row = _row(number, task, span)
        except _Faulty as error:
            yield Bad(number, error.fault)
        except (TypeError, KeyError, ValueError, AttributeError, OverflowError, BadRequest):
            yield Bad(number, Fault.UNREADABLE)
        else:
            if row:
                yield row


def _row(number: int, task: dict[str, Any], span: _Span) -> Row | None:
    results = _results(task) if "annotations" in task or "completions" in task else [_short(task)]
    if not results:
        return None
    text = _text(task.get("data", task))
    intents = {choice for result in results for choice in _choices(result)}
    if len(intents) != 1:
        raise _Faulty(Fault.MANY_INTENTS if intents else Fault.NO_INTENT)
    return Row(number, intents.pop(), Utterance(text, tuple(_entities(text, results[-1], span))))


def _results(task: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The results of the annotations that count: the one that is called true if any is, none that was cancelled."""
    annotations = [one for one in task.get("annotations") or task.get("completions") or () if not one.get("was_cancelled")]
    true = [one for one in annotations if one.get("ground_truth")]
    return [[part for part in one["result"] if part.get("type") in ("choices", "labels")] for one in true or annotations]


def _short(task: dict[str, Any]) -> list[dict[str, Any]]:
    """The short form as the long one: a choice is a text or `{"choices": []}`, spans are a list with `labels`."""
    parts: list[dict[str, Any]] = []
    for key, value in task.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) and "start" in one for one in value):
            parts += [{"type": "labels", "value": one} for one in value]
        elif isinstance(value, dict) and "choices" in value:
            parts.append({"type": "choices", "value": value})
        elif key in ("intent", "choice", "choices", "sentiment") and isinstance(value, str):
            parts.append({"type": "choices", "value": {"choices": [value]}})
    return parts


def _text(data: dict[str, Any]) -> str:
    """The text of a task: `text`, or the only text there is."""
    texts = [value for value in data.values() if isinstance(value, str)]
    found = data.get("text", texts[0] if len(texts) == 1 else None)
    if not isinstance(found, str):
        raise _Faulty(Fault.EMPTY)
    return found


def _choices(result: list[dict[str, Any]]) -> list[str]:
    return [str(choice) for part in result if part["type"] == "choices" for choice in part["value"]["choices"]]


def _entities(text: str, result: list[dict[str, Any]], span: _Span) -> Iterator[Entity]:
    for part in result:
        if part["type"] == "labels":
            value = part["value"]
            start, end = span(text, int(value["start"]), int(value["end"]), value.get("text"))
            more = _note(part.get("meta") or {})
            for name in value["labels"]:
                yield Entity(start, end, str(name), more.get("value"), more.get("role"), more.get("group"))


def _note(meta: dict[str, Any]) -> dict[str, str]:
    """What our own export wrote into the note of a region (`training.corpus.importing.telling`); anything else there is somebody's note."""
    try:
        read = json.loads("".join(meta.get("text") or ()))
    except (ValueError, TypeError, RecursionError):
        return {}
    ours = isinstance(read, dict) and set(read) <= {"value", "role", "group"} and all(isinstance(one, str) for one in read.values())
    return read if ours else {}


def _span(text: str, start: int, end: int, words: str | None) -> tuple[int, int]:
    """The span in code points. Without the words it is taken as it is."""
    if words is None or text[start:end] == words:
        return start, end
    if (found := _browser(text, start, end)) and text[slice(*found)] == words:
        return found
    raise _Faulty(Fault.SPAN)


def _span_utf16(text: str, start: int, end: int, words: str | None) -> tuple[int, int]:
    """The same in a file whose spans are counted in UTF-16."""
    found = _browser(text, start, end)
    return found if found and words in (None, text[slice(*found)]) else _span(text, start, end, words)


def _browser(text: str, start: int, end: int) -> tuple[int, int] | None:
    try:
        return from_utf16(text, start), from_utf16(text, end)
    except BadRequest:
        return None


def _counts_utf16(read: list[Any]) -> bool:
    """Tell whether the spans that fit one way alone are counted in UTF-16."""
    points = units = 0
    for task in read:
        try:
            for text, start, end, words in _told(task):
                by_points, found = text[start:end] == words, _browser(text, start, end)
                by_units = found is not None and text[slice(*found)] == words
                points, units = points + (by_points and not by_units), units + (by_units and not by_points)
        except (TypeError, KeyError, ValueError, AttributeError, _Faulty):
            continue  # its row says what is wrong with it
    return units > points


def _told(task: dict[str, Any]) -> Iterator[tuple[str, int, int, str]]:
    """The spans after a sign that counts twice, with their words."""
    text = _text(task.get("data", task))
    if text.isascii() or max(text) <= "\uffff":
        return
    for result in _results(task) if "annotations" in task or "completions" in task else [_short(task)]:
        for part in result:
            if part["type"] == "labels" and part["value"].get("text") is not None:
                yield text, int(part["value"]["start"]), int(part["value"]["end"]), part["value"]["text"]
