"""What the figures were measured on."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from core.settings import Settings
from training.dialogue import engine

_VERSIONS = (
    "import platform, importlib.metadata as m; print(platform.python_version(), m.version('rasa'), m.version('tensorflow-cpu'), sep='\\n')"
)


@dataclass(frozen=True)
class Machine:
    """The machine and the versions; `load` is the average of one and of five minutes before the start."""

    date: str
    cpu: str
    cores: int
    memory_gb: float
    load: str
    python: str
    bot_python: str
    rasa: str
    rasa_sdk: str
    tensorflow: str


def look(settings: Settings) -> Machine:
    """Describe this machine at this moment."""
    command = [str(engine.python(settings)), "-c", _VERSIONS]
    bot_python, rasa, tensorflow = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return Machine(
        date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        load=" and ".join(f"{average:.2f}" for average in os.getloadavg()[:2]),
        python=platform.python_version(),
        bot_python=bot_python,
        rasa=rasa,
        rasa_sdk=version("rasa-sdk"),
        tensorflow=tensorflow,
    )


def note() -> str:
    """Say in a line what a bench of one process runs on."""
    cores, memory = len(os.sched_getaffinity(0)), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = " and ".join(f"{average:.2f}" for average in os.getloadavg()[:2])
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{when}. {_cpu()}, {cores} cores, {memory:.1f} GB; load average {load}. Python {platform.python_version()}."


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
