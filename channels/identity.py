"""Who is signed in at the page the widget stands on: a short-lived token that page's server signs (docs/dossiers.md)."""

import re

import jwt
import structlog

from channels.metrics import Metrics
from core.seal import Seal
from core.settings import Settings

_log = structlog.get_logger()
_AUDIENCE = "troly"
_LONGEST = 900  # seconds from `iat` to `exp`: a token that lives longer is a mistake, or somebody else's
_NUMBER = re.compile(r"\d{12}")
_LEAST = 32  # bytes of a key for HS256


class Identity:
    """Reads identity tokens: a JWT (HS256) with `sub` (personal identity number), `aud` "troly", `iat`, `exp`, `sender`."""

    def __init__(self, settings: Settings, seal: Seal, metrics: Metrics) -> None:
        """Know the key of `settings`; without one nobody is signed in. Raises `ValueError` for a key under 32 bytes."""
        key = settings.identity_key.get_secret_value() if settings.identity_key else ""
        if key and len(key.encode()) < _LEAST:
            raise ValueError(f"TROLY_IDENTITY_KEY has {len(key.encode())} bytes; it needs at least {_LEAST}")
        self._key, self._seal, self._metrics = key, seal, metrics

    def read(self, token: object, sender: str) -> str | None:
        """Return the identity number in `token`, sealed, or `None`.

        A token that cannot be believed (expired, another signature, of another conversation) makes nobody wait: the person is asked
        for the usual proof. It is counted, so that whoever runs the page sees it.
        """
        if token is None or not self._key:
            return None
        try:
            number = self._number(token, sender)
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            self._metrics.identity_tokens.labels("refused").inc()
            _log.warning("identity token refused", error=type(error).__name__)
            return None
        self._metrics.identity_tokens.labels("accepted").inc()
        return self._seal.close(number)

    def _number(self, token: object, sender: str) -> str:
        if not isinstance(token, str):
            raise TypeError("no token")
        required = ["sub", "aud", "iat", "exp", "sender"]
        claims = jwt.decode(token, self._key, algorithms=["HS256"], audience=_AUDIENCE, options={"require": required})
        if claims["exp"] - claims["iat"] > _LONGEST or claims["sender"] != sender or not _NUMBER.fullmatch(claims["sub"]):
            raise ValueError("claims of another form")
        return str(claims["sub"])
