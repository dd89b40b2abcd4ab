"""Vectors of the records' texts, each text embedded once however often it is published."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.encoder import Encoder, Kind

Vectors = npt.NDArray[np.float32]


class CachedEmbedder:
    """Encodes passages through the serving encoder and keeps the vectors on disk by content hash.

    One file a model version, so that vectors of two models never meet in one index.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """Use `encoder`; keep vectors in `folder`."""
        self.encoder = encoder
        self._path = folder / f"{encoder.version}.npz"
        self._known: dict[str, npt.NDArray[np.float32]] = {}
        if self._path.exists():
            with np.load(self._path) as saved:
                self._known = dict(zip(saved["keys"].tolist(), saved["vectors"], strict=True))

    def passages(self, texts: list[str]) -> Vectors:
        """Return vectors of shape (len(texts), dimension) for `texts`, embedding only those not seen before."""
        keys = [self._key(text, "passage") for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self.encoder.encode(list(new.values()), "passage"), strict=True))
        return np.stack([self._known[key] for key in keys]) if keys else np.zeros((0, self.encoder.dimension), np.float32)

    def save(self) -> None:
        """Write the known vectors; a crash in between leaves the former file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(".partial.npz")
        np.savez(partial, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
        partial.replace(self._path)

    @staticmethod
    def _key(text: str, kind: Kind) -> str:
        return sha256(f"{kind}:{text}".encode()).hexdigest()
