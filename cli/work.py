"""What the worker does, round by round: it looks at dossiers somebody wants news of, and puts the news into the outbox."""

import threading

import structlog
from prometheus_client import Counter, Gauge

from conversations.switches import ALL, Switches
from core.migrate import upgrade
from core.settings import Settings
from portal.dossiers.notice_looks import Look, Say
from portal.dossiers.notices import Notices

_log = structlog.get_logger()
_PAUSE = 20.0  # seconds between two looks into the table when nothing was due; less where dossiers are looked at more often

_SILENT = {ALL, "topic:dossier"}  # switches

failures = Counter("troly_worker_failures", "Rounds of the worker that failed")
last_round = Gauge("troly_worker_last_round_seconds", "When the worker last ended a round, in seconds since 1970")


class Work:
    """The rounds of one worker. Several workers may run at once: no dossier is looked at twice."""

    def __init__(
        self, settings: Settings, notices: Notices, look: Look, say: Say, pause: float | None = None, switches: Switches | None = None
    ) -> None:
        """Look with `look` at what is due in `notices`; `say` what changed, unless `switches` forbid it; rest `pause` seconds else."""
        self._settings, self._notices, self._look, self._say = settings, notices, look, say
        self._pause = min(_PAUSE, max(1.0, settings.notice_every)) if pause is None else pause
        self._switches, self._migrated = switches, False

    def run(self, end: threading.Event) -> None:
        """Do rounds until `end` is set. Never raises."""
        while not end.is_set():
            if not self._tried():
                end.wait(self._pause)

    def round(self) -> bool:
        """Look at one dossier; `False` when none is due. Raises `Unavailable` when the database fails."""
        if not self._migrated:
            upgrade(self._settings)  # here and not at the start: the database may come up after us
            self._migrated = True
        off = {scope for scope, is_off in self._switches.state().items() if is_off} if self._switches else set()
        if off & _SILENT:
            return False  # the wishes wait: what is wrong with dossiers today must not be told by itself either
        quiet = [scope.removeprefix("channel:") for scope in off if scope.startswith("channel:")]
        return bool(self._notices.poll(self._look, self._say, limit=1, quiet=quiet))

    def _tried(self) -> bool:
        try:
            busy = self.round()
        except Exception as error:
            # Whatever fails now may work in a while, and what was not done is still in the table.
            _log.warning("a round failed", exc_info=error)
            failures.inc()
            return False
        last_round.set_to_current_time()
        return busy
