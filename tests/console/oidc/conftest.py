"""A console whose organisation has an OpenID provider, which runs on loopback."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from core.settings import Settings
from tests.console.conftest import quick
from tests.console.desk import Clock
from tests.console.oidc.provider import CLIENT, SECRET, Provider


@pytest.fixture(scope="session")
def server() -> Iterator[Provider]:
    with Provider().running() as provider:
        yield provider


@pytest.fixture
def provider(server: Provider, clock: Clock) -> Provider:
    """As it is before a test makes it lie."""
    server.reset(clock)
    return server


@pytest.fixture
def settings(migrated: Settings, provider: Provider) -> Settings:
    return quick(migrated).model_copy(
        update={
            "console_oidc_issuer": provider.url,
            "console_oidc_client": CLIENT,
            "console_oidc_secret": SecretStr(SECRET),
            "console_oidc_claim": "realm_access.roles",
            "console_oidc_roles": {"bien-tap": "curator", "truong-phong": "approver", "quan-tri": "admin", "lạ": "king"},
            "console_oidc_timeout": 5.0,
        }
    )
