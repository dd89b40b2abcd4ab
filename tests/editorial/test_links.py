"""Addresses are looked at politely, and what is broken is told only when it is: one look, a round, the job."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from core.db import Database
from core.errors import Unavailable
from core.jobs import Jobs
from core.settings import Settings
from knowledge.editorial.kinds import LINKS
from knowledge.editorial.laws import Law, Laws
from knowledge.editorial.links import Links, Seen, addresses, host_of
from knowledge.editorial.links_look import Looker, Manners, _is_public
from knowledge.editorial.links_round import Round
from knowledge.editorial.publishing import Tools
from knowledge.editorial.work import Work
from knowledge.repository import ProcedureRepository
from tests.editorial.bad_host import HUGE, BadHost, hosting, self_signed
from tests.editorial.conftest import AN, Clock
from tests.knowledge.records import SMALL

LONG = Manners(timeout=30, private=True)
SHORT = Manners(timeout=0.3, private=True)  # for those that never answer


@pytest.fixture
def host() -> Iterator[BadHost]:
    with hosting() as server:
        yield server


def look(url: str, manners: Manners = LONG) -> Seen:
    async def once() -> Seen:
        async with Looker(manners) as looker:
            return await looker.look(url)

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/200", Seen("good", code=200)),
        ("/onlyget", Seen("good", code=200)),
        ("/416", Seen("good", code=416)),
        ("/inside", Seen("good", code=200)),
        ("/huge", Seen("good", code=200)),
        ("/404", Seen("failed", "gone", 404)),
        ("/410", Seen("failed", "gone", 410)),
        ("/500", Seen("failed", "server", 500)),
        ("/403", Seen("unclear", "refuses", 403)),
        ("/429", Seen("unclear", "refuses", 429)),
        ("/loop", Seen("failed", "loop")),
        ("/flood", Seen("failed", "broken")),
        ("/nonsense", Seen("failed", "broken")),
        ("/nothing", Seen("failed", "broken")),
        ("/away", Seen("moved", "moved", 302, "http://elsewhere.example/login")),
        ("/file", Seen("moved", "moved", 302, "file:///etc/passwd")),
    ],
)
def test_what_a_look_finds(host: BadHost, path: str, seen: Seen) -> None:
    assert look(host.url + path) == seen


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_who_never_answers_is_left(host: BadHost, path: str) -> None:
    assert look(host.url + path, SHORT) == Seen("failed", "timeout")


def test_no_content_is_read(host: BadHost) -> None:
    look(host.url + "/huge")
    assert host.sent < HUGE
    assert host.asked == ["HEAD /huge", "GET /huge"]


def test_a_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    with hosting(self_signed(tmp_path)) as server:
        assert look(server.url.replace("http:", "https:")) == Seen("failed", "certificate")


def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        assert look(f"http://127.0.0.1:{held.getsockname()[1]}/") == Seen("failed", "refused")


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "http://", "https://[::1", "//a.example"]
)
def test_what_is_no_address(url: str) -> None:
    assert look(url) == Seen("failed", "address")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "0.0.0.0", "2130706433"])
def test_a_private_network_is_not_looked_into(host: BadHost, name: str) -> None:
    assert look(f"http://{name}:{host.server_port}/200", Manners(timeout=30)) == Seen("unclear", "private")
    assert host.asked == []


@pytest.mark.parametrize(
    "place",
    [
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:a00:1::1",
        "::127.0.0.1",
        "fec0::1",
        "fe80::1%eth0",
        "fd00::1",
        "224.0.0.1",
        "ff0e::1",
        "100.64.0.1",
    ],
)
def test_an_address_that_leads_into_a_private_network_by_another_way_is_none_of_the_public(place: str) -> None:
    assert not _is_public(place)
    assert _is_public("2606:4700::1111")
    assert _is_public("1.1.1.1")


def test_who_names_an_address() -> None:
    record = SMALL[0].model_copy(update={"source_url": " https://a.example/1 "})
    twin = record.model_copy(update={"code": "1.999999"})
    found = addresses([record, record, twin], [("1/2020/NĐ-CP", "https://a.example/1"), ("2/2020/NĐ-CP", None)])
    assert found["https://a.example/1"] == [record.code, "1.999999", "law:1/2020/NĐ-CP"]
    assert [host_of(url) for url in ("https://A.example:8/x", "http://u:p@b.example/", "x", "https://[::1")] == [
        "a.example:8",
        "b.example",
        "",
        "",
    ]


@pytest.fixture
def links(store: Database, clock: Clock) -> Links:
    return Links(store, clock)


class Web:
    """What stands at addresses; anything else is good."""

    def __init__(self, **found: Seen) -> None:
        self.found, self.asked = found, list[str]()

    async def __call__(self, url: str) -> Seen:
        self.asked.append(url)
        return self.found.get(url.rpartition("/")[2], Seen("good", code=200))


def go(links: Links, web: Web, urls: list[str], began: datetime) -> int:
    told: list[int] = []
    asyncio.run(Round(links, web, {url: ["1.000001"] for url in urls}, began, 0, told.append).go(urls))
    return sum(told)


def names(links: Links, kind: str) -> list[str]:
    return [row.url.rpartition("/")[2] for row in links.found(kind)]  # type: ignore[arg-type]


URLS = [f"https://a.example/{name}" for name in ("a", "b", "c", "d", "e")]


def test_an_address_that_no_database_takes_ends_no_round(links: Links, clock: Clock) -> None:
    long, odd = f"https://{'a' * 300}.example/x", "https://a.example/\x00b"
    named = addresses([SMALL[0].model_copy(update={"source_url": odd})], [("1/2020/NĐ-CP", long)])

    async def look(url: str) -> Seen:
        return Seen("failed", "address")

    asyncio.run(Round(links, look, named, clock(), 0, lambda _: None).go(list(named)))
    assert links.summary().suspect == len(named)
    assert links.forget_others(named) == 0


def test_broken_is_what_failed_in_two_rounds(links: Links, clock: Clock) -> None:
    assert links.summary().checked is None
    web, first = Web(b=Seen("failed", "gone", 404), c=Seen("moved", "moved", 302, "https://b.example/")), clock()
    assert go(links, web, URLS, first) == 5
    assert (names(links, "suspect"), names(links, "broken"), names(links, "moved")) == (["b"], [], ["c"])
    clock.forward(minutes=1)
    go(links, web, URLS, first)  # the same round, begun again
    assert names(links, "broken") == []
    clock.forward(days=7)
    go(links, web, URLS, clock())
    (row,) = links.found("broken")
    assert (row.url, row.since, row.misses, row.named_by) == (URLS[1], first, 2, ["1.000001"])
    assert (links.summary().broken, links.summary().suspect, links.summary().total) == (1, 0, 5)
    clock.forward(days=7)
    go(links, Web(), URLS, clock())
    assert (links.summary().broken, links.summary().suspect) == (0, 0)


def test_a_host_that_is_silent_is_told_as_a_host(links: Links, clock: Clock) -> None:
    down = Seen("failed", "timeout")
    dead = Web(**dict.fromkeys(("a", "b", "c", "d", "e", ""), down))
    assert go(links, dead, URLS, clock()) == 5
    assert len(dead.asked) == 4  # three, and its first page
    (host,) = links.hosts()
    assert (host.host, host.fault, host.addresses, links.summary().suspect) == ("a.example", "timeout", 5, 0)
    assert links.summary().checked == clock()
    go(links, Web(), URLS, clock())
    assert (list(links.hosts()), links.summary().total) == ([], 5)


def test_a_host_that_answers_has_broken_pages(links: Links, clock: Clock) -> None:
    down = Seen("failed", "server", 503)
    go(links, Web(b=down, c=down, d=down), URLS, clock())
    assert (names(links, "suspect"), list(links.hosts())) == (["b", "c", "d"], [])
    go(links, Web(e=Seen("failed", "timeout"), **{"": Seen("failed", "timeout")}), URLS, clock())
    assert [host.host for host in links.hosts()] == ["a.example"]  # it fell silent on the way
    assert "e" not in names(links, "suspect")


def test_a_database_that_fails_ends_the_round(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    broken = Links(Database(f"sqlite:///{tmp_path / 'file' / 'm.db'}"))
    with pytest.raises(Unavailable):
        go(broken, Web(), URLS, datetime(2026, 11, 22, tzinfo=timezone.utc))


def test_what_nothing_names_any_more_is_forgotten(links: Links, clock: Clock) -> None:
    go(links, Web(), URLS, clock())
    links.host_silent("gone.example", Seen("failed", "name"), 1)
    assert links.forget_others(URLS[:2]) == 3
    assert (links.summary().total, list(links.hosts())) == (2, [])


def test_the_job(host: BadHost, migrated: Settings, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "none", state=migrated.var, links_private=True, links_pause=0)
    record = SMALL[0].model_copy(update={"source_url": f"{host.url}/404", "checked": None})
    ProcedureRepository(settings.seed, settings.var / "knowledge" / "imported.jsonl").replace_imported([record])
    database = Database.open(settings)
    Laws(database).put(Law("1/2020/NĐ-CP", source_url=f"{host.url}/200"), AN)
    jobs, links = Jobs(database), Links(database)

    def run(**arguments: str) -> dict[str, int]:
        jobs.ask(LINKS, AN, arguments)
        job = jobs.take((LINKS,))
        assert job
        assert Work(settings, database, jobs, Tools(lambda line: None)).do(job) == "done"
        return jobs.get(job.id).result or {}

    assert run() == {"addresses": 2, "broken": 0, "suspect": 1, "hosts": 0}
    assert run(only="failed") == {"addresses": 1, "broken": 1, "suspect": 0, "hosts": 0}
    (row,) = links.found("broken")
    assert (row.named_by, row.fault, row.code) == ([record.code], "gone", 404)
    host.codes["/404"] = 200
    assert run()["broken"] == 0
    database.close()
