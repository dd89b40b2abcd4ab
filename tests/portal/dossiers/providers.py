"""A portal for the tests of what stands before portals: it knows what it is given, and takes as long as it is told."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

from core.text.dossier_codes import DossierCode, find
from portal.dossiers.models import Dossier, Proof, ProofKind, State

NOON = datetime(2026, 11, 20, 5, tzinfo=timezone.utc)
DIGITS = "0420"  # the proof that fits every dossier here


def code(text: str = "H29.18-260310-0420") -> DossierCode:
    return find(text, NOON.date())[0].code


def phone(digits: str = DIGITS) -> Proof:
    return Proof(ProofKind.PHONE, digits)


class Clock:
    """A clock that is set by hand: the wall's and the one that only grows. Sleeping moves it."""

    def __init__(self) -> None:
        self.seconds, self.slept = 0.0, list[float]()

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def timer(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.seconds += seconds


class KnownPortal:
    """Knows `dossiers` by code. `before` runs at each call and may raise; a call takes `delay` real seconds."""

    proofs = frozenset({ProofKind.PHONE})

    def __init__(self, known: Mapping[str, Dossier] | None = None, name: str = "sample") -> None:
        self.name = name
        self.known = {code().text: Dossier(code().text, State.PROCESSING)} if known is None else dict(known)
        self.before: Callable[[], None] = lambda: None
        self.delay, self.calls, self.cancelled, self.running, self.most, self.closed = 0.0, 0, 0, 0, 0, 0

    async def lookup(self, code: str, proof: Proof) -> Dossier | None:
        self.calls += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            self.before()
            await asyncio.sleep(self.delay)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        return self.known.get(code) if proof.value == DIGITS else None

    async def close(self) -> None:
        self.closed += 1
