"""Every adapter keeps to the port, each against its real portal on loopback."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from portal.dossiers.adapters.igate import IgateStatus
from portal.dossiers.adapters.national import NationalStatus
from portal.dossiers.adapters.opencps import OpenCpsStatus
from portal.dossiers.models import Demand, Dossier, Fee, ProofKind, State
from portal.dossiers.sample.portal import SampleStatus
from tests.fakes.dossiers.igate import STATUSES, FakeIgate
from tests.fakes.dossiers.national import FakeLgsp, FakeNational
from tests.fakes.dossiers.opencps import FakeOpenCps
from tests.portal.dossiers.adapters.contract import NOW, Known, ProviderContract, RemoteContract, everybody, serving

_ALL = frozenset({"code", "state", "procedure_code", "procedure_name", "agency", "received", "due", "done", "applicant"})


class TestSample(ProviderContract):
    name, proofs = "sample", frozenset(ProofKind)
    carries = _ALL | {"state_words", "step", "changed", "demands", "fees", "results", "note"}
    of_demands = frozenset({"papers", "note", "asked", "until", "answered"})

    def run(self) -> AbstractContextManager[Known]:
        return nullcontext(Known(lambda _: SampleStatus(lambda: NOW)))


class TestNational(RemoteContract):
    name, proofs = "national", frozenset({ProofKind.PHONE, ProofKind.IDENTITY})
    carries = _ALL | {"state_words", "demands", "fees", "results", "note"}
    of_demands = frozenset({"papers", "note", "asked", "answered"})

    def run(self) -> AbstractContextManager[Known]:
        fake = FakeNational(everybody())
        return serving(fake, lambda _, patience: NationalStatus(fake.access, patience, lambda: NOW))

    def expected(self, told: Dossier) -> Dossier:
        return replace(told, state_words="" if told.state else told.state_words)


class TestNationalThroughLgsp(TestNational):
    def run(self) -> AbstractContextManager[Known]:
        fake = FakeLgsp(everybody())
        return serving(fake, lambda _, patience: NationalStatus(fake.access, patience, lambda: NOW))


class TestOpenCps(RemoteContract):
    name, proofs = "opencps", frozenset(ProofKind)
    carries = _ALL | {"state_words", "step", "changed", "fees", "demands", "note"}
    of_demands = frozenset({"note", "asked"})
    own_none = {"401": ProofKind.SECRET, "403": ProofKind.SECRET}  # noqa: RUF012 (as the base class)

    def run(self) -> AbstractContextManager[Known]:
        fake = FakeOpenCps(everybody())
        return serving(fake, lambda _, patience: OpenCpsStatus(fake.access, patience, lambda: NOW))

    def expected(self, told: Dossier) -> Dossier:
        """OpenCPS tells one sum, without its name or whether it is paid; and of the rounds of papers the last while it is open."""
        asked = told.demands[-1] if told.state is State.MORE_PAPERS else None
        return replace(
            told,
            fees=tuple(Fee("Phí, lệ phí", fee.amount_vnd) for fee in told.fees),
            demands=(Demand(note="; ".join([*asked.papers, asked.note or ""]), asked=told.changed),) if asked else (),
        )


class TestIgate(RemoteContract):
    name, proofs = "igate", frozenset({ProofKind.PHONE, ProofKind.IDENTITY})
    carries = _ALL | {"step"}

    def run(self) -> AbstractContextManager[Known]:
        fake = FakeIgate(everybody())
        return serving(fake, lambda _, patience: IgateStatus(fake.access, patience, lambda: NOW))

    def expected(self, told: Dossier) -> Dossier:
        """A step that says no more than the state is not told twice."""
        return replace(told, step=None if told.step == STATUSES[told.state][0] else told.step)
