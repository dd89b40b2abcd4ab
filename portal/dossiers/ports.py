"""The port to whoever knows where dossiers stand."""

from typing import Protocol

from portal.dossiers.models import Dossier, Proof, ProofKind


class DossierStatusProvider(Protocol):
    """One portal.

    It reads and changes nothing, keeps nothing between two calls but its session, and never tries for longer than its caller
    waits (`asyncio.timeout`): cancelling it leaves no connection behind. It checks the proof itself, against what the portal has,
    and an unknown code and a proof that does not fit give the same `None`. What it returns is cleaned of personal data
    (`portal.dossiers.privacy`); texts of the portal that are not understood are left out rather than passed on.

    Raises:
        PortalUnavailable: there is no answer, or none that can be read; `reason` says which (a closed list, for metrics).
        PortalDenied: the portal does not let us in: our own credentials are wrong, missing or not allowed to do this.
    """

    name: str  # of the adapter, for metrics: "national", "opencps", "igate", "sample"
    proofs: frozenset[ProofKind]  # the kinds it can check; another kind finds nothing

    async def lookup(self, code: str, proof: Proof) -> Dossier | None:
        """Return the dossier of `code` (its canonical form) when `proof` fits it, else `None`."""

    async def close(self) -> None:
        """Close its connections."""
