"""The lookup bench: whether the time of "nothing found" tells an unknown code from a proof that does not fit.

Run `python -m bench.lookup_times`. A fake national portal on loopback answers faster about what it does not have, as databases do.
Each pair asks it, through the whole service, for a dossier it does not have and for one with a wrong proof, in random order.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import structlog
from scipy.stats import mannwhitneyu

from bench import machine
from bench.tables import table
from channels.demo.server import Call, Reply
from core.clock import VIETNAM
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from core.text.dossier_codes import DossierCode, find
from portal.dossiers.access import Patience
from portal.dossiers.adapters.national import NationalStatus
from portal.dossiers.models import Proof, ProofKind
from portal.dossiers.routing import Portal, Portals
from portal.dossiers.sample.dossiers import SampleDossier, samples
from portal.dossiers.service import Dossiers, Lookup
from tests.fakes.dossiers.national import FakeNational

_CLIENTS = 8  # at once; each sleeps nearly all of its time
_SURE = 0.05
_NO_LIMIT = 10**9
Question = tuple[DossierCode, Proof]


@dataclass(frozen=True)
class Case:
    """A portal that takes `unknown` and `known` seconds (least, most) for what it has not and has, asked with a `tick`."""

    name: str
    unknown: tuple[float, float]
    known: tuple[float, float]
    tick: float
    even: bool  # whether the two are promised to be alike


@dataclass(frozen=True)
class Result:
    """Times in seconds, the U of Mann and Whitney and its two-sided p."""

    case: Case
    unknown: list[float]
    wrong: list[float]
    u: float
    p: float

    @property
    def as_promised(self) -> bool:
        """Whether what should be alike is, and what should not be is told apart."""
        return (self.p > _SURE) == self.case.even

    @property
    def guess(self) -> float:
        """How often the slower of two is the wrong proof: 0.5 is tossing a coin."""
        return self.u / (len(self.unknown) * len(self.wrong))


TICK = Patience().tick
CASES = (
    Case("20-50 and 40-80 ms, no tick", (0.02, 0.05), (0.04, 0.08), 0.0, False),
    Case(f"20-50 and 40-80 ms, tick of {TICK} s", (0.02, 0.05), (0.04, 0.08), TICK, True),
    Case(f"about a tick: 350-500 and 400-550 ms, tick of {TICK} s", (0.35, 0.5), (0.4, 0.55), TICK, True),
)


class DelayedNational(FakeNational):
    """A fake national portal that takes its time."""

    case: Case
    random: Random

    def answer(self, call: Call) -> Reply:
        """Answer later, by whether there is something."""
        reply = super().answer(call)
        if isinstance(call.body, dict) and "mahoso" in call.body:
            time.sleep(self.random.uniform(*(self.case.known if reply.body.get("result") else self.case.unknown)))
        return reply


def measure(case: Case, pairs: int) -> Result:
    """Ask `pairs` pairs, a few at once, from people who each ask once."""
    known = samples(datetime.now(VIETNAM).date())
    with _service(case, known) as service, ThreadPoolExecutor(_CLIENTS) as pool:
        for code, proof in _pairs(known, 1)[0]:  # logs in, and opens what is opened once
            service.lookup(Lookup("0" * 32, "bench", code, proof))
        times = list(pool.map(lambda numbered: _ask(service, *numbered), enumerate(_pairs(known, pairs))))
    unknown, wrong = [one for one, _ in times], [other for _, other in times]
    test = mannwhitneyu(wrong, unknown, alternative="two-sided")
    return Result(case, unknown, wrong, float(test.statistic), float(test.pvalue))


def _ask(service: Dossiers, number: int, pair: tuple[Question, Question]) -> tuple[float, float]:
    """Return the seconds of the unknown and of the wrong, whichever is asked first."""
    times = [0.0, 0.0]
    for place in Random(number).sample((0, 1), 2):
        code, proof = pair[place]
        begun = time.perf_counter()
        found = service.lookup(Lookup(f"{number:031}{place}", "bench", code, proof))
        times[place] = time.perf_counter() - begun
        if found is not None:
            raise RuntimeError("a pair was found: the bench measures nothing")
    return times[0], times[1]


def _pairs(known: tuple[SampleDossier, ...], count: int) -> list[tuple[Question, Question]]:
    have, random = {one.dossier.code for one in known}, Random(count)
    made: list[tuple[Question, Question]] = []
    while len(made) < count:
        one = random.choice(known)
        code, digits = find(one.dossier.code)[0].code, f"{random.randrange(10_000):04}"
        other = f"{code.text[:-4]}{random.randrange(10_000):04}"
        if code.kind == "dossier" and other not in have and digits != one.phone[-4:]:
            proof = Proof(ProofKind.PHONE, digits)
            made.append(((find(other)[0].code, proof), (code, proof)))
    return made


@contextmanager
def _service(case: Case, known: tuple[SampleDossier, ...]) -> Iterator[Dossiers]:
    """Give the service as it serves, but for the limits of tries: they are what else would end this."""
    patience = Patience(tick=case.tick)
    with tempfile.TemporaryDirectory() as folder, DelayedNational(known) as portal:
        portal.case, portal.random = case, Random(1)
        settings = Settings(state=Path(folder), lookups_missed=_NO_LIMIT, code_missed=_NO_LIMIT)
        upgrade(settings)
        provider = NationalStatus(portal.access, patience, lambda: datetime.now(UTC))
        with closing(Database.open(settings)) as database:
            service = Dossiers(Portals({"": Portal(provider)}), database, b"bench" * 8, settings, patience)
            with closing(service):
                yield service


def _markdown(note: str, pairs: int, results: list[Result]) -> str:
    rows = [
        (
            each.case.name,
            *(f"{1000 * np.median(times):.1f}" for times in (each.unknown, each.wrong)),
            *(f"{1000 * np.percentile(times, 95):.1f}" for times in (each.unknown, each.wrong)),
            f"{each.u:,.0f}",
            f"{each.p:.3g}",
            f"{each.guess:.3f}",
            "yes" if each.as_promised else "**no**",
        )
        for each in results
    ]
    heads = ("portal", "unknown p50 ms", "wrong p50 ms", "unknown p95", "wrong p95", "U", "p", "guessed", "as promised")
    head = f"{note} Made by `python -m bench.lookup_times`: {pairs} pairs a row, {_CLIENTS} clients at once."
    told = (
        "Each pair is an unknown code and a known one with a wrong proof, in random order, through the whole service: audit in SQLite, "
        "memory, breaker, the national adapter, a portal on loopback that takes longer for what it has. Mann-Whitney U, two-sided; "
        f"with a tick, p is to be above {_SURE}, without one below (it shows that the bench would see a difference). "
        '"guessed": how often the slower of an unknown and a wrong one is the wrong one; 0.5 is a coin. '
        f"Of runs without any difference one in {1 / _SURE:.0f} is below {_SURE} by chance."
    )
    return "\n\n".join(["# Lookup bench", head, told, table(heads, rows)]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write the table; return 1 when a row is not as promised."""
    parser = argparse.ArgumentParser(prog="bench.lookup_times", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--pairs", type=int, default=500, help="of each row (default 500)")
    parser.add_argument("--out", type=Path, default=Path("bench/results/lookup-times.md"), help="the table")
    options = parser.parse_args(arguments)
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # a line a lookup would be the loudest of all
    note, results = machine.note(), []
    for case in CASES:
        results.append(measure(case, options.pairs))
        print(f"{case.name}: p {results[-1].p:.3g}", flush=True)
    told = _markdown(note, options.pairs, results)
    options.out.write_text(told, "utf-8")
    print(f"\n{told}\nwritten to {options.out}")
    return 0 if all(each.as_promised for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
