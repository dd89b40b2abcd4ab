"""Programs are killed while people write on three channels: no message is lost, none is answered twice, order holds.

The same on a larger scale, and on PostgreSQL: `python -m bench.chaos`.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest

from bench.chaos.scripts import Expected, Script, scripts, timeless
from bench.chaos.storm import Outcome, Plan, storm
from bench.chaos.tally import Tally, count
from bench.chaos.world import PROGRAMS, World, until, world
from core.settings import Settings
from tests.leaks import watched

MESSAGES, PATIENCE = 60, 240.0
CODE = "xem giùm hồ sơ h29.18 260310 0420"


@pytest.fixture(scope="module")
def running(checkout: Settings, pytestconfig: pytest.Config) -> Iterator[World]:
    with world(checkout) as running, watched(running.stack, pytestconfig):
        yield running


class Bot:
    """The dialogue engine's own door."""

    def __init__(self, running: World) -> None:
        program = next(one for one in running.stack.keeper.programs if one.name == "bot")
        self._url, self._headers = program.ready.replace("/health", "/message"), program.headers

    def ask(self, sender: str, turn: str, message: str) -> str:
        body = {"sender": sender, "message": message, "turn": turn, "metadata": {"channel": "zalo"}}
        response = httpx2.post(self._url, json=body, headers=self._headers, timeout=120, trust_env=False)
        assert response.status_code == 200, response.text
        return timeless(json.dumps(response.json()["messages"]))


@pytest.mark.timeout(600)
def test_nothing_is_lost_while_the_programs_are_killed(running: World) -> None:
    bot = Bot(running)
    told = [bot.ask("form-1", f"in:{number}", text) for number, text in enumerate([CODE, "đồng ý", "4321"])]
    fee = bot.ask("fee-1", "in:1", "đăng ký kết hôn lệ phí bao nhiêu")
    assert bot.ask("form-1", "in:2", "4321") == told[-1]
    came = asyncio.run(storm(running, scripts()[:1], Plan(MESSAGES, len(PROGRAMS), at_once=MESSAGES, patience=PATIENCE, pause=(0.1, 1.0))))
    assert came.stuck == []
    assert came.good, came
    assert (came.all.written, came.kills) == (MESSAGES, dict.fromkeys(PROGRAMS, 1))
    assert until(lambda: running.serves("bot") and running.serves("actions"), PATIENCE)
    # The bot has died since. What it said stands in its tracker; where a dossier stands does not, and that turn is gone through again.
    assert bot.ask("fee-1", "in:1", "đăng ký kết hôn lệ phí bao nhiêu") == fee
    assert bot.ask("form-1", "in:2", "4321") == told[-1]


ANSWERS = Expected(Script("1", (("a",), ("b", "c"))), {"a": ("A",), "b": ("B1", "B2"), "c": ("C",)})


@pytest.mark.parametrize(
    ("got", "taken", "tally"),
    [
        (["A", "B1", "B2", "C"], ["a", "b", "c"], Tally(3)),
        (["A", "B1", "C"], ["a", "b", "c"], Tally(3, lost=1)),
        (["A", "A", "B1", "B2", "C", "B2"], ["a", "b", "c"], Tally(3, doubled=2)),
        (["A", "B1", "X", "B2", "C"], ["a", "b", "c"], Tally(3, changed=1)),
        (["A", "C", "B1", "B2"], ["a", "b", "c"], Tally(3, unordered=1)),
        (["A", "C", "B1", "B2"], ["a", "c", "b"], Tally(3, late=1)),
        (["A", "B2", "B1", "C"], ["a", "b", "c"], Tally(3, unordered=1)),
        ([], [], Tally(3, lost=3)),
    ],
)
def test_whatever_goes_wrong_is_counted(got: list[str], taken: list[str], tally: Tally) -> None:
    assert count(ANSWERS, ["a", "b", "c"], got, taken) == tally


def test_a_double_must_be_known_by_its_echo() -> None:
    def outcome(tally: Tally, echoes: int = 0, given_up: int = 0) -> Outcome:
        return Outcome(1, 1.0, {"zalo": tally}, Counter(), echoes, given_up, settled=True)

    assert outcome(Tally(9)).good
    assert outcome(Tally(9, doubled=2, late=3), echoes=2).good
    for bad in (outcome(Tally(9, doubled=1)), outcome(Tally(9), echoes=1), outcome(Tally(9, doubled=3), 3), outcome(Tally(9), given_up=1)):
        assert not bad.good
