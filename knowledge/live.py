"""A table as the live release holds it: read anew when a release with another one goes live, without a restart."""

import json
import threading
import time
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog

from knowledge.pointer import current_id

_LOOK_EVERY = 1.0  # seconds between looks at the release pointer
_log = structlog.get_logger()
Table = TypeVar("Table")
Sums = dict[str, str]


class LiveTable(Generic[Table]):
    """One table, or one folder of them. Thread-safe: a reader keeps what it was given while another is swapped in.

    A release made before it held such files has none: then it is the one that ships. A damaged one leaves what was read before.
    """

    def __init__(self, shipped: Path, releases: Path, read: Callable[[Path], Table], clock: Callable[[], float] = time.monotonic) -> None:
        """Read what lies in `releases` under the name of `shipped` with `read`, which raises `ValueError` or `OSError` for what is none."""
        self._path, self._name, self._releases, self._read, self._clock = shipped, shipped.name, releases, read, clock
        self._lock = threading.Lock()
        self._kept: tuple[Table, Sums] | None = None
        self._release: str | None = None
        self._looked = float("-inf")

    def __call__(self) -> Table:
        """Return the table of the live release; the pointer is looked at once a second at most."""
        if self._kept and self._clock() - self._looked <= _LOOK_EVERY:
            return self._kept[0]
        self._looked = self._clock()
        return self.of(current_id(self._releases))

    def of(self, release_id: str | None) -> Table:
        """Return the table of one release, and that which ships where there is none. Raises as `read` if even that is broken."""
        kept = self._kept
        if kept and release_id == self._release:
            return kept[0]
        if not self._lock.acquire(blocking=kept is None) and kept:
            return kept[0]  # another reads it, which takes half a second: this question need not wait
        try:
            self._kept, self._release = self._followed(release_id), release_id
            return self._kept[0]
        finally:
            self._lock.release()

    def _followed(self, release_id: str | None) -> tuple[Table, Sums]:
        sums = self._sums(release_id) if release_id else {}
        if self._kept and sums == self._kept[1]:
            return self._kept
        try:
            return self._opened(release_id, sums) if release_id and sums else self._shipped()
        except (OSError, ValueError) as error:
            _log.warning("a table of the release cannot be used", table=self._name, release=release_id, cause=type(error).__name__)
            return self._kept or self._shipped()

    def _opened(self, release_id: str, sums: Sums) -> tuple[Table, Sums]:
        folder = self._releases / release_id
        for name, expected in sums.items():
            with (folder / name).open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != expected:
                    raise ValueError(f"{name} is damaged")
        return self._read(folder / self._name), sums

    def _shipped(self) -> tuple[Table, Sums]:
        return self._read(self._path), {}

    def _sums(self, release_id: str) -> Sums:
        """Return the checksums of the table's files, by their names; of a release that cannot be read those of what is open."""
        try:
            manifest: dict[str, Any] = json.loads((self._releases / release_id / "manifest.json").read_text("utf-8"))
            files: Sums = manifest["files"]
            return {name: files[name] for name in files if name == self._name or name.startswith(f"{self._name}/")}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return self._kept[1] if self._kept else {}
