"""The OpenID provider, as we talk to it: its description, its keys, a code for a token, a token that is proved."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from core.errors import Forbidden, Unavailable
from core.settings import Settings

_ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")  # signatures alone: with HMAC a client's secret would sign, with none anybody
_LEEWAY = 60  # seconds that two clocks may differ
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Journey:
    """What a browser carries, sealed, to the provider and back."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def new(cls) -> "Journey":
        """Begin one."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


class Provider:
    """One provider. Its description and keys are asked for at the first use and kept; keys once more for a token of a new one."""

    def __init__(self, settings: Settings) -> None:
        """Talk to the issuer of `settings`. Raises `ValueError` for one that is not reached over https; loopback may be plain."""
        self._issuer, self._settings = settings.console_oidc_issuer.rstrip("/"), settings
        place = urlsplit(self._issuer)
        if place.scheme != "https" and place.hostname not in _LOOPBACK:
            raise ValueError("TROLY_CONSOLE_OIDC_ISSUER must begin with https://")
        self._described: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    @property
    def callback(self) -> str:
        """Where the provider sends people back to: to be registered there."""
        return f"{self._settings.console_url.rstrip('/')}/oidc/callback"

    def address(self, journey: Journey) -> str:
        """Return where to send the browser. Raises `Unavailable`."""
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._description()["authorization_endpoint"], journey.state, journey.verifier, nonce=journey.nonce
            )
        return str(url)

    def claims(self, journey: Journey, params: Mapping[str, str], at: datetime) -> Mapping[str, Any]:
        """Return what the ID token says, for the parameters with which a browser came back.

        Raises:
            Forbidden: a state, code, token, signature, issuer, audience, time or nonce that is not as it must be.
            Unavailable: the provider does not answer.
        """
        if params.get("state") != journey.state or params.get("iss", self._issuer).rstrip("/") != self._issuer or not params.get("code"):
            raise Forbidden("oidc: not the answer to what was asked")
        token = self._token(params["code"], journey)
        try:
            return self._proved(token, journey, at)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Forbidden(f"oidc: {type(error).__name__}") from error

    def _token(self, code: str, journey: Journey) -> dict[str, Any]:
        with self._client() as client:
            try:
                got = client.fetch_token(self._description()["token_endpoint"], code=code, code_verifier=journey.verifier)
            except AuthlibBaseError as error:
                raise Forbidden("oidc: the code was not taken") from error
            except (httpx2.HTTPError, ValueError) as error:
                raise Unavailable(f"oidc: {type(error).__name__}") from error
        return dict(got)

    def _proved(self, token: dict[str, Any], journey: Journey, at: datetime) -> Mapping[str, Any]:
        try:
            read = jwt.decode(token["id_token"], self._key_set(), list(_ALGORITHMS))
        except InvalidKeyIdError:
            self._keys = None  # the provider changed its keys
            read = jwt.decode(token["id_token"], self._key_set(), list(_ALGORITHMS))
        client = self._settings.console_oidc_client
        options = {"iss": {"essential": True, "value": self._description()["issuer"]}, "aud": {"essential": True, "value": client}}
        params = {"nonce": journey.nonce, "client_id": client, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(now=int(at.timestamp()), leeway=_LEEWAY)
        return dict(claims)

    def _description(self) -> dict[str, Any]:
        if self._described is None:
            described = self._get(f"{self._issuer}/.well-known/openid-configuration")
            if str(described.get("issuer", "")).rstrip("/") != self._issuer:
                raise Unavailable("oidc: the description is another issuer's")
            self._described = described
        return self._described

    def _key_set(self) -> KeySet:
        if self._keys is None:
            self._keys = KeySet.import_key_set(self._get(self._description()["jwks_uri"]))  # type: ignore[arg-type]
        return self._keys

    def _get(self, url: str) -> dict[str, Any]:
        try:
            # The environment's proxy is none of the provider's business.
            limit = self._settings.console_oidc_timeout
            got = httpx2.get(url, timeout=limit, trust_env=False, verify=_trusted()).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise Unavailable(f"oidc: {type(error).__name__}") from error
        if not isinstance(got, dict):
            raise Unavailable("oidc: no JSON object")
        return got

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._settings.console_oidc_client,
            self._settings.console_oidc_secret.get_secret_value(),
            scope=self._settings.console_oidc_scope,
            redirect_uri=self.callback,
            code_challenge_method="S256",
            timeout=self._settings.console_oidc_timeout,
            trust_env=False,
            verify=_trusted(),
        )


@cache
def _trusted() -> SSLContext:
    """Return the authorities that are trusted: read once, for reading them takes longer than a sign-in."""
    return httpx2.create_ssl_context()
