"""Single values of portals' records, read with forbearance: numbers written as texts and back, nulls, what nobody announced."""

import math
import re

_LONGEST = 2_000  # characters of a text
_BETWEEN_PHONES = re.compile(r"[;,|/]")
_PROCEDURE = re.compile(r"(\d\.\d{6})(?:\.000\.00\.00\.H\d{2})?", re.ASCII)
_CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ)$", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3}){1,4}", re.ASCII)
_PLAIN = re.compile(r"(\d{1,12})(?:[.,]\d{1,2})?", re.ASCII)


def text(value: object) -> str:
    """Return `value` as a text that can be encoded; "" for what is neither a text nor a finite number."""
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value == int(value) else ""
    told = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return told[:_LONGEST].encode("utf-8", "ignore").decode().strip()  # JSON can hold halves of a letter


def phones(value: object) -> list[str]:
    """Return the phone numbers of a field in which several may stand."""
    return [number for number in _BETWEEN_PHONES.split(text(value)) if number.strip()]


def procedure_code(value: object) -> str | None:
    """Return "1.000494" of "1.000494" and of "1.000494.000.00.00.H29", or `None`."""
    found = _PROCEDURE.fullmatch(text(value))
    return found[1] if found else None


def dong(value: object) -> int | None:
    """Return the VND of an amount as portals write it ("50000", "50.000 đ", 50000.0, "50000.00"), or `None`."""
    bare = _CURRENCY.sub("", text(value))
    if _GROUPED.fullmatch(bare):
        return int(re.sub(r"[.,]", "", bare))
    plain = _PLAIN.fullmatch(bare)
    return int(plain[1]) if plain else None
