"""Dense search. The only module that knows faiss."""

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

faiss.omp_set_num_threads(1)  # one question is less work than waking a second core; and a process so may be forked

Vectors = npt.NDArray[np.float32]


class VectorIndex:
    """Exact inner-product search over unit vectors; row i is passage i.

    Flat is exact and answers 100,000 passages in under 10 ms; nothing is trained or tuned.
    """

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a faiss index; use `build` or `open`."""
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorIndex":
        """Index `vectors` of shape (passages, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Open a saved index read-only. Raises `RuntimeError` when the file is damaged."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_READ_ONLY))

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` `(row, cosine)` pairs, best first, for one vector of shape (1, dimension)."""
        scores, rows = self._index.search(vector, min(limit, len(self)))
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]

    def scores(self, vector: Vectors) -> npt.NDArray[np.float32]:
        """Return the cosine of every row with one vector of shape (1, dimension), in row order."""
        scores, rows = self._index.search(vector, len(self))
        ordered = np.empty(len(self), np.float32)
        ordered[rows[0]] = scores[0]
        return ordered
