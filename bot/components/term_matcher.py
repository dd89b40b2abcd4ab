"""Entities with a canonical id: procedures, agencies, papers and wards that the knowledge base knows."""

import csv
import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, EXTRACTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.crf import StoredCRF
from bot.components.terms import Gazetteer, Term

_FILE = "terms.tsv"
_LABELS = {"procedure", "agency", "paper", "ward"}  # entities of domain.yml; any other line, such as a header, is skipped


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TermMatcher(GraphComponent, EntityExtractorMixin):
    """Reads the terms when it is trained and keeps them in the model, so that they are swapped with it.

    Stands last of the extractors: a span that a pattern or a term has found is taken from the CRF's guesses.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, config: dict[str, Any], terms: list[Term]) -> None:
        """Build the gazetteer; use `create` or `load`."""
        self._storage, self._resource, self._config = storage, resource, config
        self._gazetteer = Gazetteer(terms)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`terms` is a file of `label<TAB>canonical id<TAB>term`, written from the knowledge base."""
        return {"terms": "var/lookups/terms.tsv"}

    @staticmethod
    def required_packages() -> list[str]:
        """Packages whose version is part of the model's fingerprint."""
        return ["spacy"]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "TermMatcher":
        """Create the component before training."""
        return cls(model_storage, resource, config, [])

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TermMatcher":
        """Read the terms out of the model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, config, _read(folder / _FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return a hash of the terms: Rasa's training cache does not see that file."""
        source = Path({**cls.get_default_config(), **config}["terms"])
        return hashlib.sha256(source.read_bytes()).hexdigest() if source.exists() else None

    def train(self, training_data: TrainingData) -> Resource:
        """Copy the terms into the model; without the file (tests, a first run) there are none."""
        source = Path(self._config["terms"])
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_bytes(source.read_bytes() if source.exists() else b"")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the terms found in each text, and drop what overlaps them."""
        for message in messages:
            found = [
                {"entity": m.term.label, "value": m.term.id, "start": m.start, "end": m.end}
                for m in self._gazetteer.find(message.get(TEXT) or "")
            ]
            entities = _without_overlaps(message.get(ENTITIES, []), self.add_extractor_name(found))
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _read(path: Path) -> list[Term]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == 3]
    return [Term(*row) for row in rows if row[0] in _LABELS and row[2].strip()]


def _without_overlaps(earlier: list[dict[str, Any]], terms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one entity a place: patterns are surest, then terms, then what the CRF guesses."""
    guesses = [e for e in earlier if e.get(EXTRACTOR) == StoredCRF.__name__]
    kept = [e for e in earlier if e not in guesses]
    for entity in terms + guesses:
        if all(entity["end"] <= other["start"] or other["end"] <= entity["start"] for other in kept):
            kept.append(entity)
    return sorted(kept, key=lambda e: e["start"])
