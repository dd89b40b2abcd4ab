"""How long anything of a person is kept: the one place that clears every store of the database."""

from conversations.service import Conversations
from portal.feedback import FeedbackPort


def sweep(conversations: Conversations, feedback: FeedbackPort) -> dict[str, int]:
    """Delete what was kept long enough; of old reports the record stays, and who filed them goes. Returns how many rows by table.

    Raises:
        Unavailable: the database fails; what is left is for the next time.
    """
    return {**conversations.sweep(), "reports": feedback.forget_before(conversations.kept_since)}
