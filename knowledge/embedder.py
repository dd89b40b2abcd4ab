"""Vectors of the records' texts, each text embedded once however often it is published."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.encoder import Encoder, Kind
from knowledge.importers.watch import Watch, unwatched
from knowledge.store import Key, Store, key_of

Vectors = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
_AT_A_TIME = 64  # texts between two writes: what an interrupted publish embeds again at most


class KeptEncoder(Encoder):
    """The serving encoder, opened at the first text that it has to read, with the vectors of questions kept on disk.

    For a publish: the golden questions are the same each time, and an edit leaves few texts to embed or none.
    """

    def __init__(self, model: Path, folder: Path) -> None:
        """Stand for the model in the folder `model`, kept vectors in `folder`; raises what `Encoder.open` does when it is missing."""
        if not (model / "manifest.json").exists():
            Encoder.open(model)
        manifest = json.loads((model / "manifest.json").read_text("utf-8"))
        self.version, self.dimension = manifest["version"], manifest["dimension"]
        self._model, self._lock = model, threading.Lock()
        self._opened: Encoder | None = None
        self._store = Store(folder / f"{self.version}.questions")

    def encode(self, texts: list[str], kind: Kind = "query") -> Vectors:
        """Return what the encoder does, each question read by itself and but once."""
        if kind == "passage":
            return self._open().encode(texts, kind)
        keys = [key_of("question", text) for text in texts]
        if new := {key: text for key, text in zip(keys, texts, strict=True) if key not in self._store}:
            self._store.add({key: self._open().encode([text]).tobytes() for key, text in new.items()})
        return np.frombuffer(b"".join(self._store[key] for key in keys), np.float32).reshape(-1, self.dimension)

    def _open(self) -> Encoder:
        with self._lock:
            self._opened = self._opened or Encoder.open(self._model)
            return self._opened


class CachedEmbedder:
    """Encodes passages through the serving encoder and keeps the vectors on disk by content hash.

    `syllables` and `clauses` keep what the lexical index and accent restoration read of the same texts.

    One file a model version, so that vectors of two models never meet in one index. Vectors are kept in half
    precision, and given out so rounded even when they are new: the same texts make the same release, cached or not.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        """Use `encoder`, opened with one thread; keep vectors in `folder`."""
        self.encoder = encoder
        self._store = Store(folder / f"{encoder.version}.vectors")
        self.syllables = Store(folder / "texts.syllables")
        self.clauses = Store(folder / "texts.clauses")

    def passages(self, texts: list[str]) -> Vectors:
        """Return vectors of shape (len(texts), dimension) for `texts`, embedding only those not seen before."""
        return self.halves(texts).astype(np.float32)

    def halves(self, texts: list[str], watch: Watch = unwatched) -> Halves:
        """Return the vectors in half precision; `watch` sees each text that must be embedded go by."""
        keys = [key_of("passage", text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._store}
        if new:
            self._embed(new, watch)
        return np.frombuffer(b"".join(self._store[key] for key in keys), np.float16).reshape(-1, self.encoder.dimension)

    def _embed(self, new: dict[Key, str], watch: Watch) -> None:
        # One text a run and one core a run. The encoder counts in whole numbers scaled by the largest of the batch,
        # so that alone a text's vector is the same in whatever company it was published; and a batch of long texts
        # outgrows the processor's cache: 16 together take half as long again as 16 in turn (bench/results/publish.md).
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as cores:
            rows = iter(watch(new.items(), "embedding", len(new)))
            while some := dict(islice(rows, _AT_A_TIME)):
                self._store.add(dict(zip(some, cores.map(self._encode, some.values()), strict=True)))

    def _encode(self, text: str) -> bytes:
        return self.encoder.encode([text], "passage").astype(np.float16).tobytes()
