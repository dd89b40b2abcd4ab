"""Teaches the model to read Vietnamese typed without accents."""

import unicodedata
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_STROKE = str.maketrans({"đ": "d", "Đ": "D"})


def strip_accents(text: str) -> str:
    """Return `text` without accents, in the same case and of the same length, so that offsets stay right.

    `core.text.fold` also lower-cases and normalises, which would move offsets. Takes NFC text.
    """
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text.translate(_STROKE))


# Registered as a featurizer because Rasa's recipe has no kind "augmenter"; it stands before the tokenizer.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class AccentlessCopies(GraphComponent):
    """Adds a copy without accents of each training example that has any, in memory only."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "AccentlessCopies":
        """Create the component; it has no settings."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the data with the copies added; a copy that equals a written example is left out."""
        written = {m.get(TEXT) for m in training_data.training_examples}
        copies = [_copy(m) for m in training_data.training_examples if m.get(TEXT)]
        return TrainingData(
            training_data.training_examples + [c for c in copies if c.get(TEXT) not in written],
            training_data.entity_synonyms,
            training_data.regex_features,
            training_data.lookup_tables,
            training_data.responses,
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave what citizens write as it is."""
        return messages


def _copy(message: Message) -> Message:
    data = dict(message.data)
    data[TEXT] = strip_accents(data[TEXT])
    if ENTITIES in data:
        data[ENTITIES] = [dict(e, value=strip_accents(str(e["value"]))) for e in data[ENTITIES]]
    return Message(data)
