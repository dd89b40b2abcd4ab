"""What Messenger's webhook tells: raw bytes in, events out, the oldest first.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events. A body holds several entries and an entry several
events; all count. `standby` holds what happens while another app, such as the Page's inbox, has the conversation.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import structlog

from channels.events import Event
from channels.messenger import happened
from channels.messenger.fields import moment, name, record, records
from core.errors import BadRequest

log = structlog.get_logger()


def read(body: bytes, app_id: str | None = None, page_id: str | None = None) -> list[Event]:
    """Return the events of a webhook, by their time; an event the body holds twice comes once.

    Args:
        body: of the request, whose signature was checked (`signature.signed`).
        app_id: of our app; without it our echoes are known by their mark alone.
        page_id: of our Page; events of other Pages are left out. Without it all count.

    Raises:
        BadRequest: the body is no JSON, or no webhook of Meta's. One event that cannot be read never hides the others.
    """
    entries = records(_webhook(body).get("entry"))
    ours = [entry for entry in entries if not page_id or name(entry.get("id")) in ("", page_id)]
    found = [event for entry in ours for event in _of_entry(entry, app_id)]
    once: dict[str, Event] = {}
    for event in found:
        once.setdefault(event.id, event)
    return sorted(once.values(), key=lambda event: event.at)


def _webhook(body: bytes) -> dict[str, Any]:
    told: Any = None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):  # the error quotes the body: it must not hang on ours
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("object"), str) or not isinstance(told.get("entry"), list):
        raise BadRequest("no webhook of Messenger")
    return told if told["object"] == "page" else {}


def _of_entry(entry: dict[str, Any], app_id: str | None) -> Iterator[Event]:
    came = moment(entry.get("time")) or datetime.now(timezone.utc)
    for field in ("messaging", "standby"):
        for told in records(entry.get(field)):
            event = _event(told, came, happened.Where(app_id, name(entry.get("id")), standby=field == "standby"))
            if event:
                yield event


def _event(told: dict[str, Any], came: datetime, where: happened.Where) -> Event | None:
    """Return the event, or `None` for one without a person or without an id."""
    receipt = record(told.get("delivery") or told.get("read"))
    at = moment(told.get("timestamp")) or moment(receipt.get("watermark")) or came
    try:
        return happened.event(told, at, where)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:  # a form nobody has seen yet
        log.warning("messenger_event_unreadable", fields=sorted(map(str, told))[:10], exc_info=error)
        return None
