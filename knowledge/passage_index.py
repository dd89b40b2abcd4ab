"""The passages of a release by procedure: their words, and how near they are to a question.

`passages.jsonl` holds one passage a line, in the order of the procedures; `passages.npy` the vector of each, in half
precision; `shares/` how many passages have a term; `places.npy` where each procedure's passages begin: `(row, byte of the line)`, with
the end as last. Vectors and lines are mapped: a question is asked of one or a few procedures, and reads theirs alone.
"""

import json
import mmap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.embedder import CachedEmbedder, Halves
from knowledge.importers.watch import Watch
from knowledge.passages import Passage
from knowledge.text_index import Scores, TermShares

_READ_CHARS = 440  # about 128 tokens: what a vector is made of
_LINES, _VECTORS, _PLACES, _SHARES = "passages.jsonl", "passages.npy", "places.npy", "shares"


class PassageIndex:
    """The passages of an opened release. Read-only and thread-safe; what is asked of a procedure is asked by its row."""

    def __init__(self, lines: bytes | mmap.mmap, vectors: Halves, places: npt.NDArray[np.int64], shares: TermShares) -> None:
        """Wrap what a release holds; use `open`."""
        self._lines, self._vectors, self._places, self.shares = lines, vectors, places, shares

    @classmethod
    def open(cls, folder: Path) -> "PassageIndex":
        """Open the release in `folder`; that it is whole is `release.verify`'s to say."""
        with (folder / _LINES).open("rb") as file:
            empty = (folder / _LINES).stat().st_size == 0  # which nothing can be mapped of
            lines = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        vectors: Halves = np.load(folder / _VECTORS, mmap_mode="r")
        return cls(lines, vectors, np.load(folder / _PLACES), TermShares.open(folder / _SHARES))

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """The row of the procedure that each passage is of, shape (passages,)."""
        return np.repeat(np.arange(len(self._places) - 1), np.diff(self._places[:, 0]))

    def rows(self, procedure: int) -> slice:
        """Return the rows of the passages of the procedure in row `procedure`."""
        return slice(int(self._places[procedure, 0]), int(self._places[procedure + 1, 0]))

    def of(self, procedure: int) -> list[Passage]:
        """Return the passages of the procedure, in the order of the record."""
        lines = self._lines[int(self._places[procedure, 1]) : int(self._places[procedure + 1, 1])]
        return [_passage(line) for line in lines.split(b"\n") if line]

    def nearness(self, procedure: int, vector: npt.NDArray[np.float32]) -> Scores:
        """Return the cosine of each of its passages with `vector`, shape (1, dimension): shape (its passages,)."""
        return np.asarray(self._vectors[self.rows(procedure)].astype(np.float32) @ vector[0], np.float32)


def write(folder: Path, pieces: Sequence[Sequence[Passage]], embedder: CachedEmbedder, watch: Watch) -> None:
    """Write the passages of a release into `folder`; `pieces[i]` are those of the procedure in row i."""
    lines = [[_line(piece) for piece in of_one] for of_one in pieces]
    rows = np.cumsum([0, *map(len, lines)])
    sizes = np.cumsum([0, *(sum(map(len, of_one)) for of_one in lines)])
    np.save(folder / _PLACES, np.stack([rows, sizes], axis=1).astype(np.int64))
    (folder / _LINES).write_bytes(b"".join(line for of_one in lines for line in of_one))
    texts = [piece.text for of_one in pieces for piece in of_one]
    TermShares.build(texts, embedder.syllables).save(folder / _SHARES)
    np.save(folder / _VECTORS, embedder.halves([_head(text) for text in texts], watch))


def read(folder: Path) -> list[Passage]:
    """Read every passage of the release in `folder`, in order."""
    return [_passage(line) for line in (folder / _LINES).read_bytes().split(b"\n") if line]


def _head(text: str) -> str:
    """The begin of a passage, cut at a blank. The rest would cost a third more time to embed (bench/results/publish.md)."""
    return text if len(text) <= _READ_CHARS else text[: text.rfind(" ", 1, _READ_CHARS) if " " in text[1:_READ_CHARS] else _READ_CHARS]


def _line(passage: Passage) -> bytes:
    return json.dumps([passage.code, passage.facet, passage.text], ensure_ascii=False).encode() + b"\n"


def _passage(line: bytes) -> Passage:
    return Passage(*json.loads(line))
