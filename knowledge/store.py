"""What was computed once is not computed again: byte strings by key in a file that only grows.

The file may be deleted at any time; it holds nothing that cannot be made again.
"""

import fcntl
import struct
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

Key = bytes
_HEAD = struct.Struct("<32sII")  # the key, how many bytes follow, CRC-32 of both


def key_of(kind: str, text: str) -> Key:
    """Return the key of what is made of `text`; two `kind`s of making never meet."""
    return sha256(f"{kind}:{text}".encode()).digest()


class Store:
    """Values by key. Adding writes the new ones alone, behind the others; a crash in between costs those at most."""

    def __init__(self, path: Path) -> None:
        """Read `path`; a file that is not there is an empty one."""
        self._path, self._end = path, 0
        self._values: dict[Key, bytes | memoryview] = {}
        self._load()

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    def __getitem__(self, key: Key) -> bytes | memoryview:
        return self._values[key]

    def add(self, values: Mapping[Key, bytes]) -> None:
        """Keep `values`, in memory and on disk."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()
        with self._path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if self._path.stat().st_size != self._end:  # another process added to it, or broke off while it did
                self._load()
            file.truncate(self._end)
            file.seek(self._end)
            file.writelines(_record(key, value) for key, value in values.items())
            self._end = file.tell()
        self._values.update(values)

    def _load(self) -> None:
        """Read what was added, up to the first record that is not whole: what follows a damaged one cannot be told apart."""
        size = self._path.stat().st_size if self._path.exists() else 0
        if size < self._end:  # it was deleted, or cut: begin anew
            self._end = 0
        data = memoryview(self._tail() if size else b"")
        start = 0
        while start + _HEAD.size <= len(data):
            key, size, check = _HEAD.unpack_from(data, start)
            value = data[start + _HEAD.size : start + _HEAD.size + size]
            if len(value) != size or _check(key, value) != check:
                break
            self._values[key] = value
            start += _HEAD.size + size
        self._end += start

    def _tail(self) -> bytes:
        with self._path.open("rb") as file:
            file.seek(self._end)
            return file.read()


def _record(key: Key, value: bytes) -> bytes:
    return _HEAD.pack(key, len(value), _check(key, value)) + value


def _check(key: Key, value: bytes | memoryview) -> int:
    return zlib.crc32(value, zlib.crc32(key))
