"""The one place where the actions' dependencies are chosen. Each is made at its first use."""

from collections.abc import Mapping
from functools import cache

from actions.dangers import danger
from actions.desks.human import Human
from actions.desks.life import Life
from actions.desks.my_data import MyData
from actions.desks.rating import RatingDesk
from actions.desks.report import ReportDesk
from actions.desks.wards import Wards
from actions.reception import Reception
from actions.turn import Desk
from conversations.service import Conversations
from core import working_days
from core.db import Database
from core.errors import ReleaseUnavailable
from core.procedure import Procedure
from core.settings import Settings
from knowledge.life_events import LifeEvents
from knowledge.offices import Offices
from knowledge.service import Knowledge
from portal.sample_feedback import SampleFeedback


@cache
def knowledge() -> Knowledge:
    """Return the process's knowledge base; it opens the release at the first question."""
    return Knowledge(Settings())


@cache
def offices() -> Offices:
    """Return the city's units."""
    return Offices.read(Settings().seed / "units.tsv")


@cache
def _human() -> Human:
    return Human(_conversations().handovers, working_days.next_opening)


@cache
def _conversations() -> Conversations:
    settings = Settings()
    return Conversations(Database.open(settings), settings)


@cache
def desks() -> Mapping[str, Desk]:
    """Return the desks by name."""
    settings, feedback = Settings(), SampleFeedback(Database.open(Settings()))
    made: list[Desk] = [
        Life(LifeEvents.read(settings.seed / "life_events"), _record),
        Wards(offices(), _record, settings.portal_url),
        _human(),
        ReportDesk(feedback, _conversations()),
        MyData(_conversations(), feedback),
        RatingDesk(_conversations()),
    ]
    return {desk.name: desk for desk in made}


@cache
def reception() -> Reception:
    """Return what deals with each turn."""
    return Reception(desks(), danger, _human().offer)


def _record(code: str) -> Procedure | None:
    try:
        return knowledge().procedure(code)
    except ReleaseUnavailable:
        return None  # a desk can do without a record; a question cannot, and says so
