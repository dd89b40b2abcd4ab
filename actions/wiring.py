"""The one place where the actions' dependencies are chosen. Each is made at its first use."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache

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
from core import working_days
from core.db import Database
from core.errors import ReleaseUnavailable
from core.procedure import Procedure
from core.seal import Seal
from core.settings import Settings
from knowledge.life_events import LifeEvents
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


@cache
def offices() -> Offices:
    """Return the city's units."""
    return Offices.read(Settings().seed / "units.tsv")


@cache
def human() -> Human:
    """Return the desk of those who want a person."""
    return Human(_conversations().handovers, working_days.next_opening)


@cache
def life() -> Life:
    """Return the desk of life events."""
    return Life(_events(), _record, Settings().public_url.rstrip("/"))


@cache
def my_data() -> MyData:
    """Return the desk of a person's own data."""
    label = event_label(_events().all.values(), lambda code: unit.title if (unit := offices().unit(code)) else None)
    return MyData(_conversations(), _feedback(), _notices(), dossiers().erase, label)


@cache
def dossiers() -> Dossiers:
    """Return the lookups of dossiers. Raises `ValueError` for a misspelt `TROLY_DOSSIER_PORTALS`."""
    return Dossiers.open(Settings(), _database())


@cache
def status() -> StatusDesk:
    """Return the desk of dossiers."""
    return StatusDesk(dossiers(), _notices(), _conversations(), Seal.of(Settings()), _record, Settings().portal_url)


@cache
def _notices() -> Notices:
    return Notices.of(Settings(), _database())


@cache
def _feedback() -> SampleFeedback:
    return SampleFeedback(_database(), Settings().reports_per_day)


@cache
def _events() -> LifeEvents:
    return LifeEvents.read(Settings().seed / "life_events")


@cache
def _database() -> Database:
    return Database.open(Settings())


@cache
def _conversations() -> Conversations:
    return Conversations(_database(), Settings())


@cache
def desks() -> Mapping[str, Desk]:
    """Return the desks by name."""
    made: list[Desk] = [
        life(),
        Wards(offices(), _record, Settings().portal_url),
        human(),
        ReportDesk(_feedback(), _conversations()),
        my_data(),
        RatingDesk(_conversations()),
        status(),
    ]
    return {desk.name: desk for desk in made}


@cache
def reception() -> Reception:
    """Return what deals with each turn."""
    return Reception(desks(), danger, human().offer, status().spoken_of)


def _record(code: str) -> Procedure | None:
    try:
        return knowledge().procedure(code)
    except ReleaseUnavailable:
        return None  # a desk can do without a record; a question cannot, and says so


def close() -> None:
    """Let the turns under way end, and close what was opened."""
    threads().shutdown(wait=True)
    dossiers().close()
    _database().close()
