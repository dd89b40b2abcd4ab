"""Whether a proof fits a dossier, without telling by its time how nearly."""

import hmac
import re
from collections.abc import Iterable

from portal.dossiers.models import Proof, ProofKind

PHONE_DIGITS = 4
_SHORTEST_PHONE = 9  # a field with fewer digits holds no phone number
_IDENTITY = frozenset({9, 12})  # digits of the old card and of the personal identity number


def fits(proof: Proof, *, phones: Iterable[str | None] = (), identities: Iterable[str | None] = (), secret: str | None = None) -> bool:
    """Tell whether `proof` fits what the portal has: the `phones`, `identities` and `secret` registered with the dossier.

    What is missing or malformed at the portal fits nothing. Every value is compared in constant time, and all of them are.
    """
    if proof.kind is ProofKind.PHONE:
        known, given = [_digits(phone)[-PHONE_DIGITS:] for phone in phones if len(_digits(phone)) >= _SHORTEST_PHONE], _digits(proof.value)
        sound = len(given) == PHONE_DIGITS
    elif proof.kind is ProofKind.IDENTITY:
        known, given = [_digits(one) for one in identities if len(_digits(one)) in _IDENTITY], _digits(proof.value)
        sound = len(given) in _IDENTITY
    else:
        known, given = [secret] if secret else [], proof.value
        sound = bool(given)
    matches = [hmac.compare_digest(_bytes(one), _bytes(given)) for one in known]
    return sound and any(matches)


def _digits(text: str | None) -> str:
    return re.sub(r"[^0-9]", "", text or "")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a sign, which JSON can carry, fits nothing
