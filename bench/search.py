"""The search bench: how long a question takes over 1,000, 2,000, ... procedures, as typed and without accents.

Run `python -m bench.search --questions FILE [--embeddings var/embeddings]` with imported records (`troly knowledge import`).
Each size is a release and a process of its own with one thread, asked by one client through `Knowledge.search`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from bench import machine
from bench.tables import table
from core.settings import Settings

if TYPE_CHECKING:
    from core.encoder import Encoder
    from knowledge.service import Knowledge

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_SUITE, _WARM_UP = "generated", 20
_SHOW = 10  # results asked for


@dataclass(frozen=True)
class Times:
    """Milliseconds over all questions: of a whole search and of the encoder alone. `cpu`s are processor time, mean."""

    p50: float
    p95: float
    cpu: float
    encoder_p50: float
    encoder_p95: float
    encoder_cpu: float


@dataclass(frozen=True)
class Size:
    """One release: how many procedures, seconds to open it, memory after the questions in MB, times by writing."""

    procedures: int
    open_seconds: float
    memory: float
    times: dict[str, Times]


@dataclass(frozen=True)
class Results:
    """One run of the bench."""

    note: str
    questions: int
    sizes: list[Size]

    def aims(self) -> list[tuple[str, str, bool]]:
        """Judge the promises; of the two writings the worse counts. What one thread does is judged by its processor time."""
        last = self.sizes[-1].times.values()
        p95, encoder = max(t.p95 for t in last), max(t.encoder_cpu for t in last)
        rest = max(t.cpu - t.encoder_cpu for t in last)
        return [
            ("search, p95 over all records: at most 60 ms", f"{p95:.1f} ms", p95 <= 60),
            ("encoder on 1 thread, CPU: at most 3 ms", f"{encoder:.1f} ms", encoder <= 3),
            ("search without the encoder on 1 thread, CPU: at most 15 ms", f"{rest:.1f} ms", rest <= 15),
        ]

    def slope(self, writing: str) -> float:
        """Return the milliseconds of p50 that each further 1,000 procedures cost, by least squares."""
        sizes = [size.procedures / 1000 for size in self.sizes]
        return float(np.polyfit(sizes, [size.times[writing].p50 for size in self.sizes], 1)[0]) if len(sizes) > 1 else 0.0


def measure(questions: list[str], records: int, embeddings: Path) -> Size:
    """Publish `records` records spread over all that are imported (0: all) and ask; this process is used for nothing else."""
    from core.encoder import Encoder
    from knowledge import release
    from knowledge.embedder import CachedEmbedder
    from knowledge.repository import ProcedureRepository
    from knowledge.service import Knowledge

    own = Settings()
    everything = ProcedureRepository(own.seed, own.var / "knowledge" / "imported.jsonl").published(date.today())
    chosen = sorted(Random(1).sample(range(len(everything)), min(records or len(everything), len(everything))))
    encoder = Encoder.open(own.model_folder)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(state=Path(folder))
        (settings.var / "models").mkdir()
        (settings.var / "models" / "embedding").symlink_to(own.model_folder.resolve())
        embedder = CachedEmbedder(encoder, embeddings)
        release_id = release.build([everything[row] for row in chosen], own.seed, embedder, settings.releases, lambda _: None)
        release.point_to(settings.releases, release_id)
        del everything, embedder
        begun = time.perf_counter()
        knowledge = Knowledge.open(settings)
        opened = time.perf_counter() - begun
        times = {writing: _times(knowledge, encoder, [write(q) for q in questions]) for writing, write in _writings().items()}
        return Size(len(chosen), round(opened, 2), _memory(), times)


def _writings() -> dict[str, Callable[[str], str]]:
    from core.text import fold

    return {"as typed": str, "without accents": fold}


def _times(knowledge: "Knowledge", encoder: "Encoder", questions: list[str]) -> Times:
    for question in questions[:_WARM_UP]:
        knowledge.search(question, _SHOW)
    whole, cpu = _each(lambda question: knowledge.search(question, _SHOW), questions)
    alone, encoder_cpu = _each(lambda question: encoder.encode([question]), questions)
    p50, p95 = np.percentile(whole, (50, 95))
    encoder_p50, encoder_p95 = np.percentile(alone, (50, 95))
    return Times(*(round(float(value), 2) for value in (p50, p95, cpu, encoder_p50, encoder_p95, encoder_cpu)))


def _each(ask: Callable[[str], object], questions: list[str]) -> tuple[list[float], float]:
    taken, before = [], time.process_time()
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken, 1000 * (time.process_time() - before) / len(questions)


def _memory() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return round(int(line.split()[1]) * 1024 / 1e6)
    return 0.0


def _questions(path: Path, most: int) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        found = [item["question"] for item in map(json.loads, lines) if item["suite"] == _SUITE]
    return Random(1).sample(found, min(most, len(found)))


def _markdown(results: Results) -> str:
    rows = []
    for size in results.sizes:
        for writing, t in size.times.items():
            spent = (t.p50, t.p95, t.cpu, t.encoder_p50, t.encoder_p95, t.encoder_cpu)
            rows.append(
                (f"{size.procedures:,}", writing, *(f"{ms:.1f}" for ms in spent), f"{size.open_seconds:.1f}", f"{size.memory:,.0f}")
            )
    heads = ("procedures", "questions", "p50 ms", "p95 ms", "CPU ms", "encoder p50", "encoder p95", "encoder CPU", "opened in s", "RSS MB")
    slopes = ", ".join(f"{results.slope(writing):+.2f} ms ({writing})" for writing in results.sizes[0].times)
    aims = table(("aim", "measured", "met"), [(promise, measured, "yes" if met else "**no**") for promise, measured, met in results.aims()])
    head = f"{results.note} Made by `python -m bench.search`: {results.questions} questions of `{_SUITE}`, one client, one thread."
    added = f"Each further 1,000 procedures add to the p50: {slopes}."
    return "\n\n".join(["# Search bench", head, "## Aims", aims, "## Times", table(heads, rows), added]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write the table; return 1 when a promise is not kept."""
    options = _parser().parse_args(arguments)
    embeddings = options.embeddings or Settings().var / "embeddings"
    questions = _questions(options.questions, options.most)
    if options.size is not None:
        print(json.dumps(asdict(measure(questions, options.size, embeddings))))
        return 0
    note, sizes = machine.note(), []
    for size in options.sizes:
        command = [sys.executable, "-m", "bench.search", "--questions", str(options.questions), "--most", str(options.most)]
        command += ["--embeddings", str(embeddings), "--size", str(size)]
        told = subprocess.run(command, env={**os.environ, **_ONE_THREAD}, stdout=subprocess.PIPE, text=True, check=True).stdout
        raw = json.loads(told.splitlines()[-1])
        sizes.append(Size(**{**raw, "times": {writing: Times(**times) for writing, times in raw["times"].items()}}))
        print(
            f"{sizes[-1].procedures:,} procedures: " + ", ".join(f"{w} p95 {t.p95:.1f} ms" for w, t in sizes[-1].times.items()), flush=True
        )
    results = Results(note, len(questions), sizes)
    options.out.write_text(_markdown(results), "utf-8")
    options.out.with_suffix(".json").write_text(json.dumps(asdict(results), ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(f"\n{_markdown(results)}\nwritten to {options.out}")
    return 0 if all(met for _, _, met in results.aims()) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.search", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--questions", type=Path, required=True, help="a question file (docs/evaluation.md)")
    parser.add_argument("--embeddings", type=Path, help="vectors made before; var/embeddings unless told")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 2000, 3000, 4000, 0], help="procedures of each release; 0: all")
    parser.add_argument("--most", type=int, default=400, help="questions asked (default 400)")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("bench/results/search.md"), help="the table; the figures go beside it as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
