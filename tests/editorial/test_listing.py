"""The list of procedures: found by words, narrowed by filters, counted, paged, and never behind what was written."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.listing import UNEDITED, Listing, Order, Query
from knowledge.repository import ProcedureRepository
from tests.editorial.conftest import AN, CODE, Room, approved, fee
from tests.knowledge.records import BEES, BOATS, KITES, LIBRARY, LOST, SMALL, procedure


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    path = tmp_path / "records" / "imported.jsonl"
    ProcedureRepository(tmp_path, path).replace_imported(SMALL)
    return path


@pytest.fixture
def catalogue(tmp_path: Path, imported: Path) -> Catalogue:
    return Catalogue(tmp_path / "seed", imported)


@pytest.fixture
def listing(room: Room, catalogue: Catalogue) -> Listing:
    return Listing(room.database, catalogue, clock=room.clock)


def codes(listing: Listing, **query: object) -> list[str]:
    return [row.entry.code for row in listing.page(Query(**query)).rows]  # type: ignore[arg-type]


def test_words_are_found_with_and_without_accents_in_names_aliases_and_codes(listing: Listing) -> None:
    assert codes(listing, text="the thu vien") == [LIBRARY.code, LOST.code]
    assert codes(listing, text="Thẻ Mượn Sách") == [LIBRARY.code, LOST.code]
    assert codes(listing, text="ghe chèo") == [BOATS.code]
    assert codes(listing, text="1.900004") == [BEES.code]
    assert codes(listing, text="Cấp lại") == [LOST.code]
    assert codes(listing, text="không có") == []
    assert len(codes(listing, text=" \u200b ")) == len(SMALL)


def test_what_begins_so_comes_first(listing: Listing) -> None:
    assert codes(listing, text="mất thẻ") == [LOST.code]
    assert codes(listing, text="thẻ")[0] == LIBRARY.code


def test_filters_and_counts(listing: Listing, room: Room) -> None:
    room.drafts.open(LOST.code, AN)
    approved(room, {"methods": fee(50_000)})
    assert codes(listing, field="Văn hóa", level="province") == [LOST.code]
    assert codes(listing, state="draft") == [LOST.code]
    assert codes(listing, state="approved") == [CODE]
    assert codes(listing, state=UNEDITED) == [BOATS.code, BEES.code, KITES.code]
    assert codes(listing, missing="result") == [LOST.code, BOATS.code, KITES.code]
    page = listing.page(Query())
    assert page.counts["state"] == {UNEDITED: 3, "draft": 1, "approved": 1}
    assert page.counts["level"] == {"ward": 3, "province": 2}
    assert page.counts["missing"]["documents"] == 4
    assert listing.page(Query(text="thẻ")).counts["state"] == {"draft": 1, "approved": 1}


def test_a_list_is_never_behind(listing: Listing, room: Room, imported: Path) -> None:
    assert codes(listing, text="thẻ nhựa") == []
    approved(room, {"name": "Cấp thẻ nhựa"})
    assert codes(listing, text="thẻ nhựa") == [CODE]
    version = room.drafts.open("1.900050", AN)
    room.drafts.save(version.id, AN, 0, {"name": "Cấp phép chợ nổi"})
    (row,) = listing.page(Query(text="chợ nổi")).rows
    assert (row.state, row.entry.origin, row.entry.score) == ("draft", "draft", 0)
    ProcedureRepository(imported.parent, imported).replace_imported([*SMALL, procedure("1.900060", "Cấp phép bán hoa")])
    assert codes(listing, text="bán hoa") == ["1.900060"]
    room.review.withdraw(version.id, AN, "nhầm")
    assert codes(listing, text="chợ nổi") == []


@pytest.mark.parametrize("order", ["code", "name", "score", "checked", "changed"])
def test_pages_hold_everything_once(listing: Listing, order: Order) -> None:
    pages = [listing.page(Query(order=order, page=number, size=2)) for number in (1, 2, 3)]
    assert [page.total for page in pages] == [5, 5, 5]
    assert sorted(row.entry.code for page in pages for row in page.rows) == [record.code for record in SMALL]
    beyond = listing.page(Query(order=order, page=99, size=2))
    assert (beyond.page, beyond.pages, len(beyond.rows)) == (3, 3, 1)
    assert len(listing.page(Query(page=-5, size=-1)).rows) == 1


def test_what_may_be_untrue_is_told(room: Room, catalogue: Catalogue) -> None:
    listing = Listing(room.database, catalogue, ended=lambda: {"46/2019/qh14": ""}, clock=room.clock)
    stale = {row.entry.code: row.stale for row in listing.page(Query(stale=True)).rows}
    assert stale[CODE] == ("law_ended",)
    assert stale[BEES.code] == ("never_checked",)
    room.clock.forward(days=100)
    assert listing.page(Query(text=CODE)).rows[0].stale == ("law_ended",)
    early = Listing(room.database, catalogue, ended=lambda: {"46/2019/qh14": "9/2026/QH16"}, clock=room.clock, old=timedelta(days=180))
    assert early.page(Query(text=CODE)).rows[0].stale == ("law_replaced", "old")
    approved(room, {"valid_to": "2027-03-20", "checked": "2027-03-01"})
    assert listing.page(Query(text=CODE)).rows[0].stale == ("law_ended", "ending")
    room.clock.forward(days=30)
    assert listing.page(Query(text=CODE)).rows[0].stale == ("over", "law_ended")


def test_the_surroundings_of_a_record(listing: Listing) -> None:
    around = listing.surroundings()
    assert around.today == date(2026, 11, 23)
    assert around.codes == {record.code for record in SMALL}
    assert around.aliases["mất thẻ thư viện"] == LOST.code


def test_a_record_is_read_from_its_line(catalogue: Catalogue, imported: Path, tmp_path: Path) -> None:
    assert [catalogue.record(record.code) for record in SMALL] == SMALL
    assert catalogue.record("1.999999") is None
    (tmp_path / "seed" / "procedures").mkdir(parents=True)
    seed = BOATS.model_copy(update={"place": "Bến số 1"})
    (tmp_path / "seed" / "procedures" / "a.json").write_text(seed.model_dump_json(), "utf-8")
    assert catalogue.record(BOATS.code) == seed
    imported.write_text("{}\n", "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        catalogue.record(CODE)
