"""What a pressed button sends. Rasa reads `/intent{entities}` as a command, so a client may send these two and no other."""

import json
import re
from typing import get_args

from core.answer import Facet

_ASK = frozenset(f"/ask_{facet}" for facet in get_args(Facet))
_CHOOSE = re.compile(r"/choose_procedure\s*(\{.{1,80}\})", re.DOTALL)
_CODE = re.compile(r"\d\.\d{6,12}")
_SLASHES = re.compile(r"^[/\s]+")


def pressed(text: str) -> str | None:
    """Return `text` in its one spelling when it is a payload of ours, else `None`."""
    if text in _ASK:
        return text
    choice = _CHOOSE.fullmatch(text)
    code = _code(choice[1]) if choice else None
    return choose(code) if code else None


def choose(code: str) -> str:
    """Return the payload that chooses the procedure `code`."""
    return f'/choose_procedure{{"procedure_code":"{code}"}}'


def plain(text: str) -> str:
    """Return `text` without the slashes that would make Rasa read an intent in it."""
    return _SLASHES.sub("", text)


def _code(raw: str) -> str | None:
    try:
        entities = json.loads(raw)
    except ValueError:
        return None
    code = entities.get("procedure_code") if isinstance(entities, dict) and len(entities) == 1 else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else None
