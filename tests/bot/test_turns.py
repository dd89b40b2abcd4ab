"""A turn that is asked for again: the same reply, and the dialogue no further, whoever died in between."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import TrackerStore
from bot.turns import LastTurns, Replies, recalled

TOLD: dict[str, Any] = {"status": "answered", "text": "8.000 đồng"}
SLOTS = [AnySlot("memory", mappings=[{"type": "custom"}])]


class Dialogue:
    """Counts the turns it goes through, and which of them came with the one before unknown."""

    def __init__(self) -> None:
        self.gone: list[bool] = []
        self.failing = False
        self.free = asyncio.Event()
        self.free.set()

    async def turn(self, known: bool) -> Replies:
        self.gone.append(known)
        await self.free.wait()
        if self.failing:
            raise OSError("database is locked")
        return [{"custom": {**TOLD, "number": len(self.gone)}}]


async def _again() -> None:
    dialogue, turns = Dialogue(), LastTurns()
    first = await turns.of("a", "in:1", dialogue.turn)
    assert await turns.of("a", "in:1", dialogue.turn) == first
    assert await turns.of("b", "in:1", dialogue.turn) != first
    assert await turns.of("a", "in:2", dialogue.turn) != first
    assert dialogue.gone == [False, False, True]


async def _goes_away() -> None:
    dialogue, turns = Dialogue(), LastTurns()
    dialogue.free.clear()
    waits = asyncio.ensure_future(turns.of("a", "in:1", dialogue.turn))
    await asyncio.sleep(0)
    waits.cancel()  # whoever asked was killed
    again = asyncio.ensure_future(turns.of("a", "in:1", dialogue.turn))
    await asyncio.sleep(0)
    dialogue.free.set()
    assert (await again)[0]["custom"]["number"] == 1
    assert dialogue.gone == [False]


async def _fails() -> None:
    dialogue, turns = Dialogue(), LastTurns()
    await turns.of("a", "in:0", dialogue.turn)
    dialogue.failing = True
    with pytest.raises(OSError, match="locked"):
        await turns.of("a", "in:1", dialogue.turn)
    dialogue.failing = False
    assert (await turns.of("a", "in:1", dialogue.turn))[0]["custom"]["number"] == 3
    assert dialogue.gone == [False, True, False]  # what a turn that failed has left in the tracker is looked at


async def _bounded() -> None:
    moment = 0.0
    dialogue, turns = Dialogue(), LastTurns(lambda: moment, most=2)
    for sender in "abc":
        await turns.of(sender, "in:1", dialogue.turn)
    assert len(turns._turns) == 2
    moment = 601.0
    await turns.of("d", "in:1", dialogue.turn)
    assert list(turns._turns) == ["d"]


async def _forgotten() -> None:
    moment = 0.0
    dialogue, turns = Dialogue(), LastTurns(lambda: moment)
    for sender in ("a-1", "a-2", "ab-1"):
        await turns.of(sender, "in:1", dialogue.turn)
    dialogue.free.clear()
    waits = asyncio.ensure_future(turns.of("a-3", "in:1", dialogue.turn))
    await asyncio.sleep(0)
    turns.forget("a")
    assert list(turns._turns) == ["ab-1"]
    dialogue.free.set()
    assert (await waits)[0]["custom"]["number"] == 4
    assert list(turns._turns) == ["ab-1"]
    moment = 601.0
    turns.expire()  # though no other turn comes
    assert not turns._turns


@pytest.mark.parametrize("story", [_again, _goes_away, _fails, _bounded, _forgotten])
def test_a_turn_is_gone_through_once(story: Any) -> None:
    asyncio.run(story())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrackerStore:
    """A store over a file, as Rasa finds it after it died."""
    monkeypatch.setenv("TROLY_TRACKER_DB", str(tmp_path / "tracker.db"))
    domain = Domain.empty()
    domain.slots = SLOTS
    return TrackerStore(domain=domain)


def go(store: TrackerStore, turn: str, *said: dict[str, Any]) -> None:
    """Go through a turn as Rasa does, and store it."""
    tracker = asyncio.run(store.get_or_create_tracker("a")) if asyncio.run(store.retrieve("a")) else None
    tracker = tracker or DialogueStateTracker("a", SLOTS)
    told = [BotUttered(data={"custom": custom}) for custom in said]
    for event in [UserUttered(f"câu {turn}", message_id=turn), *told, SlotSet("memory", {"turn": turn}), ActionExecuted("action_listen")]:
        tracker.update(event)
    asyncio.run(store.save(tracker))


def memory(store: TrackerStore) -> Any:
    tracker = asyncio.run(store.retrieve("a"))
    return tracker.get_slot("memory") if tracker else None


def test_after_a_death_of_rasa_the_reply_stands_in_the_tracker(store: TrackerStore) -> None:
    assert asyncio.run(recalled(store, "a", "in:1")) is None
    go(store, "in:1", TOLD)
    go(store, "in:2", {**TOLD, "text": "hai"}, {**TOLD, "text": "ba"})
    assert asyncio.run(recalled(store, "a", "in:2")) == [{"custom": {**TOLD, "text": "hai"}}, {"custom": {**TOLD, "text": "ba"}}]
    assert asyncio.run(recalled(store, "a", "in:3")) is None
    assert memory(store) == {"turn": "in:2"}


@pytest.mark.parametrize("said", [[], [{**TOLD, "private": True}], [TOLD, {**TOLD, "private": True}]])
def test_a_turn_without_its_whole_reply_is_taken_back(store: TrackerStore, said: list[dict[str, Any]]) -> None:
    go(store, "in:1", TOLD)
    go(store, "in:2", *said)
    for _ in range(2):  # it may die once more before the turn is gone through
        assert asyncio.run(recalled(store, "a", "in:2")) is None
        assert memory(store) == {"turn": "in:1"}
    go(store, "in:2", TOLD)
    assert asyncio.run(recalled(store, "a", "in:2")) == [{"custom": TOLD}]


def test_the_first_turn_is_taken_back_too(store: TrackerStore) -> None:
    go(store, "in:1")
    assert asyncio.run(recalled(store, "a", "in:1")) is None
    assert memory(store) is None
