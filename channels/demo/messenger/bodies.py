"""Events as Meta's documents and recorded webhooks have them: what stands in the `messaging` list of an entry."""

import json
from typing import Any

Event = dict[str, Any]


def between(person: str, page: str, at: int | None, **what: Any) -> Event:
    """Return an event of `person` at `page`; `at` in milliseconds."""
    told: Event = {"sender": {"id": person}, "recipient": {"id": page}}
    return told | ({"timestamp": at} if at is not None else {}) | what


def echo(person: str, page: str, at: int, mid: str, message: dict[str, Any], app_id: int | None) -> Event:
    """Return the echo of what was sent from the Page, by the app `app_id` or by somebody at its inbox."""
    told = {"is_echo": True, **({"app_id": app_id} if app_id is not None else {}), "mid": mid}
    return between(page, person, at, message={**told, **_echoed(message)})


def body(page: str, events: list[Event], standby: list[Event], at: int, apart: bool = False) -> bytes:
    """Return a webhook with `events`, in one entry or `apart`, written as Meta writes it: with escaped letters, and no blanks."""
    groups = [[one] for one in events] if apart else [events] if events else []
    entries: list[dict[str, Any]] = [{"id": page, "time": at, "messaging": group} for group in groups]
    if standby:
        entries.append({"id": page, "time": at, "standby": standby})
    return json.dumps({"object": "page", "entry": entries}, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def _echoed(message: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {name: message[name] for name in ("text", "metadata") if name in message}
    if "attachment" in message:
        told["attachments"] = [{"type": "template", "payload": message["attachment"]["payload"]}]
    return told
