"""Taking back what one agreed to: lookups and news of dossiers end at once, and nothing of them is held any longer."""

from actions.desks.hearing import spoken
from actions.desks.status.held import Held, Pocket
from actions.desks.status.news import News
from actions.turn import Said, Turn
from conversations.schemas import Purpose
from conversations.service import Conversations
from core.words import say


class Consents:
    """Ends the consents of this desk."""

    def __init__(self, conversations: Conversations, news: News, pocket: Pocket) -> None:
        """End consents in `conversations`, news with `news`, and empty the `pocket`."""
        self._conversations, self._news, self._pocket = conversations, news, pocket

    def withdraw(self, turn: Turn) -> Said | None:
        """End what was agreed to here; `None` when nothing was, so that it is about something else."""
        if not self._conversations.has_agreed(turn.person, Purpose.LOOKUP) and not self._news.followed(turn):
            return None
        self._news.stop_all(turn)
        self._conversations.disagreed(turn.person, Purpose.LOOKUP)
        others = self._conversations.profiles.consented(turn.person)
        more = say("status.still_remembered", turn.language) if others else ""
        return self._pocket.keep(spoken(turn, "status.withdrawn", "greeting", (), None, more), Held())
