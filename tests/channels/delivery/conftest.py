"""The way of a message, over real databases."""

from collections.abc import Iterator

import pytest

from core.db import Database
from core.settings import Settings
from tests.channels.delivery.house import House


@pytest.fixture
def house(either: Settings, store: Database) -> Iterator[House]:
    house = House(either.model_copy(update={"inbox_most_each": 3, "delivery_tries": 3, "send_tries": 3}), store)
    yield house
    house.transcript.close()
