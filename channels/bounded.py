"""A map that never outgrows its bound: what was not used for longest goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Bounded(Generic[Key, Value]):
    """At most `size` entries. For one event loop: no method waits, so none needs a lock."""

    def __init__(self, size: int) -> None:
        """Start empty."""
        self._size = size
        self._entries: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def get(self, key: Key) -> Value | None:
        """Return the value of `key` and count that as a use."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key]

    def put(self, key: Key, value: Value) -> None:
        """Set `key`, and let the oldest go when there are too many."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def drop(self, key: Key, value: Value) -> None:
        """Remove `key` if it still holds `value`."""
        if self._entries.get(key) is value:
            del self._entries[key]
