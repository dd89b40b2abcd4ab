"""The national portal, in its fake, and who asks it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from portal.dossiers.adapters.national import NationalStatus
from tests.fakes.dossiers.national import FakeNational
from tests.portal.dossiers.adapters.looking import (
    NOW,
    PATIENCE,
    SAMPLE,
    SECOND,
)


@pytest.fixture
def portal() -> Iterator[FakeNational]:
    with FakeNational([SAMPLE, SECOND]) as fake:
        yield fake


@pytest_asyncio.fixture
async def status(portal: FakeNational) -> AsyncIterator[NationalStatus]:
    provider = NationalStatus(portal.access, PATIENCE, lambda: NOW)
    yield provider
    await provider.close()
