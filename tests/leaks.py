"""Finds the people of the sample dossiers in what a run of tests leaves behind: output, log files, databases, metrics.

`Collector` listens to pytest and needs nothing of ours; each `of_...` looks through one kind of place for `tests.needles`.
"""

import gc
import sqlite3
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.needles import Needles, everybody

if TYPE_CHECKING:
    import sqlalchemy as sa

_SQLITE = b"SQLite format 3\0"
_LONG = 500  # characters


@dataclass
class Evidence:
    """What was looked through: counts by kind, and what was found, without the datum itself."""

    counts: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)

    def add(self, other: "Evidence") -> None:
        self.counts += other.counts
        self.leaks += other.leaks

    def __str__(self) -> str:
        return ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.counts.items())) or "nothing"


class Collector:
    """A pytest plugin: keeps what tests wrote, puts the test of leaks last, and tells at the end what was looked through."""

    def __init__(self) -> None:
        self.output: list[tuple[str, str]] = []  # test, what it wrote
        self.ran: Counter[str] = Counter()  # tests by room
        self.reports: list[str] = []  # what was looked through
        self.stacks: list[Any] = []  # running ones
        self.past = Evidence()  # of those that have ended

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.path.name == "test_leaks.py")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and not report.skipped:
            self.ran["/".join(report.nodeid.split("/")[1:-1])] += 1
        if report.when == "teardown":  # by then the sections of the earlier phases are among them
            self.output += [(report.nodeid, text) for _, text in report.sections]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for report in self.reports:
            terminalreporter.write_line(f"Looked for the sample people in {report}")


@contextmanager
def watched(stack: Any, config: Any) -> Iterator[None]:
    """Look through what `stack` leaves, before it is removed; `config` is pytest's."""
    collector: Collector = config.pluginmanager.get_plugin("leaks")
    collector.stacks.append(stack)
    try:
        yield
    finally:
        collector.stacks.remove(stack)
        collector.past.add(of_stack(stack, everybody()))


def of_text(text: str, where: str, kind: str, needles: Needles) -> Evidence:
    """Look through `text`, line by line for the count, as a whole for the people."""
    lines = sum(1 for line in text.splitlines() if line.strip())
    return Evidence(Counter({kind: lines}), [f"{where}: {what}" for what in needles.found(text)] if lines else [])


def of_folder(folder: Path, needles: Needles) -> Evidence:
    """Look through every log file and every row of every SQLite database under `folder`."""
    evidence, seen = Evidence(), set[str]()
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_symlink() or not path.is_file():
                continue
            if ".log" in path.suffixes:
                evidence.add(of_text(path.read_text("utf-8", "replace"), str(path), "lines of log files", needles))
            elif _begins(path, _SQLITE):
                evidence.add(of_database(path, needles, seen))
    return evidence


def of_database(path: Path, needles: Needles, seen: set[str]) -> Evidence:
    """Look through every row of every table; a file that is no whole database is looked through as bytes.

    Long values that were `seen` before are passed over: hundreds of databases of the tests hold the same records.
    """
    evidence = Evidence(Counter({"databases": 1}))
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = connection.execute('SELECT * FROM "{}"'.format(table.replace('"', '""'))).fetchall()
                text = "\n".join(value for row in rows for value in map(_told, row) if len(value) < _LONG or value not in seen)
                seen.update(value for row in rows for value in map(_told, row) if len(value) >= _LONG)
                evidence.counts["rows of databases"] += len(rows)
                evidence.leaks += [f"{path}, {table}: {what}" for what in needles.found(text)]
    except sqlite3.DatabaseError:
        evidence.leaks += [f"{path}: {what}" for what in needles.found(path.read_bytes().decode("utf-8", "replace"))]
    return evidence


def of_tables(engine: "sa.Engine", needles: Needles) -> Evidence:
    """Look through every row of every table of a database, SQLite or PostgreSQL; count the rows by table."""
    import sqlalchemy as sa

    evidence = Evidence()
    with engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            rows = connection.exec_driver_sql('SELECT * FROM "{}"'.format(table.replace('"', '""'))).all()
            evidence.counts[table] += len(rows)
            found = needles.found("\n".join(_told(value) for row in rows for value in row))
            evidence.leaks += [f"{table}: {what}" for what in found]
    return evidence


def of_metrics(needles: Needles) -> Evidence:
    """Look through every registry of metrics that lives in this process."""
    from prometheus_client import CollectorRegistry, generate_latest

    evidence = Evidence()
    gc.unfreeze()  # a command that ran in this process may have frozen them out of sight
    for registry in [one for one in gc.get_objects() if type(one) is CollectorRegistry]:
        evidence.add(of_text(generate_latest(registry).decode(), "metrics", "lines of metrics", needles))
    return evidence


def of_stack(stack: Any, needles: Needles) -> Evidence:
    """Look through the logs, databases and metrics of a running assistant."""
    evidence = of_folder(stack.logs.parent, needles)
    for url in (stack.url, *(f"http://127.0.0.1:{port}" for port in (stack.ports.actions, stack.ports.worker))):
        with suppress(OSError), urllib.request.urlopen(f"{url}/metrics", timeout=5) as answer:  # a test may have ended one
            evidence.add(of_text(answer.read().decode(), f"{url}/metrics", "lines of the running assistant's metrics", needles))
    return Evidence(Counter({"running assistants": 1}) + evidence.counts, evidence.leaks)


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _told(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
