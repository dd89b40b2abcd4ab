"""From what the organisation's provider says of a person to what our accounts hold."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from console.roles import Role

_LOGIN, _NAME = 60, 120  # characters
_ODD = re.compile(r"[^a-z0-9._@-]+")


def roles_of(claims: Mapping[str, Any], path: str, named: Mapping[str, str]) -> list[str]:
    """Return our roles for the provider's.

    Args:
        claims: of the ID token.
        path: where its roles stand, with dots between levels; there is a list, or words apart by spaces.
        named: its name of a role -> ours; what is not named here gives nothing, and neither does a role we do not have.
    """
    found: Any = claims
    for level in path.split("."):
        found = found.get(level) if isinstance(found, Mapping) else None
    given = found.split() if isinstance(found, str) else found if isinstance(found, list) else []
    ours = {named.get(role) for role in given if isinstance(role, str)}
    return [role.value for role in Role if role.value in ours]


def login_of(claims: Mapping[str, Any]) -> str:
    """Return a login for a person who comes the first time: their name there, marked so that it is no local account's."""
    named = _ODD.sub("", str(claims.get("preferred_username") or "nhan-vien").casefold())[:_LOGIN].strip("._@-") or "nhan-vien"
    return f"{named}~{sha256(str(claims['sub']).encode()).hexdigest()[:8]}"


def name_of(claims: Mapping[str, Any]) -> str:
    """Return the name that colleagues see."""
    return " ".join(str(claims.get("name") or claims.get("preferred_username") or "").split())[:_NAME] or "—"
