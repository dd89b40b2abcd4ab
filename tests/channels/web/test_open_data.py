"""Open data: the files of the live release are whole, current, safe to open, and described."""

import csv
import gzip
import io
import json
import os
from collections.abc import AsyncIterator
from hashlib import sha256

import httpx2
import pytest
import pytest_asyncio

from core.procedure import Procedure
from core.settings import Settings
from knowledge.open_data import NAMES
from tests.channels.conftest import assert_problem, gateway
from tests.channels.fakes import BIRTH, MARRIAGE
from tests.channels.published import RELEASE, publish
from tests.knowledge.records import LIBRARY

pytestmark = pytest.mark.asyncio
PREFIX = "/api/v1/open-data/"
EVIL = Procedure(
    code="1.900066", name='=HYPERLINK("http://x.invalid")', steps=["-1+1|cmd", "@SUM(A1)", "dòng một\ndòng hai"], place="\tthẻ"
)
PLAIN = {"Accept-Encoding": "identity"}


@pytest_asyncio.fixture
async def open_data(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    publish(settings, [BIRTH, MARRIAGE, LIBRARY, EVIL])
    async with gateway(settings) as client:
        yield client


def table(response: httpx2.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


async def test_the_records_are_whole_as_json(open_data: httpx2.AsyncClient) -> None:
    told = (await open_data.get(PREFIX + "procedures.json")).json()
    assert [Procedure.model_validate(one) for one in told["procedures"]] == [BIRTH, MARRIAGE, LIBRARY, EVIL]
    assert (told["release"], told["modified"]) == (RELEASE, "2026-11-01T08:30:00+00:00")
    assert told["licence_url"].startswith("https://creativecommons.org/")


async def test_a_spreadsheet_reads_the_table(open_data: httpx2.AsyncClient) -> None:
    response = await open_data.get(PREFIX + "procedures.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = table(response)
    assert [row["code"] for row in rows] == [BIRTH.code, MARRIAGE.code, LIBRARY.code, EVIL.code]
    library = rows[2]
    assert library["documents"].splitlines()[0] == "Đơn xin cấp thẻ (1 bản chính, 0 bản sao)"
    assert "30.000" in library["fees"]
    assert (library["checked"], library["level"], library["legal_basis"]) == ("2026-07-18", "ward", "46/2019/QH14: Luật Thư viện")
    assert rows[0]["result"] == ""  # not stated


async def test_no_cell_is_taken_for_a_formula(open_data: httpx2.AsyncClient) -> None:
    evil = table(await open_data.get(PREFIX + "procedures.csv"))[3]
    assert evil["name"] == f"'{EVIL.name}"
    assert evil["steps"].startswith("'-1+1|cmd\n@SUM")
    for response in [await open_data.get(PREFIX + name) for name in ("procedures.csv", "units.csv")]:
        cells = [cell for row in table(response) for cell in row.values()]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))] == []


async def test_units_and_life_events(open_data: httpx2.AsyncClient) -> None:
    units = table(await open_data.get(PREFIX + "units.csv"))
    assert len({row["code"] for row in units}) == 168
    assert {"kind": "Phường", "name": "Sài Gòn", "former": "Phường Bến Nghé"}.items() <= units[0].items()
    events = (await open_data.get(PREFIX + "life-events.json")).json()["life_events"]
    assert {"birth", "marriage"} <= {event["id"] for event in events}
    assert "triggers" not in events[0]
    assert all(step["code"] for event in events for step in event["steps"])


@pytest.mark.parametrize("name", [*NAMES, "catalog.jsonld"])
async def test_what_did_not_change_is_not_sent_again(open_data: httpx2.AsyncClient, name: str) -> None:
    first = await open_data.get(PREFIX + name)
    assert first.headers["last-modified"] == "Sun, 01 Nov 2026 08:30:00 GMT"
    for asked in (
        {"If-None-Match": first.headers["etag"]},
        {"If-None-Match": f'"other", W/{first.headers["etag"]}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = await open_data.get(PREFIX + name, headers=asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    for asked in (
        {"If-None-Match": '"other"', "If-Modified-Since": first.headers["last-modified"]},  # the tag goes first
        {"If-Modified-Since": "Sat, 31 Oct 2026 08:30:00 GMT"},
        {"If-Modified-Since": "hom qua"},
    ):
        assert (await open_data.get(PREFIX + name, headers=asked)).status_code == 200


@pytest.mark.parametrize("name", NAMES)
async def test_packed_and_plain_are_the_same(open_data: httpx2.AsyncClient, settings: Settings, name: str) -> None:
    plain = await open_data.get(PREFIX + name, headers=PLAIN)
    packed = await open_data.get(PREFIX + name, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == "Accept-Encoding"
    [kept] = (settings.var / "open-data").glob(f"*/{name}.gz")
    assert gzip.decompress(kept.read_bytes()) == plain.content


async def test_a_part_is_sent_and_a_head_has_no_body(open_data: httpx2.AsyncClient) -> None:
    whole = await open_data.get(PREFIX + "procedures.json", headers=PLAIN)
    head = await open_data.head(PREFIX + "procedures.json", headers=PLAIN)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))
    part = await open_data.get(PREFIX + "procedures.json", headers={**PLAIN, "Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, whole.content[:10])


async def test_pages_of_others_may_read(open_data: httpx2.AsyncClient) -> None:
    answer = await open_data.get(PREFIX + "units.csv", headers={"Origin": "https://a.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    before = await open_data.options(PREFIX + "units.csv", headers=asked)
    assert before.status_code == 204
    assert "If-None-Match" in before.headers["access-control-allow-headers"]
    assert before.headers["access-control-allow-methods"] == "GET, HEAD"


async def test_the_description_tells_what_is_there(open_data: httpx2.AsyncClient, settings: Settings) -> None:
    response = await open_data.get(PREFIX + "catalog.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    told = response.json()
    assert told["@type"] == "dcat:Catalog"
    found = {}
    for dataset in told["dcat:dataset"]:
        assert {one["@language"] for one in dataset["dct:title"]} == {"vi", "en"}
        assert dataset["dct:spatial"]["rdfs:label"]["@value"] == "Thành phố Hồ Chí Minh"
        for one in dataset["dcat:distribution"]:
            found[one["dcat:downloadURL"]["@id"].removeprefix(settings.public_url)] = one
    assert set(found) == {PREFIX + name for name in NAMES}
    for path, one in found.items():
        body = (await open_data.get(path, headers=PLAIN)).content
        assert one["dcat:byteSize"]["@value"] == str(len(body))
        assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == sha256(body).hexdigest()
        assert one["dct:modified"]["@value"] == "2026-11-01T08:30:00+00:00"


async def test_what_the_operator_chose_is_told(settings: Settings) -> None:
    chosen = {
        "open_data_licence": "Giấy phép của Thành phố", "open_data_licence_url": "https://city.example/giay-phep",
        "open_data_publisher": "Sở <b>Khoa học</b>", "open_data_contact": "mailto:mo@city.example",
    }  # fmt: skip
    made = settings.model_copy(update=chosen)
    publish(made)
    async with gateway(made) as client:
        told = (await client.get(PREFIX + "catalog.jsonld")).json()
        assert told["dct:license"] == {"@id": "https://city.example/giay-phep"}
        assert told["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:mo@city.example"}
        assert (await client.get(PREFIX + "procedures.json")).json()["licence"] == "Giấy phép của Thành phố"
        page = (await client.get("/open-data")).text
        assert "Sở &lt;b&gt;Khoa học&lt;/b&gt;" in page
        assert 'href="https://city.example/giay-phep"' in page


async def test_a_new_release_is_there_at_once(open_data: httpx2.AsyncClient, settings: Settings) -> None:
    first = await open_data.get(PREFIX + "procedures.json")
    publish(settings, [LIBRARY], "20261102-ffffffff", "2026-11-02T08:30:00+00:00")
    second = await open_data.get(PREFIX + "procedures.json", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert [one["code"] for one in second.json()["procedures"]] == [LIBRARY.code]


async def test_the_files_of_the_release_before_stay_until_the_next(open_data: httpx2.AsyncClient, settings: Settings) -> None:
    under = settings.var / "open-data"
    await open_data.get(PREFIX + "units.csv")
    (first,) = under.iterdir()
    os.utime(first, (1, 1))  # written long ago; somebody may read a file of it now
    publish(settings, [LIBRARY], "20261102-ffffffff", "2026-11-02T08:30:00+00:00")
    await open_data.get(PREFIX + "units.csv")
    assert (first / "units.csv").is_file()
    os.utime(next(path for path in under.iterdir() if path != first), (2, 2))
    publish(settings, [LIBRARY], "20261103-ffffffff", "2026-11-03T08:30:00+00:00")
    await open_data.get(PREFIX + "units.csv")
    assert not first.exists()
    assert len(list(under.iterdir())) == 2


async def test_damaged_files_are_written_anew(open_data: httpx2.AsyncClient, settings: Settings) -> None:
    await open_data.get(PREFIX + "units.csv")
    (folder,) = (settings.var / "open-data").iterdir()
    (folder / "files.json").write_text("{")
    (folder / "units.csv").unlink()
    assert (await open_data.get(PREFIX + "units.csv", headers=PLAIN)).status_code == 200
    assert json.loads((folder / "files.json").read_text())["release"] == RELEASE


@pytest.mark.parametrize("since", ["x", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +9999999999", "\xff"])
async def test_a_day_that_is_none_is_passed_over(open_data: httpx2.AsyncClient, since: str) -> None:
    answer = await open_data.get(PREFIX + "units.csv", headers=[(b"If-Modified-Since", since.encode("latin-1"))])
    assert answer.status_code == 200


async def test_what_is_not_there(open_data: httpx2.AsyncClient) -> None:
    for name in ("files.json", "procedures.json.gz", "..%2f..%2ftroly.db", "x", "%00", "a" * 3_000):
        assert_problem(await open_data.get(PREFIX + name), 404, "not_found")
    assert (await open_data.post(PREFIX + "units.csv")).status_code == 405


async def test_without_a_release_it_says_so(settings: Settings) -> None:
    async with gateway(settings) as client:
        assert_problem(await client.get(PREFIX + "procedures.json"), 503, "release_unavailable")
        page = await client.get("/open-data")
        assert (page.status_code, "Chưa có bản nào" in page.text) == (503, True)


@pytest.mark.parametrize("damage", ["manifest.json", "procedures.jsonl"])
async def test_a_damaged_release_is_a_problem_and_leaves_nothing_half(settings: Settings, damage: str) -> None:
    (publish(settings) / damage).write_bytes(b"\xff\x00{")
    async with gateway(settings) as client:
        assert_problem(await client.get(PREFIX + "procedures.csv"), 503, "release_unavailable")
    assert not list((settings.var / "open-data").glob("*/files.json"))


async def test_who_asks_too_often_waits(settings: Settings) -> None:
    made = settings.model_copy(update={"open_data_per_minute": 2})
    publish(made)
    async with gateway(made) as client:
        answers = [await client.get(PREFIX + "units.csv") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert answers[0].headers["x-ratelimit-limit"] == "2"
        assert int(answers[2].headers["retry-after"]) > 0
        assert (await client.get("/healthz")).status_code == 200


async def test_the_page_leads_to_every_file(open_data: httpx2.AsyncClient) -> None:
    page = await open_data.get("/open-data")
    assert page.status_code == 200
    for name in (*NAMES, "catalog.jsonld"):
        assert f'href="{PREFIX}{name}"' in page.text
    assert 'href="/open-data"' in (await open_data.get("/")).text
    assert json.dumps("18/07/2026")[1:-1] in page.text
