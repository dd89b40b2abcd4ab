"""The desk bench: what a list, a search and a save cost over the whole catalogue, with thousands of versions in the database.

Run `python -m bench.editorial --records CATALOGUE.jsonl.gz`. Everything is written into a state folder of its own.

With `--publish` it measures instead how long an approved edit takes to the answer, through the worker's loop, over `--records` or,
without them, over the seed; `--warm FOLDER` begins with embeddings made before.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench import machine
from bench.tables import table
from cli.desk_jobs import DeskJobs
from core.db import Database
from core.jobs import Jobs
from core.migrate import upgrade
from core.settings import Settings
from knowledge.beside import forked
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.drafts import Drafts
from knowledge.editorial.history import History
from knowledge.editorial.kinds import PUBLISH
from knowledge.editorial.listing import Listing, Query
from knowledge.editorial.publishing import Publishing, Tools
from knowledge.editorial.review import Review
from knowledge.editorial.validation import Surroundings, check
from knowledge.importers.job import import_portal
from knowledge.importers.jurisdiction import Scope
from knowledge.schemas import Asked
from knowledge.service import Knowledge

AIM = 0.5  # seconds at p95 for a page of the list
AIM_PUBLISH = 30.0  # seconds from asking for a publish to the new answer
_WRITER, _READER = "staff:1", "staff:2"
_SEARCHES = ("khai sinh", "dat dai", "1.0011", "cấp giấy phép xây dựng", "ho chieu", "a", "", "khong co thu tuc nay")


def main() -> int:
    """Measure and print a table; exit code 1 when the aim is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=Path)
    arguments.add_argument("--times", type=int, default=200, help="pages of each kind, or edits")
    arguments.add_argument("--publish", action="store_true")
    arguments.add_argument("--warm", type=Path)
    given = arguments.parse_args()
    if not given.publish and not given.records:
        arguments.error("--records is needed for the list")
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state))
        run = (
            edit_to_answer(settings, given.records, given.times, given.warm)
            if given.publish
            else _run(settings, given.records, given.times)
        )
    print(machine.note(), table(["what", "times", "median ms", "p95 ms", "worst ms"], run), sep="\n\n")
    aims = {"page": AIM, "from asking": AIM_PUBLISH}
    return 0 if all(float(row[3]) <= aim * 1000 for row in run for what, aim in aims.items() if row[0].startswith(what)) else 1


def _run(settings: Settings, records: Path, times: int) -> list[list[str]]:
    upgrade(settings)
    everything = Scope(keep_other_provinces=True, keep_internal=True)
    report = import_portal(records, settings.var / "knowledge", date(2026, 7, 18), everything)
    database = Database.open(settings)
    catalogue = Catalogue(settings.seed, settings.var / "knowledge" / "imported.jsonl")
    rows = [_timed("reading the files anew", 1, lambda _: catalogue.snapshot())]
    listing, desk = Listing(database, catalogue), _Desk(database, catalogue, random.Random(7))
    print(f"{report.imported:,} records imported, {len(listing.rows()):,} procedures listed", file=sys.stderr)
    rows += _pages(listing, times, "nobody has written anything")
    rows += [_timed("opening a draft", 1_000, desk.open), _timed("saving a field", 1_000, desk.save)]
    rows += [_timed("submitting and approving", 500, desk.approve), _timed("checking in words", times, desk.check)]
    rows.append(_timed("the first page after 1,000 drafts", 1, lambda _: listing.page(Query())))
    rows += _pages(listing, times, "500 approved, 500 drafts")
    database.close()
    return rows


class _Desk:
    """One who writes and one who approves."""

    def __init__(self, database: Database, catalogue: Catalogue, chance: random.Random) -> None:
        self._drafts, self._review = Drafts(database, catalogue), Review(database)
        self._history = History(database, catalogue)
        self._codes = chance.sample(sorted(catalogue.snapshot().entries), 1_000)
        self._opened: list[int] = []

    def open(self, turn: int) -> None:
        self._opened.append(self._drafts.open(self._codes[turn], _WRITER).id)

    def save(self, turn: int) -> None:
        # What is wrong in some of the portal's records would keep them from review.
        plain: dict[str, object] = {
            "place": f"Quầy số {turn}",
            "legal_basis": [],
            "methods": [],
            "source_url": None,
            "checked": None,
            "updated": None,
        }
        self._drafts.save(self._opened[turn], _WRITER, 0, plain)

    def approve(self, turn: int) -> None:
        self._review.submit(self._opened[turn], _WRITER, 1)
        self._review.approve(self._opened[turn], _READER, 1)

    def check(self, turn: int) -> None:
        check(self._history.version(self._opened[turn]).content, Surroundings(date(2026, 7, 18)))


def _pages(listing: Listing, times: int, when: str) -> list[list[str]]:
    chance = random.Random(8)
    counts = listing.page(Query()).counts
    fields, states, events = list(counts["field"]), list(counts["state"]), [None, *counts["life_event"]]

    def filtered(_: int) -> None:
        query = Query(text=chance.choice(_SEARCHES), field=chance.choice([None, *fields]), state=chance.choice([None, *states]))
        listing.page(query)

    def narrowed(_: int) -> None:
        listing.page(Query(life_event=chance.choice(events), missing="fee", stale=True))

    return [
        _timed(f"page of the list, {when}", times, lambda turn: listing.page(Query(page=turn % 100, order="score"))),
        _timed(f"page of a search, {when}", times, lambda turn: listing.page(Query(text=_SEARCHES[turn % len(_SEARCHES)]))),
        _timed(f"page of search and filters, {when}", times, filtered),
        _timed(f"page by life event, missing part and age, {when}", times, narrowed),
    ]


def edit_to_answer(settings: Settings, records: Path | None, times: int, warm: Path | None) -> list[list[str]]:
    """Approve an edit, ask for a publish, and wait for the answer to have it: the worker's loop and its program as they run."""
    (settings.var / "models").mkdir(parents=True)
    (settings.var / "models" / "embedding").symlink_to(Settings().model_folder.resolve())
    if warm:
        shutil.copytree(warm, settings.var / "embeddings")
    upgrade(settings)
    if records:
        import_portal(records, settings.var / "knowledge", date(2026, 7, 18), Scope.of(settings))
    database, end = Database.open(settings), threading.Event()
    os.environ["TROLY_STATE"] = str(settings.var)
    Publishing(settings, database).publish("cli", Tools(lambda _: None, beside=forked))
    desk = _Approved(settings, database)
    loop = threading.Thread(target=DeskJobs(settings, database).run, args=(end,))
    loop.start()
    try:
        return [_timed("from asking for a publish to the answer", times, desk.publish)]
    finally:
        end.set()
        loop.join()
        database.close()


class _Approved:
    """Edits of one fee, each approved before the clock starts."""

    CODE, ASKED = "1.001193", "lệ phí đăng ký khai sinh bao nhiêu"

    def __init__(self, settings: Settings, database: Database) -> None:
        catalogue = Catalogue(settings.seed, settings.var / "knowledge" / "imported.jsonl")
        self._drafts, self._review, self._jobs = Drafts(database, catalogue), Review(database), Jobs(database)
        self._knowledge = Knowledge.open(settings)

    def publish(self, turn: int) -> None:
        amount = 11_000 + 1_000 * turn
        version = self._drafts.open(self.CODE, _WRITER)
        fee = {"channel": "direct", "time_limit": None, "fees": [{"kind": "service_fee", "amount_vnd": amount, "text": None}]}
        saved = self._drafts.save(version.id, _WRITER, version.revision, {"methods": [fee]})
        self._review.submit(version.id, _WRITER, saved.version.revision)
        self._review.approve(version.id, _READER, saved.version.revision)
        number = self._jobs.ask(PUBLISH, _READER)
        while f"{amount:,}".replace(",", ".") not in self._knowledge.answer(Asked(self.ASKED)).text:
            if self._jobs.get(number).state in ("refused", "failed"):
                raise SystemExit("\n".join(self._jobs.get(number).log))
            time.sleep(0.05)


def _timed(what: str, times: int, work: Callable[[int], object]) -> list[str]:
    spent = []
    for turn in range(times):
        begun = time.perf_counter()
        work(turn)
        spent.append((time.perf_counter() - begun) * 1000)
    spent.sort()
    shares = (spent[len(spent) // 2], spent[min(len(spent) - 1, int(len(spent) * 0.95))], spent[-1])
    return [what, str(times), *(f"{share:.1f}" for share in shares)]


if __name__ == "__main__":
    sys.exit(main())
