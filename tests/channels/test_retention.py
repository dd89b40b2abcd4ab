"""What is kept, for how long: one sweep over every store."""

from datetime import datetime, timedelta, timezone
from functools import partial

from channels.retention import sweep
from conversations.outbox import Outbox
from conversations.schemas import Purpose
from conversations.service import Conversations
from core.answer import Answer
from core.db import Database
from core.person import person_key
from core.seal import Seal
from core.settings import Settings
from core.text.dossier_codes import find
from portal.dossiers.audit import Audit, Entry
from portal.dossiers.models import Dossier, Proof, ProofKind, State
from portal.dossiers.notices import Notices

AN, BINH = "a" * 32, "b" * 32
CODE = find("H29.18-260310-0420")[0].code


def ago(days: float) -> datetime:
    return datetime.now(timezone.utc) - timedelta(days=days)


def follow(database: Database, settings: Settings, person: str, days: float) -> None:
    """Agree to notices and ask for them, so many days ago."""
    before = Notices(database, Seal.of(settings), person_key(settings), settings, partial(ago, days))
    before.follow(person, "rest", "vi", CODE, Proof(ProofKind.PHONE, "8386"), Dossier(CODE.text, State.PROCESSING))
    Conversations(database, settings, partial(ago, days)).agreed(person, Purpose.NOTICE, "đồng ý nhận tin")


def test_everything_old_goes_and_nothing_else(database: Database, migrated: Settings) -> None:
    for days in (1, migrated.keep_conversations_days + 1):
        Outbox(database, partial(ago, days)).put(AN, "rest", str(days), Answer(status="dossier", text="…"))
    for days in (1, migrated.keep_lookups_days + 1):
        Audit(database, migrated, partial(ago, days)).reserve(Entry(AN, "rest", "c" * 64, "sample", "notice", "phone"))
    gone = sweep(migrated, database)
    assert {table: gone[table] for table in ("outbox", "lookups", "notices")} == {"outbox": 1, "lookups": 1, "notices": 0}
    assert sum(sweep(migrated, database).values()) == 0


def test_a_consent_stays_as_long_as_the_wish_that_rests_on_it(database: Database, migrated: Settings) -> None:
    for person in (AN, BINH):
        follow(database, migrated, person, migrated.keep_conversations_days + 1)
    Notices.of(migrated, database).stop(BINH)
    assert sweep(migrated, database)["consents"] == 1
    conversations = Conversations(database, migrated)
    assert [conversations.has_agreed(person, Purpose.NOTICE) for person in (AN, BINH)] == [True, False]
    Notices.of(migrated, database).stop(AN)
    assert sweep(migrated, database)["consents"] == 1
