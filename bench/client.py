"""One client: asks, times and checks the answer. Plain http.client, since what it costs is taken from what is measured."""

import http.client
import json
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from core.errors import TrolyError

_TIMEOUT = 30.0  # seconds; Rasa's own REST channel has none
QUESTIONS = Path(__file__).parent / "questions.txt"


class WrongAnswer(TrolyError):
    """What came back for a message is not an answer."""


@dataclass(frozen=True)
class Reply:
    """How long one message took, in seconds, when it was answered (`time.perf_counter`), and the status of the answer."""

    seconds: float
    at: float
    status: str


class Client:
    """A connection that stays open, as a browser's does. Not thread-safe."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._path = place.path
        self._connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_TIMEOUT)

    def __enter__(self) -> "Client":
        """Connect at the first message."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, sender: str, message: str) -> Reply:
        """Send one message and wait for its answer.

        Raises:
            WrongAnswer: anything but 200 with a `custom` answer, or an answer that reports an error.
        """
        body = json.dumps({"sender": sender, "message": message}).encode()
        began = time.perf_counter()
        try:
            self._connection.request("POST", self._path, body, {"Content-Type": "application/json"})
            response = self._connection.getresponse()
            content = response.read()
            ended = time.perf_counter()
            return Reply(ended - began, ended, _status(response.status, content))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise WrongAnswer(f"{type(error).__name__} for {message!r}: {error}") from error


def questions() -> list[str]:
    """Return the messages in the order in which they are sent."""
    lines = (line.strip() for line in QUESTIONS.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _status(code: int, content: bytes) -> str:
    if code != 200:
        raise WrongAnswer(f"HTTP {code}: {content[:200].decode('utf-8', 'replace')}")
    replies: list[dict[str, Any]] = json.loads(content)
    statuses = [str(reply["custom"].get("status")) for reply in replies if reply.get("custom")]
    if not statuses or "error" in statuses:
        raise WrongAnswer(f"no answer in {content[:200].decode('utf-8', 'replace')}")
    return statuses[-1]
