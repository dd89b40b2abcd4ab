"""From the outbox to the platforms."""

import asyncio
from collections.abc import Mapping

import structlog

from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.platforms import NOTED
from channels.sending import Sender, SendFailed, Sent, WindowClosed
from conversations.dispatch import Dispatch
from conversations.letters import LeaseLost, Post

_log = structlog.get_logger()
_STAFF = 300.0  # seconds between two tries of what only a person of ours can mend
_SLOWEST = 300.0


class Sending:
    """Sends messages, each person's in order, since the outbox hands out one of each at a time."""

    def __init__(self, dispatch: Dispatch, senders: Mapping[str, Sender], metrics: DeliveryMetrics, tries: int) -> None:
        """Send with `senders`, by channel; after `tries` a message is given up."""
        self._dispatch, self._senders, self._metrics, self._tries = dispatch, senders, metrics, tries

    async def handle(self, post: Post) -> None:
        """Send a message, put it back, or give it up. Raises only what the lease makes good."""
        try:
            await self._handle(post)
        except LeaseLost:
            self._metrics.lost_leases.labels("out").inc()

    async def _handle(self, post: Post) -> None:
        if post.tries > self._tries:
            await self._give_up(post, "Crashed")
            return
        try:
            sent = await self._send(post)
        except SendFailed as failed:
            await self._failed(post, failed)
            return
        if await asyncio.to_thread(self._dispatch.sent, post, sent.id):
            self._metrics.sent.labels(post.channel).inc()
        else:
            self._metrics.unsure.labels(post.channel).inc()
            _log.warning("sent after its lease", channel=post.channel, post=post.id)

    async def _send(self, post: Post) -> Sent:
        sender = self._senders.get(post.channel)
        if sender is None:
            raise SendFailed(f"{post.channel} is not set up", remedy="tell_staff")
        note = {"metadata": post.key} if post.channel in NOTED else {}
        try:
            return await sender.send(post.recipient, {**post.message, **note})
        except SendFailed:
            raise
        except Exception as error:
            _log.error("a sender failed in its own way", channel=post.channel, post=post.id, exc_info=error)
            raise SendFailed(type(error).__name__, remedy="retry") from error

    async def _failed(self, post: Post, failed: SendFailed) -> None:
        _log.warning("not sent", channel=post.channel, post=post.id, tries=post.tries, remedy=failed.remedy, reason=str(failed))
        staff = failed.remedy == "tell_staff"
        if staff:
            self._metrics.staff.labels(post.channel).inc()
        if isinstance(failed, WindowClosed):
            self._metrics.window.labels(post.channel).inc()
        if failed.remedy == "give_up" or (not staff and post.tries >= self._tries):
            await self._give_up(post, "window_closed" if isinstance(failed, WindowClosed) else failed.remedy)
            return
        self._metrics.retries.labels("out", failed.remedy).inc()
        after = _STAFF if staff else max(failed.retry_after or 0.0, min(_SLOWEST, 2.0 ** min(post.tries, 10)))
        await asyncio.to_thread(self._dispatch.later, post, failed.remedy, after, not staff)

    async def _give_up(self, post: Post, error: str) -> None:
        _log.error("a message is given up", channel=post.channel, post=post.id, tries=post.tries, error=error)
        await asyncio.to_thread(self._dispatch.dead, post, error)
