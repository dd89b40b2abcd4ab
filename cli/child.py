"""One program under the supervisor: started, watched, started again when it dies."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cli import guard
from core.errors import TrolyError

MOST_DEATHS, WINDOW = 5, 60.0  # this many in so many seconds, and nobody believes in the next start
LONGEST_PAUSE = 8.0
Tell = Callable[[str], None]


class StackFailed(TrolyError):
    """The programs cannot be started, or one of them dies again and again."""


@dataclass(frozen=True)
class Program:
    """What to run, and how to see that it serves."""

    name: str
    argv: tuple[str, ...]
    log: Path
    env: dict[str, str] = field(default_factory=dict)  # added to ours
    cwd: Path = Path()
    ready: str = ""  # a URL that answers 200 once the program serves; empty: nothing to wait for
    headers: dict[str, str] = field(default_factory=dict)  # sent with `ready`

    def tail(self, count: int = 15) -> str:
        """Return the last lines of the log, indented."""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 64_000))
            lines = file.read().decode("utf-8", "replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines) or "    (it is empty)"


class Child:
    """A program and its process group. Not thread-safe: the supervisor's thread alone uses it."""

    def __init__(self, program: Program, enrol: Tell, tell: Tell, pause: float) -> None:
        """`enrol` writes to the guard, `tell` to a person; `pause` in seconds is the first one, later ones double."""
        self.program, self._enrol, self._tell, self._pause = program, enrol, tell, pause
        self._env = {**os.environ, **program.env}  # of now: one that is started again is told what the others were
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths: deque[float] = deque()
        self._again_at = 0.0

    def start(self) -> None:
        """Start the program in a session of its own, so that Ctrl-C reaches it through us only, and in order."""
        program = self.program
        with program.log.open("ab") as log:
            self._process = subprocess.Popen(
                program.argv,
                cwd=program.cwd,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._enrol(f"+{self._process.pid}")

    def tend(self) -> None:
        """Notice a death, and start the program again once its pause is over.

        Raises:
            StackFailed: it died too often.
        """
        if self._process is None:
            if time.monotonic() >= self._again_at:
                self.start()
        elif (code := self._process.poll()) is not None:
            self._bury(self._process.pid, code)

    def alive(self) -> bool:
        """Tell whether anybody of its process group is left."""
        if self._process is None:
            return False
        self._process.poll()  # reaps the leader, who would else count as present
        return guard.reach(self._process.pid, 0)

    def signal(self, number: int) -> bool:
        """Send a signal to the whole group; tell whether anybody was there."""
        process = self._process  # the supervisor may bury it meanwhile
        return process is not None and guard.reach(process.pid, number)

    def _bury(self, group: int, code: int) -> None:
        guard.reach(group, signal.SIGKILL)  # what the leader left behind would hold its port
        self._enrol(f"-{group}")
        self._process, now = None, time.monotonic()
        self._deaths.append(now)
        while now - self._deaths[0] > WINDOW:
            self._deaths.popleft()
        program, count = self.program, len(self._deaths)
        ended = f"{program.name} ended ({_told(code)})"
        if count > MOST_DEATHS:
            problem = f"{ended} for the {count}th time within a minute; everything is stopped"
            raise StackFailed(f"{problem}. The end of {program.log}:\n{program.tail()}")
        pause = min(LONGEST_PAUSE, self._pause * 2 ** (count - 1))
        self._again_at = now + pause
        self._tell(f"{ended}; starting it again in {pause:g} s. Its log: {program.log}")


def _told(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
