"""Our examples in forms that other tools read, and that an import of ours reads back exactly: a table, and Label Studio's JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from training.corpus.importing.cells import guarded
from training.corpus.schemas import Entity, Example

COLUMNS = ("text", "intent", "entities")
_MARK = "\ufeff"  # spreadsheets know by it that the letters are UTF-8


def table(examples: Iterable[Example]) -> Iterator[str]:
    """Yield the lines of a CSV file; entities are JSON as Rasa gives them, their spans in code points."""
    yield _MARK + _line(COLUMNS)
    for one in examples:
        marks = json.dumps([_entity(entity) for entity in one.entities], ensure_ascii=False) if one.entities else ""
        yield _line((guarded(one.text), one.intent, marks))


def label_studio(examples: Iterable[Example]) -> Iterator[str]:
    """Yield a JSON list of tasks, each annotated: the intent as a choice, entities as labels.

    Spans count code points, as Label Studio has done since it mended its offsets after emoji. It has no place for values, roles and groups
    of entities: they stand in the note of a region (`meta.text`), from where they are read back.
    """
    yield "["
    for number, one in enumerate(examples, 1):
        yield ("" if number == 1 else ",") + "\n" + json.dumps(_task(number, one), ensure_ascii=False)
    yield "\n]\n"


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _entity(entity: Entity) -> dict[str, Any]:
    return {"start": entity.start, "end": entity.end, "entity": entity.name, **_more(entity)}


def _more(entity: Entity) -> dict[str, str]:
    told = {"value": entity.value, "role": entity.role, "group": entity.group}
    return {key: value for key, value in told.items() if value is not None}


def _task(number: int, example: Example) -> dict[str, Any]:
    choice = {"type": "choices", "from_name": "intent", "to_name": "text", "value": {"choices": [example.intent]}}
    regions = [_region(at, entity, example.text) for at, entity in enumerate(example.entities, 1)]
    return {"id": number, "data": {"text": example.text}, "annotations": [{"result": [choice, *regions]}]}


def _region(number: int, entity: Entity, text: str) -> dict[str, Any]:
    value = {"start": entity.start, "end": entity.end, "text": text[entity.start : entity.end], "labels": [entity.name]}
    more = _more(entity)
    note = {"meta": {"text": [json.dumps(more, ensure_ascii=False)]}} if more else {}
    return {"id": f"e{number}", "type": "labels", "from_name": "label", "to_name": "text", "value": value, **note}
