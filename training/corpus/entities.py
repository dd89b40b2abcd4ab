"""Entities (thực thể) as the examples mark them, and the patterns and word lists that find them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.corpus.change import read
from training.corpus.corpus import Corpus, target_of
from training.corpus.document import LOOKUP, REGEX, loaded
from training.corpus.schemas import Example, Target

_SAMPLES = 12


@dataclass
class Seen:
    """How often one entity is marked, with which texts, roles and groups, and in which intents."""

    name: str
    train: int = 0
    test: int = 0
    texts: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    intents: Counter[str] = field(default_factory=Counter)

    @property
    def samples(self) -> list[str]:
        """The texts that are marked most often."""
        return [text for text, _ in self.texts.most_common(_SAMPLES)]


@dataclass(frozen=True)
class Pattern:
    """A regular expression or a list of words in the data: `kind` is regex or lookup."""

    kind: str
    name: str
    file: str
    entries: tuple[str, ...]


def seen(examples: Iterable[Example], names: Iterable[str] = ()) -> list[Seen]:
    """Count the entities of `examples`, the most frequent first; `names` without a mark come last."""
    found = {name: Seen(name) for name in names}
    for example in examples:
        for entity in example.entities:
            one = found.setdefault(entity.name, Seen(entity.name))
            if target_of(example.file) is Target.TRAIN:
                one.train += 1
            else:
                one.test += 1
            one.texts[entity.value or example.text[entity.start : entity.end]] += 1
            one.intents[example.intent] += 1
            one.roles.update([entity.role] if entity.role else [])
            one.groups.update([entity.group] if entity.group else [])
    return sorted(found.values(), key=lambda one: (-one.train - one.test, one.name))


def listed(home: Path) -> list[str]:
    """Return the entities of the domain. Raises `BadRequest`."""
    known: Any = loaded("domain.yml", read(home / "domain.yml")).get("entities") or []
    return [str(next(iter(one))) if isinstance(one, dict) else str(one) for one in known]


def patterns(corpus: Corpus) -> list[Pattern]:
    """Return the regular expressions and word lists of the data."""
    blocks = ((path, block) for path in sorted(corpus.documents) for block in corpus.documents[path].blocks)
    return [
        Pattern(block.kind, block.name, path, tuple(entry.markup for entry in block.entries))
        for path, block in blocks
        if block.kind in (REGEX, LOOKUP)
    ]
