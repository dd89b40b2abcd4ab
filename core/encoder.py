"""The sentence encoder that serves: onnxruntime and tokenizers, no torch.

Shared by the knowledge base and by the Rasa component, so it also runs on Python 3.10; beside `core.text`
it is the only module of ours that `bot` imports.
"""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]
Kind = Literal["query", "passage"]

MAX_TOKENS = 384  # a section of a record; longer text is cut, and sections are split well below it
_BATCH = 16


class Encoder:
    """Turns texts into unit vectors; the same file encodes questions and passages.

    Open one per process. Thread-safe: onnxruntime sessions are, and nothing else is kept.
    """

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, manifest: dict[str, Any]) -> None:
        """Wrap an open session; use `open`."""
        self._session, self._tokenizer = session, tokenizer
        self.version: str = manifest["version"]
        self.dimension: int = manifest["dimension"]
        self._prefix: dict[str, str] = manifest["prompts"]

    @classmethod
    def open(cls, folder: Path, threads: int = 1) -> "Encoder":
        """Open the model in `folder` (`model.onnx`, `tokenizer.json`, `manifest.json`).

        Raises:
            FileNotFoundError: the model has not been prepared; the message says how.
        """
        missing = [n for n in ("manifest.json", "model.onnx", "tokenizer.json") if not (folder / n).exists()]
        if missing:
            raise FileNotFoundError(f"no embedding model in {folder} ({', '.join(missing)} missing): run `make setup`")
        options = onnxruntime.SessionOptions()
        # More threads bring nothing for one short question, and spin on a busy two-core machine.
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.enable_padding(pad_id=tokenizer.token_to_id("<pad>"), pad_token="<pad>")  # noqa: S106 (a padding piece, no secret)
        return cls(session, tokenizer, json.loads((folder / "manifest.json").read_text("utf-8")))

    def encode(self, texts: list[str], kind: Kind = "query") -> Vectors:
        """Return float32 vectors of shape (len(texts), dimension), each of length 1. Texts are NFC."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # Sorted by length, so that short texts are not padded to the longest.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            vectors[chosen] = self._run([self._prefix[kind] + texts[i] for i in chosen])
        return vectors

    def _run(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([e.ids for e in encodings], np.int64),
            "attention_mask": np.array([e.attention_mask for e in encodings], np.int64),
        }
        (vectors,) = self._session.run(["sentence_embedding"], feed)
        return np.asarray(vectors, np.float32)
