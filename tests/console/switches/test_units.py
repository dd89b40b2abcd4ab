"""Settings of wards and departments: found, changed one by one, and nobody undoes what another changed beside them."""

import json
import time
from hashlib import sha256
from typing import Any

import pytest

from core.overlays import Overlays
from knowledge.pointer import POINTER
from tests.console.desk import Browser, read

LIST, WARD = "/switches/units", "/switches/units/26740"
GOOD: dict[str, Any] = {
    "greeting": "Phường Sài Gòn xin chào.", "greeting_en": "", "note": "Số 45-47 Lê Duẩn.", "own_hours": "1", "off": "",
    "days": ["0", "1"], "morning_from": "08:00", "morning_to": "11:00", "revision": "0",
}  # fmt: skip


def units(browser: Browser) -> Any:
    return Overlays(browser.parts.database).get("units")[0] or {}


def test_all_units_are_listed_and_found(curator: Browser) -> None:
    page = read(curator.get(LIST))
    assert "Phường Sài Gòn" in page
    assert "Sở Tư pháp" in page
    assert "188 đơn vị" in page, "168 of the city's, and 20 departments"
    found = curator.get(f"{LIST}?q=sai gon", **{"hx-request": "true"})
    assert "<html" not in found.text
    assert "26740" in found.text
    assert "0 đơn vị" in read(curator.get(f"{LIST}?q=khongco"))
    assert "0 đơn vị" in read(curator.get(f"{LIST}?own=1"))


def test_a_ward_says_something_of_itself(curator: Browser) -> None:
    assert curator.post(WARD, **GOOD).headers["location"] == WARD
    assert units(curator)["26740"] == {
        "greeting": "Phường Sài Gòn xin chào.", "greeting_en": "", "note": "Số 45-47 Lê Duẩn.", "noted": "2026-11-23", "off": False,
        "hours": {"days": [0, 1], "sittings": [["08:00", "11:00"]], "saturday": []}, "revision": 1,
    }  # fmt: skip
    page = curator.get(WARD)
    assert "Số 45-47 Lê Duẩn." in page.text
    assert "data-unit=&#34;26740&#34;" in page.text or 'data-unit="26740"' in page.text
    assert "Đổi cài đặt của đơn vị" in read(page)
    listed = read(curator.get(f"{LIST}?own=1"))
    assert "1 đơn vị" in listed
    assert "thứ Hai và thứ Ba, 8:00-11:00" in listed


def test_a_note_keeps_its_day_until_it_is_changed(curator: Browser, clock: Any) -> None:
    curator.post(WARD, **GOOD)
    clock.forward(minutes=20)
    curator.post(WARD, **{**GOOD, "greeting": "Xin chào.", "revision": "1"})
    assert units(curator)["26740"]["noted"] == "2026-11-23"
    curator.post(WARD, **{**GOOD, "note": "", "revision": "2"})
    assert units(curator)["26740"]["noted"] is None


def test_two_units_are_changed_by_two_people(curator: Browser, operator: Browser) -> None:
    curator.post(WARD, **GOOD)
    assert operator.post("/switches/units/so-tu-phap", **{**GOOD, "greeting": ""}).status_code == 303
    assert set(units(curator)) == {"26740", "Sở Tư pháp"}


def test_two_people_in_one_unit_lose_nothing(curator: Browser, operator: Browser) -> None:
    curator.post(WARD, **GOOD)
    late = operator.post(WARD, **{**GOOD, "note": "Của người đến sau."})
    assert late.status_code == 409
    assert "Của người đến sau." in late.text
    assert units(curator)["26740"]["note"] == GOOD["note"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"greeting": "dài " * 80}, "Nhiều nhất 300 ký tự."),
        ({"note": "x" * 501}, "Nhiều nhất 500 ký tự."),
        ({"morning_to": "07:00"}, "Lúc kết thúc phải sau lúc bắt đầu."),
        ({"days": []}, "Xin chọn ngày"),
    ],
)
def test_what_cannot_be_kept(curator: Browser, wrong: dict[str, Any], said: str) -> None:
    answer = curator.post(WARD, **{**GOOD, **wrong})
    assert answer.status_code == 422
    assert said in read(answer)
    assert units(curator) == {}


@pytest.mark.parametrize("code", ["99999", "so-khong-co", "%00", "ổ"])
def test_there_is_no_such_unit(curator: Browser, code: str) -> None:
    assert curator.get(f"{LIST}/{code}").status_code == 404


def test_an_approver_looks(approver: Browser) -> None:
    assert "Bạn chỉ xem được" in read(approver.get(WARD))
    assert approver.post(WARD, **GOOD).status_code == 403


def test_the_units_are_those_of_the_live_release(curator: Browser) -> None:
    assert "Phường Sài Gòn" in read(curator.get(WARD))
    settings = curator.parts.settings
    folder = settings.releases / "20261123-00000000"
    folder.mkdir(parents=True)
    table = (settings.seed / "units.tsv").read_text("utf-8").replace("\tSài Gòn\t", "\tSài Gòn Mới\t")
    (folder / "units.tsv").write_text(table, "utf-8")
    manifest = {"files": {"units.tsv": sha256(table.encode()).hexdigest()}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (settings.releases / POINTER).write_text(folder.name, "utf-8")
    deadline = time.monotonic() + 60
    while "Phường Sài Gòn Mới" not in read(curator.get(WARD)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
