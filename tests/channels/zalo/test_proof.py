"""The proof for Zalo's console that the domain is ours."""

import httpx2
import pytest
from pydantic import ValidationError

from channels.app import create_app
from channels.sample import SampleBot
from core.settings import Settings
from tests.channels.conftest import HOME
from tests.channels.fakes import SmallKnowledge

pytestmark = pytest.mark.asyncio
CODE = "R8Ya_5-xIGzFmwzBrW4mBshX"
# What a file has and a page made on the way has not, and what differs from answer to answer.
_OF_A_FILE = {"accept-ranges", "content-length", "etag", "last-modified", "x-request-id"}
MARK = f'<meta name="zalo-platform-site-verification" content="{CODE}">'


def site(verifier: str = "") -> httpx2.AsyncClient:
    app = create_app(Settings(home=HOME, zalo_verifier=verifier), SampleBot(), SmallKnowledge())
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://gateway")


async def test_the_file_and_the_mark_are_there() -> None:
    async with site(CODE) as client:
        for path in (f"/zalo_verifier{CODE}.html", "/"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert MARK in answer.text.partition("</head>")[0]
            assert (await client.head(path)).status_code == 200
        assert (await client.get("/zalo_verifierX.html")).status_code == 404
    async with site() as client:
        assert "zalo" not in (await client.get("/")).text.partition("</head>")[0]
        assert (await client.get("/zalo_verifier.html")).status_code == 404


async def test_the_first_page_has_the_same_headers_with_and_without_a_code() -> None:
    told = []
    for code in (CODE, ""):
        async with site(code) as client:
            headers = (await client.get("/")).headers
        told.append({name: value for name, value in headers.items() if name not in _OF_A_FILE})
    assert told[0] == told[1]
    assert "microphone=(self)" in told[0]["permissions-policy"]


@pytest.mark.parametrize("code", ['"><script>', "a/b", "a b", "x" * 201])
async def test_only_a_plain_code_is_taken(code: str) -> None:
    with pytest.raises(ValidationError, match="zalo_verifier"):
        Settings(zalo_verifier=code)
