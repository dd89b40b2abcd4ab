"""A step of the set-up, and how a list of them is carried out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy.progress import Progress
from deploy.pythons import PythonMissing
from deploy.shell import Shell, StepFailed
from deploy.stamps import Stamps, digest


@dataclass(frozen=True)
class Step:
    """One thing to make."""

    name: str  # of its stamp and its log
    title: str  # what a person reads
    inputs: Callable[[], Iterable[str | Path]]  # asked for when its turn comes: an earlier step may make them
    makes: tuple[Path, ...]  # must be there afterwards
    action: Callable[[Shell], None]


class Setup:
    """Carries steps out, once for the same inputs."""

    def __init__(self, home: Path) -> None:
        """Keep the stamps in `var/setup` and the logs in `var/log` of `home`."""
        self._home, self._stamps = home, Stamps(home / "var" / "setup")

    def run(self, steps: list[Step]) -> bool:
        """Do what is not done yet; on a failure say why, leave no stamp, and return `False`."""
        began, done = time.monotonic(), 0
        for number, step in enumerate(steps, 1):
            key = digest(step.inputs(), self._home)
            if self._stamps.fresh(step.name, key, step.makes):
                continue
            if not self._carry_out(step, f"[{number}/{len(steps)}] {step.title}"):
                return False
            # Its own inputs may have moved while it ran (an update in another terminal): then it runs again.
            self._stamps.write(step.name, key)
            done += 1
        print("set up" if done else "everything is set up already", f"({time.monotonic() - began:.1f} s)", flush=True)
        return True

    def _carry_out(self, step: Step, line: str) -> bool:
        self._stamps.clear(step.name)
        shell = Shell(self._home, self._home / "var" / "log" / f"setup-{step.name}.log")
        try:
            with Progress(line):
                step.action(shell)
                missing = [path for path in step.makes if not path.exists()]
                if missing:
                    raise StepFailed(f"{missing[0]} was not made")
        except (StepFailed, PythonMissing, OSError) as error:
            print(*(f"    {text}" for text in shell.tail()), f"set-up stopped: {error}", sep="\n")
            print(f"the whole log: {shell.log}", flush=True)
            return False
        return True
