"""Everything of a person, in every store of the database."""

from collections.abc import Callable

from conversations.inbox import Inbox
from conversations.service import Conversations
from core.db import Database
from core.settings import Settings
from portal.dossiers.notices import Notices
from portal.dossiers.service import Dossiers
from portal.sample_feedback import SampleFeedback


def eraser(settings: Settings, database: Database, inbox: Inbox, dossiers: Dossiers) -> Callable[[str], None]:
    """Return what deletes everything of the person it is given. Done twice, the second time finds nothing."""
    conversations, notices = Conversations(database, settings), Notices.of(settings, database)
    reports = SampleFeedback(database, settings.reports_per_day)

    def erase(person: str) -> None:
        notices.forget(person)  # first: a look that begins later could leave news behind
        dossiers.erase(person)
        inbox.forget(person)
        conversations.erase(person)
        reports.forget(person)

    return erase
