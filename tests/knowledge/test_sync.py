"""Synchronising with a portal on loopback: pages, politeness, breaks, bad days, and only what changed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import pytest
import stamina.instrumentation

from core.errors import Unavailable
from core.procedure import Procedure
from knowledge.importers.job import import_portal
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.portal_client import GET, LIST, Manners, PortalClient
from knowledge.importers.sync import SyncReport, synchronise
from knowledge.repository import ProcedureRepository
from tests.catalogue import needs_catalogue, raw_records
from tests.fakes.portal import FakePortal, Trouble, invented

pytestmark = pytest.mark.enable_socket
NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
HASTY = Manners(pause=0.0, timeout=0.3, attempts=3, first_wait=0.01, longest_wait=0.5, page=20)
LATER = 1800000000000  # after every invented record's day
Sync = Callable[..., SyncReport]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    stamina.instrumentation.set_on_retry_hooks([])
    yield
    stamina.instrumentation.set_on_retry_hooks(None)


@pytest.fixture
def portal() -> Iterator[FakePortal]:
    with FakePortal(invented(45)) as fake:
        yield fake


@pytest.fixture
def sync(portal: FakePortal, tmp_path: Path) -> Sync:
    def run(now: datetime = NOW, manners: Manners = HASTY, at: FakePortal = portal, **more: Any) -> SyncReport:
        with httpx2.Client(trust_env=False) as client:
            return synchronise(PortalClient(client, at.url, manners), tmp_path, now, **more)

    return run


def stored(folder: Path) -> dict[str, Procedure]:
    return {record.code: record for record in ProcedureRepository(folder, folder / "imported.jsonl").imported()}


def test_the_whole_list_is_read_by_pages_and_every_record_fetched_once(portal: FakePortal, sync: Sync, tmp_path: Path) -> None:
    done = sync()
    ids = list(portal.records)
    assert portal.asked(LIST) == [None, ids[19], ids[39], ids[44]]
    assert portal.asked(GET) == ids
    assert (done.listed, done.unchanged, done.absent) == (45, 0, 0)
    assert (done.report.read, done.report.imported, done.report.changed, done.report.refused) == (45, 45, 45, 0)
    records = stored(tmp_path)
    assert sorted(records) == [f"1.9{place:05}" for place in range(45)]
    assert {record.checked for record in records.values()} == {NOW.date()}
    assert portal.calls[0][1] == {"limit": 20, "lastId": None, "q": "", "categoryId": None, "departmentCode": None}


def test_a_second_run_fetches_nothing_and_changes_nothing(portal: FakePortal, sync: Sync, tmp_path: Path) -> None:
    sync()
    before, calls = (tmp_path / "imported.jsonl").read_bytes(), len(portal.calls)
    done = sync()
    assert (done.listed, done.unchanged, done.report.read, done.report.changed) == (45, 45, 0, 0)
    assert {path for path, *_ in portal.calls[calls:]} == {LIST}
    assert (tmp_path / "imported.jsonl").read_bytes() == before


def test_only_what_changed_and_what_is_new_is_fetched(portal: FakePortal, sync: Sync, tmp_path: Path) -> None:
    sync()
    changed = list(portal.records)[7]
    portal.change(changed, LATER, name="Tên mới")
    (new,) = invented(46)[45:]
    portal.records[new["id"]] = new
    portal.calls.clear()
    done = sync(NOW + timedelta(days=7))
    assert portal.asked(GET) == [changed, new["id"]]
    assert (done.unchanged, done.report.read, done.report.changed) == (44, 2, 2)
    records = stored(tmp_path)
    assert records["1.900007"].name == "Tên mới"
    assert {record.checked for record in records.values()} == {(NOW + timedelta(days=7)).date()}, "the unchanged were looked at too"


def test_records_imported_from_a_file_are_not_fetched_again(portal: FakePortal, sync: Sync, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in list(portal.records.values())[:40]), "utf-8")
    import_portal(file, tmp_path, None)
    sync()
    assert portal.asked(GET) == list(portal.records)[40:]
    assert len(stored(tmp_path)) == 45


def test_a_list_without_stamps_means_fetching_everything(tmp_path: Path, sync: Sync) -> None:
    with FakePortal(invented(5), stamps=False) as portal:
        sync(at=portal)
        portal.change(list(portal.records)[2], LATER, name="Tên mới")
        done = sync(at=portal)
        assert len(portal.asked(GET)) == 10
        assert (done.unchanged, done.report.read, done.report.changed) == (0, 5, 1)


def test_answers_may_be_wrapped(tmp_path: Path, sync: Sync) -> None:
    with FakePortal(invented(5), wrapped=True) as portal:
        assert sync(at=portal).report.imported == 5


@pytest.mark.parametrize("fault", ["429", "500", "half", "slow"])
@pytest.mark.parametrize("path", [LIST, GET])
def test_a_fault_that_passes_is_tried_again(portal: FakePortal, sync: Sync, fault: Any, path: str) -> None:
    portal.troubles = [Trouble(fault, path, times=2, after=1)]
    assert sync().report.imported == 45


def test_the_portal_says_when_to_come_again(portal: FakePortal, sync: Sync) -> None:
    portal.troubles = [Trouble("429", retry_after="0.3", after=2)]
    sync()
    times = [when for path, _, when in portal.calls if path == GET]
    assert times[3] - times[2] >= 0.3


def test_a_portal_that_wants_long_peace_is_left_alone(portal: FakePortal, sync: Sync, tmp_path: Path) -> None:
    portal.troubles = [Trouble("429", retry_after="3600", after=2)]
    with pytest.raises(Unavailable, match=r"429 and asks to wait 3600 s.*43 records left to fetch"):
        sync()
    assert len(portal.asked(GET)) == 3
    assert len(stored(tmp_path)) == 2


def test_there_is_a_pause_between_two_calls(sync: Sync, tmp_path: Path) -> None:
    with FakePortal(invented(3)) as portal:
        sync(at=portal, manners=Manners(pause=0.1))
        times = [when for *_, when in portal.calls]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.09


STOPS = [
    ("html", "a web page, not data: a firewall"),
    ("403", "403 with a web page"),
    ("broken", "broken JSON"),
    ("other", "another form than expected"),
]


@pytest.mark.parametrize(("fault", "words"), STOPS)
def test_what_does_not_pass_stops_the_run_loses_nothing_and_goes_on(
    portal: FakePortal, sync: Sync, tmp_path: Path, fault: Any, words: str
) -> None:
    portal.troubles = [Trouble(fault, after=10)]
    with pytest.raises(Unavailable, match=rf"{words}.*Nothing is lost \(35 records left to fetch\)"):
        sync()
    assert len(stored(tmp_path)) == 10, "what was fetched is imported at once"
    done = sync(NOW + timedelta(hours=1))
    assert sorted(portal.asked(GET)) == sorted([*portal.records, list(portal.records)[10]]), "each once, the one that failed twice"
    assert (done.listed, done.unchanged, done.report.read, done.report.changed) == (45, 0, 45, 35)
    assert len(stored(tmp_path)) == 45


@pytest.mark.parametrize(("fault", "words"), STOPS)
def test_a_list_that_breaks_goes_on_at_its_page(portal: FakePortal, sync: Sync, fault: Any, words: str) -> None:
    portal.troubles = [Trouble(fault, LIST, after=1)]
    with pytest.raises(Unavailable, match=rf"{words}.*20 records listed so far"):
        sync()
    ids = list(portal.records)
    sync()
    assert portal.asked(LIST) == [None, ids[19], ids[19], ids[39], ids[44]]


def test_after_a_day_the_list_is_asked_for_anew_and_what_was_fetched_stays(portal: FakePortal, sync: Sync) -> None:
    portal.troubles = [Trouble("html", after=10)]
    with pytest.raises(Unavailable):
        sync()
    first = next(iter(portal.records))
    portal.change(first, LATER, name="Tên mới")
    portal.calls.clear()
    sync(NOW + timedelta(days=2))
    assert portal.asked(LIST)[0] is None
    assert portal.asked(GET) == [first, *list(portal.records)[10:]]


def test_a_portal_that_cannot_page_is_noticed(portal: FakePortal, sync: Sync) -> None:
    portal.repeat_pages = True
    with pytest.raises(Unavailable, match="same page"):
        sync()


def test_a_record_listed_and_not_there_is_refused_with_its_id(portal: FakePortal, sync: Sync) -> None:
    portal.troubles = [Trouble("404", after=3)]
    done = sync()
    assert (done.report.imported, done.report.refused) == (44, 1)
    (row,) = [json.loads(line) for line in done.report.quarantine.read_text("utf-8").splitlines()]
    assert row["id"] == list(portal.records)[3]
    assert "no such record" in row["reason"]


def test_a_malformed_record_is_refused_and_the_rest_imported(portal: FakePortal, sync: Sync) -> None:
    identity = list(portal.records)[4]
    portal.records[identity] = {**portal.records[identity], "code": "1.900004-Xoa"}
    done = sync()
    assert (done.report.imported, done.report.refused) == (44, 1)


def test_what_the_portal_no_longer_lists_is_named_and_leaves_when_told(portal: FakePortal, sync: Sync, tmp_path: Path) -> None:
    sync()
    gone = list(portal.records)[5]
    del portal.records[gone]
    done = sync()
    assert (done.absent, done.dropped) == (1, 0)
    assert json.loads((tmp_path / "absent.jsonl").read_text("utf-8")) == {"id": gone, "code": "1.900005"}
    assert "1.900005" in stored(tmp_path)
    done = sync(drop_absent=True)
    assert (done.absent, done.dropped) == (1, 1)
    assert "1.900005" not in stored(tmp_path)
    assert sync().absent == 0


def test_the_scope_holds_here_too(portal: FakePortal, sync: Sync) -> None:
    for identity in list(portal.records)[:3]:
        portal.change(identity, LATER, isInternal=True)
    assert sync().report.kept_out == {"internal": 3}


def test_internal_ones_are_kept_where_the_setting_says_so(portal: FakePortal, sync: Sync) -> None:
    portal.change(next(iter(portal.records)), LATER, isInternal=True)
    assert sync(scope=Scope(keep_internal=True)).report.imported == 45


def test_an_operator_who_stops_it_loses_nothing(portal: FakePortal, sync: Sync, tmp_path: Path) -> None:
    def stopping(rows: Any, what: str, total: int | None = None) -> Any:
        for number, row in enumerate(rows):
            if what == "records" and number == 7:
                raise KeyboardInterrupt
            yield row

    with pytest.raises(KeyboardInterrupt):
        sync(watch=stopping)
    assert len(stored(tmp_path)) == 7
    sync()
    assert portal.asked(GET) == list(portal.records)


def test_two_at_once_are_one_too_many(portal: FakePortal, sync: Sync) -> None:
    def again(rows: Any, what: str, total: int | None = None) -> Any:
        with pytest.raises(Unavailable, match="another synchronisation"):
            sync()
        return rows

    sync(watch=again)


def test_nobody_there_is_one_clear_word(sync: Sync, tmp_path: Path) -> None:
    with FakePortal([]) as portal:
        url = portal.url
    with httpx2.Client(trust_env=False) as client, pytest.raises(Unavailable, match=f"{url} does not answer"):
        synchronise(PortalClient(client, url, HASTY), tmp_path, NOW)


@pytest.mark.parametrize("url", ["dichvucong.gov.vn", "ftp://127.0.0.1"])
def test_an_address_that_is_none_is_not_tried_again(url: str, tmp_path: Path) -> None:
    with httpx2.Client(trust_env=False) as client, pytest.raises(Unavailable, match="does not answer"):
        synchronise(PortalClient(client, url, Manners(first_wait=60.0)), tmp_path, NOW)


@needs_catalogue
def test_the_catalogue_s_own_records_come_through(tmp_path: Path, sync: Sync) -> None:
    some = list(raw_records().values())[:60]
    with FakePortal(some) as portal:
        done = sync(at=portal)
    assert done.report.read == 60 == done.report.imported + sum(done.report.kept_out.values()) + done.report.refused
