"""What a platform's webhook tells, in one form for all of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

AttachmentKind = Literal["image", "file", "audio", "video", "sticker", "location", "link", "contact", "other"]


class Kind(StrEnum):
    """What happened."""

    TEXT = "text"  # somebody wrote
    PRESSED = "pressed"  # somebody pressed a button of ours: `payload`
    ATTACHMENT = "attachment"  # somebody sent something else than words (`attachments`), perhaps with words
    ARRIVED = "arrived"  # somebody opened the conversation: follow, get started, a link with a `payload`
    LEFT = "left"  # unfollowed
    TOLD_CONTACT = "told_contact"  # a form of the platform gave name and phone: the phone is `text`, the name is kept nowhere
    SEEN = "seen"
    DELIVERED = "delivered"
    ECHO = "echo"  # what we sent ourselves, as the platform has it
    STAFF = "staff"  # a person of ours wrote in the platform's own inbox: the machine keeps quiet
    WITHDREW = "withdrew"  # somebody asks the platform that their data be erased
    OTHER = "other"  # known or not, nothing follows from it


ANSWERED = frozenset({Kind.TEXT, Kind.PRESSED, Kind.ATTACHMENT, Kind.ARRIVED})  # the kinds somebody waits for an answer to


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one person. The same event delivered again has the same `id`, which is unique within its channel."""

    channel: str  # "zalo", "messenger"
    id: str
    sender: str  # the person's id on the platform, also where we or the platform speak to them
    kind: Kind
    at: datetime  # aware, as the platform has it
    text: str = ""
    payload: str | None = None  # of a button or link, as we made it
    attachments: tuple[AttachmentKind, ...] = ()  # kinds alone: a picture of somebody's card is never fetched
    messages: tuple[str, ...] = ()  # platform ids of our messages that were seen, delivered or echoed
    anonymous: str | None = None  # Zalo: the conversation of somebody who is not signed in
