"""What the status desk keeps of a lookup between two turns: sealed in the conversation's memory, for half an hour."""

from dataclasses import dataclass, field, replace
from typing import Any

from actions.turn import Said, Turn
from core.seal import Seal
from core.text.dossier_codes import DossierCode, find
from portal.dossiers.explanation.wording import tail
from portal.dossiers.models import ENDED, Proof, ProofKind, State

WITHIN = 1_800  # seconds since it was last used; after that both are asked anew


@dataclass(frozen=True)
class Held:
    """A lookup under way, or the dossier shown last."""

    code: str | None = field(default=None, repr=False)  # canonical
    proof: Proof | None = None
    fitted: bool = False  # the portal showed the dossier for this proof
    state: State | None = None  # as it stood then
    late: bool = False  # its promised day had passed
    news: bool = False  # news of it were asked for
    misses: int = 0  # answers in a row without a code
    typed: str = field(default="", repr=False)  # what may be the beginning of a code
    signed: bool = True  # who is signed in may be tried as a proof

    @property
    def dossier(self) -> DossierCode | None:
        """The code, read."""
        return next((found.code for found in find(self.code or "")), None)

    @property
    def ended(self) -> bool:
        """Whether the dossier shown was over: nothing follows."""
        return self.state in ENDED

    @property
    def hint(self) -> str:
        """The end of the code, by which its owner knows it."""
        return tail(self.code or "")


class Pocket:
    """Opens and closes what is held. What stands in the memory is sealed: nobody else reads it, not even who reads the database."""

    def __init__(self, seal: Seal) -> None:
        """Seal with `seal`."""
        self._seal = seal

    def held(self, turn: Turn) -> Held:
        """Return what the conversation holds; nothing when it is too old, or no seal of ours."""
        stored = self._seal.open(turn.memory.dossier, within=WITHIN) if turn.memory.dossier else None
        return _read(stored) if isinstance(stored, dict) else Held()

    def keep(self, said: Said, held: Held) -> Said:
        """Return `said` with `held` in its memory, as fresh."""
        sealed = None if held == Held() else self._seal.close(_plain(held))
        return replace(said, memory=replace(said.memory, dossier=sealed))

    def identity(self, turn: Turn) -> Proof | None:
        """Return the proof that who is signed in at the host page has; `None` when nobody is."""
        number = self._seal.open(turn.identity) if turn.identity else None
        return Proof(ProofKind.IDENTITY, number) if isinstance(number, str) and number else None


def _plain(held: Held) -> dict[str, Any]:
    proof = [held.proof.kind.value, held.proof.value] if held.proof else None
    return {
        "code": held.code, "proof": proof, "fitted": held.fitted, "state": held.state, "late": held.late, "news": held.news,
        "misses": held.misses, "typed": held.typed, "signed": held.signed,
    }  # fmt: skip


def _read(stored: dict[str, Any]) -> Held:
    proof = stored.get("proof")
    return Held(
        code=stored.get("code"),
        proof=Proof(ProofKind(proof[0]), proof[1]) if proof else None,
        fitted=bool(stored.get("fitted")),
        state=State(stored["state"]) if stored.get("state") else None,
        late=bool(stored.get("late")),
        news=bool(stored.get("news")),
        misses=int(stored.get("misses") or 0),
        typed=str(stored.get("typed") or ""),
        signed=bool(stored.get("signed", True)),
    )
