"""The public interface of the national portal (facts: `list-all-public-formality-by-citizen`, `get-formality-by-citizen`).

One call at a time with a pause between them. Faults that pass (429, 5xx, a broken line) are tried again, as long after
as the portal asks; what will not pass by itself (a firewall's web page, an answer of another form) ends the run with `Unavailable`.
"""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import stamina

from core.errors import NotFound, Unavailable
from knowledge.importers.portal import Raw

LIST = "/api/v1/submitting/formality/list-all-public-formality-by-citizen"
GET = "/api/v1/configuring/formality/get-formality-by-citizen"
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_LISTS = ("data", "items", "content", "result", "results", "records", "list")  # where an answer may hold its list
_PAGE = "a web page, not data: a firewall stands before it; run this from a network the portal lets in"
Entry = tuple[str, str | None]


@dataclass(frozen=True)
class Manners:
    """How the portal is treated. Times are in seconds."""

    pause: float = 1.0
    timeout: float = 30.0
    attempts: int = 6
    first_wait: float = 2.0  # doubles with each attempt
    longest_wait: float = 120.0  # a portal that asks for longer is left alone: the run stops and goes on later
    page: int = 100  # records a page of the list


class PortalClient:
    """Asks the portal's two questions. Not for use by two threads."""

    def __init__(self, client: httpx2.Client, url: str, manners: Manners) -> None:
        """Use `client` against the portal at `url`."""
        self._client, self._url, self._manners = client, url.rstrip("/"), manners
        self._next = 0.0

    def page(self, last: str | None) -> list[Entry]:
        """Return the entries of the list after the record `last`: `(id, stamp)`; the stamp changes with the record.

        The stamp is `updatedAt`, or a `hash`, or None where the list gives neither. An empty page ends the list.

        Raises:
            Unavailable: the portal does not answer, refuses, or answers in another form.
        """
        body = {"limit": self._manners.page, "lastId": last, "q": "", "categoryId": None, "departmentCode": None}
        answer = self._ask(LIST, body)
        entries = _entries(answer)
        if entries is None:
            raise Unavailable(f"the portal's list has another form than expected: {_short(answer)}")
        return [(entry["id"], _stamp(entry)) for entry in entries]

    def record(self, identity: str) -> Raw:
        """Return the record with the portal's id `identity`.

        Raises:
            NotFound: the portal lists it and has it not.
            Unavailable: as for `page`.
        """
        answer = self._ask(GET, {"id": identity})
        record = answer if isinstance(answer, dict) and "detail" in answer else answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(record, dict) or "detail" not in record or record.get("id") != identity:
            raise Unavailable(f"the portal's answer for {identity} has another form than expected: {_short(answer)}")
        return record

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        manners = self._manners
        try:
            for attempt in stamina.retry_context(
                on=self._again,
                attempts=manners.attempts,
                timeout=None,
                wait_initial=manners.first_wait,
                wait_max=manners.longest_wait,
                wait_jitter=manners.first_wait / 2,
            ):
                with attempt:
                    return self._once(path, body)
        except httpx2.HTTPStatusError as error:
            raise _refusal(error.response) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unavailable(f"{self._url} does not answer: {error or type(error).__name__}") from error
        raise AssertionError("stamina ends with an answer or an error")

    def _once(self, path: str, body: dict[str, Any]) -> Any:
        time.sleep(max(0.0, self._next - time.monotonic()))
        try:
            answer = self._client.post(self._url + path, json=body, timeout=self._manners.timeout)
        finally:
            self._next = time.monotonic() + self._manners.pause * random.uniform(1.0, 1.2)  # noqa: S311 (a pause, no secret)
        answer.raise_for_status()
        return _json(answer)

    def _again(self, error: Exception) -> bool | float:
        """Tell stamina whether to try again, and when the portal said when: in so many seconds."""
        if isinstance(error, httpx2.TransportError):
            return not isinstance(error, httpx2.UnsupportedProtocol)
        if not isinstance(error, httpx2.HTTPStatusError) or error.response.status_code not in _PASSING:
            return False
        asked = _retry_after(error.response.headers.get("Retry-After"))
        if asked is None:
            return True
        return asked if asked <= self._manners.longest_wait else False


def _refusal(answer: httpx2.Response) -> Unavailable | NotFound:
    if answer.status_code == 404 and not _is_page(answer):
        return NotFound("the portal has no such record")
    wait = f" and asks to wait {answer.headers['Retry-After']} s" if "Retry-After" in answer.headers else ""
    told = f" with {_PAGE}" if _is_page(answer) else ""
    return Unavailable(f"the portal answers {answer.status_code}{wait}{told} ({_short(answer.text)})")


def _json(answer: httpx2.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise Unavailable(f"the portal answers {_PAGE if _is_page(answer) else 'broken JSON'} ({_short(answer.text)})") from error


def _is_page(answer: httpx2.Response) -> bool:
    return "html" in answer.headers.get("Content-Type", "") or answer.text.lstrip().startswith("<")


def _entries(answer: Any) -> list[dict[str, Any]] | None:
    """Find the list in an answer: the answer itself, or under one of the usual names, at most two deep."""
    for _ in range(3):
        if isinstance(answer, list):
            return answer if all(isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in answer) else None
        if not isinstance(answer, dict):
            return None
        answer = next((answer[name] for name in _LISTS if isinstance(answer.get(name), list | dict)), None)
    return None


def _stamp(entry: dict[str, Any]) -> str | None:
    value = entry.get("updatedAt") or entry.get("hash") or (entry.get("detail") or {}).get("updatedAt")
    return None if value is None else str(value)


def _retry_after(value: str | None) -> float | None:
    """Read the header's seconds, or its date as seconds from now."""
    if value is None:
        return None
    read: list[Callable[[str], float]] = [float, lambda date: parsedate_to_datetime(date).timestamp() - time.time()]
    for reader in read:
        try:
            return max(0.0, reader(value))
        except (ValueError, TypeError):
            continue
    return None


def _short(answer: Any) -> str:
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return " ".join(text.split())[:120]
