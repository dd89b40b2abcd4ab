"""News of a dossier: said once a state, in time, to who asked for it, and never again once it is over."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from core.db import Database
from core.errors import PortalDenied, PortalUnavailable, TooManyRequests, Unavailable
from core.seal import Seal
from core.settings import Settings
from core.text.dossier_codes import DossierCode
from portal.dossiers.models import ENDED, Dossier, Proof, ProofKind, State
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


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def notices(database: Database, migrated: Settings, clock: Clock) -> Notices:
    return Notices(database, Seal(KEY), KEY, migrated, clock)


def follow(notices: Notices, person: str = AN, code: DossierCode = CODE, dossier: Dossier = SEEN, **more: Any) -> bool:
    return notices.follow(person, more.get("channel", "rest"), more.get("language", "vi"), code, more.get("proof", PROOF), dossier)


def rows(database: Database) -> list[NoticeRow]:
    with database.read() as session:
        return list(session.scalars(sa.select(NoticeRow).order_by(NoticeRow.id)))


@pytest.fixture
def later(notices: Notices, clock: Clock, portal: Portal, told: Told) -> Callable[..., dict[str, int]]:
    """Move the clock past the next look, and look."""

    def poll(**amount: float) -> dict[str, int]:
        clock.forward(**(amount or {"minutes": 31}))
        return notices.poll(portal, told)

    return poll


def test_nothing_is_looked_at_before_its_time_and_nothing_said_without_a_change(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told
) -> None:
    assert follow(notices)
    assert later(minutes=20) == {}
    assert later(minutes=11) == {"same": 1}
    assert portal.asked == [(CODE, PROOF)]
    assert later(minutes=20) == {}
    assert later() == {"same": 1}
    assert told.texts == []


def test_a_change_is_said_once_and_only_with_the_end_of_the_code(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told, clock: Clock
) -> None:
    follow(notices)
    portal.dossier = replace(SEEN, state=State.DONE)
    assert later() == {"told": 1}
    assert later() == {"same": 1}
    [news] = told.news.values()
    assert (news.person, news.channel, news.language) == (AN, "rest", "vi")
    assert "0420 đã có kết quả" in news.text
    for secret in (CODE.text, "260310", PROOF.value, "N. V. A."):
        assert secret not in news.text + news.key
    assert len(news.key) <= 120
    assert timedelta() < clock.now - news.asked < timedelta(hours=1)


def test_a_state_that_comes_again_is_said_again_and_a_record_that_never_rests_once_a_day(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told, database: Database, clock: Clock
) -> None:
    """Whoever was told "done" and then "in process again" must hear of the second "done" too."""
    follow(notices)
    for number in range(8):
        portal.dossier = replace(SEEN, state=State.PROCESSING if number % 2 else State.DONE)
        assert later() == {"told": 1}
    assert len(told.texts) == 8
    assert rows(database)[0].next_at - clock.now > timedelta(hours=19)
    assert later() == {}


def test_news_speak_the_language_of_who_waits(notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told) -> None:
    follow(notices, language="en")
    portal.dossier = replace(SEEN, state=State.DONE)
    later()
    assert "it is done" in told.texts[0]


@pytest.mark.parametrize("state", sorted(ENDED))
def test_it_ends_with_the_dossier_after_a_last_word(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told, database: Database, state: State
) -> None:
    follow(notices)
    portal.dossier = replace(SEEN, state=state)
    reason = "returned" if state is State.RETURNED else "ended"
    assert later() == {reason: 1}
    assert later() == {}
    assert len(told.texts) == 1
    [row] = rows(database)
    assert (row.end_reason, row.sealed, row.code, row.told, row.hint) == (reason, None, None, None, "0420")
    assert notices.following(AN) == []


def test_one_that_had_ended_when_it_was_asked_for_ends_without_a_word(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told
) -> None:
    portal.dossier = replace(SEEN, state=State.RETURNED)
    follow(notices, dossier=portal.dossier)
    assert later() == {"returned": 1}
    assert told.texts == []


@pytest.mark.parametrize("error", [PortalUnavailable(reason="timeout"), PortalDenied("status 401")])
def test_a_portal_that_is_down_is_asked_less_and_less_and_ends_nothing(
    notices: Notices, clock: Clock, portal: Portal, told: Told, database: Database, error: Exception
) -> None:
    follow(notices)
    portal.error = error
    pauses = []
    for _ in range(12):
        clock.now = rows(database)[0].next_at
        assert notices.poll(portal, told) == {"unavailable": 1}
        pauses.append((rows(database)[0].next_at - clock.now).total_seconds())
    for number, pause in enumerate(pauses, 1):
        longest = min(86_400, 1_800 * 2**number)
        assert 0.8 * longest <= pause <= longest
    assert len(set(pauses[6:])) == 6  # never all at the same moment again
    assert told.texts == []
    portal.error, portal.dossier = None, replace(SEEN, state=State.DONE)
    clock.forward(days=1)
    assert notices.poll(portal, told) == {"told": 1}
    assert rows(database)[0].failures == 0
    assert (rows(database)[0].next_at - clock.now).total_seconds() <= 1_800


def test_a_mistake_in_one_look_keeps_nobody_else_waiting(notices: Notices, clock: Clock, told: Told) -> None:
    follow(notices)
    follow(notices, BINH)
    clock.forward(hours=1)

    def look(code: DossierCode, proof: Proof) -> Dossier | None:
        seen.append(code)
        if len(seen) == 1:
            raise KeyError("what the adapter did not expect")
        return SEEN

    seen: list[DossierCode] = []
    assert notices.poll(look, told) == {"failed": 1, "same": 1}


def test_three_times_nothing_is_gone(notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told) -> None:
    follow(notices)
    portal.dossier = None
    assert [later(), later()] == [{"missed": 1}] * 2
    assert told.texts == []
    assert later() == {"gone": 1}
    assert "không còn xem được hồ sơ …0420" in told.texts[0]
    assert later() == {}


def test_one_answer_in_between_and_it_is_counted_anew(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told
) -> None:
    follow(notices)
    for found in (None, None, SEEN, None, None, SEEN):
        portal.dossier = found
        assert later() == {"same" if found else "missed": 1}
    portal.dossier = None
    later()
    portal.error = PortalUnavailable(reason="timeout")
    later()
    portal.error = None
    assert later(days=1) == {"missed": 1}
    assert told.texts == []
    assert later() == {"gone": 1}


def test_after_half_a_year_it_ends_with_a_word(
    notices: Notices, later: Callable[..., dict[str, int]], portal: Portal, told: Told, migrated: Settings
) -> None:
    follow(notices)
    assert later(days=migrated.notice_days, seconds=-1) == {"same": 1}
    assert later() == {"old": 1}
    assert "…0420 đã lâu" in told.texts[0]
    assert len(portal.asked) == 1


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


def test_news_that_could_not_be_delivered_are_said_later_and_once(notices: Notices, clock: Clock, portal: Portal, told: Told) -> None:
    """As when the program dies between telling and noting that it told."""

    def fails(news: News) -> None:
        told(news)
        raise Unavailable("the database")

    follow(notices)
    portal.dossier = replace(SEEN, state=State.DONE)
    clock.forward(minutes=31)
    with pytest.raises(Unavailable):
        notices.poll(portal, fails)
    assert notices.poll(portal, told) == {}  # still held
    clock.forward(minutes=6)
    assert notices.poll(portal, told) == {"told": 1}
    assert (told.said, len(told.texts)) == (2, 1)


def test_a_database_that_fails_in_a_look_is_not_the_portals_fault(notices: Notices, clock: Clock, portal: Portal, told: Told) -> None:
    follow(notices)
    clock.forward(hours=1)
    portal.error = Unavailable("the audit cannot be written")
    with pytest.raises(Unavailable):
        notices.poll(portal, told)
    portal.error = None
    clock.forward(minutes=6)
    assert notices.poll(portal, told) == {"same": 1}


def test_no_more_are_looked_at_than_wished(notices: Notices, clock: Clock, portal: Portal, told: Told) -> None:
    for person in "abcde":
        follow(notices, person * 32)
    clock.forward(hours=1)
    assert notices.poll(portal, told, limit=2) == {"same": 2}
    assert notices.poll(portal, told, limit=0) == {}
    assert notices.poll(portal, told) == {"same": 3}


def test_outcomes_are_counted(notices: Notices, later: Callable[..., dict[str, int]]) -> None:
    def count() -> float:
        return REGISTRY.get_sample_value("troly_dossier_notices_total", {"outcome": "same"}) or 0.0

    before = count()
    follow(notices)
    later()
    assert count() == before + 1


def test_two_workers_look_at_each_dossier_once_and_say_each_news_once(
    notices: Notices, clock: Clock, migrated: Settings, portal: Portal
) -> None:
    people = [f"{number:032x}" for number in range(60)]
    for person in people:
        follow(notices, person)
    clock.forward(hours=1)
    portal.dossier = replace(SEEN, state=State.DONE)
    said: Counter[str] = Counter()
    start = threading.Barrier(2)

    def work(database: Database) -> None:
        mine = Notices(database, Seal(KEY), KEY, migrated, clock)
        start.wait()
        while mine.poll(portal, lambda news: said.update([news.person]), limit=3):
            pass

    with closing(Database.open(migrated)) as first, closing(Database.open(migrated)) as second:
        threads = [threading.Thread(target=work, args=(database,)) for database in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert said == Counter(people)
    assert len(portal.asked) == 60


def test_the_same_wish_twice_at_once_is_one(notices: Notices, migrated: Settings, clock: Clock, database: Database) -> None:
    start, new = threading.Barrier(2), list[bool]()

    def wish(mine: Database) -> None:
        start.wait()
        new.append(follow(Notices(mine, Seal(KEY), KEY, migrated, clock)))

    with closing(Database.open(migrated)) as first, closing(Database.open(migrated)) as second:
        threads = [threading.Thread(target=wish, args=(mine,)) for mine in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sorted(new) == [False, True]
    assert len(rows(database)) == 1


def test_the_wiring_uses_the_key_of_the_installation(database: Database, migrated: Settings, portal: Portal, told: Told) -> None:
    real = Notices.of(migrated.model_copy(update={"notice_every": 0.0}), database)
    assert follow(real)
    portal.dossier = replace(SEEN, state=State.RETURNED)
    assert Notices.of(migrated, database).poll(portal, told) == {"returned": 1}
    assert portal.asked == [(CODE, PROOF)]
