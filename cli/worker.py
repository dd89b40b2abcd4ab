"""`troly worker`: the program beside the conversations."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from core.settings import Settings

if TYPE_CHECKING:
    from channels.delivery.worker import Delivery
    from cli.work import Work
    from conversations.notices import Board
    from portal.dossiers.service import Dossiers

_LOOK = 0.05  # seconds between two looks whether it is to end
_GRACE = 0.5  # seconds what is under way may still take; left alone, it is done again


def worker() -> None:
    """Answer what waits in the inbox, send what waits in the outbox, look after dossiers somebody wants news of, publish, and keep figures.

    It runs until SIGTERM or Ctrl-C; metrics are on loopback (`TROLY_WORKER_PORT`). Several workers may run at once.
    """
    from cli.desk_jobs import DeskJobs
    from cli.weekly import Weekly
    from cli.worker_name import claim
    from conversations.notices import Board
    from core import log
    from core.db import Database
    from core.following import following

    settings, end = Settings(), threading.Event()
    log.configure("worker")
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        # Noted and no more: to set `end` here would wait for its lock, which this very thread may hold.
        signal.signal(number, lambda received, _: told.append(received))
    name, lock = claim(settings.var / "locks")
    board = Board()
    work, delivery, dossiers = _wired(settings, name, board)
    _serve_metrics(settings.worker_port)
    broken: list[str] = []
    database = Database.open(settings)
    jobs, follower = DeskJobs(settings, database), following(database, notice=board.hold)
    follower.start()
    figures = Weekly(settings, database)
    runs = {"rounds": work.run, "delivery": delivery.run, "jobs": jobs.run, "figures": figures.run}
    loops = [_started(loop, run, end, broken) for loop, run in runs.items()]
    while not told and not broken:
        time.sleep(_LOOK)
    end.set()
    deadline = time.monotonic() + _GRACE
    for loop in loops:
        loop.join(max(0.0, deadline - time.monotonic()))
    if broken or any(loop.is_alive() for loop in loops):
        os._exit(1 if broken else 0)  # it waits for a portal, the dialogue engine or a platform; what it holds is taken up again
    follower.stop()
    dossiers.close()
    if lock:
        lock.close()


def _started(name: str, run: Callable[[threading.Event], None], end: threading.Event, broken: list[str]) -> threading.Thread:
    def guarded() -> None:
        try:
            run(end)
        except Exception as error:
            # A mistake of our own: a program that starts anew is better than half of one.
            structlog.get_logger().error("a loop broke", loop=name, exc_info=error)
            broken.append(name)

    thread = threading.Thread(target=guarded, name=name, daemon=True)
    thread.start()
    return thread


def _wired(settings: Settings, name: str, board: "Board") -> "tuple[Work, Delivery, Dossiers]":
    """Return the work, the delivery, and what the work looks with. Raises `StackFailed` for settings that cannot be used."""
    from channels.delivery.erasing import eraser
    from channels.delivery.news import Post
    from channels.delivery.platforms import renders, senders, unasked
    from channels.delivery.worker import Delivery
    from cli.child import StackFailed
    from cli.work import Work
    from conversations.dispatch import Dispatch
    from conversations.outbox import Outbox
    from conversations.switches import Switches
    from core.db import Database
    from portal.dossiers.notices import Notices
    from portal.dossiers.service import Dossiers

    database = Database.open(settings)
    try:
        dossiers, notices = Dossiers.open(settings, database), Notices.of(settings, database)
    except ValueError as error:
        raise StackFailed(str(error)) from error
    written = renders(settings)
    post = Post(Outbox(database), Dispatch.of(settings, database, name), written, unasked(settings))
    delivery = Delivery(
        settings,
        database,
        written,
        senders(settings, database),
        lambda inbox: eraser(settings, database, inbox, dossiers),
        name,
        board=board,
    )
    return Work(settings, notices, dossiers.look_again, post.tell, switches=Switches(database)), delivery, dossiers


def _serve_metrics(port: int) -> None:
    from prometheus_client import start_http_server

    from cli.child import StackFailed
    from cli.ports import LOOPBACK

    try:
        start_http_server(port, LOOPBACK)
    except OSError as error:
        raise StackFailed(f"port {port} is in use: stop the program that uses it, or set another (TROLY_WORKER_PORT)") from error
