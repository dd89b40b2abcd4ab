"""The action server: `python -m actions.serve --port 5055`. Rasa's SDK, with our logs, metrics, and no word of a person in an error."""

import argparse
import asyncio
from contextlib import suppress
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import HTTPResponse, Request
from sanic.response import json, raw

from actions import wiring
from core import log
from core.errors import ReleaseUnavailable


def application() -> Any:
    """Return the server's application: what the SDK serves, and `GET /metrics` for Prometheus."""
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor, cors_origins=None)

    async def metrics(_: Request) -> HTTPResponse:
        return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    async def hide(_: Request, response: HTTPResponse) -> HTTPResponse | None:
        # The SDK sends the request back with an error, and Rasa logs it: it holds what the person wrote.
        return json({"error": "the action failed; its log says why"}, response.status) if response.status >= 500 else None

    async def wire(_: object) -> None:
        wiring.reception()  # before the first two turns at once would make everything twice
        await asyncio.to_thread(wiring.follower().start)
        with suppress(ReleaseUnavailable):  # none yet: each question says so until there is one
            _ = wiring.knowledge().release_id

    async def end(_: object) -> None:
        wiring.close()

    app.add_route(metrics, "/metrics")
    app.register_middleware(hide, "response")
    app.register_listener(wire, "before_server_start")
    app.register_listener(end, "after_server_stop")
    return app


def main() -> None:
    """Serve in this process until told to stop."""
    parser = argparse.ArgumentParser(description="The action server.")
    parser.add_argument("--port", type=int, default=5055)
    arguments = parser.parse_args()
    log.configure("actions")
    application().run(
        host="127.0.0.1",  # it trusts whoever calls
        port=arguments.port,
        single_process=True,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
