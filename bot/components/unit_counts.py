"""Brings the word counts of every message to one length, so that a long message does not shout."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


# Stands after the count featurizers: it has no features of its own.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class UnitCounts(GraphComponent):
    """Scales each sparse sentence vector (one for each count featurizer) to the length `weight`; an empty one stays."""

    def __init__(self, weight: float) -> None:
        """Keep the length; use `create`."""
        self._weight = weight

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`weight` is the Euclidean length after scaling, to be set against that of the sentence vector."""
        return {"weight": 1.0}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "UnitCounts":
        """Create the component."""
        return cls(config["weight"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Scale the counts of each message."""
        for message in messages:
            message.features = [self._scaled(features) for features in message.features]
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Scale the counts of each training example."""
        self.process(training_data.training_examples)
        return training_data

    def _scaled(self, features: Features) -> Features:
        if not features.is_sparse() or features.type != FEATURE_TYPE_SENTENCE:
            return features
        counts = features.features.astype(np.float64)
        length = np.sqrt(counts.multiply(counts).sum())
        scaled = counts * (self._weight / length) if length else counts
        return Features(scaled.tocoo(), features.type, features.attribute, features.origin)
