"""Status of a dossier with the running assistant, against every kind of portal, on good days and bad ones."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from channels.demo.server import FAULTS, FakeServer, Fault
from cli.supervisor import Stack
from core.answer import Answer
from core.settings import Settings
from core.words import say
from core.working_days import today
from portal.dossiers.sample.dossiers import SampleDossier, samples
from tests.fakes.dossiers.igate import FakeIgate
from tests.fakes.dossiers.national import FakeLgsp, FakeNational
from tests.fakes.dossiers.opencps import FakeOpenCps
from tests.leaks import watched
from tests.live.apart import PATIENT
from tests.live.talk import Talk

CODE, DIGITS = "H29.18-260310-0420", "4321"
NAMES = ("national", "lgsp", "opencps", "igate")
# What each fault is counted as: the same for every adapter.
OUTCOMES: dict[Fault, str] = {
    "slow": "timeout", "drip": "timeout", "reset": "unreachable", "401": "denied", "403": "denied", "500": "server_error",
    "502": "server_error", "broken": "malformed", "types": "malformed", "half": "malformed", "html": "malformed",
}  # fmt: skip


@dataclass
class Behind:
    """A portal behind the assistant: its fake, the adapter that metrics name, and the code of its one dossier."""

    fake: FakeServer
    adapter: str
    prefix: str
    sample: SampleDossier

    @property
    def typed(self) -> str:
        """The code as somebody types it."""
        return f"{self.prefix.lower()} 260310 0420"


@dataclass
class World:
    """The running assistant and the portals behind it."""

    stack: Stack
    portals: dict[str, Behind]
    client: httpx2.Client
    consented: dict[str, Talk]

    def counted(self, adapter: str, outcome: str) -> float:
        """Return how many lookups of `adapter` ended so."""
        text = httpx2.get(f"http://127.0.0.1:{self.stack.ports.actions}/metrics", trust_env=False, timeout=60).text
        wanted = {"adapter": adapter, "outcome": outcome}
        found = [one for family in text_string_to_metric_families(text) for one in family.samples]
        return sum(one.value for one in found if one.name == "troly_dossier_lookups_total" and one.labels == wanted)

    def owner(self, name: str) -> Talk:
        """Return the conversation of somebody who has agreed and was told once."""
        if name not in self.consented:
            self.consented[name] = talk = Talk(self.client)
            assert told(talk, self.portals[name]).status == "dossier"
        return self.consented[name]


def told(talk: Talk, behind: Behind) -> Answer:
    """Go the whole way from the first words to the answer."""
    talk.say(f"xem giùm hồ sơ {behind.typed}")
    talk.say("đồng ý")
    return talk.say(DIGITS)


def _behind(stack: ExitStack, name: str, prefix: str) -> Behind:
    known = next(one for one in samples(today()) if one.dossier.code == CODE)
    sample = replace(known, dossier=replace(known.dossier, code=CODE.replace("H29.18", prefix)))
    kinds = {"national": FakeNational, "lgsp": FakeLgsp, "opencps": FakeOpenCps, "igate": FakeIgate}
    return Behind(stack.enter_context(kinds[name]([sample])), "national" if name == "lgsp" else name, prefix, sample)


@pytest.fixture(scope="module")
def world(checkout: Settings, pytestconfig: pytest.Config) -> Iterator[World]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as environment:
        portals = {name: _behind(stack, name, f"H29.{31 + number}") for number, name in enumerate(NAMES)}
        accesses = {behind.prefix: behind.fake.access.model_dump() for behind in portals.values()}
        setting = {"": {"adapter": "sample"}, **accesses}
        environment.setenv("TROLY_DOSSIER_PORTALS", json.dumps(setting, default=lambda secret: secret.get_secret_value()))
        # Each fault is to meet the portal: nothing is remembered, and no breaker spares it.
        environment.setenv("TROLY_DOSSIER_PATIENCE", json.dumps({"cache": 0, "breaker_failures": 1000}))
        for name, value in PATIENT.items():
            environment.setenv(name, value)
        running = stack.enter_context(Stack.start(checkout, isolated=True))
        stack.enter_context(watched(running, pytestconfig))
        client = stack.enter_context(httpx2.Client(base_url=running.url, timeout=120))
        yield World(running, portals, client, {})


@pytest.mark.parametrize("name", NAMES)
def test_from_the_first_words_to_the_explained_status(world: World, name: str) -> None:
    behind, talk = world.portals[name], Talk(world.client)
    asked = talk.say(f"xem giùm hồ sơ {behind.typed}")
    assert asked.status == "form"
    assert talk.say("đồng ý").status == "form"
    answer = talk.say(DIGITS)
    assert answer.status == "dossier"
    assert "trễ hẹn" in answer.text
    assert "1022" in answer.text
    for personal in (behind.sample.applicant, behind.sample.phone, behind.sample.identity, DIGITS):
        assert personal not in answer.model_dump_json()


@pytest.mark.parametrize("name", NAMES)
def test_unknown_and_wrong_proof_are_told_alike(world: World, name: str) -> None:
    behind, talk = world.portals[name], Talk(world.client)
    talk.say(f"hồ sơ {behind.typed}")
    talk.say("đồng ý")
    wrong = talk.say("0000")
    unknown = talk.say(f"mã {behind.prefix}-260310-0777, 4 số cuối {DIGITS}")
    assert wrong.text == unknown.text
    assert [button.title for button in wrong.buttons] == [button.title for button in unknown.buttons]


@pytest.mark.parametrize("name", NAMES)
def test_a_session_that_expired_is_nobodys_trouble(world: World, name: str) -> None:
    behind, talk = world.portals[name], world.owner(name)
    behind.fake.expire()
    assert talk.say(f"hồ sơ {behind.typed}, 4 số cuối {DIGITS}").status == "dossier"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_bad_day_is_told_in_time_and_counted(world: World, name: str, fault: Fault) -> None:
    behind, talk = world.portals[name], world.owner(name)
    before = world.counted(behind.adapter, OUTCOMES[fault])
    behind.fake.fail(fault)
    try:
        answer = talk.say(f"hồ sơ {behind.typed}, 4 số cuối {DIGITS}")  # whoever waited for a drip would get none
    finally:
        behind.fake.recover()
    assert answer.status == "error"
    denied = OUTCOMES[fault] == "denied"
    assert (say("status.denied") in answer.text) == denied
    assert bool(re.search(r"hiện không trả lời\. Bạn thử lại sau \d+:\d\d", answer.text)) != denied
    assert "1022" in answer.text
    assert world.counted(behind.adapter, OUTCOMES[fault]) == before + 1
    again = talk.say("thử lại")
    assert again.status == "dossier", again.text
