"""A portal, a way out and a clock that do as they are told, and the dossiers that the tests follow."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa

from core.db import Database
from core.text.dossier_codes import DossierCode
from portal.dossiers.models import Dossier, Proof, ProofKind, State
from portal.dossiers.notice_looks import News
from portal.dossiers.notice_rows import NoticeRow
from portal.dossiers.notices import Notices

AN, BINH = "a" * 32, "b" * 32
KEY = b"a key of the tests, 32 bytes long"
CODE = DossierCode("H29.18-260310-0420", "H29.18", date(2026, 3, 10), "dossier")
INSURANCE = DossierCode("03706/2026/07906", "03706", None, "insurance")
PROOF = Proof(ProofKind.PHONE, "8386")
DUE = datetime(2026, 12, 1, 3, tzinfo=timezone.utc)
SEEN = Dossier(CODE.text, State.PROCESSING, due=DUE, applicant="N. V. A.")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class Portal:
    """Shows `dossier` to whoever asks with the proof, or raises what it is told to."""

    def __init__(self) -> None:
        self.dossier: Dossier | None = SEEN
        self.error: Exception | None = None
        self.asked: list[tuple[DossierCode, Proof]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, code: DossierCode, proof: Proof) -> Dossier | None:
        self.asked.append((code, proof))
        self.meanwhile()
        if self.error:
            raise self.error
        return replace(self.dossier, code=code.text) if self.dossier else None


class Told:
    """Delivers each news once, as the outbox does."""

    def __init__(self) -> None:
        self.news: dict[str, News] = {}
        self.said = 0

    def __call__(self, news: News) -> None:
        self.said += 1
        self.news.setdefault(news.key, news)

    @property
    def texts(self) -> list[str]:
        return [news.text for news in self.news.values()]


def follow(notices: Notices, person: str = AN, code: DossierCode = CODE, dossier: Dossier = SEEN, **more: Any) -> bool:
    return notices.follow(person, more.get("channel", "rest"), more.get("language", "vi"), code, more.get("proof", PROOF), dossier)


def rows(database: Database) -> list[NoticeRow]:
    with database.read() as session:
        return list(session.scalars(sa.select(NoticeRow).order_by(NoticeRow.id)))
