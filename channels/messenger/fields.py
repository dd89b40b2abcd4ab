"""Fields of a webhook as they may be trusted: of the right type, bounded, writable to a database; else nothing."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

_LONGEST_ID = 200  # characters; ids of messages are about 100 long
_LONGEST_TEXT = 20_000  # people can send 2,000
_MOST_MS = 253_402_300_799_000  # the year 9999
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # a database takes no NUL, UTF-8 no half of a pair


def record(value: Any) -> dict[str, Any]:
    """Return `value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> Iterator[dict[str, Any]]:
    """Give the objects of a list."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def text(value: Any) -> str:
    """Return a text without what cannot be written."""
    return _UNWRITABLE.sub("", value[:_LONGEST_TEXT]) if isinstance(value, str) else ""


def name(value: Any) -> str:
    """Return an id, whether it came as text or as a number; a long one is told by its hash."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    told = text(str(value)).strip() if isinstance(value, str) or abs(value) < 10**_LONGEST_ID else ""
    return told if len(told) <= _LONGEST_ID else f"sha256.{sha256(told.encode()).hexdigest()}"


def moment(value: Any) -> datetime | None:
    """Return a time told in milliseconds since 1970."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(_MOST_MS)):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MOST_MS:
        return None
    return datetime.fromtimestamp(value / 1_000, timezone.utc)


def digest(value: Any) -> str:
    """Return a short name of any JSON value: the same for the same value, however it was written."""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:24]
