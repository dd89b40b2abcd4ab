"""The one place where the actions' dependencies are chosen. Each is made at its first use."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache, partial

from actions import own_words
from actions.dangers import danger
from actions.desks.data_view import event_label
from actions.desks.human import Human
from actions.desks.life import Life
from actions.desks.my_data import MyData
from actions.desks.rating import RatingDesk
from actions.desks.report import ReportDesk
from actions.desks.status.desk import StatusDesk
from actions.desks.wards import Wards
from actions.reception import Reception
from actions.turn import Desk
from conversations.service import Conversations
from conversations.units import UnitBook
from core import working_days
from core.db import Database
from core.errors import ReleaseUnavailable
from core.following import following
from core.overlays import Follower
from core.procedure import Procedure
from core.seal import Seal
from core.settings import Settings
from knowledge.life_events import LifeEvents, live_events
from knowledge.live import LiveTable
from knowledge.offices import Offices
from knowledge.service import Knowledge
from portal.dossiers.notices import Notices
from portal.dossiers.service import Dossiers
from portal.sample_feedback import SampleFeedback

_THREADS = 16  # turns at once: twice what may wait for a portal


@cache
def threads() -> ThreadPoolExecutor:
    """Return the threads turns are dealt with in."""
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="turn")


@cache
def knowledge() -> Knowledge:
    """Return the process's knowledge base; it opens the release at the first question."""
    return Knowledge(Settings())


def offices() -> Offices:
    """Return the city's units, as the live release knows them."""
    return live_tables()[1]()


@cache
def human() -> Human:
    """Return the desk of those who want a person."""
    return Human(_conversations().handovers, working_days.next_opening)


def life() -> Life:
    """Return the desk of life events."""
    return _life(_events())


@lru_cache(2)  # the live release's, and the one before while turns under way end
def _life(events: LifeEvents) -> Life:
    return Life(events, record, Settings().public_url.rstrip("/"))


def my_data() -> MyData:
    """Return the desk of a person's own data."""
    return _my_data(_events())


@lru_cache(2)
def _my_data(events: LifeEvents) -> MyData:
    label = event_label(events.all.values(), lambda code: unit.title if (unit := offices().unit(code)) else None)
    return MyData(_conversations(), _feedback(), _notices(), dossiers().erase, label)


@cache
def dossiers() -> Dossiers:
    """Return the lookups of dossiers. Raises `ValueError` for a misspelt `TROLY_DOSSIER_PORTALS`."""
    return Dossiers.open(Settings(), _database())


@cache
def status() -> StatusDesk:
    """Return the desk of dossiers."""
    return StatusDesk(dossiers(), _notices(), _conversations(), Seal.of(Settings()), record, Settings().portal_url)


@cache
def _notices() -> Notices:
    return Notices.of(Settings(), _database())


@cache
def _feedback() -> SampleFeedback:
    return SampleFeedback(_database(), Settings().reports_per_day)


def _events() -> LifeEvents:
    return live_tables()[0]()


@cache
def live_tables() -> tuple[LiveTable[LifeEvents], LiveTable[Offices]]:
    """Return what follows the live release beside the knowledge base: the life events, and the units."""
    settings = Settings()
    return live_events(settings.seed, settings.releases), LiveTable(settings.seed / "units.tsv", settings.releases, Offices.read)


@cache
def _database() -> Database:
    return Database.open(Settings())


@cache
def _conversations() -> Conversations:
    return Conversations(_database(), Settings())


def desks() -> Mapping[str, Desk]:
    """Return the desks by name. They are made anew when a release with other life events or units goes live; none keeps a state."""
    return _desks(_events(), offices())


@lru_cache(2)
def _desks(events: LifeEvents, units: Offices) -> Mapping[str, Desk]:
    made: list[Desk] = [
        _life(events),
        Wards(units, record, Settings().portal_url, partial(own_words.lines, unit_book())),
        human(),
        ReportDesk(_feedback(), _conversations()),
        _my_data(events),
        RatingDesk(_conversations()),
        status(),
    ]
    return {desk.name: desk for desk in made}


def reception() -> Reception:
    """Return what deals with each turn."""
    return _reception(_events(), offices())


@lru_cache(2)
def _reception(events: LifeEvents, units: Offices) -> Reception:
    return Reception(_desks(events, units), danger, human().offer, status().spoken_of)


@cache
def unit_book() -> UnitBook:
    """Return what wards and departments say of themselves."""
    return UnitBook()


@cache
def follower() -> Follower:
    """Return what follows the settings that staff change; the server begins it, `close` ends it."""
    return following(_database(), units=unit_book().hold)


def record(code: str) -> Procedure | None:
    """Return the live record of `code`; `None` where there is none, or no release."""
    try:
        return knowledge().procedure(code)
    except ReleaseUnavailable:
        return None  # a desk can do without a record; a question cannot, and says so


def close() -> None:
    """Let the turns under way end, and close what was opened."""
    threads().shutdown(wait=True)
    follower().stop()
    dossiers().close()
    _database().close()
