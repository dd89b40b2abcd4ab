"""One event of Messenger's webhook as one of ours. Each kind has a function of its own; what is not known is `OTHER`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from channels.events import AttachmentKind, Event, Kind
from channels.messenger.fields import digest, name, record, records, text
from channels.messenger.mark import is_marked, note_of
from channels.payload import pressed

CHANNEL = "messenger"
GET_STARTED = "GET_STARTED"  # of the button that opens a conversation (`profile.py`)
_REF = re.compile(r"[A-Za-z0-9_.:=/-]{1,200}")  # anybody can make a link with any `ref`: only a plain name counts
_KINDS: dict[str, AttachmentKind] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "file": "file",
    "location": "location",
    "fallback": "link",
    "share": "link",
    "post": "link",
    "reel": "link",
    "sticker": "sticker",
}


@dataclass(frozen=True)
class Where:
    """Where an event comes from: our app (if known), the Page, and whether another app has the conversation."""

    app_id: str | None
    page: str
    standby: bool = False


def event(told: dict[str, Any], at: datetime, where: Where) -> Event | None:
    """Return `told`, which happened at `at`, or `None` where nobody is named."""
    message = record(told.get("message"))
    echo = bool(message.get("is_echo"))
    person = name(record(told.get("recipient" if echo else "sender")).get("id"))
    if not person or (not echo and person == where.page):
        return None
    bare = Event(CHANNEL, f"other:{person}:{digest(told)}", person, Kind.OTHER, at)
    if echo:
        return _echo(bare, message, where)
    for field, reader in _READERS.items():
        if isinstance(told.get(field), dict):
            read = reader(bare, told[field], where)
            # While a person has the conversation, the machine has no part in what is said there.
            return _quiet(read) if where.standby else read
    return bare


def _quiet(read: Event) -> Event:
    passing = read.kind in (Kind.SEEN, Kind.DELIVERED)
    return read if passing else replace(read, kind=Kind.OTHER, text="", payload=None, attachments=())


def _echo(bare: Event, message: dict[str, Any], where: Where) -> Event:
    """Tell ours from those that a person of ours, or another app, sent."""
    mid = name(message.get("mid"))
    by_app = where.app_id is not None and name(message.get("app_id")) == where.app_id
    if by_app or is_marked(message.get("metadata")):
        payload, kind, said = note_of(message.get("metadata")), Kind.ECHO, ""
    else:
        payload, kind, said = None, Kind.STAFF, text(message.get("text"))
    # Not the bare id of the message: an echo tells of a message, it is not one.
    key = f"echo:{mid}" if mid else bare.id
    return replace(bare, id=key, kind=kind, text=said, payload=payload, messages=(mid,) if mid else ())


def _message(bare: Event, message: dict[str, Any], _: Where) -> Event:
    mid = name(message.get("mid"))
    told = replace(bare, id=mid or bare.id, text=text(message.get("text")).strip())
    quick = record(message.get("quick_reply")).get("payload")
    if isinstance(quick, str):
        return _pressed(told, quick)
    if message.get("is_deleted") or message.get("is_unsupported"):
        return replace(bare, id=f"{mid}:gone" if mid else bare.id)
    sent = _attachments(message)
    # A link typed with words comes as text and a preview of the page: the words are what was said.
    if told.text and set(sent) <= {"link"}:
        return replace(told, kind=Kind.TEXT, attachments=sent)
    return replace(told, kind=Kind.ATTACHMENT, attachments=sent) if sent else told


def _attachments(message: dict[str, Any]) -> tuple[AttachmentKind, ...]:
    found = [_attachment(one) for one in records(message.get("attachments"))][:20]
    return tuple(found) or (("sticker",) if message.get("sticker_id") else ())


def _attachment(one: dict[str, Any]) -> AttachmentKind:
    if record(one.get("payload")).get("sticker_id"):
        return "sticker"
    return _KINDS.get(text(one.get("type")), "other")


def _postback(bare: Event, postback: dict[str, Any], _: Where) -> Event:
    mid = name(postback.get("mid"))
    told = replace(bare, id=mid or bare.id, text=text(postback.get("title")).strip())
    payload = text(postback.get("payload")).strip()
    if payload in ("", GET_STARTED):
        return replace(told, kind=Kind.ARRIVED, text="", payload=_ref(record(postback.get("referral"))))
    return _pressed(told, payload)


def _pressed(told: Event, payload: str) -> Event:
    """Read what a button of ours sends: a command, or the question that its words stand for."""
    payload = text(payload).strip()
    if payload == GET_STARTED:
        return replace(told, kind=Kind.ARRIVED, text="")
    command = pressed(payload)
    if command:
        return replace(told, kind=Kind.PRESSED, payload=command)
    said = told.text if not payload or payload.startswith("/") else payload
    return replace(told, kind=Kind.TEXT if said else Kind.OTHER, text=said)


def _referral(bare: Event, referral: dict[str, Any], _: Where) -> Event:
    return replace(bare, id=f"referral:{bare.id}", kind=Kind.ARRIVED, payload=_ref(referral))


def _ref(referral: dict[str, Any]) -> str | None:
    ref = text(referral.get("ref"))
    return ref if _REF.fullmatch(ref) else None


def _delivery(bare: Event, delivery: dict[str, Any], _: Where) -> Event:
    return _receipt(bare, Kind.DELIVERED, delivery)


def _read(bare: Event, read: dict[str, Any], _: Where) -> Event:
    return _receipt(bare, Kind.SEEN, read)


def _receipt(bare: Event, kind: Kind, told: dict[str, Any]) -> Event:
    """Name a receipt by its watermark and its messages: it has no id, and comes again as it was."""
    mids = told.get("mids")
    messages = tuple(filter(None, map(name, mids if isinstance(mids, list) else [])))[:1_000]
    key = f"{kind.value}:{bare.sender}:{name(told.get('watermark'))}" + (f":{digest(messages)}" if messages else "")
    return replace(bare, id=key, kind=kind, messages=messages)


def _edit(bare: Event, edit: dict[str, Any], _: Where) -> Event:
    """Take the words of a corrected message as said now: who corrects a question wants that one answered."""
    mid, said = name(edit.get("mid")), text(edit.get("text")).strip()
    key = f"{mid}:edit:{name(edit.get('num_edit')) or digest(said)}" if mid else bare.id
    return replace(bare, id=key, kind=Kind.TEXT if said else Kind.OTHER, text=said)


def _reaction(bare: Event, reaction: dict[str, Any], _: Where) -> Event:
    return replace(bare, id=f"reaction:{bare.id}", messages=tuple(filter(None, [name(reaction.get("mid"))])))


def _taken(bare: Event, taken: dict[str, Any], where: Where) -> Event:
    """See somebody else take the conversation; where our own app took it, nothing follows."""
    ours = where.app_id is not None and name(taken.get("new_owner_app_id")) == where.app_id
    return bare if ours else replace(bare, kind=Kind.STAFF)


def _passed(bare: Event, passed: dict[str, Any], where: Where) -> Event:
    """See the conversation handed on; this event also tells the app that it is handed to."""
    owner = name(passed.get("new_owner_app_id"))
    return replace(bare, kind=Kind.STAFF) if owner and where.app_id is not None and owner != where.app_id else bare


_READERS: dict[str, Callable[[Event, dict[str, Any], Where], Event]] = {
    "message": _message,
    "postback": _postback,
    "message_edit": _edit,
    "referral": _referral,
    "delivery": _delivery,
    "read": _read,
    "reaction": _reaction,
    "take_thread_control": _taken,
    "pass_thread_control": _passed,
}
