"""`troly worker`: the program beside the conversations."""

import os
import signal
import threading
from typing import TYPE_CHECKING

from core.settings import Settings

if TYPE_CHECKING:
    from cli.work import Work
    from portal.dossiers.service import Dossiers

_GRACE = 0.5  # seconds the look under way may still take; left alone, it is made again


def worker() -> None:
    """Look after dossiers somebody wants news of, until SIGTERM or Ctrl-C; metrics are on loopback (`TROLY_WORKER_PORT`)."""
    from core import log

    settings, end = Settings(), threading.Event()
    log.configure("worker")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    work, dossiers = _wired(settings)
    _serve_metrics(settings.worker_port)
    rounds = threading.Thread(target=work.run, args=(end,), name="rounds", daemon=True)
    rounds.start()
    end.wait()
    rounds.join(_GRACE)
    if rounds.is_alive():
        os._exit(0)  # it waits for a portal; what it holds is looked at again in five minutes
    dossiers.close()


def _wired(settings: Settings) -> "tuple[Work, Dossiers]":
    """Return the work and what it looks with. Raises `StackFailed` for settings that cannot be used."""
    from cli.child import StackFailed
    from cli.work import Work
    from conversations.outbox import Outbox
    from core.db import Database
    from portal.dossiers.notices import Notices
    from portal.dossiers.service import Dossiers

    database = Database.open(settings)
    try:
        dossiers, notices = Dossiers.open(settings, database), Notices.of(settings, database)
    except ValueError as error:
        raise StackFailed(str(error)) from error
    return Work(settings, notices, dossiers.look_again, Outbox(database)), dossiers


def _serve_metrics(port: int) -> None:
    from prometheus_client import start_http_server

    from cli.child import StackFailed
    from cli.ports import LOOPBACK

    try:
        start_http_server(port, LOOPBACK)
    except OSError as error:
        raise StackFailed(f"port {port} is in use: stop the program that uses it, or set another (TROLY_WORKER_PORT)") from error
