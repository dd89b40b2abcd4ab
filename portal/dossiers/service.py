"""Where does a dossier stand? The way of a lookup: limits, memory, portal, audit, and an even time for "nothing found"."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone

import structlog

from core.db import Database
from core.errors import LookupPaused, PortalUnavailable, Unavailable
from core.person import hashed, person_key
from core.settings import Settings
from core.text.dossier_codes import DossierCode
from portal.dossiers import metrics
from portal.dossiers.access import Patience
from portal.dossiers.audit import Audit, Entry, Outcome, Purpose, keyed
from portal.dossiers.background import Background
from portal.dossiers.guard import Guard, Memory
from portal.dossiers.models import Dossier, Proof, ProofKind
from portal.dossiers.routing import Portal, Portals, patience_of

_log = structlog.get_logger()
_LATER = 300  # seconds: when to try again where nothing better is known
_WORKER = "worker"  # the channel of notices


@dataclass(frozen=True)
class Lookup:
    """What a person asks: `person` is their nameless id, `proof` shows that the dossier is theirs."""

    person: str
    channel: str
    code: DossierCode
    proof: Proof


class Dossiers:
    """The status desk's counter. Callers are ordinary threads; one service a process.

    Every lookup raises:
        PortalUnavailable, PortalDenied: as the port, or "busy", "resting"; `retry_after` is always set.
        Unavailable: the database does not take the audit's row. No row, no lookup: without it neither the limit of tries nor the
            promise to know who looked at what would hold, and a dossier is personal data.
    """

    def __init__(
        self,
        portals: Portals,
        database: Database,
        key: bytes,
        settings: Settings,
        patience: Patience | None = None,
        clock: Callable[[], datetime] | None = None,
        timer: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Look up in `portals`, hash codes with `key`; `clock` gives aware moments, `timer` seconds that only grow."""
        patience = patience or Patience()
        self._portals, self._key, self._timer, self._sleep = portals, key, timer, sleep
        self._audit = Audit(database, settings, clock or (lambda: datetime.now(timezone.utc)))
        self._background = Background()
        self._guards = {id(portal): Guard(portal.provider, patience, self._background, timer) for portal in portals.all}
        self._memory = Memory(patience.cache, timer)

    @classmethod
    def open(cls, settings: Settings, database: Database) -> "Dossiers":
        """Make the service as `settings` say. Opens no connection.

        Raises:
            ValueError: `TROLY_DOSSIER_PORTALS`, `TROLY_DOSSIER_PATIENCE` or the person key cannot be used; the message says why.
        """
        patience = patience_of(settings)
        portals = Portals.of(settings, patience, lambda: datetime.now(timezone.utc))
        return cls(portals, database, person_key(settings), settings, patience)

    def lookup(self, asked: Lookup) -> Dossier | None:
        """Return the dossier; `None`, after an even time, for an unknown code as for a proof that does not fit.

        Raises:
            LookupPaused: too many lookups of the person, or of the dossier, found nothing; `retry_after` says until when.
        """
        began = self._timer()
        portal = self._portals.serving(asked.code)
        found = self._look(portal, asked.code, asked.proof, "lookup", hashed(asked.person), asked.channel[:32])
        if found is None:  # the last thing done: what follows a "nothing found" takes the same time whatever the reason
            leaving = self._guards[id(portal)].pace.leaving(self._timer() - began)
            self._sleep(max(0.0, began + leaving - self._timer()))
        return found

    def look_again(self, code: DossierCode, proof: Proof) -> Dossier | None:
        """Return the dossier for news of it: the proof fitted once, so tries are not limited, nor is anybody waiting."""
        return self._look(self._portals.serving(code), code, proof, "notice", None, _WORKER)

    def proofs(self, code: DossierCode) -> frozenset[ProofKind]:
        """Return the proofs that the portal of `code` can check."""
        return self._portals.serving(code).provider.proofs

    def elsewhere(self, code: DossierCode) -> str | None:
        """Return the province whose portal knows `code`, "tỉnh Thanh Hóa", when it is not ours and none is configured for it."""
        return self._portals.elsewhere(code)

    def title(self, code: DossierCode) -> str:
        """Return what citizens call the portal of `code`; empty when nothing is set."""
        return self._portals.serving(code).title

    def erase(self, person: str) -> int:
        """Remove the link between the audit and `person`; return how many rows had it."""
        return self._audit.unlink(hashed(person))

    def sweep(self) -> int:
        """Delete the audit older than `keep_lookups_days`; return how many rows."""
        return self._audit.sweep()

    def close(self) -> None:
        """Close the connections to the portals."""
        for guard in self._guards.values():
            guard.close()
        self._background.close()

    def _look(self, portal: Portal, code: DossierCode, proof: Proof, purpose: Purpose, person: str | None, channel: str) -> Dossier | None:
        adapter, began = portal.provider.name, self._timer()
        entry = Entry(person, channel, keyed(self._key, "dossier", code.text), adapter, purpose, proof.kind.value)
        try:
            number = self._audit.reserve(entry)
        except LookupPaused:
            self._tell(adapter, "paused", began)
            raise
        outcome: Outcome = "asked"  # what stays when the program is told to end meanwhile
        try:
            found = self._found(portal, code, proof)
            outcome = "missed" if found is None else "found"
        except PortalUnavailable as error:
            outcome, error.retry_after = error.reason, error.retry_after or _LATER
            raise
        finally:
            self._settle(number, outcome)
            self._tell(adapter, outcome, began)
        return found

    def _found(self, portal: Portal, code: DossierCode, proof: Proof) -> Dossier | None:
        key = keyed(self._key, "dossier and proof", code.text, proof.kind.value, proof.value)
        if known := self._memory.get(key):
            metrics.cache_hits.labels(portal.provider.name).inc()
            return known[0]
        with metrics.seconds.labels(portal.provider.name).time():
            found = self._guards[id(portal)].lookup(code.text, proof)
        if found and not found.portal:
            found = replace(found, portal=portal.title)
        self._memory.put(key, found)
        return found

    def _settle(self, number: int, outcome: Outcome) -> None:
        try:
            self._audit.settle(number, outcome)
        except Unavailable as error:
            # The row is there and says "asked", which the limits count: nothing is lost by giving the answer.
            _log.warning("outcome of a lookup not written", exc_info=error)

    def _tell(self, adapter: str, outcome: Outcome, began: float) -> None:
        metrics.lookups.labels(adapter, outcome).inc()
        _log.info("dossier lookup", adapter=adapter, outcome=outcome, seconds=round(self._timer() - began, 3))
