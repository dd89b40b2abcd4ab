"""How long anything of a person is kept: the one place that clears every store of the database."""

from conversations.service import Conversations
from core.clock import now
from core.db import Database
from core.settings import Settings
from portal.dossiers.audit import Audit
from portal.dossiers.notices import Notices
from portal.sample_feedback import SampleFeedback


def sweep(settings: Settings, database: Database) -> dict[str, int]:
    """Delete what was kept long enough; of old reports the record stays, and who filed them goes. Returns how many rows by table.

    Open wishes for news of a dossier end by themselves (`TROLY_NOTICE_DAYS`); the audit of lookups has a time of its own
    (`TROLY_KEEP_LOOKUPS_DAYS`).

    Raises:
        Unavailable: the database fails; what is left is for the next time.
    """
    conversations, notices = Conversations(database, settings), Notices.of(settings, database)
    kept = conversations.kept_since
    return {
        **conversations.sweep(notices.people()),
        "reports": SampleFeedback(database).forget_before(kept),
        "notices": notices.forget_before(kept),
        "lookups": Audit(database, settings, now).sweep(),
    }
