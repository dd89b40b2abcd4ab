"""The forms of files: Rasa's YAML, tables (CSV), and what Label Studio exports (JSON)."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from core.errors import BadRequest, PayloadTooLarge, UnsupportedMedia
from training.corpus.document import loaded
from training.corpus.importing.cells import plain
from training.corpus.importing.label_studio import tasks
from training.corpus.importing.schemas import LONGEST, MOST_BYTES, Bad, Fault, Row
from training.corpus.markup import parse
from training.corpus.schemas import Entity, Utterance

_STRIPPED = "\n\r "


def rows(name: str, data: bytes) -> Iterator[Row | Bad]:
    """Yield the rows of a file, the bad ones with their reason.

    Args:
        name: of the file; its ending tells the form: `.yml`, `.yaml`, `.csv`, `.tsv`, `.json`.
        data: its bytes, at most `MOST_BYTES`.

    Raises:
        PayloadTooLarge: it is larger.
        UnsupportedMedia: another ending.
        BadRequest: it is not UTF-8, or not of its form as a whole.
    """
    if len(data) > MOST_BYTES:
        raise PayloadTooLarge(f"{name} is larger than {MOST_BYTES // 1_000_000} MB")
    readers = {"yml": _yaml, "yaml": _yaml, "csv": _table, "tsv": _table, "json": _json}
    ending = name.rpartition(".")[2].lower()
    if ending not in readers:
        raise UnsupportedMedia("examples are read from .yml, .csv and .json files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{name}: not UTF-8") from error
    return readers[ending](name, text)


def _yaml(name: str, text: str) -> Iterator[Row | Bad]:
    number, blocks = 0, loaded(name, text).get("nlu") or []
    if not isinstance(blocks, list):
        raise BadRequest(f"{name}: `nlu` is a list of blocks")
    for item in blocks:
        if not isinstance(item, dict) or "intent" not in item:
            continue  # synonyms, regexes and lookups are no examples
        for line in _lines(item.get("examples")):
            number += 1
            yield Bad(number, Fault.UNREADABLE) if line is None else _marked(number, str(item["intent"] or ""), line)


def _lines(examples: Any) -> Iterator[str | None]:
    """The examples of a block: lines with dashes, or a list of texts; `None` for what is neither."""
    if isinstance(examples, list):
        for each in examples:
            text = each.get("text") if isinstance(each, dict) else each
            yield text.strip(_STRIPPED).removeprefix("- ") if isinstance(text, str) else None
        return
    if not isinstance(examples, str):
        yield None
        return
    for line in examples.splitlines():
        if line.strip():
            yield line[1:].strip(_STRIPPED) if line.startswith("-") else None


def _marked(number: int, intent: str, markup: str) -> Row | Bad:
    try:
        return Row(number, intent, parse(markup)) if len(markup) <= LONGEST * 4 else Bad(number, Fault.LONG)
    except BadRequest:
        return Bad(number, Fault.MARKUP)


def _table(name: str, text: str) -> Iterator[Row | Bad]:
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        if not {"text", "intent"} <= set(table.fieldnames or ()):
            raise BadRequest(f"{name}: the first line names the columns: text, intent and, where there are any, entities")
        marked = "entities" not in (table.fieldnames or ())
        for number, row in enumerate(table, 2):
            if None in row or row["text"] is None or row["intent"] is None:
                yield Bad(number, Fault.UNREADABLE)
            else:
                yield _marked(number, row["intent"], plain(row["text"].strip())) if marked else _spanned(number, row)
    except csv.Error as error:
        raise BadRequest(f"{name}: line {table.line_num}: no table that can be read") from error


def _spanned(number: int, row: dict[str, str]) -> Row | Bad:
    try:
        return Row(number, row["intent"], Utterance(plain(row["text"]), entities(json.loads(row["entities"] or "[]"))))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return Bad(number, Fault.MARKUP)


def entities(told: Sequence[dict[str, Any]]) -> tuple[Entity, ...]:
    """Return entities given as Rasa gives them: `start`, `end`, `entity`, and `value`, `role`, `group` or none."""
    more = [tuple(None if one.get(key) is None else str(one[key]) for key in ("value", "role", "group")) for one in told]
    return tuple(Entity(int(one["start"]), int(one["end"]), str(one["entity"]), *rest) for one, rest in zip(told, more, strict=True))


def _json(name: str, text: str) -> Iterator[Row | Bad]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{name}: no JSON") from error
    if not isinstance(read, list):
        raise BadRequest(f"{name}: an export of Label Studio is a list of tasks")
    return tasks(read)
