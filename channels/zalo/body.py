"""What every reader of Zalo's JSON shares: a body that may be anything, ids that may be numbers, times that lost a digit."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

# What no database stores or no client can be sent: half an emoji, and the zero byte (PostgreSQL).
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_DIGITS = re.compile(r"[0-9]{10,16}", re.ASCII)
_MILLISECONDS = 13  # digits of a moment in milliseconds, from 2001 to 2286


def parse(raw: bytes) -> dict[str, Any] | None:
    """Return the JSON object in `raw`, or `None` for anything else."""
    with suppress(ValueError, RecursionError):  # not UTF-8, no JSON, a number of thousands of digits; a thousand brackets
        told = json.loads(raw.decode())
        return told if isinstance(told, dict) else None
    return None


def part(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the object at `key`, an empty one where there is none."""
    told = body.get(key)
    return told if isinstance(told, dict) else {}


def word(value: Any) -> str:
    """Return a text, or a number some versions send in its place, as text that can be kept; anything else is empty."""
    told = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return _UNKEPT.sub("", told) if isinstance(told, str) else ""


def moment(value: Any) -> datetime | None:
    """Return the moment that Zalo's digits stand for, or `None` for anything else.

    They are milliseconds as text. Zalo's own samples have some of 12 digits, which would be the year 1974: the first digits of a
    moment are the same whatever is left out at its end, so seconds and a lost digit are read as well.
    """
    told = word(value)
    if not _DIGITS.fullmatch(told):
        return None
    return datetime.fromtimestamp(int(told.ljust(_MILLISECONDS, "0")[:_MILLISECONDS]) / 1000, timezone.utc)
