"""The list: searched, narrowed, ordered, paged, and all of that in its address."""

import pytest

from tests.console.desk import read
from tests.console.procedures.conftest import CODE, Office
from tests.console.procedures.sheet import opened


def test_searching_with_and_without_accents(office: Office) -> None:
    for words in ("dang+ky+khai+sinh", "%C4%91%C4%83ng%20k%C3%BD%20khai%20sinh", CODE):
        assert f'href="/procedures/{CODE}"' in office.nam.get(f"/procedures?q={words}").text
    assert "Không có thủ tục nào khớp" in read(office.nam.get("/procedures?q=" + "%E1%BB%8F" * 90))


def test_filters_show_how_many_there_are(office: Office) -> None:
    opened(office.lan, CODE)
    page = office.nam.get("/procedures?state=draft")
    assert "1 thủ tục" in read(page)
    assert '<option value="draft" selected>Đang soạn (1)</option>' in page.text
    assert CODE in page.text
    assert "0 thủ tục" not in read(office.nam.get("/procedures?level=ward&missing=fee"))
    assert "Không có thủ tục nào khớp" in read(office.nam.get("/procedures?field=kh%C3%B4ng+c%C3%B3&state=tr%E1%BB%9Di"))


def test_pages_keep_the_filters(office: Office) -> None:
    page = office.nam.get("/procedures?q=c&order=name")
    assert 'href="/procedures?q=c&amp;order=name&amp;page=2"' in page.text
    second = office.nam.get("/procedures?q=c&order=name&page=2")
    assert 'href="/procedures?q=c&amp;order=name"' in second.text
    assert "Trang số 2 /" in read(second)
    assert office.nam.get("/procedures?page=9999").status_code == 200  # the last


def test_htmx_gets_the_table_and_the_counts_alone(office: Office) -> None:
    part = office.nam.get("/procedures?q=khai+sinh", **{"hx-request": "true"}).text
    assert "<html" not in part
    assert 'id="narrow"' in part
    assert CODE in part


@pytest.mark.parametrize("query", ["page=0", "page=x", "q=" + "a" * 301, "page=99999999999"])
def test_an_address_that_is_none(office: Office, query: str) -> None:
    assert office.nam.get(f"/procedures?{query}").status_code == 422


@pytest.mark.parametrize("query", ["order=up", "stale=%00", "q=%00%ff", "missing=all&life=&state=", "q=%3Cscript%3E"])
def test_odd_addresses_are_answered(office: Office, query: str) -> None:
    page = office.nam.get(f"/procedures?{query}")
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_who_only_reads_finds_no_button_to_write(office: Office) -> None:
    assert 'href="/procedures/new"' not in office.nam.get("/procedures").text
    assert 'href="/procedures/new"' in office.lan.get("/procedures").text
    assert f'action="/procedures/{CODE}/open"' not in office.nam.get(f"/procedures/{CODE}").text
    assert f'action="/procedures/{CODE}/open"' in office.lan.get(f"/procedures/{CODE}").text
