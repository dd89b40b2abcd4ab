"""Releases are opened when they are asked, and closed when they rest."""

import time
import weakref
from pathlib import Path

import pytest

from console.app import create_app
from console.trial.shelf import Shelf
from core.errors import ReleaseUnavailable
from core.settings import Settings
from knowledge import release
from tests.console.desk import Clock
from tests.serving import serving


@pytest.fixture
def live(settings: Settings) -> Path:
    return settings.releases / (release.current_id(settings.releases) or "")


def test_nothing_is_open_before_somebody_asks_and_after_it_rested(settings: Settings, live: Path) -> None:
    shelf = Shelf(settings, rest=0.2)
    assert not shelf.is_open
    opened = shelf.live()
    assert opened.release_id == live.name
    began = time.monotonic()
    while shelf.is_open:
        assert time.monotonic() - began < 30
        time.sleep(0.02)
    assert opened.search("thẻ thư viện")  # who asks it meanwhile reads on
    assert shelf.live().release_id == live.name
    shelf.close()


def test_one_release_is_open_beside_the_live_one(settings: Settings, live: Path) -> None:
    shelf = Shelf(settings)
    apart = settings.var / "trials" / live.name
    apart.parent.mkdir()
    apart.symlink_to(live)
    first = shelf.beside(apart)
    assert shelf.beside(apart) is first
    assert shelf.beside(live) is not first
    assert shelf.beside(apart) is not first
    with pytest.raises(ReleaseUnavailable):
        shelf.beside(settings.var / "trials" / "none")
    assert shelf.beside(live).release_id == live.name
    shelf.close()
    assert not shelf.is_open


def test_a_console_that_ends_leaves_no_release_open(settings: Settings, clock: Clock, live: Path) -> None:
    app = create_app(settings, clock)
    with serving(app):
        opened = weakref.ref(app.state.parts.trials.live())
        assert opened() is not None
    assert opened() is None
