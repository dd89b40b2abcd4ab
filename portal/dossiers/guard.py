"""What stands between callers and one portal: room for a few at once, a circuit breaker, a budget of time, a short memory."""

import math
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog
from cachetools import TTLCache

from core.errors import PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.background import Background
from portal.dossiers.breaker import Breaker
from portal.dossiers.models import Dossier, Proof
from portal.dossiers.ports import DossierStatusProvider

_log = structlog.get_logger()
_REMEMBERED = 2_000  # results at most; each is a few hundred bytes
_STEADY = 600.0  # seconds for which the slowest answer sets the pace
_MARGIN = 0.1  # share of a tick: an answer that comes later than that before a tick leaves at the next one


class Guard:
    """Asks one portal. Safe to call from several threads."""

    def __init__(self, provider: DossierStatusProvider, patience: Patience, background: Background, timer: Callable[[], float]) -> None:
        """Guard `provider`, which lives in `background`; `timer` gives seconds that only grow."""
        self.pace = Pace(patience, timer)
        self._provider, self._budget, self._background = provider, patience.budget, background
        self._room = threading.BoundedSemaphore(patience.at_once)
        self._breaker = Breaker(provider.name, patience, timer)

    def lookup(self, code: str, proof: Proof) -> Dossier | None:
        """As the port, within the budget. Raises `PortalUnavailable` with "busy", "resting" or "timeout" beside the port's."""
        # Room before breaker: who finds none was no call, and tells nothing of the portal.
        with self._place(), self._breaker.watch():
            return self._asked(code, proof)

    def close(self) -> None:
        """Close the portal's connections."""
        with suppress(TimeoutError, RuntimeError, OSError):
            self._background.run(self._provider.close(), self._budget)
        self._breaker.forget()

    def _asked(self, code: str, proof: Proof) -> Dossier | None:
        try:
            return self._background.run(self._provider.lookup(code, proof), self._budget)
        except PortalUnavailable:
            raise
        except TimeoutError:
            raise PortalUnavailable("the budget of time is used up", reason="timeout") from None
        except Exception as error:
            # A fault of ours in reading what the portal sent. The chain ends here: the error's words may quote a dossier.
            _log.error("adapter failed", adapter=self._provider.name, exc_info=error)
            raise PortalUnavailable(type(error).__name__, reason="malformed") from None

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            raise PortalUnavailable("as many lookups as may be at once", reason="busy")
        try:
            yield
        finally:
            self._room.release()


class Memory:
    """Results of the last seconds, under keys that tell neither code nor proof. Errors are not kept."""

    def __init__(self, seconds: float, timer: Callable[[], float]) -> None:
        """Keep each result for `seconds`; 0: not at all."""
        self._results: TTLCache[str, tuple[Dossier | None]] = TTLCache(_REMEMBERED, seconds, timer)
        self._lock = threading.Lock()

    def get(self, key: str) -> tuple[Dossier | None] | None:
        """Return the result in a tuple of one, or `None` when there is none."""
        with self._lock:
            return self._results.get(key)

    def put(self, key: str, result: Dossier | None) -> None:
        """Keep a result, also that nothing was found."""
        with self._lock:
            self._results[key] = (result,)


class Pace:
    """When a "nothing found" leaves, so that its time does not tell an unknown code from a proof that does not fit.

    A portal answers faster about what it does not have. So the answer leaves at a multiple of a tick, and at one late enough for
    the slowest answer of the last minutes: where a portal is about as slow as a tick, the next tick would tell the two apart.
    """

    def __init__(self, patience: Patience, timer: Callable[[], float]) -> None:
        """Use the tick of `patience`; 0: answers leave when they are there."""
        self._tick, self._timer = patience.tick, timer
        self._most = math.ceil(patience.budget / patience.tick) if patience.tick else 0  # of ticks, for the sake of others
        self._lock = threading.Lock()
        self._latest: deque[tuple[float, int]] = deque(maxlen=1_000)

    def leaving(self, took: float) -> float:
        """Return how many seconds after its question an answer leaves that is there after `took` seconds."""
        if not self._tick:
            return took
        own = max(1, math.ceil(took / self._tick + _MARGIN))
        now = self._timer()
        with self._lock:
            self._latest.append((now, min(own, self._most)))
            while self._latest[0][0] < now - _STEADY:
                self._latest.popleft()
            return self._tick * max(own, *(ticks for _, ticks in self._latest))
