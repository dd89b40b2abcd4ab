"""A webhook of Zalo: raw bytes in, events out. Of names and phones in it only the phone that somebody gave on our form is read."""

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from hashlib import blake2s
from typing import Any

from channels.events import AttachmentKind, Event, Kind
from channels.payload import pressed
from channels.zalo.access import ZaloAccess
from channels.zalo.body import moment, parse, part, word
from channels.zalo.signature import check
from core.errors import BadRequest, Forbidden

CHANNEL = "zalo"
_SENT = re.compile(r"(?:user|anonymous)_send_(\w+)")
_ECHO = re.compile(r"oa_send_(?!group_|consent\b)\w+")
_ATTACHMENTS: Mapping[str, AttachmentKind] = {
    "image": "image", "gif": "image", "link": "link", "audio": "audio", "video": "video", "sticker": "sticker",
    "location": "location", "business_card": "contact", "file": "file",
}  # fmt: skip
_OTHERS: Mapping[str, Kind] = {
    "follow": Kind.ARRIVED,
    "user_click_chatnow": Kind.ARRIVED,
    "unfollow": Kind.LEFT,
    "user_submit_info": Kind.TOLD_CONTACT,
    "user_seen_message": Kind.SEEN,
    "user_received_message": Kind.DELIVERED,
    "user_withdraw": Kind.WITHDREW,
}
_WORDLESS = frozenset({"location", "business_card"})  # what stands beside them is an address, or somebody else's phone
_PHONE = re.compile(r"(?:84|0)\d{9}")  # messages by phone are received under it; an account's people have 15 digits and more
_LONGEST_ID = 64
_MOST = 50  # ids of messages, or attachments, of one event


def received(raw: bytes, signature: str | None, access: ZaloAccess) -> list[Event]:
    """Return the events of a delivery; none for a probe of the console, which is acknowledged all the same.

    Args:
        raw: the body as it came; its bytes are what is signed.
        signature: the header `signature.HEADER`, if there is one.
        access: the account it is for.

    Raises:
        Forbidden: the signature is false.
        BadRequest: the body is none of Zalo's.
    """
    verdict = check(raw, signature, access).verdict
    if verdict == "false":
        raise Forbidden("zalo: the signature is false")
    return events(raw, access.oa_id) if verdict == "true" else []


def events(raw: bytes, oa_id: str = "") -> list[Event]:
    """Return the one event of `raw`. `oa_id` is the account's own id, for events whose direction the sources tell differently.

    Raises:
        BadRequest: it is no JSON object with an `event_name`.
    """
    body = parse(raw)
    name = word(body.get("event_name")) if body else ""
    if not body or not name:
        raise BadRequest("zalo: no event")
    return [_event(name, body, oa_id)]


def _event(name: str, body: dict[str, Any], oa_id: str) -> Event:
    message, person = part(body, "message"), _person(name, body, oa_id)
    kind, attachments = _happened(name, body) if person else (Kind.OTHER, ())
    ours = kind in (Kind.SEEN, Kind.DELIVERED, Kind.ECHO, Kind.STAFF)
    wordless = any(name.endswith(f"_send_{what}") for what in _WORDLESS)
    text = word(message.get("text")) if kind is not Kind.OTHER and not wordless else ""
    if kind is Kind.TOLD_CONTACT and _PHONE.fullmatch(phone := word(part(body, "info").get("phone")).strip()):
        text = phone
    payload = pressed(text.strip()) if kind is Kind.TEXT else None
    return Event(
        channel=CHANNEL,
        id=_id(name, kind, person, body),
        sender=person,
        kind=Kind.PRESSED if payload else kind,
        at=moment(body.get("timestamp")) or datetime.now(timezone.utc),
        text="" if payload else text,
        payload=payload,
        attachments=attachments,
        messages=_messages(message) if ours else (),
        anonymous=_short(message.get("conversation_id")) or None if "anonymous" in name else None,
    )


def _happened(name: str, body: dict[str, Any]) -> tuple[Kind, tuple[AttachmentKind, ...]]:
    if _ECHO.fullmatch(name):
        return (Kind.STAFF if word(part(body, "sender").get("admin_id")) else Kind.ECHO), ()
    sent = _SENT.fullmatch(name)
    if sent is None:
        return _OTHERS.get(name, Kind.OTHER), ()
    if sent[1] == "text":
        return Kind.TEXT, ()
    what = _ATTACHMENTS.get(sent[1])
    return (Kind.ATTACHMENT, (what,) * _count(part(body, "message"))) if what else (Kind.OTHER, ())


def _count(message: dict[str, Any]) -> int:
    told = message.get("attachments")
    return min(max(len(told), 1), _MOST) if isinstance(told, list) else 1


def _person(name: str, body: dict[str, Any], oa_id: str) -> str:
    """Return who it is about: whoever of sender and recipient is not the account; empty where nobody is."""
    sender, recipient = _who(body, "sender"), _who(body, "recipient")
    from_account = name.startswith("oa_") or name == "user_received_message"
    first, second = (recipient, sender) if from_account else (_who(body, "follower") or sender, recipient)
    person = second if oa_id and first == oa_id else first
    return "" if _PHONE.fullmatch(person) else person


def _who(body: dict[str, Any], key: str) -> str:
    return _short(part(body, key).get("id") or part(body, key).get("anonymous_id"))


def _messages(message: dict[str, Any]) -> tuple[str, ...]:
    several = message.get("msg_ids")
    ids = several if isinstance(several, list) else [message.get("msg_id")]
    return tuple(filter(None, map(_short, ids[:_MOST])))


def _id(name: str, kind: Kind, person: str, body: dict[str, Any]) -> str:
    """Return an id that a second delivery has too: the message's, else one of who, what and when."""
    message = part(body, "message")
    own = _short(message.get("msg_id"))
    if own and kind in (Kind.TEXT, Kind.ATTACHMENT):
        return own
    if own and kind in (Kind.DELIVERED, Kind.ECHO, Kind.STAFF):
        return f"{name[:_LONGEST_ID]}:{own}"
    told = "\0".join((name, person, word(body.get("timestamp")), own, *_messages(message)))
    return f"{name[:_LONGEST_ID]}:{_digest(told)}"


def _short(value: Any) -> str:
    """Return an id; one too long for a column is told by its digest, which is as stable."""
    told = word(value)
    return told if len(told) <= _LONGEST_ID else _digest(told)


def _digest(told: str) -> str:
    return blake2s(told.encode(), digest_size=16).hexdigest()
