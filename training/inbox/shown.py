"""Rows as they are shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from training.inbox.models import UtteranceRow
from training.inbox.repository import Repository
from training.inbox.schemas import Cluster, Item, Neighbour, Reason, Weight
from training.labels.models import LabelText
from training.labels.schemas import read


def items(rows: Repository, found: Sequence[UtteranceRow]) -> list[Item]:
    """Return utterances as they are shown, in their order: two queries, however many they are."""
    counted = rows.reasons({row.id for row in found})
    labels = rows.agreed({told["key"] for row in found for told in row.neighbours or () if "key" in told})
    return [_item(row, counted[row.id], labels) for row in found]


def _item(row: UtteranceRow, reasons: Counter[Reason], labels: Mapping[str, LabelText]) -> Item:
    weight = Weight(row.uncertainty, row.frequency, row.harm, Reason(row.reason))
    told = (row.id, row.text, row.state, row.times, row.first, row.last, row.intent, row.confidence, row.status)
    heard = tuple((str(intent), float(confidence)) for intent, confidence in row.heard or ())
    neighbours = tuple(one for told in row.neighbours or () if (one := _neighbour(told, labels)))
    return Item(*told, weight, dict(reasons), heard, neighbours, row.cluster, row.danger)


def _neighbour(told: Mapping[str, Any], labels: Mapping[str, LabelText]) -> Neighbour | None:
    """An example of the files stands here itself; of a label that is in no file yet only the key: who erases it erases it here too."""
    if "key" not in told:
        return Neighbour(told["text"], told["intent"], told["similarity"], read(told["entities"]))
    label = labels.get(told["key"])
    return Neighbour(label.text, label.intent or "", told["similarity"], read(label.entities)) if label else None


def cluster(number: int, size: int, times: int, usefulness: float, found: list[Item]) -> Cluster:
    """Return a group with the intent that more than half of its texts are taken for."""
    taken = Counter(item.suggested for item in found if item.suggested)
    most = taken.most_common(1)
    chosen = most[0][0] if most and most[0][1] * 2 > len(found) else None
    return Cluster(number, found, size, times, usefulness, chosen)
