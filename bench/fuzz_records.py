"""Random edits of record files: each must end imported or refused with its reason; none may crash or hang.

Run `python -m bench.fuzz_records --records CATALOGUE.jsonl.gz [--edits 100000] [--seed 1]`. Every edit is made of the seed
and its number alone: `--only NUMBER` does one again and shows what becomes of it.
"""

import argparse
import gzip
import json
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from bench import machine
from bench.edits import edit_record
from bench.tables import table
from core.settings import Settings
from knowledge.importers.job import import_portal
from knowledge.importers.reading import read_records
from knowledge.passages import labels, passages
from knowledge.repository import ProcedureRepository

LONGEST = 10.0  # seconds for one edit; the slowest honest one takes a fraction of one


class Hung(BaseException):
    """One edit took longer than `LONGEST`."""


@dataclass
class Fuzzed:
    """What became of the edits: `outcomes[kind of edit][outcome]`; `crashes` are `(number, kind, what was raised)`."""

    edits: int
    seed: int
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    crashes: list[tuple[int, str, str]] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0


def fuzz(portal: list[Any], own: list[Any], edits: int, seed: int, folder: Path, first: int = 0) -> Fuzzed:
    """Edit records of `portal` (the portal's form) and `own` (our form) `edits` times; `folder` is written to."""
    done, begun = Fuzzed(edits, seed), time.monotonic()
    for number in range(first, first + edits):
        random = Random(f"{seed}/{number}")
        ours = not portal or random.random() < 0.3
        kind, line = edit_record(random, random.choice(own if ours else portal))
        started = time.monotonic()
        try:
            with _at_most(LONGEST):
                outcome = (_through_repository if ours and random.random() < 0.5 else _through_import)(random, line, folder)
        except (Exception, Hung) as error:
            outcome = "CRASHED"
            done.crashes.append((number, kind, repr(error)[:300]))
        done.outcomes.setdefault(kind, Counter())[outcome] += 1
        done.slowest = max(done.slowest, time.monotonic() - started)
    done.seconds = time.monotonic() - begun
    return done


def _through_import(random: Random, line: bytes, folder: Path) -> str:
    """Import a file that holds the line; what stands afterwards must be readable and fit for a release."""
    target = folder / "state"
    target.mkdir(exist_ok=True)
    path = _file(random, line, folder)
    try:
        report = import_portal(path, target, None)
    except ValueError as error:
        # Only a file that cannot be read as lines of JSON is refused whole; one bad record never is the others' fault.
        return _refused(error, path.name)
    assert report.read == report.imported + sum(report.kept_out.values()) + report.replaced + report.refused
    assert all(row["reason"] for row in report.problems)
    _publishable(target)
    if report.read == 0:
        return "nothing in it"
    return "imported" if report.imported else "record refused" if report.refused else "kept out"


def _through_repository(_: Random, line: bytes, folder: Path) -> str:
    """Read the line as a seed file, and as a line of the imported records."""
    (folder / "seed" / "procedures").mkdir(parents=True, exist_ok=True)
    (folder / "seed" / "procedures" / "one.json").write_bytes(line)
    (folder / "imported.jsonl").write_bytes(line + b"\n")
    try:
        seeds = ProcedureRepository(folder / "seed", folder / "none.jsonl").published(date.today())
        ProcedureRepository(folder / "none", folder / "imported.jsonl").imported()
    except ValueError as error:
        return _refused(error, "one.json", "imported.jsonl")
    return "imported" if seeds else "not valid today"


def _refused(error: ValueError, *places: str) -> str:
    if not any(place in str(error) for place in places):
        raise AssertionError(f"refused without saying where: {error}")
    return "file refused"


def _file(random: Random, line: bytes, folder: Path) -> Path:
    """A file of lines, a packed one (seldom damaged), or a folder of single files."""
    form = random.choice((".jsonl", ".jsonl", ".jsonl.gz", "folder"))
    if form == "folder":
        (folder / "single").mkdir(exist_ok=True)
        (folder / "single" / "one.json").write_bytes(line)
        return folder / "single"
    path = folder / f"records{form}"
    content = line + b"\n"
    if form.endswith(".gz"):
        content = gzip.compress(content, 1)
        content = content[: random.randrange(len(content))] if random.random() < 0.1 else content
    path.write_bytes(content)
    return path


def _publishable(target: Path) -> None:
    imported = target / "imported.jsonl"
    records = ProcedureRepository(target, imported).imported()
    imported.unlink(missing_ok=True)  # at once: what fails must not fail all that come after it
    for record in records:
        record.model_dump_json().encode()
        assert all(text.encode() for text in (*labels(record), *(piece.text for piece in passages(record)))), "an empty text"


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hung(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def main(arguments: list[str] | None = None) -> int:
    """Fuzz, print and write the table; return 1 when an edit crashed or hung."""
    options = _parser().parse_args(arguments)
    settings = Settings()
    portal = [raw for _, raw in islice(read_records(options.records), 0, None, 20)] if options.records else []
    own = [json.loads(path.read_text("utf-8")) for path in sorted((settings.seed / "procedures").glob("*.json"))]
    with tempfile.TemporaryDirectory() as folder:
        edits, first = (1, options.only) if options.only is not None else (options.edits, 0)
        done = fuzz(portal, own, edits, options.seed, Path(folder), first)
    table = _markdown(done, machine.note(), len(portal), len(own))
    print(table)
    if options.only is None:
        options.out.write_text(table + "\n", "utf-8")
        options.out.with_suffix(".json").write_text(json.dumps(vars(done), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 1 if done.crashes else 0


def _markdown(done: Fuzzed, note: str, portal: int, own: int) -> str:
    columns = sorted({outcome for counts in done.outcomes.values() for outcome in counts})
    rows = [[kind, *(f"{counts[name]:,}" for name in columns), f"{counts.total():,}"] for kind, counts in sorted(done.outcomes.items())]
    total: Counter[str] = sum(done.outcomes.values(), Counter())
    rows.append(["**all**", *(f"{total[name]:,}" for name in columns), f"{total.total():,}"])
    told = (
        f"{done.edits:,} edits, seed {done.seed}, of {portal:,} portal records and {own:,} records of ours: {len(done.crashes):,} crashed "
        f"or hung. {done.seconds:,.0f} s, the slowest edit {done.slowest:.2f} s. Made by `python -m bench.fuzz_records`."
    )
    crashes = [f"- edit {number} ({kind}): `{error}`" for number, kind, error in done.crashes[:50]]
    return "\n\n".join(["# Random edits of record files", f"{note} {told}", table(["edit", *columns, "together"], rows), *crashes])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.fuzz_records", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--records", type=Path, help="portal records (.jsonl, .jsonl.gz) to edit; without, only the seed's are")
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="do the edit of this number again, and write nothing")
    parser.add_argument("--out", type=Path, default=Path("bench/results/fuzz.md"), help="the table; the figures go beside it as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
