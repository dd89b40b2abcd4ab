"""Releases opened for trials: the live one and one beside it. A whole catalogue takes hundreds of MB: both are closed when they rest."""

import ctypes
import threading
from collections.abc import Callable
from pathlib import Path

from core.settings import Settings
from knowledge.service import Knowledge

_REST = 600.0  # seconds without a question


class Shelf:
    """Opens nothing before the first question. Thread-safe: who asks a release that is closed meanwhile reads on to the end."""

    def __init__(self, settings: Settings, rest: float = _REST) -> None:
        """Open releases of `settings`; they are closed `rest` seconds after the last question."""
        self._settings, self._rest = settings, rest
        self._lock = threading.Lock()
        self._live: Knowledge | None = None
        self._beside: tuple[Path, Knowledge] | None = None
        self._timer: threading.Timer | None = None

    def live(self) -> Knowledge:
        """Return the live release. Raises `ReleaseUnavailable` or `ModelUnavailable`."""
        with self._lock:
            self._stay()
            return self._opened_live()

    def beside(self, release: Path) -> Knowledge:
        """Return the release in the folder `release`, in the place of any other that was open beside the live one. Raises as `live`."""
        with self._lock:
            self._stay()
            if self._beside is None or self._beside[0] != release:
                self._beside = None
                encoder = self._opened_live().encoder()
                opened = Knowledge.open(self._settings, pinned=release.name, encoder=encoder, releases=release.parent)
                self._beside = release, opened
            return self._beside[1]

    @property
    def is_open(self) -> bool:
        """Tell whether a release is open."""
        return self._live is not None

    def close(self) -> None:
        """Let go of what is open."""
        with self._lock:
            was_open = self.is_open
            self._live = self._beside = None
            if self._timer:
                self._timer.cancel()
        if was_open:
            _give_back()

    def _opened_live(self) -> Knowledge:
        if self._live is None:
            self._live = Knowledge.open(self._settings)
        return self._live

    def _stay(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(self._rest, self.close)
        self._timer.daemon = True
        self._timer.start()


def _give_back() -> None:
    """Hand freed memory back to the machine where the C library can: it would keep much of it for later."""
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
