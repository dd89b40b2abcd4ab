"""What is of a person, in every store: gone on request, and when a web conversation ends."""

from collections import Counter
from collections.abc import Callable
from secrets import token_hex

from channels.dialogue import RasaMemory
from channels.events import Kind
from conversations.inbox import Inbox
from conversations.letters import Incoming
from conversations.replay import Replay
from conversations.service import Conversations
from core.clock import now
from core.db import Database
from core.errors import BotUnavailable
from core.settings import Settings
from portal.dossiers.notices import Notices
from portal.dossiers.service import Dossiers
from portal.sample_feedback import SampleFeedback


class Eraser:
    """Deletes everything of a person. Done twice, the second time finds nothing. Raises `Unavailable` when the database fails.

    The dialogue engine has a store of its own, and may be down: `__call__` is for whoever asks again until it is not.
    """

    def __init__(
        self, settings: Settings, database: Database, inbox: Inbox, dossiers: Dossiers, dialogue: Callable[[str], int] | None = None
    ) -> None:
        """Delete from all stores of `database`, and by `dialogue` (`RasaMemory.forget`) what the dialogue engine remembers."""
        self._inbox, self._dossiers, self._dialogue = inbox, dossiers, dialogue or RasaMemory(settings).forget
        self._conversations, self._notices = Conversations(database, settings), Notices.of(settings, database)
        self._reports = SampleFeedback(database, settings.reports_per_day)

    def __call__(self, person: str) -> None:
        """Delete everything.

        Raises:
            BotUnavailable: all is gone but what Rasa remembers and the open letters, the one that asks for this among them.
        """
        try:
            self.remembered(person)
        except BotUnavailable:
            self.erased(person, letters=False)
            raise
        self.erased(person)

    def remembered(self, person: str) -> int:
        """Delete what the dialogue engine remembers; return how many events. Raises `BotUnavailable`."""
        return self._dialogue(person)

    def erased(self, person: str, letters: bool = True) -> dict[str, int]:
        """Delete what is in the database, of open letters only where `letters` is set; return how many rows by table."""
        counts = Counter(notices=self._notices.forget(person))  # first: a look that begins later could leave news behind
        counts["lookups"] = self._dossiers.erase(person)
        counts["inbox"] = self._inbox.forget(person) if letters else 0
        counts.update(self._conversations.erase(person).counts)
        counts["reports"] = self._reports.forget(person)
        return dict(counts)


def eraser(
    settings: Settings, database: Database, inbox: Inbox, dossiers: Dossiers, dialogue: Callable[[str], int] | None = None
) -> Callable[[str], None]:
    """Return what deletes everything of the person it is given; arguments and errors as of `Eraser`."""
    return Eraser(settings, database, inbox, dossiers, dialogue)


def handed_over(inbox: Inbox, person: str, channel: str, sender: str) -> None:
    """Have the worker erase `person`, as if their platform had told of it: it tries until the dialogue engine answers."""
    key = f"erase:{token_hex(8)}"
    content = {"id": key, "address": {"to": sender, "anonymous": False}, "text": ""}
    inbox.put([Incoming(channel, key, person, Kind.WITHDREW.value, now(), content)])


def ender(settings: Settings, database: Database, replay: Replay) -> Callable[[str], None]:
    """Return what ends a web conversation: nothing of it is answered, told or read any more. Its masked turns stay until retention."""
    inbox, notices = Inbox.of(settings, database), Notices.of(settings, database)

    def end(person: str) -> None:
        notices.forget(person)  # nobody could read the news
        inbox.forget(person)  # before the answers: a letter that is forgotten is given none
        replay.end(person)

    return end
