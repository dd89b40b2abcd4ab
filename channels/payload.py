"""What a pressed button sends. Rasa reads `/intent{entities}` as a command, so a client may send these and no other."""

import json
import re
from typing import get_args

from core.answer import Facet

_ASK = frozenset(f"/ask_{facet}" for facet in get_args(Facet))
_COMMAND = re.compile(r"(/[a-z_]{1,30})\s*(\{.{1,120}\})?", re.DOTALL)
_CODE = re.compile(r"\d\.\d{6,12}")
_CASE = re.compile(r"\d\.\d{6,12}#\d{1,3}")  # a case of a procedure: whose papers are asked for
_OPTION = re.compile(r"[A-Za-z0-9._:#-]{1,80}")
_SLASHES = re.compile(r"^[/\s]+")


def pressed(text: str) -> str | None:
    """Return `text` in its one spelling when it is a payload of ours, else `None`."""
    command = _COMMAND.fullmatch(text)
    if not command:
        return None
    name, entities = command[1], command[2]
    if entities is None:
        return name if name in _ASK else None
    if name == "/choose_procedure":
        return _with(name, entities, "procedure_code", _CODE)
    return _with(name, entities, "option", _OPTION) if name == "/pick" else _with(name, entities, "procedure_code", _CASE, name in _ASK)


def choose(code: str) -> str:
    """Return the payload that chooses the procedure `code`."""
    return f'/choose_procedure{{"procedure_code":"{code}"}}'


def plain(text: str) -> str:
    """Return `text` without the slashes that would make Rasa read an intent in it."""
    return _SLASHES.sub("", text)


def _with(name: str, raw: str, entity: str, shape: re.Pattern[str], known: bool = True) -> str | None:
    """Return the command with its one entity, when it is `known`, names `entity` and nothing else, and has its `shape`."""
    try:
        entities = json.loads(raw)
    except ValueError:
        return None
    value = entities.get(entity) if known and isinstance(entities, dict) and len(entities) == 1 else None
    return f'{name}{{"{entity}":"{value}"}}' if isinstance(value, str) and shape.fullmatch(value) else None
