"""Nobody is served faster than they can read, and no channel crowds out the others."""

from fastapi import Request, Response

from channels.limiter import Limiter, Pace
from core.errors import Busy, TooManyRequests


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


async def admit_message(request: Request, response: Response, pace: Pace, channel: str, sender: str) -> None:
    """Count a message of `sender` as `admit`, and for all of `channel`.

    Raises:
        TooManyRequests: as `admit`.
        Busy: too many people write on this channel.
    """
    await admit(request, response, pace.people, channel, sender)
    whole = await pace.whole(channel)
    if whole and not whole.allowed:
        raise Busy("too many messages a minute on this channel", retry_after=whole.wait)
