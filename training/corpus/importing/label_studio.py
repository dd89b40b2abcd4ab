"""What Label Studio exports, in both forms: whole (JSON: `annotations` with their `result`) and short (JSON-MIN: a key a question).

An intent is what was chosen (`choices`), an entity a labelled span (`labels`). A span may be counted in code points or, as browsers do,
in UTF-16: the words it is said to be over decide.
"""

from collections.abc import Iterator
from typing import Any

from core.errors import BadRequest
from training.corpus.importing.schemas import Bad, Fault, Row
from training.corpus.schemas import Entity, Utterance
from training.corpus.spans import from_utf16


class _Faulty(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def tasks(read: list[Any]) -> Iterator[Row | Bad]:
    """Yield a row for each task that was annotated; one nobody has annotated yet is passed over."""
    for number, task in enumerate(read, 1):
        try:
            row = _row(number, task)
        except _Faulty as error:
            yield Bad(number, error.fault)
        except (TypeError, KeyError, ValueError, AttributeError, BadRequest):
            yield Bad(number, Fault.UNREADABLE)
        else:
            if row:
                yield row


def _row(number: int, task: dict[str, Any]) -> Row | None:
    results = _results(task) if "annotations" in task or "completions" in task else [_short(task)]
    if not results:
        return None
    text = _text(task.get("data", task))
    intents = {choice for result in results for choice in _choices(result)}
    if len(intents) != 1:
        raise _Faulty(Fault.MANY_INTENTS if intents else Fault.NO_INTENT)
    return Row(number, intents.pop(), Utterance(text, tuple(_entities(text, results[-1]))))


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


def _entities(text: str, result: list[dict[str, Any]]) -> Iterator[Entity]:
    for part in result:
        if part["type"] == "labels":
            value = part["value"]
            start, end = _span(text, int(value["start"]), int(value["end"]), value.get("text"))
            for name in value["labels"]:
                yield Entity(start, end, str(name))


def _span(text: str, start: int, end: int, words: str | None) -> tuple[int, int]:
    """The span in code points. Without the words it is taken as it is."""
    if words is None or text[start:end] == words:
        return start, end
    try:
        start, end = from_utf16(text, start), from_utf16(text, end)
    except BadRequest as error:
        raise _Faulty(Fault.SPAN) from error
    if text[start:end] != words:
        raise _Faulty(Fault.SPAN)
    return start, end
