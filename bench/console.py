"""The console bench: how long the pages of a real console take over the whole catalogue, with 1 and with 4 people at it.

Run `python -m bench.console --records CATALOGUE.jsonl.gz [--out bench/results/console.md]`. Everything is written into a state folder of
its own; the console is the program that `troly console` starts, asked over loopback by people who are signed in.
"""

import argparse
import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from bench import machine
from bench.tables import table
from console.auth.repository import Repository
from console.auth.schemas import Stage
from console.auth.sessions import opened
from console.roles import Role
from console.staff.schemas import Profile
from console.staff.service import Staff
from core.clock import now
from core.db import Database
from core.migrate import upgrade
from core.person import person_key
from core.settings import Settings
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.drafts import Drafts
from knowledge.editorial.listing import Listing
from knowledge.importers.job import import_portal
from knowledge.importers.jurisdiction import Scope

AIM = 500.0  # ms at p95
CLIENTS = (1, 4)
_START, _ANSWER = 120.0, 60.0  # seconds
_WORDS = ("khai sinh", "dat dai", "1.0011", "cấp giấy phép xây dựng", "ho chieu", "a", "đăng ký", "khong co thu tuc nay")


@dataclass(frozen=True)
class Known:
    """What there is to ask for: codes, those of open drafts, the longest record's, and how many there are by filter."""

    codes: list[str]
    drafts: list[str]
    longest: str
    counts: dict[str, dict[str, int]]


def _list(**asked: object) -> str:
    return f"/procedures?{urlencode(asked)}"


# One line a kind of page: what it is, and its address for a turn. A desk that has lists or searches adds its own here.
PAGES: dict[str, Callable[[Known, random.Random], str]] = {
    "procedures: a page of the list": lambda known, chance: _list(page=chance.randint(1, 100)),
    "procedures: by completeness": lambda known, chance: _list(order="score", page=chance.randint(1, 100)),
    "procedures: by what was changed last": lambda known, chance: _list(order="changed"),
    "procedures: a search": lambda known, chance: _list(q=chance.choice(_WORDS)),
    "procedures: of a field": lambda known, chance: _list(field=chance.choice(list(known.counts["field"]))),
    "procedures: of a level": lambda known, chance: _list(level=chance.choice(list(known.counts["level"]))),
    "procedures: in a state": lambda known, chance: _list(state=chance.choice(list(known.counts["state"]))),
    "procedures: that lack something": lambda known, chance: _list(missing=chance.choice(list(known.counts["missing"]))),
    "procedures: of a life event": lambda known, chance: _list(life=chance.choice(list(known.counts["life_event"]))),
    "procedures: stale ones": lambda known, chance: _list(stale=1),
    "procedures: a search with filters": lambda known, chance: _list(q=chance.choice(_WORDS), level="province", stale=1, missing="fee"),
    "procedures: a record": lambda known, chance: f"/procedures/{chance.choice(known.codes)}",
    "procedures: the longest record": lambda known, chance: f"/procedures/{known.longest}",
    "procedures: writing a record": lambda known, chance: f"/procedures/{chance.choice(known.drafts)}/edit",
    "procedures: writing the longest record": lambda known, chance: f"/procedures/{known.longest}/edit",
    "versions: the queue": lambda known, chance: "/versions",
    "versions: of a record": lambda known, chance: f"/versions?code={chance.choice(known.drafts)}",
    "versions: one": lambda known, chance: f"/versions/{chance.randint(1, len(known.drafts))}",
    "imports": lambda known, chance: "/imports",
    "releases": lambda known, chance: "/releases",
    "jobs": lambda known, chance: "/jobs",
    "keeping: overview": lambda known, chance: "/keeping",
    "keeping: the plan": lambda known, chance: "/keeping/plan",
    "keeping: legal documents": lambda known, chance: "/keeping/laws",
    "audit: a page": lambda known, chance: "/audit",
    "audit: a search": lambda known, chance: "/audit?subject=1.00",
    "staff": lambda known, chance: "/staff",
}


def main() -> int:
    """Measure and print a table; exit code 1 when a page misses the aim."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=Path, required=True)
    arguments.add_argument("--times", type=int, default=60, help="requests of each kind and client")
    arguments.add_argument("--only", default="", help="kinds of pages that begin so")
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as state:
        settings = Settings(state=Path(state), console_port=_free_port())
        known, tokens = _filled(settings, given.records)
        began = machine.note()
        with _console(settings):
            first = _first(settings, tokens[0])
            rows = [_measured(settings, what, known, tokens, given.times) for what in PAGES if what.startswith(given.only)]
    told = _told(given.records.name, len(known.codes), began, first, rows)
    print(told)
    if given.out:
        given.out.write_text(told, "utf-8")
    return 0 if all(float(share) <= AIM for row in rows for share in (row[2], row[5])) else 1


def _told(records: str, procedures: int, began: str, first: float, rows: list[list[str]]) -> str:
    heads = ["page"] + [f"{head}, {count} at once" for count in CLIENTS for head in ("median ms", "p95 ms", "worst ms")]
    lead = f"`python -m bench.console --records {records}`: {procedures:,} procedures, 300 drafts. Aim: at most {AIM:.0f} ms at p95."
    start = f"The first list, asked as soon as the program listened, took {first:.1f} s: every record is read then."
    return f"# The pages of the console\n\n{lead}\n\n{began} {start}\n\n{table(heads, rows)}\n"


def _filled(settings: Settings, records: Path) -> tuple[Known, list[str]]:
    """Fill the state with every record, drafts on some, and people who are signed in; return what there is and their sessions."""
    upgrade(settings)
    everything = Scope(keep_other_provinces=True, keep_internal=True)
    import_portal(records, settings.var / "knowledge", date(2026, 7, 18), everything)
    imported = settings.var / "knowledge" / "imported.jsonl"
    database, catalogue = Database.open(settings), Catalogue(settings.seed, imported)
    places = catalogue.snapshot().places
    longest = max(places, key=lambda code: places[code][2])
    drafts = [*random.Random(7).sample(sorted(places), 299), longest]
    for code in drafts:
        Drafts(database, catalogue).open(code, "staff:1")
    known = Known(sorted(places), drafts, longest, Listing(database, catalogue).counts())
    tokens = [_signed_in(settings, database, number) for number in range(max(CLIENTS))]
    database.close()
    return known, tokens


def _signed_in(settings: Settings, database: Database, number: int) -> str:
    staff = Staff(database, settings, person_key(settings), now)
    person, _ = staff.create("cli", Profile.of(f"bench-{number}", "Bench", [role.value for role in Role]))
    with database.begin() as session:
        rows = Repository(session)
        account = rows.held(person)
        if account is None:
            raise SystemExit("the account is not there")
        return opened(rows, account, Stage.FULL, now(), settings).token


@contextmanager
def _console(settings: Settings) -> Iterator[None]:
    """Run the console."""
    environment = {**os.environ, "TROLY_STATE": str(settings.var), "TROLY_CONSOLE_PORT": str(settings.console_port)}
    began = time.monotonic()
    said = settings.var / "console.log"
    with said.open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "cli.main", "console"], env=environment, stdout=log, stderr=log)
    try:
        while not _answers(settings):
            if process.poll() is not None or time.monotonic() - began > _START:
                raise SystemExit(f"the console did not start: {said.read_text('utf-8')[-2_000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def _first(settings: Settings, token: str) -> float:
    """Return the seconds that the first list takes."""
    began = time.monotonic()
    _asked(http.client.HTTPConnection("127.0.0.1", settings.console_port, timeout=_ANSWER), "/procedures", token)
    return time.monotonic() - began


def _answers(settings: Settings) -> bool:
    try:
        return _asked(http.client.HTTPConnection("127.0.0.1", settings.console_port, timeout=_ANSWER), "/healthz", "") == 200
    except OSError:
        return False


def _measured(settings: Settings, what: str, known: Known, tokens: list[str], times: int) -> list[str]:
    row = [what]
    for count in CLIENTS:
        spent: list[float] = []
        people = [threading.Thread(target=_person, args=(settings, what, known, token, times, spent)) for token in tokens[:count]]
        for person in people:
            person.start()
        for person in people:
            person.join()
        if len(spent) != count * times:
            raise SystemExit(f"{what}: {len(spent)} of {count * times} requests were answered")
        spent.sort()
        row += [f"{share:.0f}" for share in (spent[len(spent) // 2], spent[int(len(spent) * 0.95)], spent[-1])]
    print(" ".join(row), file=sys.stderr)
    return row


def _person(settings: Settings, what: str, known: Known, token: str, times: int, spent: list[float]) -> None:
    """Ask for pages of one kind, one after another."""
    chance = random.Random(token)
    connection = http.client.HTTPConnection("127.0.0.1", settings.console_port, timeout=_ANSWER)
    for _ in range(times):
        place = PAGES[what](known, chance)
        began = time.perf_counter()
        status = _asked(connection, place, token)
        spent.append((time.perf_counter() - began) * 1000)
        if status != http.HTTPStatus.OK:
            spent.clear()
            raise SystemExit(f"{place}: {status}")


def _asked(connection: http.client.HTTPConnection, place: str, token: str) -> int:
    connection.request("GET", place, headers={"Cookie": f"troly_staff={token}"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
