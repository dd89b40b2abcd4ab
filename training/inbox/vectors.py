"""Vectors of labelled examples, each encoded once and kept in a file. What is no example any more leaves the file.

The file may be deleted at any time: it is made again. Vectors of what people wrote are never in it, but in the rows of their texts.
"""

import os
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import numpy as np

from training.inbox.ports import Encoder, Vectors

_AT_A_TIME = 1_000  # texts between two writes: what a program that ends in between encodes again at most
_NOT_READ = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


class Kept:
    """The file of one encoder, in half precision."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """Keep the vectors of `encoder` in `folder`."""
        self._encoder, self._path = encoder, folder / f"{encoder.version}.npz"

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of shape (len(texts), dimension), each of length 1; only texts that the file does not hold are encoded."""
        keys = [_key(text) for text in texts]
        there = self._read()
        kept = {key: there[key] for key in keys if key in there}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        for number, (key, text) in enumerate(new.items(), 1):
            kept[key] = half(self._encoder, text)
            if number % _AT_A_TIME == 0:
                self._write(kept)
        if new or len(kept) != len(there):
            self._write(kept)
        return whole([kept[key] for key in keys])

    def missing(self, texts: Sequence[str]) -> int:
        """Count the texts that the file does not hold."""
        return len({_key(text) for text in texts} - self._read().keys())

    def _read(self) -> dict[bytes, bytes]:
        """A file that is damaged is made again."""
        try:
            with self._path.open("rb") as opened, np.load(opened) as file:
                keys, vectors = file["keys"], file["vectors"]
            return {key.tobytes(): vector.tobytes() for key, vector in zip(keys, vectors, strict=True)}
        except _NOT_READ:
            return {}

    def _write(self, kept: dict[bytes, bytes]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f".{self._path.stem}-{os.getpid()}.npz")
        keys, vectors = [np.frombuffer(key, np.uint8) for key in kept], [np.frombuffer(vector, np.float16) for vector in kept.values()]
        try:
            np.savez(beside, keys=np.array(keys, np.uint8), vectors=np.array(vectors, np.float16))
            beside.replace(self._path)
        finally:
            beside.unlink(missing_ok=True)
        for other in self._path.parent.glob("[!.]*.npz"):
            if other != self._path:
                with suppress(OSError):
                    other.unlink()  # of an encoder that serves no more


def _key(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()


def half(encoder: Encoder, text: str) -> bytes:
    """Return one vector in half precision. Each text is encoded by itself: in a batch a vector depends on its company (`core.encoder`)."""
    return bytes(encoder.encode([text])[0].astype(np.float16).tobytes())


def whole(halves: Sequence[bytes]) -> Vectors:
    """Return vectors in half precision as those that are reckoned with, of shape (len(halves), dimension)."""
    return np.stack([np.frombuffer(one, np.float16) for one in halves]).astype(np.float32)
