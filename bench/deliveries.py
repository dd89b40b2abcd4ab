"""Webhooks as Zalo and Meta deliver them, signed; what they ask is numbered, so that every answer can be told apart."""

import hmac
import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from channels.zalo.signature import HEADER, sign

APP, OA, PAGE = "360846524940903967", "388613280878808645", "111222333"
PEOPLE = 2_000
_OA_SECRET, _APP_SECRET = "secret of the bench's account", "secret of the bench's app"
# Of a hundred deliveries; what is left are messages of Zalo's. A batch holds three messages, a repeat is the last but some once more.
_MESSENGER, _BATCH, _RECEIPT, _REPEAT = 30, 5, 10, 5
ENVIRONMENT = {
    "TROLY_ZALO_APP_ID": APP, "TROLY_ZALO_OA_ID": OA, "TROLY_ZALO_OA_SECRET": _OA_SECRET, "TROLY_ZALO_ACCESS_TOKEN": "bench",
    "TROLY_ZALO_REFRESH_TOKEN": "bench", "TROLY_MESSENGER_PAGE_ID": PAGE, "TROLY_MESSENGER_APP_SECRET": _APP_SECRET,
    "TROLY_MESSENGER_PAGE_TOKEN": "bench", "TROLY_MESSENGER_VERIFY_TOKEN": "bench",
}  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """One request: where to, its bytes with headers, and the messages it holds as (person, words); none for a receipt or a repeat."""

    path: str
    headers: dict[str, str]
    body: bytes
    asks: tuple[tuple[str, str], ...] = field(default=())


def deliveries(count: int, seed: int = 6) -> list[Delivery]:
    """Return so many, the same for the same seed."""
    chance, made = random.Random(seed), list[Delivery]()
    numbers, now = itertools.count(seed * 10**6), int(time.time() * 1000)
    for place in range(count):
        made.append(_one(chance, numbers, now + place * 5, made))
    return made


def _one(chance: random.Random, numbers: Iterator[int], at: int, made: list[Delivery]) -> Delivery:
    part, person = chance.randrange(100), chance.randrange(PEOPLE)
    if part < _REPEAT and len(made) > 50:
        former = made[-chance.randrange(20, 50)]
        return Delivery(former.path, former.headers, former.body)
    part -= _REPEAT
    if part < _RECEIPT:
        return _zalo("user_seen_message", person, {"msg_ids": [f"p{next(numbers)}"]}, at) if part % 2 else _read(person, at)
    part -= _RECEIPT
    if part < _BATCH:
        return _messenger([chance.randrange(PEOPLE) for _ in range(3)], numbers, at)
    return _messenger([person], numbers, at) if part < _BATCH + _MESSENGER else _text(person, next(numbers), at)


def _text(person: int, number: int, at: int) -> Delivery:
    return _zalo("user_send_text", person, {"text": _words(number), "msg_id": f"z{number}"}, at, ((_zalo_id(person), _words(number)),))


def _zalo(name: str, person: int, message: dict[str, object], at: int, asks: tuple[tuple[str, str], ...] = ()) -> Delivery:
    told = {
        "app_id": APP, "sender": {"id": _zalo_id(person)}, "user_id_by_app": "552177279717587730", "recipient": {"id": OA},
        "event_name": name, "message": message, "timestamp": str(at),
    }  # fmt: skip
    raw = json.dumps(told, ensure_ascii=False).encode()
    return Delivery("/webhooks/zalo", {HEADER: sign(raw, APP, str(at), _OA_SECRET)}, raw, asks)


def _messenger(people: list[int], numbers: Iterator[int], at: int) -> Delivery:
    asked = [(str(10**15 + person), next(numbers)) for person in people]
    events = [_event(psid, at + place, message={"mid": f"m{n}", "text": _words(n)}) for place, (psid, n) in enumerate(asked)]
    return _of_page(events, at, tuple((psid, _words(number)) for psid, number in asked))


def _read(person: int, at: int) -> Delivery:
    return _of_page([_event(str(10**15 + person), at, read={"watermark": at})], at)


def _event(psid: str, at: int, **told: object) -> dict[str, object]:
    return {"sender": {"id": psid}, "recipient": {"id": PAGE}, "timestamp": at, **told}


def _of_page(events: list[dict[str, object]], at: int, asks: tuple[tuple[str, str], ...] = ()) -> Delivery:
    raw = json.dumps({"object": "page", "entry": [{"id": PAGE, "time": at, "messaging": events}]}).encode()
    mac = hmac.new(_APP_SECRET.encode(), raw, sha256).hexdigest()
    return Delivery("/webhooks/messenger", {"X-Hub-Signature-256": f"sha256={mac}"}, raw, asks)


def _zalo_id(person: int) -> str:
    return str(2 * 10**17 + person)


def _words(number: int) -> str:
    return f"câu hỏi số {number}: làm giấy khai sinh cần giấy tờ gì?"
