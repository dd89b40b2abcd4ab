"""The transcript, kept beside the way of a message: a database that fails or is slow costs the citizen nothing but the record."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog

from channels.messages import Inbound, Reply
from channels.metrics import Metrics
from conversations.schemas import Heard
from conversations.service import Conversations
from core.person import person_of

_log = structlog.get_logger()
_PATIENCE = 0.5  # seconds an answer waits for its record: what the next message asks about should be there by then
_WAITING = 200  # turns that wait for the database at most; more would only fill the memory
_SWEEP, _AGAIN = 3_600.0, 60.0  # seconds between two times; after one that failed


class Transcript:
    """Keeps turns, and deletes what was kept long enough. One thread: SQLite has one writer anyway."""

    def __init__(self, conversations: Conversations, key: bytes, metrics: Metrics) -> None:
        """Keep turns with `conversations`, people named with `key`."""
        self._conversations, self._key, self._metrics = conversations, key, metrics
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="transcript")
        self._waiting = 0

    async def keep(self, inbound: Inbound, reply: Reply, started: datetime, seconds: float) -> None:
        """Store a turn that began at `started` and for which the person waited `seconds`. Never raises, and waits half a second at most."""
        if self._waiting >= _WAITING:
            self._failed("too many turns wait for the database")
            return
        self._waiting += 1
        stored = asyncio.get_running_loop().run_in_executor(
            self._thread, self._conversations.heard, self._heard(inbound, reply, started, seconds)
        )
        stored.add_done_callback(self._done)
        await asyncio.wait({stored}, timeout=_PATIENCE)

    async def tend(self, upkeep: Callable[[], dict[str, int]]) -> None:
        """Do `upkeep` (bring the database into form, delete what was kept long enough) now and every hour, until cancelled."""
        while True:
            pause = _SWEEP
            try:
                gone = await asyncio.get_running_loop().run_in_executor(self._thread, upkeep)
                _log.info("swept", **gone)
            except Exception as error:
                # The database is down, or was at the start: nothing is recorded until this is done, so it is tried again soon.
                self._failed("not swept", error)
                pause = _AGAIN
            await asyncio.sleep(pause)

    def close(self) -> None:
        """Wait for what is being stored, and stop."""
        self._thread.shutdown(wait=True)

    def _heard(self, inbound: Inbound, reply: Reply, started: datetime, seconds: float) -> Heard:
        answers, hearing = reply.answers, reply.hearing
        procedure = next((answer.procedure for answer in answers if answer.procedure), None)
        last = answers[-1]
        return Heard(
            person=person_of(self._key, inbound.channel, inbound.sender),
            channel=inbound.channel,
            question=inbound.said,
            status=last.status,
            answer="\n\n".join(answer.text for answer in answers),
            started=started,
            procedure_code=procedure.code if procedure else None,
            release=last.release,
            model=last.model,
            intent=hearing.intent if hearing else None,
            confidence=hearing.confidence if hearing else None,
            danger=hearing.danger if hearing else None,
            seconds=seconds,
            private=any(answer.private for answer in answers),
        )

    def _done(self, stored: "asyncio.Future[bool]") -> None:
        self._waiting -= 1
        if not stored.cancelled() and (error := stored.exception()):
            # The citizen has their answer; what is lost is our record of it.
            self._failed("turn not kept", error)

    def _failed(self, what: str, error: BaseException | None = None) -> None:
        self._metrics.transcript_failures.inc()
        _log.warning(what, exc_info=error)
