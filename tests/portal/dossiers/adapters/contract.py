"""What every `DossierStatusProvider` keeps to, whichever portal it asks: one class of tests for all adapters."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from channels.demo.server import FAULTS, FakeServer, Fault
from core.clock import VIETNAM
from core.errors import PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.models import Demand, Dossier, Proof, ProofKind
from portal.dossiers.ports import DossierStatusProvider
from portal.dossiers.sample.dossiers import SampleDossier, samples
from tests.needles import Needles
from tests.portal.dossiers.adapters.looking import EXPECTED, emptied

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
UNKNOWN = "H29.18-260310-9999"
IN_TIME = Patience(budget=20, connect=10)  # nothing in these tests waits for it
HASTY = Patience(budget=0.6, connect=0.3)  # where it is waited in vain
VAIN = ("slow", "drip")
TRIES = 10
ABSURD = [
    "",
    " ",
    "0",
    "0000",
    "4321 4321",
    "-432",
    "４３２１",  # wide digits
    "٤٣٢١",  # Arabic digits
    "④③②①",
    "4321\x00",
    "\x00",
    "432%31",
    "4321' OR '1'='1",
    "../../etc/passwd",
    "x" * 100_000,
    "9" * 100_000,
    "\ud83d\ude00" * 10,
    "\u202e1234",
    "None",
    "null",
]
ABSURD_CODES = ["", " ", "*", "%", "\x00", "H29", "..", "?code=", "H29.18-260310-042", "H29.18-260310-04200", "Đ" * 3_000]


@dataclass(frozen=True)
class Known:
    """A portal that runs, and how its adapter is made."""

    make: Callable[[Patience], DossierStatusProvider]
    fake: FakeServer | None = None


def proof(kind: ProofKind, of: SampleDossier) -> Proof:
    """Return the right proof of `kind`."""
    values = {ProofKind.PHONE: of.phone[-4:], ProofKind.IDENTITY: of.identity, ProofKind.SECRET: of.secret}
    return Proof(kind, values[kind])


@cache
def everybody() -> tuple[SampleDossier, ...]:
    return samples(NOW.date())


@cache
def needles() -> Needles:
    return Needles(everybody())


class ProviderContract:
    """Tests of one adapter; a subclass says how its portal is run and what that tells.

    `carries` names the fields of `Dossier` that the portal's contract has, `of_demands` those of a `Demand`. What a portal tells in
    another form is brought into its own by `expected`.
    """

    name: ClassVar[str]
    proofs: ClassVar[frozenset[ProofKind]]
    carries: ClassVar[frozenset[str]]
    of_demands: ClassVar[frozenset[str]] = frozenset()

    def run(self) -> Any:
        """Return a context manager that gives a `Known`."""
        raise NotImplementedError

    def expected(self, told: Dossier) -> Dossier:
        """Return what of the sample `told` this portal can tell."""
        return told

    @pytest.fixture
    def portal(self) -> Iterator[Known]:
        with self.run() as known:
            yield known

    @pytest_asyncio.fixture
    async def provider(self, portal: Known) -> AsyncIterator[DossierStatusProvider]:
        made = portal.make(IN_TIME)
        yield made
        await made.close()

    def test_it_says_what_it_is(self, provider: DossierStatusProvider) -> None:
        assert provider.name == self.name
        assert provider.proofs == self.proofs

    @pytest.mark.asyncio
    async def test_the_right_proof_finds_the_dossier_as_it_stands(self, provider: DossierStatusProvider) -> None:
        for one in everybody():
            for kind in self.proofs:
                found = await provider.lookup(one.dossier.code, proof(kind, one))
                assert found, (one.dossier.code, kind)
                self._alike(found, self.expected(one.dossier))
                assert found.seen == NOW

    @pytest.mark.asyncio
    async def test_what_does_not_fit_finds_nothing(self, provider: DossierStatusProvider) -> None:
        """Unknown code, another's proof, a proof of a kind not taken: all `None`, without an error."""
        people = everybody()
        for one, other in zip(people, (*people[1:], people[0]), strict=True):
            for kind in ProofKind:
                assert await provider.lookup(one.dossier.code, proof(kind, other)) is None
        for kind in ProofKind:
            assert await provider.lookup(UNKNOWN, proof(kind, people[0])) is None
        for kind in frozenset(ProofKind) - self.proofs:
            assert await provider.lookup(people[0].dossier.code, proof(kind, people[0])) is None

    @pytest.mark.asyncio
    async def test_absurd_proofs_find_nothing(self, provider: DossierStatusProvider) -> None:
        for value in ABSURD:
            for kind in ProofKind:
                assert await provider.lookup(everybody()[1].dossier.code, Proof(kind, value)) is None, value[:20]

    @pytest.mark.asyncio
    async def test_absurd_codes_find_nothing(self, provider: DossierStatusProvider) -> None:
        for code in ABSURD_CODES:
            for kind in ProofKind:
                assert await provider.lookup(code, proof(kind, everybody()[0])) is None, code[:20]

    @pytest.mark.asyncio
    async def test_nothing_personal_leaves_it(self, provider: DossierStatusProvider, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        told = list[str]()
        with capture_logs() as events:
            for one in everybody():
                found = await provider.lookup(one.dossier.code, proof(min(self.proofs), one))
                told += [repr(found), *_texts(found)]
                assert await provider.lookup(one.dossier.code, Proof(min(self.proofs), "0000")) is None
        assert needles().found("\n".join(told)) == []
        logged = "\n".join([caplog.text, *map(repr, events)])
        assert needles().found(logged) == []
        assert [one.dossier.code for one in everybody() if one.dossier.code in logged] == []

    @pytest.mark.asyncio
    async def test_it_may_be_closed_unused_and_twice(self, portal: Known) -> None:
        made = portal.make(IN_TIME)
        await made.close()
        await made.close()

    def _alike(self, found: Dossier, told: Dossier) -> None:
        for name in self.carries - {"demands"}:
            assert getattr(found, name) == getattr(told, name), (told.code, name)
        if "demands" in self.carries:
            assert [_only(one, self.of_demands) for one in found.demands] == [_only(one, self.of_demands) for one in told.demands], (
                told.code
            )


class RemoteContract(ProviderContract):
    """Tests of an adapter that asks a portal over HTTP."""

    own_none: ClassVar[dict[Fault, ProofKind]] = {}  # faults that this portal's contract takes for "nothing found" with such a proof

    @pytest.mark.asyncio
    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_fault_is_told_as_what_it_is(self, portal: Known, fault: Fault) -> None:
        assert portal.fake
        one = everybody()[0]
        for kind in self.proofs:
            patience = HASTY if fault in VAIN else IN_TIME
            made = portal.make(patience)
            portal.fake.fail(fault)
            reason = await _reason(made, one.dossier.code, proof(kind, one), patience)
            assert reason == ("nothing" if self.own_none.get(fault) is kind else EXPECTED[fault])
            portal.fake.recover()
            assert await _works(made, one.dossier.code, proof(kind, one), patience), "it works again when the portal does"
            await made.close()

    @pytest.mark.asyncio
    async def test_sessions_that_end_are_begun_anew(self, portal: Known, provider: DossierStatusProvider) -> None:
        assert portal.fake
        for one in everybody()[:5]:
            for kind in self.proofs:
                assert await provider.lookup(one.dossier.code, proof(kind, one))
                portal.fake.expire()

    @pytest.mark.asyncio
    async def test_many_at_once_each_get_their_own(self, provider: DossierStatusProvider) -> None:
        people, kind = everybody()[:60], min(self.proofs)
        found = await asyncio.gather(*(provider.lookup(one.dossier.code, proof(kind, one)) for one in people))
        assert [one.code for one in found if one] == [one.dossier.code for one in people]

    @pytest.mark.asyncio
    async def test_cancelling_leaves_no_connection(self, portal: Known) -> None:
        assert portal.fake
        one, kind = everybody()[0], min(self.proofs)
        made = portal.make(IN_TIME)
        portal.fake.fail("drip")
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.15):
                    await made.lookup(one.dossier.code, proof(kind, one))
        assert await emptied(portal.fake)
        portal.fake.recover()
        assert await made.lookup(one.dossier.code, proof(kind, one)), "what was cancelled stands in nobody's way"
        await made.close()

    @pytest.mark.asyncio
    async def test_closing_leaves_no_connection(self, portal: Known) -> None:
        assert portal.fake
        made = portal.make(IN_TIME)
        await asyncio.gather(*(made.lookup(one.dossier.code, proof(min(self.proofs), one)) for one in everybody()[:20]))
        await made.close()
        assert await emptied(portal.fake)

    @pytest.mark.asyncio
    async def test_nobody_there_is_told(self, portal: Known) -> None:
        assert portal.fake
        made, one = portal.make(IN_TIME), everybody()[0]
        portal.fake.__exit__()
        assert await _reason(made, one.dossier.code, proof(min(self.proofs), one), IN_TIME) == "unreachable"
        await made.close()
        portal.fake.__enter__()


@contextmanager
def serving(fake: FakeServer, make: Callable[[FakeServer, Patience], DossierStatusProvider]) -> Iterator[Known]:
    """Run `fake` and give it with how its adapter is made."""
    with fake:
        yield Known(lambda patience: make(fake, patience), fake)


async def _works(provider: DossierStatusProvider, code: str, given: Proof, patience: Patience) -> bool:
    """Return whether a lookup finds the dossier; one that is too slow, as on a busy machine, may be tried again."""
    for _ in range(TRIES):
        if (reason := await _reason(provider, code, given, patience)) != "timeout":
            return reason == "found"
    return False


async def _reason(provider: DossierStatusProvider, code: str, given: Proof, patience: Patience) -> str:
    """Return "found", "nothing", or why not, as a caller with a budget meets it; words that tell too much are returned themselves."""
    try:
        async with asyncio.timeout(patience.budget):
            return "found" if await provider.lookup(code, given) else "nothing"
    except TimeoutError:
        return "timeout"
    except PortalUnavailable as error:
        words = f"{error} {error!r} {error.__cause__!r}"
        return words if needles().found(words) or code in words else error.reason


def _only(demand: Demand, names: frozenset[str]) -> dict[str, Any]:
    return {name: getattr(demand, name) for name in names}


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
