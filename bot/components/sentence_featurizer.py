"""Dense features of a whole message, from the encoder that the knowledge base also searches with."""

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from core.encoder import Encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the sentence vector of each text. Token vectors are left out: logistic regression reads none."""

    def __init__(self, config: dict[str, Any], name: str, encoder: Encoder) -> None:
        """Keep an open encoder; use `create`."""
        super().__init__(name, config)
        self._encoder = encoder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model` is the encoder's folder; `weight` multiplies the unit vector (see `config.yml`)."""
        return {**DenseFeaturizer.get_default_config(), "model": "var/models/embedding", "weight": 1.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check: a missing model is reported by `create`, in training and in serving alike."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "SentenceFeaturizer":
        """Open the encoder, for training and for serving.

        Raises:
            FileNotFoundError: the model has not been prepared; the message says how.
        """
        return cls(config, execution_context.node_name, Encoder.open(Path(config["model"])))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the encoder's version: Rasa's training cache cannot see a new model in the same folder."""
        manifest = Path({**cls.get_default_config(), **config}["model"]) / "manifest.json"
        return str(json.loads(manifest.read_text("utf-8"))["version"]) if manifest.exists() else None

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector to each message that has a text."""
        written = [m for m in messages if m.get(TEXT)]
        if not written:
            return messages
        vectors = self._encoder.encode([m.get(TEXT) for m in written], kind="query") * self._config["weight"]
        for message, vector in zip(written, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS]))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vector to each training example."""
        self.process(training_data.training_examples)
        return training_data
