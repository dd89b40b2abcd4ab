"""Items of a list in a record's form: added, removed, moved up and down."""

from collections.abc import Mapping
from typing import Any

from console.procedures.form import SPEC, Items, Tree, blank
from core.errors import BadRequest

DEEDS = ("add", "remove", "up", "down")
MOST = 500  # items of one list


def apply(trees: Mapping[str, Tree], deed: str) -> str:
    """Do `deed` (`add:cases.0.documents`, `up:steps.3`) to the trees, and return the place to look at. Raises `BadRequest`."""
    verb, _, place = deed.partition(":")
    parts = place.split(".")
    try:
        if verb == "add":
            return _add(trees, parts)
        items, at = _found(trees, parts[:-1])[0], int(parts[-1])
        if not 0 <= at < len(items):
            raise IndexError(at)
    except (LookupError, TypeError, ValueError) as error:
        raise BadRequest("no such item") from error
    to = {"up": at - 1, "down": at + 1}.get(verb, at)
    if verb == "remove":
        del items[at]
        to = min(at, len(items) - 1)
    elif 0 <= to < len(items):
        items[at], items[to] = items[to], items[at]
    else:
        to = at
    return ".".join([*parts[:-1], str(to)]) if to >= 0 else ".".join(parts[:-1])


def _add(trees: Mapping[str, Tree], parts: list[str]) -> str:
    items, spec = _found(trees, parts)
    if len(items) >= MOST:
        raise BadRequest("a list has too many items")
    items.append(blank(spec.of))
    return ".".join([*parts, str(len(items) - 1)])


def _found(trees: Mapping[str, Tree], parts: list[str]) -> tuple[list[Any], Items]:
    """Return the list at a place, with what it is a list of. Raises `LookupError`, `TypeError` or `ValueError` where there is none."""
    tree: Any = trees[parts[0]]
    spec: Any = SPEC[parts[0]]
    for part in parts[1:]:
        tree, spec = (tree[int(part)], spec.of) if isinstance(spec, Items) else (tree[part], spec[part])
    if not isinstance(spec, Items):
        raise TypeError("no list")
    return tree, spec
