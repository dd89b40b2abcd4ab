"""Sentences that staff changed: said at once by a running program, and never in place of one they do not fit."""

import time
from collections.abc import Iterator

import pytest

from actions.texts import replies
from channels.web.widget.bundle import bundle
from core import words
from core.db import Database
from core.errors import NotFound, TrolyError
from core.following import following
from core.overlays import Overlays
from core.words import lay_over, say, shipped

THANKS = "service.thanks"
CHANGED = {"vi": "Cảm ơn bạn đã hỏi.", "en": "Thank you for asking."}
LONG = 30.0  # seconds: what is waited for comes within two


@pytest.fixture(autouse=True)
def _as_shipped() -> Iterator[None]:
    yield
    lay_over(None)


def test_a_changed_text_is_said_and_the_shipped_one_again() -> None:
    lay_over({THANKS: CHANGED})
    assert (say(THANKS), say(THANKS, "en")) == (CHANGED["vi"], CHANGED["en"])
    assert words.words()[THANKS]["status"] == shipped()[THANKS]["status"]
    lay_over({})
    assert say(THANKS) == shipped()[THANKS]["vi"].strip()


def test_who_keeps_something_made_of_texts_makes_it_anew() -> None:
    before, widget = replies()["thanks"].text, bundle(90, 24).tag
    lay_over(
        {
            THANKS: CHANGED,
            "widget.send": {"vi": "Gửi ngay đi", "en": "Send it now"},
            "errors.not_found": {"vi": "Không thấy.", "en": "Nothing."},
        }
    )
    assert replies()["thanks"].text == CHANGED["vi"] != before
    assert bundle(90, 24).tag != widget
    assert NotFound.citizen == NotFound().citizen == "Không thấy."
    assert TrolyError.citizen == say("errors.error")
    lay_over(None)
    assert (replies()["thanks"].text, bundle(90, 24).tag) == (before, widget)


@pytest.mark.parametrize(
    "given",
    [
        {"facets.amount": {"vi": "đồng", "en": "VND"}},
        {"facets.amount": {"vi": "{amount} {other}", "en": "{amount}"}},
        {"facets.amount": {"vi": "{amount", "en": "{amount}"}},
        {"facets.amount": {"vi": "", "en": "{amount}"}},
        {"facets.amount": {"vi": "{amount}"}},
        {"facets.amount": {"vi": 7, "en": "{amount}"}},
        {"nothing.at_all": CHANGED},
    ],
)
def test_what_does_not_fit_is_passed_over_and_the_rest_is_said(given: dict[str, dict[str, str]]) -> None:
    lay_over({**given, THANKS: CHANGED})
    assert say("facets.amount", amount="5") == "5 đồng"
    assert say(THANKS) == CHANGED["vi"]


def test_a_running_program_hears_of_a_change_and_of_its_end(database: Database) -> None:
    overlays, texts = Overlays(database), (CHANGED["vi"], shipped()[THANKS]["vi"].strip())
    with following(database):
        for revision, (value, wanted) in enumerate(zip(({THANKS: CHANGED}, {}), texts, strict=True)):
            with database.begin() as session:
                overlays.put(session, "texts", value, revision, "staff:1")
            end = time.monotonic() + LONG
            while say(THANKS) != wanted and time.monotonic() < end:
                time.sleep(0.05)
            assert say(THANKS) == wanted
