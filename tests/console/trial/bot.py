"""The bot on loopback, as far as the desk asks it: what it hears, or that it is ill."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse

from tests.serving import serving


@dataclass
class Bot:
    """It hears `intents` in every text, unless its `status` is another than 200."""

    url: str = ""
    status: int = 200
    intents: list[dict[str, Any]] = field(
        default_factory=lambda: [{"name": "ask_fee", "confidence": 0.9}, {"name": "greet", "confidence": 0.1}]
    )
    entities: list[dict[str, Any]] = field(default_factory=lambda: [{"entity": "paper", "value": "thẻ"}])
    parsed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # other paths than that of parsing


@contextmanager
def running(bot: Bot) -> Iterator[Bot]:
    app = FastAPI(openapi_url=None)

    @app.post("/webhooks/gateway/parse")
    async def parse(request: Request) -> Response:
        bot.parsed.append((await request.json())["text"])
        return JSONResponse({"model": "m1", "intents": bot.intents, "entities": bot.entities}, bot.status)

    @app.api_route("/{path:path}", methods=["GET", "POST", "DELETE"])
    async def other(path: str) -> Response:
        bot.asked.append(path)
        return JSONResponse({}, 404)

    with serving(app) as url:
        bot.url = url
        yield bot
