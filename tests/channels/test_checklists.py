"""The list to print, and the life events as open data."""

import re
from collections.abc import AsyncIterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from channels.sample import SampleBot
from core.procedure import Procedure
from core.settings import Settings
from knowledge.repository import ProcedureRepository
from tests.channels.conftest import assert_problem, gateway
from tests.channels.fakes import NoKnowledge, SmallKnowledge

pytestmark = pytest.mark.asyncio
HOME = Path(__file__).resolve().parents[2]
PAGE = "/checklists/birth?married=yes&foreign=no&insured=no"


class SeedKnowledge(SmallKnowledge):
    """The records that ship with the product, one of them with marks a page must not take for its own."""

    def __init__(self) -> None:
        settings = Settings(home=HOME)
        found = ProcedureRepository(settings.seed, settings.var / "none.jsonl").published(date(2026, 11, 1))
        self._records = {record.code: record for record in found}
        birth = self._records["1.001193"]
        self._records[birth.code] = birth.model_copy(update={"place": "<script>alert('x')</script> & <b>"})

    def procedure(self, code: str) -> Procedure | None:
        return self._records.get(code)


class Outline(HTMLParser):
    """Notes the tags and their attributes, and that they are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest_asyncio.fixture
async def site(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with gateway(settings.model_copy(update={"home": HOME}), SampleBot(), SeedKnowledge()) as client:
        yield client


async def test_the_list_stands_without_a_script_and_holds_the_records_words(site: httpx2.AsyncClient) -> None:
    response = await site.get(PAGE)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert response.headers["x-robots-tag"] == "noindex"
    html = response.text
    for words in (
        "<h1>Có con</h1>",
        "Khai sinh cho bé",
        "7 ngày làm việc",
        "từ 10.000 đến 20.000 đồng",
        "1.001193",
        "Công an phường, xã, đặc khu",
    ):
        assert words in html
    assert "https://dichvucong.gov.vn/" in html
    page = Outline(html)
    assert page.open == []
    assert sum(tag == "input" and attrs.get("type") == "checkbox" for tag, attrs in page.tags) > 8
    assert len(re.findall('class="step"', html)) == 4


async def test_nothing_stands_in_the_page_that_the_security_policy_forbids(site: httpx2.AsyncClient) -> None:
    page = Outline((await site.get(PAGE)).text)
    scripts = [attrs for tag, attrs in page.tags if tag == "script"]
    assert [attrs.get("src") for attrs in scripts] == ["/page/checklist.js"]
    assert not any(name == "style" or name.startswith("on") for _, attrs in page.tags for name in attrs)
    for path in ("/page/checklist.js", "/page/checklist.css"):
        assert (await site.get(path)).status_code == 200


async def test_the_records_words_are_no_markup(site: httpx2.AsyncClient) -> None:
    html = (await site.get(PAGE)).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


async def test_every_field_has_a_label_and_every_id_stands_once(site: httpx2.AsyncClient) -> None:
    page = Outline((await site.get("/checklists/company")).text)
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    fields = [attrs["id"] for tag, attrs in page.tags if tag == "select"]
    assert set(fields) == {attrs["for"] for tag, attrs in page.tags if tag == "label" and attrs.get("for")}


@pytest.mark.parametrize(
    "query",
    ["", "?married=maybe", "?married=<script>&x=1", "?married=yes&married=no", "?lang=xx", "?lang=" + "v" * 500, "?foreign=" + "a" * 3_000],
)
async def test_an_unknown_choice_is_passed_over(site: httpx2.AsyncClient, query: str) -> None:
    response = await site.get(f"/checklists/birth{query}")
    assert response.status_code == 200
    assert "<script>&" not in response.text
    assert "maybe" not in response.text


async def test_the_page_is_there_in_english(site: httpx2.AsyncClient) -> None:
    html = (await site.get("/checklists/food_shop?staff=yes&lang=en")).text
    assert '<html lang="en">' in html
    for words in ("<h1>Opening a food shop (household business)</h1>", "20 working days", "What to do, in order"):
        assert words in html
    assert 'href="/checklists/food_shop?staff=yes&amp;lang=vi"' in html


@pytest.mark.parametrize("name", ["nothing", "Birth", "_common", "%2e%2e", "birth.yml", "x" * 500, "%00", "<b>"])
async def test_an_unknown_event_gets_a_kind_page(site: httpx2.AsyncClient, name: str) -> None:
    response = await site.get(f"/checklists/{name}")
    assert response.status_code == 404
    assert "Không có danh sách này" in response.text
    assert 'href="/checklists/birth"' in response.text


async def test_all_lists_are_one_press_away(site: httpx2.AsyncClient) -> None:
    response = await site.get("/checklists")
    assert response.status_code == 200
    assert response.text.count('href="/checklists/') >= 14
    assert 'href="/checklists/moving?lang=en"' in (await site.get("/checklists?lang=en")).text


async def test_without_a_release_the_page_says_so(settings: Settings) -> None:
    async with gateway(settings.model_copy(update={"home": HOME}), SampleBot(), NoKnowledge()) as client:
        response = await client.get("/checklists/birth")
    assert response.status_code == 503
    assert "Chưa mở được dữ liệu" in response.text


async def test_every_event_has_a_page_in_both_languages(site: httpx2.AsyncClient) -> None:
    for event in (await site.get("/api/v1/life-events")).json():
        for language in ("vi", "en"):
            response = await site.get(f"/checklists/{event['id']}?lang={language}")
            assert response.status_code == 200, event
            assert Outline(response.text).open == []


async def test_the_events_are_open_data(site: httpx2.AsyncClient) -> None:
    every = (await site.get("/api/v1/life-events")).json()
    assert len(every) >= 14
    one = (await site.get("/api/v1/life-events/birth")).json()
    assert one["steps"][0]["code"] == ["1.001193"]
    assert [question["id"] for question in one["questions"]] == ["married", "foreign", "insured"]
    assert one["together"][0]["code"] == "2.000986"
    assert "triggers" not in one
    assert_problem(await site.get("/api/v1/life-events/nothing"), 404, "not_found")
