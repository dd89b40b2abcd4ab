"""An OpenID provider on loopback: description, keys, code flow with PKCE and a client's secret, signed ID tokens.

It holds to OpenID Connect Core 1.0 and RFC 7636: a code is good once, for the client, address and verifier it was made for.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.console.desk import Clock
from tests.serving import serving

CLIENT, SECRET, CALLBACK = "troly-console", "client secret: of tests", "http://localhost:8001/oidc/callback"


def key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig", "alg": "ES256"}, private=True)


class Provider:
    """What it says, and how a test has it lie."""

    url: str

    def __init__(self) -> None:
        self._first = key("one")
        self.reset(Clock())

    def reset(self, clock: Clock) -> None:
        self.clock = clock
        self.person: dict[str, Any] = {"sub": "u-1", "name": "Trần Bình", "preferred_username": "Binh.Tran"}
        self.roles = ["bien-tap"]
        self.keys = [self._first]
        self.change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.sign: Callable[[dict[str, Any]], str] | None = None
        self.down = False
        self.codes: dict[str, tuple[str, str]] = {}  # nonce and challenge

    def claims(self, nonce: str) -> dict[str, Any]:
        at = int(self.clock.now.timestamp())
        plain = {"iss": self.url, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce, "realm_access": {"roles": self.roles}}
        return self.change({**plain, **self.person})

    def id_token(self, nonce: str) -> str:
        claims = self.claims(nonce)
        return self.sign(claims) if self.sign else jwt.encode({"alg": "ES256", "kid": self.keys[-1].kid}, claims, self.keys[-1])

    @contextmanager
    def running(self) -> Iterator["Provider"]:
        with serving(_app(self)) as self.url:
            yield self


def _app(provider: Provider) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.middleware("http")
    async def fault(request: Any, call_next: Any) -> Response:
        return Response("busy", 503) if provider.down else await call_next(request)

    @app.get("/.well-known/openid-configuration")
    def description() -> dict[str, Any]:
        places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": provider.url, **{name: provider.url + path for name, path in places.items()}}

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return {"keys": [one.as_dict(private=False) for one in provider.keys]}

    @app.get("/authorize")
    def authorize(
        response_type: str,
        client_id: str,
        redirect_uri: str,
        scope: str,
        state: str,
        nonce: str,
        code_challenge: str,
        code_challenge_method: str,
    ) -> Response:
        wanted = ("code", CLIENT, CALLBACK, "S256")
        if (response_type, client_id, redirect_uri, code_challenge_method) != wanted or "openid" not in scope.split():
            return Response("invalid_request", 400)
        code = secrets.token_urlsafe(16)
        provider.codes[code] = nonce, code_challenge
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state, 'iss': provider.url})}", 302)

    @app.post("/token")
    def token(
        grant_type: str = Form(),
        code: str = Form(),
        redirect_uri: str = Form(),
        code_verifier: str = Form(),
        authorization: str = Header(""),
    ) -> Response:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        nonce, challenge = provider.codes.pop(code, ("", ""))
        proof = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")
        if (grant_type, redirect_uri, proof) != ("authorization_code", CALLBACK, challenge):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 300, "id_token": provider.id_token(nonce)}
        )

    return app
