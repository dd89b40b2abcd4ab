"""The publish bench: what a publish costs, from nothing, again unchanged, and after an edit of ten records.

Run `python -m bench.publish --records CATALOGUE.jsonl.gz`. Everything is written into a state folder of its own; each step is
the command as a person types it, in a process of its own. `--warm FOLDER` begins with embeddings made before.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import machine
from bench.tables import table
from core.procedure import Procedure
from core.settings import Settings
from knowledge import release
from knowledge.repository import ProcedureRepository

EDITED = 10
_OPEN = "from bench.publish import open_live; open_live()"


@dataclass(frozen=True)
class Step:
    """One command. Seconds from start to end as a person waits, processor seconds of all its threads, peak RSS in MB."""

    what: str
    seconds: float
    cpu: float
    memory: float
    parts: dict[str, float]  # seconds until each line it told


@dataclass(frozen=True)
class Results:
    """One run of the bench. Sizes are in MB of 10^6 bytes."""

    note: str
    cold: bool
    counts: dict[str, int]
    steps: list[Step]
    sizes: dict[str, float]

    def aims(self) -> list[tuple[str, str, bool]]:
        """Judge the promises of the product: `(promise, measured, met)`."""
        full, edit = self._step("publish, nothing embedded"), self._step(f"publish, {EDITED} records edited")
        aims = [(f"an edit of {EDITED} records: at most 5 s", f"{edit.seconds:.1f} s", edit.seconds <= 5)]
        if full:
            aims.append(("the full catalogue on 2 cores: at most 600 s", f"{full.seconds:.0f} s", full.seconds <= 600))
        memory = max(step.memory for step in self.steps)
        return [*aims, ("peak memory of a command: at most 4 GB", f"{memory / 1000:.2f} GB", memory <= 4000)]

    def _step(self, what: str) -> Any:
        return next((step for step in self.steps if step.what == what), None)


def run(records: Path, state: Path, warm: Path | None) -> Results:
    """Import `records` into `state`, publish three times and open the release."""
    settings, note = Settings(state=state), machine.note()
    (state / "models").mkdir(parents=True)
    (state / "models" / "embedding").symlink_to(Settings().model_folder.resolve())
    if warm:
        shutil.copytree(warm, state / "embeddings")
    troly = ("-m", "cli.main", "knowledge")
    publish = (*troly, "publish", "--despite-golden", "bench")
    steps = [_run("import", state, *troly, "import", str(records))]
    steps.append(_run("publish, embeddings kept" if warm else "publish, nothing embedded", state, *publish))
    steps.append(_run("publish, nothing changed", state, *publish))
    _edit(settings)
    steps.append(_run(f"publish, {EDITED} records edited", state, *publish))
    steps.append(_run("open the release to serve", state, "-c", _OPEN))
    live = settings.releases / str(release.current_id(settings.releases))
    sizes = {"a release": _size(live), "embeddings kept": _size(state / "embeddings"), "records": _size(state / "knowledge")}
    sizes |= {f"of it {path.name}": _size(path) for path in sorted(live.iterdir(), key=_size, reverse=True)[:8]}
    return Results(note, warm is None, release.verify(live)["counts"], steps, sizes)


def open_live() -> None:
    """Open the live release as a running program does when it is swapped in, and tell the seconds of each part."""
    from core.encoder import Encoder
    from knowledge.retrieval import Searcher

    settings = Settings()
    encoder = Encoder.open(settings.model_folder)
    folder = settings.releases / str(release.current_id(settings.releases))
    parts: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("checksums", lambda: release.verify(folder)),
        ("records", lambda: release.read_procedures(folder)),
        ("passages", lambda: release.read_passages(folder)),
        ("the whole searcher", lambda: Searcher(folder, encoder)),
    )
    for name, part in parts:
        begun = time.perf_counter()
        part()
        print(f"{name}: {time.perf_counter() - begun:.2f} s", flush=True)


def _edit(settings: Settings) -> None:
    """Edit ten records across the catalogue as a curator does: another name for it, a step more, another fee."""
    repository = ProcedureRepository(settings.seed, settings.var / "knowledge" / "imported.jsonl")
    records = repository.imported()
    for place in range(0, len(records), len(records) // EDITED)[:EDITED]:
        records[place] = _edited(records[place])
    repository.replace_imported(records)


def _edited(record: Procedure) -> Procedure:
    methods = [
        method.model_copy(update={"fees": [fee.model_copy(update={"amount_vnd": 12_000}) for fee in method.fees]})
        for method in record.methods
    ]
    steps = [*record.steps, "Mang theo biên nhận khi đến nhận kết quả."]
    return record.model_copy(update={"aliases": [*record.aliases, f"làm {record.name.lower()}"], "steps": steps, "methods": methods})


def _run(what: str, state: Path, *arguments: str) -> Step:
    print(f"{what} ...", flush=True)
    begun, parts = time.perf_counter(), {}
    environment = {**os.environ, "TROLY_STATE": str(state), "TROLY_HOME": str(Settings().home)}
    child = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment)
    for line in child.stdout or ():
        parts[line.strip()] = round(time.perf_counter() - begun, 2)
        print(f"  {time.perf_counter() - begun:7.2f} s  {line.rstrip()}", flush=True)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"not measured: {what} ended with status {status}")
    seconds = time.perf_counter() - begun
    return Step(what, round(seconds, 2), round(used.ru_utime + used.ru_stime, 2), round(used.ru_maxrss * 1024 / 1e6), parts)


def _size(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return round(sum(each.stat().st_size for each in files) / 1e6, 1)


def _markdown(results: Results) -> str:
    counts = ", ".join(f"{number:,} {what}" for what, number in results.counts.items())
    aims = table(("aim", "measured", "met"), [(promise, measured, "yes" if met else "**no**") for promise, measured, met in results.aims()])
    steps = [(s.what, f"{s.seconds:.1f}", f"{s.cpu:.1f}", f"{s.memory:,.0f}") for s in results.steps]
    sizes = [(what, f"{size:,.1f}") for what, size in results.sizes.items()]
    parts = [f"### {s.what}\n\n{table(('told', 's'), [(told, f'{at:.1f}') for told, at in s.parts.items()])}" for s in results.steps]
    head = f"{results.note} Made by `python -m bench.publish`. {counts}."
    costs = table(("command", "seconds", "CPU seconds", "peak RSS, MB"), steps)
    blocks = [
        "# Publish bench",
        head,
        "## Aims",
        aims,
        "## Costs",
        costs,
        "## Sizes",
        table(("what", "MB"), sizes),
        "## Seconds until each line",
        *parts,
    ]
    return "\n\n".join(blocks) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write the table; return 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(prog="bench.publish", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--records", type=Path, required=True, help="portal records (.jsonl, .jsonl.gz)")
    parser.add_argument("--warm", type=Path, help="a folder of embeddings to begin with, as var/embeddings; the cold publish is left out")
    parser.add_argument("--out", type=Path, default=Path("bench/results/publish.md"), help="the table; the figures go beside it as JSON")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        results = run(options.records.resolve(), Path(folder) / "var", options.warm)
    options.out.write_text(_markdown(results), "utf-8")
    options.out.with_suffix(".json").write_text(json.dumps(asdict(results), ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(f"\n{_markdown(results)}\nwritten to {options.out}")
    return 0 if all(met for _, _, met in results.aims()) else 1


if __name__ == "__main__":
    sys.exit(main())
