"""Both platforms set up, deliveries signed as they sign them, and a way in that costs little: thousands of requests are sent."""

import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from channels.app import create_app
from channels.zalo.signature import HEADER, sign
from core.settings import Settings
from tests.channels.fakes import SmallKnowledge

APP, OA, PAGE = "360846524940903967", "388613280878808645", "111"
SECRET, META = "a secret of the tests", "another secret of the tests"
ZALO, MESSENGER = "/webhooks/zalo", "/webhooks/messenger"
_RECORDED = Path(__file__).with_name("recorded")
Delivery = tuple[str, bytes, dict[str, str]]  # where to, the body, its headers


def with_platforms(settings: Settings) -> Settings:
    """Return settings with both platforms."""
    given: dict[str, Any] = {
        "zalo_app_id": APP, "zalo_oa_id": OA, "zalo_oa_secret": SecretStr(SECRET), "messenger_page_id": PAGE,
        "messenger_app_id": "1517776481860111", "messenger_app_secret": SecretStr(META), "messenger_page_token": SecretStr("x"),
        "messenger_verify_token": SecretStr("meatyhamhock"),
    }  # fmt: skip
    return settings.model_copy(update=given)


def signed_zalo(raw: bytes, timestamp: str) -> Delivery:
    """Return a delivery of Zalo's."""
    return ZALO, raw, {HEADER: sign(raw, APP, timestamp, SECRET)}


def signed_messenger(raw: bytes) -> Delivery:
    """Return a delivery of Meta's."""
    return MESSENGER, raw, {"X-Hub-Signature-256": "sha256=" + hmac.new(META.encode(), raw, sha256).hexdigest()}


def recorded_day() -> list[Delivery]:
    """Return a day on both platforms, in the order in which it was delivered; its bodies have the shapes that the platforms tell of."""
    zalo, messenger = ((_RECORDED / f"{name}.jsonl").read_bytes().splitlines() for name in ("zalo", "messenger"))
    told = [(int(json.loads(raw)["timestamp"]), signed_zalo(raw, json.loads(raw)["timestamp"])) for raw in zalo]
    told += [(int(json.loads(raw)["entry"][0]["time"]), signed_messenger(raw)) for raw in messenger]
    return [delivery for _, delivery in sorted(told, key=lambda one: one[0])]


class Door:
    """The gateway's application, called without a client in between."""

    def __init__(self, app: Any) -> None:
        """Call `app`."""
        self._app = app

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Send one delivery; return the status and the body of the answer."""
        told = [(name.lower().encode(), value.encode()) for name, value in {"Content-Type": "application/json", **headers}.items()]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": told, "client": ("127.0.0.1", 1),
            "server": ("gateway", 80),
        }  # fmt: skip
        answers: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            answers.append(message)

        await self._app(scope, receive, send)
        return int(answers[0]["status"]), b"".join(one.get("body", b"") for one in answers[1:])


@asynccontextmanager
async def door(settings: Settings) -> AsyncIterator[Door]:
    """Run a gateway with both platforms, and give a way in."""
    app = create_app(with_platforms(settings), None, SmallKnowledge())
    async with app.router.lifespan_context(app):
        yield Door(app)
