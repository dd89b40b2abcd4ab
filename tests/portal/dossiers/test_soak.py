"""Two thousand lookups on the worst of days: no wrong answer, nobody else's dossier, nothing left open."""

import gc
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import cycle

from prometheus_client import REGISTRY

from channels.demo.server import FAULTS, FakeServer, Fault
from core.db import Database
from core.errors import PortalUnavailable
from core.settings import Settings
from core.text.dossier_codes import DossierCode, find
from portal.dossiers.access import Patience
from portal.dossiers.adapters.igate import IgateStatus
from portal.dossiers.adapters.national import NationalStatus
from portal.dossiers.adapters.opencps import OpenCpsStatus
from portal.dossiers.models import Dossier, Proof
from portal.dossiers.routing import Portal, Portals
from portal.dossiers.sample.dossiers import SampleDossier
from portal.dossiers.sample.portal import SampleStatus
from portal.dossiers.service import Dossiers, Lookup
from tests.fakes.dossiers.igate import FakeIgate
from tests.fakes.dossiers.national import FakeLgsp, FakeNational
from tests.fakes.dossiers.opencps import FakeOpenCps
from tests.portal.dossiers.adapters.contract import NOW, everybody, proof

LOOKUPS, THREADS, FAULTY = 2_000, 8, 0.3
PATIENCE = Patience(budget=0.3, connect=0.2, breaker_failures=5, breaker_rest=0.1, at_once=THREADS, cache=0.2, tick=0)
FINAL = ("code", "procedure_code", "procedure_name", "agency", "state", "received", "due", "done", "applicant")
REASONS = {"timeout", "unreachable", "server_error", "malformed", "resting", "busy", "denied"}


@dataclass(frozen=True)
class Task:
    """One lookup: of whom, with which proof, whether that is right, and the fault its portal gets just before."""

    number: int
    of: SampleDossier
    code: DossierCode
    given: Proof
    right: bool
    fault: Fault | None


@dataclass(frozen=True)
class World:
    """Five portals, each with the dossiers of some agencies."""

    portals: Portals
    fakes: dict[str, FakeServer]
    lookup: Callable[[Lookup], Dossier | None]


def test_two_thousand_lookups_on_the_worst_of_days(migrated: Settings) -> None:
    files, threads, counted = _files(), threading.active_count(), _counted()
    with ExitStack() as fakes, closing(Database.open(migrated)) as database:
        with _world(migrated, database, fakes) as world:
            with ThreadPoolExecutor(THREADS) as pool:
                ends = Counter(pool.map(lambda task: _end(world, task), _tasks(world)))
            wrong = {end: count for end, count in ends.items() if end not in REASONS | {"found", "nothing"}}
            assert wrong == {}
            assert ends["found"] > LOOKUPS / 4, ends
            assert ends["nothing"] > LOOKUPS / 8, ends
            assert {"timeout", "server_error", "malformed"} <= ends.keys(), ends
            assert _counted() - counted == LOOKUPS
            assert _soon(lambda: all(fake.open <= PATIENCE.at_once for fake in world.fakes.values())), "more than the idle pool"
        assert _soon(lambda: not any(fake.open for fake in world.fakes.values())), "closed, and yet connected"
    gc.collect()
    assert _soon(lambda: _files() <= files), f"{_files() - files} files or sockets are left open"
    assert _soon(lambda: threading.active_count() <= threads)


def _end(world: World, task: Task) -> str:
    """Return "found" or "nothing" where that is true, the reason of an error, or what is wrong."""
    adapter = world.portals.serving(task.code).provider.name
    fake = world.fakes.get(world.portals.serving(task.code).title)
    # To who comes with a key, OpenCPS says "not allowed" for "no such dossier": that is no fault there.
    if fake and task.fault and not (adapter == "opencps" and task.fault in ("401", "403")):
        fake.fail(task.fault, times=1)
    try:
        found = world.lookup(Lookup(f"person-{task.number}", "rest", task.code, task.given))
    except PortalUnavailable as error:
        return error.reason
    if found is None:
        return f"{adapter}: nothing for a right proof" if task.right else "nothing"
    if not task.right:
        return f"{adapter}: a dossier for a wrong proof"
    odd = [name for name in FINAL if getattr(found, name) != getattr(task.of.dossier, name)]
    return f"{adapter}: another's {odd}" if odd else "found"


def _tasks(world: World) -> Iterator[Task]:
    """Yield the lookups: the same ones every time."""
    chance, people = random.Random(20_261_122), everybody()
    for number in range(LOOKUPS):
        one, other = chance.sample(people, 2)
        code = find(one.dossier.code, NOW.date())[0].code
        kind, right = chance.choice(sorted(world.portals.serving(code).provider.proofs)), chance.random() < 0.7
        given = proof(kind, one if right else other) if right or chance.random() < 0.8 else Proof(kind, chance.choice(["", "0000", "x"]))
        # A slow portal holds a connection for longer than this test lasts: only in the first half, so that the end can be seen.
        faults = [*FAULTS, "429", "expired"] if number < LOOKUPS / 2 else [fault for fault in FAULTS if fault != "slow"]
        yield Task(number, one, code, given, right, chance.choice(faults) if chance.random() < FAULTY else None)


@contextmanager
def _world(settings: Settings, database: Database, stack: ExitStack) -> Iterator[World]:
    """Run the fakes until `stack` ends, and the service over them while this is entered."""
    people = everybody()
    national, lgsp = stack.enter_context(FakeNational(people)), stack.enter_context(FakeLgsp(people))
    opencps, igate = stack.enter_context(FakeOpenCps(people)), stack.enter_context(FakeIgate(people))
    portals = [
        Portal(NationalStatus(national.access, PATIENCE, lambda: NOW), "national"),
        Portal(NationalStatus(lgsp.access, PATIENCE, lambda: NOW), "lgsp"),
        Portal(OpenCpsStatus(opencps.access, PATIENCE, lambda: NOW), "opencps"),
        Portal(IgateStatus(igate.access, PATIENCE, lambda: NOW), "igate"),
        Portal(SampleStatus(lambda: NOW), "sample"),
    ]
    agencies = sorted({find(one.dossier.code, NOW.date())[0].code.agency for one in people})
    routing = Portals({"": portals[0]} | dict(zip(agencies, cycle(portals), strict=False)))
    unlimited = settings.model_copy(update={"lookups_missed": LOOKUPS, "code_missed": LOOKUPS})
    with closing(Dossiers(routing, database, b"k" * 32, unlimited, PATIENCE)) as service:
        yield World(routing, {"national": national, "lgsp": lgsp, "opencps": opencps, "igate": igate}, service.lookup)


def _counted() -> float:
    """Return how many lookups the metrics have."""
    return sum(
        sample.value
        for metric in REGISTRY.collect()
        if metric.name == "troly_dossier_lookups"
        for sample in metric.samples
        if sample.name.endswith("_total")
    )


def _files() -> int:
    """Return how many files and sockets this process has open."""
    return len(os.listdir("/proc/self/fd"))


def _soon(true: Callable[[], bool], seconds: float = 12) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()
