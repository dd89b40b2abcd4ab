"""The number of a legal document (số hiệu), by which it is known however a record writes it."""

import re

from core.text import normalize

LONGEST = 80  # characters of a number
_NUMBER = re.compile(r"\d+(?:\.\d+)*/\d{4}(?:/[^\W_]+(?:[-.&/][^\W_]+)*)?")
_JOINT = re.compile(r"(?<=[A-ZĐ])(?:- |_)(?=[A-ZĐ]{2,}\b)")  # "TT- BTC", "TT_BCA": as portals write some


def bare(text: str) -> str:
    """Return the number alone: "32/2024/QH15" of "Luật số 32/2024/QH15 ngày 18/01/2024"; a text of another form stays whole."""
    tidy = _JOINT.sub("-", normalize(text)).replace("//", "/")
    found = _NUMBER.search(tidy)
    return found[0] if found else tidy


def key(text: str) -> str:
    """Return what two writings of one number share: the bare number in lower case, without leading zeros."""
    return bare(text).lower().lstrip("0")
