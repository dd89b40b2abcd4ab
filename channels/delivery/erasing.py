"""What is of a person, in every store of the database: gone on request, and when a web conversation ends."""

from collections import Counter
from collections.abc import Callable

from conversations.inbox import Inbox
from conversations.replay import Replay
from conversations.service import Conversations
from core.db import Database
from core.settings import Settings
from portal.dossiers.notices import Notices
from portal.dossiers.service import Dossiers
from portal.sample_feedback import SampleFeedback


class Eraser:
    """Deletes everything of a person. Done twice, the second time finds nothing. Raises `Unavailable` when the database fails."""

    def __init__(self, settings: Settings, database: Database, inbox: Inbox, dossiers: Dossiers) -> None:
        """Delete from all stores of `database`."""
        self._inbox, self._dossiers = inbox, dossiers
        self._conversations, self._notices = Conversations(database, settings), Notices.of(settings, database)
        self._reports = SampleFeedback(database, settings.reports_per_day)

    def __call__(self, person: str) -> None:
        """As `erased`."""
        self.erased(person)

    def erased(self, person: str) -> dict[str, int]:
        """Delete, and return how many rows by table."""
        counts = Counter(notices=self._notices.forget(person))  # first: a look that begins later could leave news behind
        counts["lookups"] = self._dossiers.erase(person)
        counts["inbox"] = self._inbox.forget(person)
        counts.update(self._conversations.erase(person).counts)
        counts["reports"] = self._reports.forget(person)
        return dict(counts)


def eraser(settings: Settings, database: Database, inbox: Inbox, dossiers: Dossiers) -> Callable[[str], None]:
    """Return what deletes everything of the person it is given."""
    return Eraser(settings, database, inbox, dossiers)


def ender(settings: Settings, database: Database, replay: Replay) -> Callable[[str], None]:
    """Return what ends a web conversation: nothing of it is answered, told or read any more. Its masked turns stay until retention."""
    inbox, notices = Inbox.of(settings, database), Notices.of(settings, database)

    def end(person: str) -> None:
        notices.forget(person)  # nobody could read the news
        inbox.forget(person)  # before the answers: a letter that is forgotten is given none
        replay.end(person)

    return end
