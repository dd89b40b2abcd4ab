"""The sample portal: believable dossiers of nobody, the same all day, and the portal over them."""

import asyncio
import re
from collections import Counter
from dataclasses import fields
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from core.clock import VIETNAM
from core.settings import Settings
from core.text.dossier_codes import find
from core.working_days import add_working_days, is_working_day
from knowledge.repository import ProcedureRepository
from portal.dossiers.models import ENDED, Dossier, Proof, ProofKind, State
from portal.dossiers.sample import people
from portal.dossiers.sample.dossiers import MANY, SampleDossier, samples
from portal.dossiers.sample.offices import WARDS
from portal.dossiers.sample.portal import SampleStatus
from tests.needles import Needles

# A Friday, a Sunday, the days around Tết and a new year, a leap day, and days long before and after today.
DAYS = [date(2026, 11, 20), date(2026, 11, 22), date(2026, 2, 16), date(2027, 1, 1), date(2028, 2, 29), date(2025, 7, 1), date(2033, 3, 3)]


samples_of = cache(samples)


@pytest.fixture(params=DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture(scope="module")
def needles() -> Needles:
    return Needles(samples_of(DAYS[0]))


def test_a_day_has_its_dossiers_and_the_next_has_others(today: date) -> None:
    assert samples(today) == samples(today)
    assert len(samples(today)) == MANY
    later = {one.dossier.code for one in samples(today + timedelta(days=14))}
    assert 10 <= len(later & {one.dossier.code for one in samples(today)}) < MANY / 2, "the fixed ones stay, the others move on"


def test_people_are_the_same_on_every_day_and_share_nothing(today: date) -> None:
    people = [(one.applicant, one.phone, one.identity, one.secret) for one in samples_of(today)]
    assert people == [(one.applicant, one.phone, one.identity, one.secret) for one in samples_of(DAYS[0])]
    for values in zip(*people, strict=True):
        assert len(set(values)) == MANY
    assert len({one.phone[-4:] for one in samples_of(today)}) == MANY, "another's proof never fits"


def test_people_are_nobody() -> None:
    for number in range(people.MOST):
        person = people.person(number)
        assert re.fullmatch(r"057\d{7}", person.phone)
        assert re.fullmatch(r"0998\d{8}", person.identity)
        assert len(person.secret) == 8
        assert 3 <= len(person.name.split()) <= 4
    assert len({people.person(number).name for number in range(people.MOST)}) == people.MOST


def test_codes_are_read_as_they_stand(today: date) -> None:
    for one in samples_of(today):
        code, changed = one.dossier.code, one.dossier.changed
        if changed and changed.date() > today:
            continue  # a fixed one, on a day before its own
        found = find(f"xem giùm hồ sơ {code} với", today)
        assert [(each.code.text, each.sure) for each in found] == [(code, True)], code
    assert len({one.dossier.code for one in samples_of(today)}) == MANY


def test_every_state_and_every_lateness_is_there(today: date) -> None:
    told = [one.dossier for one in samples_of(today)]
    states = Counter(dossier.state for dossier in told)
    assert states.keys() == {*State, None}
    assert min(states.values()) >= 4
    now = datetime.combine(today, datetime.min.time(), VIETNAM)
    left = [dossier.due.date() - today for dossier in told if dossier.due and dossier.state is State.PROCESSING]
    assert any(days == timedelta(0) for days in left) or not is_working_day(today)
    for least, most in ((1, 12), (12, 60), (-16, -1), (-3000, -20)):
        assert any(timedelta(least) <= days <= timedelta(most) for days in left), (least, most)
    assert any(dossier.done and now - dossier.done > timedelta(200) for dossier in told)


def test_rounds_fees_and_results_are_there(today: date) -> None:
    told = [one.dossier for one in samples_of(today)]
    assert {len(dossier.demands) for dossier in told} == {0, 1, 2, 3}
    assert {fee.paid for dossier in told for fee in dossier.fees} == {True, False}
    for dossier in told:
        assert bool(dossier.results) is (dossier.state in (State.DONE, State.RETURNED))
        if dossier.state is State.MORE_PAPERS:
            assert [demand.answered for demand in dossier.demands] == [True] * (len(dossier.demands) - 1) + [False]
            assert all(demand.papers and demand.note for demand in dossier.demands)
        if dossier.state is State.FEE_DUE:
            assert [fee.paid for fee in dossier.fees] == [False]


def test_days_follow_one_another(today: date) -> None:
    for one in samples_of(today):
        dossier = one.dossier
        days = [dossier.received, *(demand.asked for demand in dossier.demands), dossier.done]
        known = [day for day in days if day]
        assert known == sorted(known), dossier.code
        assert all(day.tzinfo and is_working_day(day.date()) for day in known)
        assert (dossier.received is None) is (dossier.due is None) is (dossier.state is State.REGISTERED)
        assert dossier.changed
        assert (dossier.done is not None) is (dossier.state in ENDED | {State.DONE}), dossier.code
        if dossier.due:
            assert dossier.received
            assert dossier.due > dossier.received


def test_what_lives_began_before_today(today: date) -> None:
    fixed = {one.dossier.code for one in samples_of(today)} & {one.dossier.code for one in samples_of(today + timedelta(400))}
    for one in samples_of(today):
        dossier = one.dossier
        if dossier.code not in fixed:
            moments = [dossier.received, dossier.done, dossier.changed, *(demand.asked for demand in dossier.demands)]
            assert all(moment.date() < today for moment in moments if moment), dossier.code


def test_the_fixed_ones_are_as_documented(today: date) -> None:
    known = {one.dossier.code: one for one in samples_of(today)}
    first = known["H29.18-260310-0420"]
    assert first.phone.endswith("4321")
    assert first.secret == "k7Xm2Qp9"
    assert (first.dossier.state, first.dossier.agency) == (State.PROCESSING, "UBND Phường Sài Gòn")
    assert first.dossier.received
    assert first.dossier.received.date() == date(2026, 3, 10)
    assert first.dossier.due
    assert first.dossier.due.date() == date(2026, 3, 17) == add_working_days(date(2026, 3, 10), 5)
    fixed = {
        "H29.18-260601-0107": (State.DONE, "7070"),
        "H29.18-260608-0233": (State.MORE_PAPERS, "9819"),
        "38.98.H29-260615-0051": (State.FEE_DUE, "2568"),
        "H29.18-260504-0310": (State.REFUSED, "5317"),
        "000.00.03.H29-260511-0019": (State.RETURNED, "8066"),
        "H29.19-260518-0144": (State.WITHDRAWN, "0815"),
        "H29.20-260420-0062": (State.STOPPED, "3564"),
        "000.00.12.H29-261102-0077": (State.RECEIVED, "6313"),
        "G09.20-20261103-0092637": (State.REGISTERED, "9062"),
        "000.00.14.H29-260622-0005": (None, "1811"),
        "03799/2026/00042": (State.PROCESSING, "4560"),
    }
    assert {code: (known[code].dossier.state, known[code].phone[-4:]) for code in fixed} == fixed


def test_procedures_and_wards_are_those_of_the_city(checkout: Settings) -> None:
    published = {record.code for record in ProcedureRepository(checkout.seed, checkout.var / "none.jsonl").published(date(2026, 11, 1))}
    units = {" ".join(line.split("\t")[1:3]) for line in (checkout.seed / "units.tsv").read_text("utf-8").splitlines()}
    assert {one.dossier.procedure_code for one in samples_of(DAYS[0])} <= published
    assert set(WARDS) <= units
    said = " ".join(f"{one.dossier.agency} {one.dossier.note}" for one in samples_of(DAYS[0]))
    assert not re.search(r"\b(?:quận|huyện|thành phố thủ đức)\b", said, re.IGNORECASE)


def test_notes_hold_people_only_where_they_are_raw(today: date, needles: Needles) -> None:
    raw = [text for one in samples_of(today) for text in (one.raw_note, *one.raw_demand_notes) if text]
    assert sum(bool(needles.found(text)) for text in raw) > 30
    for one in samples_of(today):
        assert needles.found(repr(one)) == []
        assert needles.found(" ".join(_texts(one.dossier))) == []
        assert len(one.raw_demand_notes) == len(one.dossier.demands)
        assert (one.raw_note is None) is (one.dossier.note is None)


def test_the_list_is_made_once_a_day() -> None:
    now = datetime(2026, 11, 20, 23, 59, 59, tzinfo=VIETNAM)
    status = SampleStatus(lambda: now)
    one = samples_of(now.date())[50]
    first, again = (asyncio.run(_phone(status, one)) for _ in range(2))
    assert first
    assert again
    assert first.demands is again.demands
    assert first.received is again.received
    assert (first.seen, first.portal) == (now, "Kho hồ sơ mẫu")
    now += timedelta(seconds=2)
    assert asyncio.run(_phone(status, one)) is None, "after midnight other dossiers are there"
    assert asyncio.run(_phone(status, samples_of(now.date())[50]))


def test_the_portal_is_called_as_it_is_set() -> None:
    found = asyncio.run(_phone(SampleStatus(lambda: datetime(2026, 11, 20, tzinfo=VIETNAM), "Cổng thử"), samples_of(date(2026, 11, 20))[0]))
    assert found
    assert found.portal == "Cổng thử"


async def _phone(status: SampleStatus, one: SampleDossier) -> Dossier | None:
    return await status.lookup(one.dossier.code, Proof(ProofKind.PHONE, one.phone[-4:]))


def _texts(dossier: Dossier) -> list[str]:
    return [str(getattr(dossier, each.name)) for each in fields(dossier)]
