"""Keeps programs running together: start, readiness, restart, and an end that leaves nobody behind."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable

import httpx2

from cli import guard
from cli.child import Child, Program, StackFailed, Tell


class Keeper:
    """Runs programs until told to stop, or until one of them dies too often. Use it once."""

    def __init__(
        self,
        programs: Iterable[Program],
        tell: Tell = lambda line: None,
        grace: float = guard.GRACE,
        pause: float = 0.5,
    ) -> None:
        """`tell` gets one line a restart; `grace` is the time from SIGTERM to SIGKILL, `pause` before a restart."""
        self.programs = list(programs)
        self._grace = grace
        self._children = [Child(program, self._enrol, tell, pause) for program in self.programs]
        self._stopping, self._failure = threading.Event(), ""
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._guard: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the programs; last time's logs are kept as `<name>.log.1`."""
        for program in self.programs:
            program.log.parent.mkdir(parents=True, exist_ok=True)
            if program.log.exists():
                program.log.replace(f"{program.log}.1")
        command = [sys.executable, "-I", "-S", guard.__file__]
        # It holds none of our output: whoever reads that must see its end when we end.
        nowhere = subprocess.DEVNULL
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere, text=True, start_new_session=True)
        self._thread.start()

    def wait_ready(self, timeout: float) -> None:
        """Wait until every program that has something to ask answers 200, one after the other.

        The last one usually depends on the first: asked too early, it would fill its log with what is only young.

        Raises:
            StackFailed: it took longer than `timeout` seconds, or a program died too often; the message names it.
        """
        deadline, waiting = time.monotonic() + timeout, [p for p in self.programs if p.ready]
        # No proxy of the machine has anything to do with loopback.
        with httpx2.Client(trust_env=False, timeout=5) as client:
            while waiting:
                self.check()
                if time.monotonic() > deadline:
                    late = waiting[0]
                    problem = f"{late.name} not ready after {timeout:g} s"
                    raise StackFailed(f"{problem}. The end of {late.log}:\n{late.tail()}")
                if _serves(client, waiting[0]):
                    waiting.pop(0)
                else:
                    time.sleep(0.2)

    def wait(self) -> None:
        """Return never: run until somebody interrupts, or raise `StackFailed` when the programs are given up."""
        while True:
            self.check()
            time.sleep(0.1)

    def check(self) -> None:
        """Raise `StackFailed` if the programs were given up."""
        if self._failure:
            raise StackFailed(self._failure)

    def signal(self, name: str, number: int) -> bool:
        """Send a signal to the process group of the program `name`: how a test makes a part hang or die. Tell whether it runs."""
        return next(child for child in self._children if child.program.name == name).signal(number)

    def stop(self) -> None:
        """Stop all programs and wait until they are gone; harmless when they are already."""
        self._stopping.set()
        if self._thread.ident:
            self._thread.join()
        if self._guard:
            with contextlib.suppress(OSError):
                self._guard.communicate()  # closes the pipe: nobody is left on its list
            self._guard = None

    def _keep(self) -> None:
        try:
            for child in self._children:
                child.start()
            while not self._stopping.wait(0.1):
                for child in self._children:
                    child.tend()
        except StackFailed as error:
            self._failure = str(error)
        except OSError as error:
            self._failure = f"cannot start: {error}"
        finally:
            self._end()

    def _end(self) -> None:
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while any(child.alive() for child in self._children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self._children:
            child.signal(signal.SIGKILL)
        while any(child.alive() for child in self._children):
            time.sleep(0.01)

    def _enrol(self, line: str) -> None:
        # A guard that was killed is missed only if we are killed too: go on.
        with contextlib.suppress(OSError):
            if self._guard and self._guard.stdin:
                self._guard.stdin.write(line + "\n")
                self._guard.stdin.flush()


def _serves(client: httpx2.Client, program: Program) -> bool:
    try:
        return client.get(program.ready, headers=program.headers).status_code == 200
    except httpx2.HTTPError:
        return False
