"""Notices on a followed dossier: the change, what to do, how to stop; nothing of the person. And what is no news."""

import re
from dataclasses import replace
from typing import Any

import pytest

from core.words import Language
from portal.dossiers.explanation import fingerprint, gone, news
from portal.dossiers.models import ENDED, Demand, Fee, State
from tests.portal.dossiers.test_explanation import ASKED, DOSSIER, LANGUAGES, NOW, STATES, URL, at


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_a_notice_tells_the_change_and_nothing_of_the_person(state: State | None, language: Language) -> None:
    secret = "Chuyện riêng"
    full = replace(DOSSIER, state=state, state_words=secret, note=secret, procedure_name=secret, step=secret, results=(secret,))
    full = replace(full, demands=(Demand((secret,), secret, until=at("2026-12-01")),), fees=(Fee(secret, 8_000, paid=False),))
    text = news(full, language, NOW, URL)
    assert len(text) <= 600
    assert "…0420" in text.splitlines()[0]
    assert not any(kept in text for kept in (secret, "N. V. A.", "261112", "Sài Gòn", "8.000", "8,000"))
    last = text.splitlines()[-1]
    assert last.startswith(
        ("Hồ sơ đã kết thúc", "The file has ended") if state in ENDED else ("Bạn nhắn “ngừng báo”", "Write “stop notices”")
    )


def test_a_notice_names_the_day_that_matters() -> None:
    assert "Hạn bổ sung: thứ Hai, 23/11/2026." in news(replace(DOSSIER, state=State.MORE_PAPERS, demands=(ASKED,)), "vi", NOW, URL)
    assert "Ngày hẹn trả: thứ Sáu, 20/11/2026." in news(DOSSIER, "vi", NOW, URL)
    assert "hẹn trả" not in news(replace(DOSSIER, state=State.RETURNED), "vi", NOW, URL)
    assert len(news(DOSSIER, "vi", NOW, "https://" + "x" * 2_000)) <= 600


def test_a_dossier_that_is_gone_is_told_by_the_end_of_its_code() -> None:
    assert "hồ sơ …0420" in gone("…0420", "vi")
    assert "file …0420" in gone("0420", "en")
    assert "hồ sơ của bạn" in gone("", "vi")
    assert "18-261112" not in gone(DOSSIER.code, "vi")


def test_a_fingerprint_changes_with_what_is_news_alone() -> None:
    same: dict[str, Any] = {
        "note": "khác",
        "step": "Ký",
        "seen": at("2026-11-19"),
        "changed": NOW,
        "agency": "Khác",
        "applicant": None,
        "due": at("2026-11-20", "16:00"),
        "portal": "",
        "state_words": "Đang làm",
        "fees": (Fee("Phí", 5, paid=True),),
        "demands": (replace(ASKED, answered=True),),
    }
    for name, value in same.items():
        assert fingerprint(replace(DOSSIER, **{name: value})) == fingerprint(DOSSIER), name
    others: list[dict[str, Any]] = [
        {"state": State.DONE},
        {"state": None, "state_words": "Chờ ký"},
        {"state": None, "state_words": "Chờ duyệt"},
        {"due": at("2026-11-23")},
        {"due": None},
        {"demands": (ASKED,)},
        {"demands": (replace(ASKED, until=None),)},
        {"fees": (Fee("Phí", 5, paid=False),)},
        {"results": ("Giấy khai sinh",)},
    ]
    prints = [fingerprint(replace(DOSSIER, **changes)) for changes in ({}, *others)]
    assert len(set(prints)) == len(prints)
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in prints)
