"""The open procedure API."""

import httpx2
import pytest

from channels.sample import SampleBot
from core.settings import Settings
from tests.channels.conftest import assert_problem, gateway
from tests.channels.fakes import BIRTH, NoKnowledge

pytestmark = pytest.mark.asyncio
SEARCH = "/api/v1/procedures/search"


async def test_search_has_the_agreed_shape(client: httpx2.AsyncClient) -> None:
    response = await client.get(SEARCH, params={"q": "làm giấy khai sinh"})
    (hit,) = response.json()
    assert hit == {
        "code": BIRTH.code,
        "name": BIRTH.name,
        "field": "Hộ tịch",
        "level": ["ward"],
        "score": 0.9,
        "variants": [{"code": "2.000528", "level": ["ward"], "difference": "có yếu tố nước ngoài"}],
    }


async def test_search_filters_and_limits(client: httpx2.AsyncClient) -> None:
    async def count(**params: str | int) -> int:
        return len((await client.get(SEARCH, params={"q": "đăng ký", **params})).json())

    assert await count() == 2
    assert await count(limit=1) == 1
    assert await count(level="province") == 0
    assert await count(field="Hộ tịch", level="ward") == 2
    assert await count(field="Đất đai") == 0


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "invalid_request"),
        ({"q": ""}, "message_empty"),
        ({"q": "\u200b"}, "message_empty"),
        ({"q": "đ" * 5_000}, "message_too_long"),
        ({"q": "a", "limit": "0"}, "invalid_request"),
        ({"q": "a", "limit": "51"}, "invalid_request"),
        ({"q": "a", "limit": "x"}, "invalid_request"),
        ({"q": "a", "level": "moon"}, "invalid_request"),
    ],
)
async def test_a_bad_search_is_a_problem(client: httpx2.AsyncClient, params: dict[str, str], code: str) -> None:
    assert_problem(await client.get(SEARCH, params=params), 422, code)


async def test_a_record_is_the_whole_procedure(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/v1/procedures/1.001193")).json() == BIRTH.model_dump(mode="json")


@pytest.mark.parametrize("code", ["9.999999", "x", "%00", "..%2Fetc", "a" * 3_000])
async def test_an_unknown_record_is_not_found(client: httpx2.AsyncClient, code: str) -> None:
    response = await client.get(f"/api/v1/procedures/{code}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_without_a_release_both_say_so(settings: Settings) -> None:
    async with gateway(settings, SampleBot(), NoKnowledge()) as client:
        for path in (f"{SEARCH}?q=khai+sinh", "/api/v1/procedures/1.001193"):
            response = await client.get(path)
            assert_problem(response, 503, "release_unavailable")
            assert response.headers["retry-after"] == "5"
