"""Everyday Vietnamese that ships with the product: what people say, beside what records say."""

import re
from collections.abc import Iterator
from pathlib import Path

from core.text import normalize
from knowledge import tables

_EXAMPLE = re.compile(r"^\s+- (?!intent:|regex:|lookup:|synonym:)(.+)$", re.MULTILINE)
_ENTITY = re.compile(r"\[([^\]\n]*)\](?:\([^)\n]*\)|\{[^}\n]*\})")


def spoken(seed: Path, words: Path | None = None) -> Iterator[str]:
    """Yield (normalised) the phrases of a table of `words`, that of the folder `seed` unless told, and the dialogue's examples.

    The examples (`nlu_data/nlu` of the checkout that `seed` lies in) may be absent.
    """
    for _, (kind, written, means) in tables.rows(words or seed / "words.tsv"):
        yield from (normalize(phrase) for phrase in {"short": (means,), "same": (written, means)}.get(kind, ()))
    for path in sorted((seed.parents[1] / "nlu_data" / "nlu").glob("*.yml")):
        yield from (normalize(_ENTITY.sub(r"\1", example)) for example in _EXAMPLE.findall(path.read_text("utf-8")))
