"""No line of a log, row of a database or metric that the tests make holds a sample person's name, phone or number in clear.

It runs last, and looks through what the tests before it left. Alone it looks through nothing, and says so.
"""

import gc
import itertools
import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import prometheus_client
import pytest

from core.db import Database
from core.text import fold
from portal.dossiers.sample.dossiers import samples
from portal.dossiers.sample.people import person
from tests import leaks
from tests.fakes.dossiers.raw import RawServer
from tests.leaks import Collector, Evidence
from tests.needles import Needles, everybody

NUMBER = 7
# What a room's tests are known to leave: finding nothing of it would mean that this looked in the wrong place.
LEAVES = {
    "conversations_store": ("rows of databases",),
    "training": ("rows of databases",),
    "portal/dossiers": ("rows of databases", "lines of metrics", "lines written by tests"),
}
LEAVES_LIVE = ("running assistants", "lines of log files", "rows of databases", "lines of the running assistant's metrics")
WHO = person(NUMBER)


@pytest.fixture(scope="module")
def needles() -> Needles:
    return everybody()


@pytest.fixture
def collector(request: pytest.FixtureRequest) -> Collector:
    plugin = request.config.pluginmanager.get_plugin("leaks")
    assert isinstance(plugin, Collector)
    return plugin


def test_nobody_is_overlooked(needles: Needles) -> None:
    for one in samples(date(2026, 11, 20)):
        for datum in (one.applicant, fold(one.applicant), one.phone, one.identity, one.secret):
            assert needles.found(datum), "an everyday text has these words too: they cannot be looked for"


def _spaced(number: str) -> str:
    return f"{number[:4]} {number[4:7]} {number[7:]}"


@pytest.mark.parametrize(
    "form",
    [
        WHO.name,
        WHO.name.upper(),
        f"xin gửi ông/bà {WHO.name.lower()}, kèm theo",
        json.dumps({"text": f"Kính gửi {WHO.name}."}),
        " ".join(WHO.name.split()[-2:]),
        "_".join(WHO.name.split()),
        WHO.phone,
        _spaced(WHO.phone),
        f"+84 {WHO.phone[1:]}",
        f"{WHO.phone[:4]}.{WHO.phone[4:7]}.{WHO.phone[7:]}",
        f'phone="{WHO.phone}" 2026',
        WHO.identity,
        f"{WHO.identity[:3]} {WHO.identity[3:6]} {WHO.identity[6:9]} {WHO.identity[9:]}",
        f"secretKey={WHO.secret}&x=1",
    ],
    ids=itertools.count(),
)
def test_every_form_is_found(needles: Needles, form: str) -> None:
    assert needles.found(f"một dòng nhật ký\n{{'a': 1}} {form}\n")


@pytest.mark.parametrize(
    "form",
    [
        "",
        "N. V. A.",
        "Nguyễn Văn An, Trần Thị Hoa",
        WHO.phone[-4:],
        f"1{WHO.phone}9",
        "H29.18-260310-0420 2026-11-20T05:00:00",
        WHO.name.split()[0],
        "\x00\ufffd%zz\\u12",
        "0" * 10_000,
        "0.123 1.5 " * 50_000,
    ],
    ids=itertools.count(),
)
def test_what_is_nobodys_is_not(needles: Needles, form: str) -> None:
    assert needles.found(form) == []


def test_a_planted_name_is_found_in_a_log_file(tmp_path: Path, needles: Needles) -> None:
    (tmp_path / "actions.log").write_text(f'{{"event": "lookup"}}\n{{"event": "{WHO.name}"}}\n', "utf-8")
    found = leaks.of_folder(tmp_path, needles)
    (tmp_path / "actions.log").unlink()
    assert found.counts["lines of log files"] == 2
    assert any("name of sample" in leak for leak in found.leaks)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_planted_name_is_found_in_a_row(tmp_path: Path, needles: Needles, mode: str) -> None:
    path = tmp_path / "planted.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute('CREATE TABLE "a ""b" (id INTEGER, data TEXT, raw BLOB)')
        connection.execute('INSERT INTO "a ""b" VALUES (1, ?, ?)', (json.dumps({"said": WHO.name}), WHO.phone.encode()))
        connection.commit()
        found = leaks.of_folder(tmp_path, needles)  # while somebody has it open
    path.unlink()
    assert found.counts["rows of databases"] == 1
    assert any("name of sample" in leak for leak in found.leaks)
    assert any("phone of sample" in leak for leak in found.leaks)


def test_a_planted_name_is_found_in_any_table(database: Database, needles: Needles) -> None:
    assert leaks.of_tables(database.engine, needles).leaks == []
    with database.begin() as session:
        session.connection().exec_driver_sql("CREATE TABLE brought (id INTEGER, told TEXT, raw BLOB)")
        session.connection().exec_driver_sql("INSERT INTO brought VALUES (1, ?, ?)", (json.dumps({"said": WHO.name}), b"\xff\x00"))
    found = leaks.of_tables(database.engine, needles)
    with database.begin() as session:
        session.connection().exec_driver_sql("DROP TABLE brought")
    assert found.counts["brought"] == 1
    assert [leak.partition(" of ")[0] for leak in found.leaks] == ["brought: name"]


def test_a_planted_name_is_found_in_a_metric(needles: Needles) -> None:
    registry = prometheus_client.CollectorRegistry()
    planted = prometheus_client.Counter("planted", "A metric that tells too much", ["who"], registry=registry)
    planted.labels(WHO.phone).inc()
    gc.freeze()
    assert f"metrics: phone of sample {NUMBER}" in leaks.of_metrics(needles).leaks
    registry.unregister(planted)


def test_what_a_running_assistant_leaves_is_looked_through_before_it_goes(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "bot.log").write_text(f"said by {WHO.name}\n", "utf-8")
    collector = Collector()
    plugins = pytest.PytestPluginManager()
    plugins.register(collector, "leaks")
    with RawServer.json(f'troly_planted{{who="{WHO.phone}"}} 1\n'.encode()) as server:
        port = int(server.url.rsplit(":", 1)[1])
        stack = SimpleNamespace(logs=tmp_path / "log", url=server.url, ports=SimpleNamespace(actions=port, worker=port))
        with leaks.watched(stack, SimpleNamespace(pluginmanager=plugins)):
            assert collector.stacks == [stack]
    shutil.rmtree(tmp_path / "log")
    assert collector.stacks == []
    assert collector.past.counts == {"running assistants": 1, "lines of log files": 1, "lines of the running assistant's metrics": 3}
    assert sorted({leak.split(": ")[1].split(" of ")[0] for leak in collector.past.leaks}) == ["name", "phone"]


def test_what_a_test_writes_is_collected() -> None:
    collector, said = Collector(), [("Captured stderr call", "a line of a log")]
    for when in ("setup", "call", "teardown"):
        collector.pytest_runtest_logreport(
            pytest.TestReport("tests/portal/dossiers/test_x.py::test_y", ("", 0, ""), {}, "passed", None, when, said)
        )
    assert collector.output == [("tests/portal/dossiers/test_x.py::test_y", "a line of a log")]
    assert collector.ran == {"portal/dossiers": 1}


@pytest.mark.timeout(900)  # the whole run's databases and lines
def test_nothing_personal_is_left_in_clear(collector: Collector, needles: Needles, tmp_path_factory: pytest.TempPathFactory) -> None:
    evidence = leaks.of_folder(tmp_path_factory.getbasetemp(), needles)
    evidence.add(leaks.of_metrics(needles))
    for test, text in collector.output:
        evidence.add(leaks.of_text(text, test, "lines written by tests", needles))
    collector.reports.append(str(evidence))
    assert evidence.leaks == []
    if not collector.ran.keys() - {""}:
        pytest.skip("no other test was part of this run")
    missing = [f"{room}: {kind}" for room, kinds in LEAVES.items() if collector.ran[room] for kind in kinds if not evidence.counts[kind]]
    assert missing == [], "these rooms were part of the run, and yet nothing of theirs was looked through"


def test_nothing_personal_is_left_by_the_running_assistant(collector: Collector, needles: Needles) -> None:
    evidence = Evidence(Counter(collector.past.counts), list(collector.past.leaks))
    for stack in collector.stacks:
        evidence.add(leaks.of_stack(stack, needles))
    if not collector.ran["live"]:
        pytest.skip("the running assistant was not part of this run")
    collector.reports.append(str(evidence))
    assert evidence.leaks == []
    assert [kind for kind in LEAVES_LIVE if not evidence.counts[kind]] == [], "nothing of these was looked through"
