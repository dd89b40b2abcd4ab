"""The difference of two contents, field by field, with what became of the items of each list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from knowledge.editorial import items
from knowledge.editorial.content import FIELDS
from knowledge.editorial.items import ItemChange, Kind


@dataclass(frozen=True)
class Change:
    """One field, or one part of an item, that differs. None, an empty list and an empty text are "not stated".

    `items` tells of a list; each of those that changed and is no plain text has `parts` of its own.
    """

    field: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any
    items: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Item:
    """One item of a list, as `knowledge.editorial.items.ItemChange` tells it, and the parts of it that differ."""

    kind: Kind
    before: Any
    after: Any
    was: int | None
    now: int | None
    parts: tuple[Change, ...] = ()


def fields(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Change]:
    """Return the fields that differ, in the order of a record; `before` is None where there was no record."""
    return list(_changes(before or {}, after, FIELDS))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Change, ...]:
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return tuple(_change(name, old, new) for name, old, new in pairs if old != new and not (_none(old) and _none(new)))


def _none(value: Any) -> bool:
    """Not stated; 0 is stated."""
    return value is None or value in ([], "")


def _change(name: str, old: Any, new: Any) -> Change:
    kind: Literal["added", "removed", "changed"] = "added" if _none(old) else "removed" if _none(new) else "changed"
    if isinstance(old, list) or isinstance(new, list):
        return Change(name, kind, old, new, tuple(_item(one) for one in items.compare(old or [], new or [])))
    if isinstance(old, dict) and isinstance(new, dict):
        return Change(name, kind, old, new, (Item("changed", old, new, 0, 0, _parts(old, new)),))
    return Change(name, kind, old, new)


def _item(one: ItemChange) -> Item:
    both = isinstance(one.before, dict) and isinstance(one.after, dict)
    return Item(one.kind, one.before, one.after, one.was, one.now, _parts(one.before, one.after) if both else ())


def _parts(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    return _changes(before, after, tuple(dict.fromkeys([*before, *after])))
