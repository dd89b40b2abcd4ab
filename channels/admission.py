"""Nobody is served faster than they can read."""

from fastapi import Request, Response

from channels.limiter import Limiter
from core.errors import TooManyRequests


async def admit(request: Request, response: Response, limiter: Limiter, channel: str, sender: str) -> None:
    """Count a request of `sender` on `channel`, and tell the client in headers what is left.

    Raises:
        TooManyRequests: it is one too many; `retry_after` says when the next may come.
    """
    allowance = await limiter.take(channel, sender)
    request.state.allowance_headers = allowance.headers
    response.headers.update(allowance.headers)
    if not allowance.allowed:
        raise TooManyRequests("too many requests a minute", retry_after=allowance.wait)
