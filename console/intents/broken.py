"""A file of the checkout that cannot be read: whoever changed it by hand has to know which, and where."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from console import pages
from core.errors import BadRequest


class Told(APIRoute):
    """A route of the desk; each of them begins by reading the files."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request, with a page that names the file where one is broken."""
        answer = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await answer(request)
            except BadRequest as error:
                return await run_in_threadpool(pages.render, request, "intents/broken.html", 409, why=str(error))

        return told
