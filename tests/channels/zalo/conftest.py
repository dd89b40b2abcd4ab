"""What the tests of Zalo share: the account, the fake one on loopback, and a client of it."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr

from channels.demo.zalo import FakeZalo
from channels.demo.zalo.server import APP_ID, APP_SECRET, OA_ID, OA_SECRET
from channels.zalo.access import ZaloAccess
from channels.zalo.client import ZaloClient
from core.db import Database
from core.seal import Seal

BODIES = Path(__file__).with_name("bodies")
KEY = b"k" * 32
USER = "246845883529197922"


def access_to(fake: FakeZalo | None = None, timeout: float = 5.0, reaction: str = "") -> ZaloAccess:
    """The account, at the fake's address."""
    url = fake.url if fake else "http://127.0.0.1:9"
    access, refresh = fake.tokens.first if fake else ("a", "r")
    return ZaloAccess(
        app_id=APP_ID,
        oa_id=OA_ID,
        oa_secret=SecretStr(OA_SECRET),
        app_secret=SecretStr(APP_SECRET),
        access_token=SecretStr(access),
        refresh_token=SecretStr(refresh),
        api_url=url,
        oauth_url=url,
        reaction=reaction,
        timeout=timeout,
    )


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    """The account, to which somebody just wrote."""
    with FakeZalo() as fake:
        fake.text(USER, "chào")
        yield fake


def client_of(zalo: FakeZalo, database: Database, timeout: float = 5.0, reaction: str = "") -> ZaloClient:
    """A client that shares the fake's clock."""
    access = access_to(zalo, timeout, reaction)
    return ZaloClient.open(access, database, Seal(KEY), lambda: datetime.fromtimestamp(zalo.now(), timezone.utc))


@pytest_asyncio.fixture
async def client(zalo: FakeZalo, database: Database) -> AsyncIterator[ZaloClient]:
    """A client of the fake."""
    client = client_of(zalo, database)
    yield client
    await client.close()
