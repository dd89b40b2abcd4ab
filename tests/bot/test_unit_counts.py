"""The counts of a message have one length; everything else stays as it was."""

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import coo_matrix

from bot.components.unit_counts import UnitCounts


def message(*rows: list[int], kind: str = FEATURE_TYPE_SENTENCE) -> Message:
    """Return a message with the sparse features `rows`."""
    return Message({TEXT: "lệ phí"}, features=[Features(coo_matrix([row]), kind, TEXT, "counts") for row in rows])


def vectors(given: Message) -> list[list[float]]:
    """Return the features of a message as lists."""
    return [features.features.toarray()[0].tolist() for features in given.features]


def test_each_vector_gets_the_length_of_the_weight() -> None:
    (scaled,) = UnitCounts(5.0).process([message([3, 0, 4], [0, 2, 0])])
    assert vectors(scaled) == [[3.0, 0.0, 4.0], [0.0, 5.0, 0.0]]
    assert [features.origin for features in scaled.features] == ["counts", "counts"]


def test_an_unknown_text_stays_empty() -> None:
    (scaled,) = UnitCounts(5.0).process([message([0, 0])])
    assert vectors(scaled) == [[0.0, 0.0]]
    assert UnitCounts(5.0).process([Message({TEXT: ""})])[0].features == []


def test_dense_and_token_features_are_left_alone() -> None:
    dense = Message({TEXT: "x"}, features=[Features(np.array([[3.0, 4.0]]), FEATURE_TYPE_SENTENCE, TEXT, "encoder")])
    tokens = message([3, 4], kind=FEATURE_TYPE_SEQUENCE)
    data = UnitCounts(1.0).process_training_data(TrainingData([dense, tokens]))
    assert data.training_examples[0].features[0].features.tolist() == [[3.0, 4.0]]
    assert vectors(data.training_examples[1]) == [[3, 4]]


def test_the_weight_is_a_setting() -> None:
    assert UnitCounts.get_default_config() == {"weight": 1.0}
    scaled = UnitCounts.create({"weight": 2.0}, None, None, None).process([message([1, 0])])  # type: ignore[arg-type]
    assert vectors(scaled[0])[0][0] == pytest.approx(2.0)
