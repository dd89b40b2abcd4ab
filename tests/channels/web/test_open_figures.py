"""Weekly figures as open data: what is stored and settled, coarse, safe to open, described, and current."""

import csv
import gzip
import io
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

import httpx2
import pytest
import pytest_asyncio
import sqlalchemy as sa
from pydantic import SecretStr

from conversations.figures.models import WeeklyFigure
from conversations.figures.schemas import ALL, NONE, SETTLED
from conversations.figures.weeks import SETTLES
from core.clock import now
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from core.weeks import bounds, week_of
from tests.channels.conftest import assert_problem, gateway
from tests.channels.published import publish

pytestmark = pytest.mark.asyncio
PREFIX = "/api/v1/open-data/"
PLAIN = {"Accept-Encoding": "identity"}
PRESENT = week_of(now())
OLD, LATEST = PRESENT - timedelta(weeks=4), PRESENT - timedelta(weeks=3)
# Turns of as many people each, and how many had an answer. In the older week three came by REST; the week before this one is not settled.
COUNTS = {
    OLD: {
        (ALL, ALL): (40, 30), ("web", ALL): (25, 20), ("zalo", ALL): (12, 8), ("rest", ALL): (3, 2),
        (ALL, "=Hộ tịch"): (40, 30), ("web", "=Hộ tịch"): (25, 20),
    },
    LATEST: {(ALL, ALL): (50, 45), ("web", ALL): (50, 45), (ALL, "Cư trú"): (38, 38), (ALL, NONE): (12, 7)},
    PRESENT - timedelta(weeks=1): {(ALL, ALL): (60, 60), ("web", ALL): (60, 60)},
}  # fmt: skip


def figures(turns: int, answered: int) -> Sequence[tuple[str, int]]:
    abstained = turns - answered
    return (
        ("turns", turns),
        ("people", turns),
        ("answered", answered),
        ("helped", answered),
        ("abstained", abstained),
        ("people_abstained", abstained),
        ("wrong", 1),
    )


@pytest_asyncio.fixture
async def open_data(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    publish(settings)
    upgrade(settings)
    database = Database.open(settings)
    with database.begin() as session:
        session.add_all(
            WeeklyFigure(week=week, channel=channel, topic=topic, figure=name, value=value)
            for week, cells in COUNTS.items()
            for (channel, topic), counts in cells.items()
            for name, value in figures(*counts)
            if value
        )
        session.add_all(WeeklyFigure(week=week, channel=ALL, topic=ALL, figure=SETTLED, value=1) for week in (OLD, LATEST))
    database.close()
    async with gateway(settings) as client:
        yield client


def moment(week: date) -> datetime:
    return bounds(week)[1] + SETTLES


async def test_only_weeks_that_settled_and_nobody_behind_a_gap(open_data: httpx2.AsyncClient) -> None:
    told = (await open_data.get(PREFIX + "figures.json")).json()
    assert datetime.fromisoformat(told["modified"]) == moment(LATEST)
    assert (told["least_people"], told["licence_url"].startswith("https://")) == (5, True)
    lines = {(line["week"], line["channel"], line["topic"]): line for line in told["figures"]}
    assert set(lines) == {
        (OLD.isoformat(), "", ""), (OLD.isoformat(), "web", ""), (OLD.isoformat(), "zalo", ""), (OLD.isoformat(), "", "=Hộ tịch"),
        (LATEST.isoformat(), "", ""), (LATEST.isoformat(), "web", ""), (LATEST.isoformat(), "", "Cư trú"), (LATEST.isoformat(), "", "none"),
    }  # fmt: skip
    assert set(told["figures"][0]) == {"week", "channel", "topic", "turns", "people", "answered", "clarified", "abstained"}
    assert lines[OLD.isoformat(), "", ""]["turns"] == 40
    assert lines[OLD.isoformat(), "web", ""]["turns"] == 25
    zalo = lines[OLD.isoformat(), "zalo", ""]  # 40 - 25 - 12 would tell of the three of REST
    assert (zalo["turns"], zalo["people"], zalo["answered"], zalo["clarified"]) == (None, None, None, 0)


async def test_a_spreadsheet_reads_the_table(open_data: httpx2.AsyncClient) -> None:
    response = await open_data.get(PREFIX + "figures.csv")
    assert response.content.startswith(b"\xef\xbb\xbfweek,channel,topic,turns,people,answered,clarified,abstained")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 8
    assert "'=Hộ tịch" in [row["topic"] for row in rows]
    assert (rows[0]["turns"], rows[2]["turns"]) == ("40", "")


@pytest.mark.parametrize("name", ["figures.json", "figures.csv"])
async def test_what_did_not_change_is_not_sent_again(open_data: httpx2.AsyncClient, name: str) -> None:
    first = await open_data.get(PREFIX + name, headers=PLAIN)
    assert first.headers["access-control-allow-origin"] == "*"
    for asked in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        again = await open_data.get(PREFIX + name, headers={**PLAIN, **asked})
        assert (again.status_code, again.content) == (304, b"")
    packed = await open_data.get(PREFIX + name, headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", first.content)
    assert packed.headers["etag"] != first.headers["etag"]
    assert gzip.compress(first.content, mtime=0) == gzip.compress(packed.content, mtime=0)


async def test_the_catalogue_and_the_page_tell_of_them(open_data: httpx2.AsyncClient) -> None:
    told = (await open_data.get(PREFIX + "catalog.jsonld")).json()
    dataset = next(one for one in told["dcat:dataset"] if one["dct:identifier"] == "figures")
    assert dataset["dct:accrualPeriodicity"]["@id"].endswith("frequency/WEEKLY")
    assert {one["@language"] for one in dataset["dct:title"]} == {"vi", "en"}
    for one in dataset["dcat:distribution"]:
        name = one["dcat:downloadURL"]["@id"].rsplit("/", 1)[1]
        body = (await open_data.get(PREFIX + name, headers=PLAIN)).content
        assert one["dcat:byteSize"]["@value"] == str(len(body))
        assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == sha256(body).hexdigest()
    page = (await open_data.get("/open-data")).text
    assert f'href="{PREFIX}figures.json"' in page
    assert "Con số hằng tuần" in page


async def test_before_the_first_week_there_is_an_empty_table(settings: Settings) -> None:
    publish(settings)
    async with gateway(settings) as client:
        answer = await client.get(PREFIX + "figures.json")
        assert (answer.status_code, answer.json()["figures"], answer.json()["modified"]) == (200, [], None)
        assert "last-modified" not in answer.headers
        since = {"If-Modified-Since": "Sun, 01 Nov 2026 08:30:00 GMT"}
        assert (await client.get(PREFIX + "figures.csv", headers=since)).status_code == 200
        assert (await client.get(PREFIX + "figures.csv", headers={"If-None-Match": "*"})).status_code == 304
        assert "figures.csv" not in (await client.get("/open-data")).text
        assert "figures" not in (await client.get(PREFIX + "catalog.jsonld")).text


async def test_figures_need_no_release_and_records_no_database(settings: Settings) -> None:
    async with gateway(settings) as client:
        assert (await client.get(PREFIX + "figures.csv")).status_code == 200
    nowhere = settings.model_copy(update={"database_url": SecretStr("postgresql+psycopg://127.0.0.1:9/none")})
    publish(nowhere)
    async with gateway(nowhere) as client:
        assert_problem(await client.get(PREFIX + "figures.json"), 503, "unavailable")
        for path in (PREFIX + "procedures.json", PREFIX + "catalog.jsonld", "/open-data"):
            assert (await client.get(path)).status_code == 200, path


async def test_nothing_but_the_settled_table_is_read(open_data: httpx2.AsyncClient, settings: Settings) -> None:
    before = (await open_data.get(PREFIX + "figures.csv")).content
    database = Database.open(settings)
    with database.begin() as session:
        session.execute(sa.delete(WeeklyFigure).where(WeeklyFigure.week == OLD))
    database.close()
    after = (await open_data.get(PREFIX + "figures.csv")).content
    assert (OLD.isoformat().encode() in before, OLD.isoformat().encode() in after) == (True, False)
