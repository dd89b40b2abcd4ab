"""A circuit breaker for one portal: who failed several times in a row is left alone for a while, then tried once."""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pybreaker
import structlog

from core.errors import PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.metrics import resting

_log = structlog.get_logger()


class Breaker:
    """A circuit breaker that many threads pass at once.

    `pybreaker.CircuitBreaker.call` holds its lock for as long as the call takes, so that lookups would go one by one and queue up
    behind a portal that hangs. So the call is made outside, and the circuit is told afterwards how it ended.
    """

    def __init__(self, name: str, patience: Patience, timer: Callable[[], float]) -> None:
        """Open after `patience.breaker_failures` failures in a row, for `patience.breaker_rest` seconds."""
        self._circuit = pybreaker.CircuitBreaker(fail_max=patience.breaker_failures, throw_new_error_on_trip=False, name=name)
        self._name, self._patience, self._timer = name, patience, timer
        self._lock = threading.Lock()
        self._until = 0.0  # when the next trial may go through
        self._period = 0  # grows at each change of state: what began in an earlier one tells nothing of this one

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Let a call through and see how it ends. Raises `PortalUnavailable` ("resting") when the portal is left alone."""
        period, failed = self._enter(), None
        try:
            yield
            failed = False
        except PortalUnavailable as error:
            failed = None if error.reason == "busy" else True
            raise
        finally:
            self._leave(period, failed)

    def forget(self) -> None:
        """Close the circuit, so that the gauge does not show a portal that nobody asks any more."""
        with self._lock:
            self._become(pybreaker.STATE_CLOSED)

    def _enter(self) -> int:
        with self._lock:
            if self._circuit.current_state == pybreaker.STATE_CLOSED:
                return self._period
            left = self._until - self._timer()
            if self._circuit.current_state == pybreaker.STATE_HALF_OPEN:  # the one trial is on its way
                left = self._patience.budget
            if left > 0:
                raise PortalUnavailable("left alone after failures", reason="resting", retry_after=math.ceil(left))
            self._become(pybreaker.STATE_HALF_OPEN)
            return self._period

    def _leave(self, period: int, failed: bool | None) -> None:
        """Take note of how a call ended; `None`: in a way that says nothing of the portal."""
        with self._lock:
            if period != self._period:
                return
            before = self._circuit.current_state
            if failed is None:
                if before == pybreaker.STATE_HALF_OPEN:
                    self._become(pybreaker.STATE_OPEN)  # its rest is over: the next call is the trial
                return
            with suppress(_Failed):
                self._circuit.call(_end, failed)
            if self._circuit.current_state != before:
                self._until = self._timer() + self._patience.breaker_rest
                self._changed(before)

    def _become(self, state: str) -> None:
        before = self._circuit.current_state
        if state == before:
            return
        {
            pybreaker.STATE_OPEN: self._circuit.open,
            pybreaker.STATE_HALF_OPEN: self._circuit.half_open,
            pybreaker.STATE_CLOSED: self._circuit.close,
        }[state]()
        self._changed(before)

    def _changed(self, before: str) -> None:
        self._period += 1
        now = self._circuit.current_state
        if pybreaker.STATE_CLOSED in (before, now):
            resting.labels(self._name).inc(-1 if now == pybreaker.STATE_CLOSED else 1)
            _log.warning("portal", adapter=self._name, circuit=now)


class _Failed(Exception):
    """Tells the circuit that a call failed."""


def _end(failed: bool) -> None:
    if failed:
        raise _Failed
