"""Logs: one JSON object a line, on standard error. What a person wrote and who they are never reaches one."""

import logging
import secrets
import sys
import traceback
from hashlib import blake2s
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from core.errors import TrolyError

_WORDS = frozenset({"text", "message", "messages", "said", "q", "query", "body", "payload", "content", "answer"})
_PERSONS = frozenset({"sender", "recipient", "recipient_id", "person"})
_FRAMES = 12


def configure(program: str, stream: TextIO | None = None) -> None:
    """Send this process's logs (structlog's and the standard library's) to `stream` as JSON; call once, at start."""
    target = stream or sys.stderr
    structlog.configure(
        processors=[*processors(program), structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    _route_standard_library(program, target)


def processors(program: str) -> list[Processor]:
    """Return what every event passes through, in order, before it is rendered."""
    return [*_stamps(), lambda _logger, _name, event: {"program": program, **event}, HidePersons(), name_error]


def _stamps() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


class HidePersons:
    """Drop what a person wrote; put a short hash, keyed anew each start, where their id stood."""

    def __init__(self) -> None:
        """Make the key of this process."""
        self._key = secrets.token_bytes(16)

    def __call__(self, _logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        """Return `event` without words and with hashed persons."""
        return {key: self._hash(value) if key in _PERSONS else value for key, value in event.items() if key not in _WORDS}

    def _hash(self, value: object) -> str:
        return blake2s(str(value).encode("utf-8", "replace"), key=self._key, digest_size=6).hexdigest()


def name_error(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the error's type and where it came from.

    The words of an error are kept for our own only: a library's may quote the message it choked on.
    """
    error = _error_of(event.pop("exc_info", None))
    if error is None:
        return event
    event["error"] = type(error).__name__
    event["stack"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-_FRAMES:]]
    if isinstance(error, TrolyError):
        event["reason"] = str(error)
    return event


def _error_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _route_standard_library(program: str, target: TextIO) -> None:
    handler = logging.StreamHandler(target)
    guards: list[Any] = processors(program)[len(_stamps()) :]
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    chain = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *guards, render]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_stamps(), processors=chain))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
    # uvicorn's access log prints the query string, which holds what a person searched for; the gateway writes its own.
    logging.getLogger("uvicorn.access").propagate = False
