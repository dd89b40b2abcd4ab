"""News of a dossier: said once a state, in time, to who asked for it, and never again once it is over."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from core.db import Database
from core.errors import PortalDenied, PortalUnavailable, Unavailable
from core.seal import Seal
from core.settings import Settings
from core.text.dossier_codes import DossierCode
from portal.dossiers.models import ENDED, Dossier, Proof, State
from portal.dossiers.notice_looks import News
from portal.dossiers.notices import Notices
from tests.portal.dossiers.notices.house import AN, BINH, CODE, KEY, PROOF, SEEN, Clock, Portal, Told, follow, rows


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
