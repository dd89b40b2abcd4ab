"""Who follows a dossier, stops, and is forgotten; and what of it is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import Database
from core.errors import TooManyRequests
from core.seal import Seal
from core.settings import Settings
from portal.dossiers.models import Proof, ProofKind, State
from portal.dossiers.notice_rows import NoticeRow
from portal.dossiers.notices import Notices
from tests.portal.dossiers.notices.house import AN, BINH, CODE, INSURANCE, KEY, SEEN, Clock, Portal, Told, follow, rows


def test_the_same_dossier_is_followed_once_with_the_last_proof(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told
) -> None:
    assert follow(notices)
    better = Proof(ProofKind.SECRET, "open sesame")
    done = replace(SEEN, state=State.DONE)
    assert not follow(notices, proof=better, dossier=done, language="en")
    assert follow(notices, BINH)
    portal.dossier = done
    assert later() == {"same": 1, "told": 1}
    assert (CODE, better) in portal.asked
    assert [news.person for news in told.news.values()] == [BINH]


def test_ten_at_a_time(notices: Notices, clock: Clock) -> None:
    codes = [replace(CODE, text=f"H29.18-260310-{number:04d}") for number in range(11)]
    for code in codes[:10]:
        assert follow(notices, code=code)
        clock.forward(seconds=1)
    with pytest.raises(TooManyRequests):
        follow(notices, code=codes[10])
    assert not follow(notices, code=codes[0])
    assert [one.hint for one in notices.following(AN)] == [f"{number:04d}" for number in range(10)]
    assert notices.stop(AN, "0003") == 1
    assert follow(notices, code=codes[10])
    assert follow(notices, BINH, codes[10])


def test_who_stops_hears_no_more_and_their_seal_is_gone(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told, database: Database
) -> None:
    follow(notices)
    follow(notices, code=INSURANCE)
    follow(notices, BINH)
    assert [notices.stop(AN, "9999"), notices.stop(AN, ""), notices.stop("c" * 32)] == [0, 0, 0]
    assert [notices.stop(AN, "7906"), notices.stop(AN), notices.stop(AN)] == [1, 1, 0]
    assert notices.following(AN) == []
    assert [row.sealed is None for row in rows(database)] == [True, True, False]
    assert {row.end_reason for row in rows(database)} == {"stopped", None}
    portal.dossier = replace(SEEN, state=State.DONE)
    assert later() == {"told": 1}
    assert follow(notices)


@pytest.mark.parametrize("leave", [Notices.stop, Notices.forget])
def test_who_leaves_while_their_dossier_is_looked_at_hears_nothing(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told, leave: Callable[[Notices, str], int]
) -> None:
    follow(notices)
    portal.dossier = replace(SEEN, state=State.DONE)
    portal.meanwhile = lambda: leave(notices, AN)
    assert later() == {"dropped": 1}
    assert told.texts == []
    assert later() == {}


def test_forgetting_leaves_no_row_of_the_person(notices: Notices, database: Database) -> None:
    follow(notices)
    notices.stop(AN)
    follow(notices)
    follow(notices, BINH)
    assert [notices.forget(AN), notices.forget(AN)] == [2, 0]
    assert [row.person for row in rows(database)] == [BINH]


def test_who_waits_is_known(notices: Notices) -> None:
    follow(notices)
    follow(notices, code=INSURANCE)
    follow(notices, BINH)
    notices.stop(BINH)
    assert notices.people() == {AN}


def test_only_what_ended_grows_old(notices: Notices, clock: Clock, database: Database) -> None:
    follow(notices)
    notices.stop(AN)
    clock.forward(days=1)
    follow(notices)
    assert notices.forget_before(clock.now - timedelta(days=2)) == 0
    assert notices.forget_before(clock.now) == 1
    assert len(rows(database)) == 1


def test_the_table_holds_neither_code_nor_proof_in_clear(notices: Notices, database: Database, migrated: Settings) -> None:
    follow(notices, proof=Proof(ProofKind.IDENTITY, "079203000001"))
    database.checkpoint()
    files = b"".join(file.read_bytes() for file in migrated.var.glob("troly.db*"))
    for secret in (CODE.text, "260310", "079203000001"):
        assert secret.encode() not in files
    assert rows(database)[0].hint == "0420"


@pytest.mark.parametrize("sealed", ["", "no seal", Seal(b"another key of another installation").close([1]), Seal(KEY).close({"a": 1})])
def test_a_seal_that_nobody_can_open_any_more_ends(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told, database: Database, sealed: str
) -> None:
    follow(notices)
    with database.begin() as session:
        session.execute(sa.update(NoticeRow).values(sealed=sealed))
    assert later() == {"gone": 1}
    assert (portal.asked, len(told.texts)) == ([], 1)
