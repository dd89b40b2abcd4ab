"""The training data as the desk reads it, kept until a file changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from training.corpus.corpus import HOLDOUT, LOOKUPS, SYNONYMS, TRAINING, Corpus
from training.corpus.descriptions import FILE, Description, described
from training.corpus.entities import listed
from training.corpus.intents import Intents
from training.corpus.lookalikes import Lookalikes
from training.corpus.schemas import Example

_Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Shelf:
    """What stands in the files: `names` are the domain's intents in its order, then those that only examples name."""

    names: tuple[str, ...]
    ruled: frozenset[str]
    by_intent: dict[str, list[Example]]
    described: dict[str, Description]
    entities: tuple[str, ...]
    corpus: Corpus
    alike: Lookalikes


def opened(home: Path) -> Shelf:
    """Return the data of the checkout `home`. Raises `BadRequest` for a file that cannot be read."""
    return _read(home, _stamp(home))


@lru_cache(2)
def _read(home: Path, _: _Stamp) -> Shelf:
    corpus, intents = Corpus.read(home), Intents(home)
    examples = list(corpus.examples)
    by_intent: dict[str, list[Example]] = {}
    for one in examples:
        by_intent.setdefault(one.intent, []).append(one)
    names = tuple(dict.fromkeys((*intents.names, *by_intent)))
    return Shelf(names, intents.ruled, by_intent, described(home), tuple(listed(home)), corpus, Lookalikes(examples))


def _stamp(home: Path) -> _Stamp:
    return tuple((str(path), status.st_mtime_ns, status.st_size) for path in _files(home) for status in [path.stat()])


def _files(home: Path) -> Iterator[Path]:
    yield from (path for name in ("domain.yml", FILE) if (path := home / name).is_file())
    for folder in (TRAINING, HOLDOUT, LOOKUPS, SYNONYMS, "nlu_data/rules"):
        yield from sorted((home / folder).glob("*.yml"))
