"""News that nobody waits for just now: into the way out of their channel, or where they are picked up."""

from collections.abc import Mapping
from dataclasses import replace

from channels.delivery.platforms import Render, Unasked, outgoing
from conversations.dispatch import Dispatch
from conversations.outbox import Outbox
from core.answer import Answer
from portal.dossiers.notice_looks import News


class Post:
    """Where news of any person are handed in."""

    def __init__(self, outbox: Outbox, dispatch: Dispatch, renders: Mapping[str, Render], unasked: Mapping[str, Unasked]) -> None:
        """Put what is picked up into `outbox`, what we send into `dispatch`; `unasked`: what a platform wants of such messages."""
        self._outbox, self._dispatch, self._renders, self._unasked = outbox, dispatch, renders, unasked

    def tell(self, news: News) -> bool:
        """Store `news`; `False` where it was stored before. Who cannot be reached on a platform finds it should they ever come by."""
        answer = Answer(status="dossier", text=news.text, language=news.language)
        address = self._dispatch.address(news.person) if news.channel in self._renders else None
        if address is None:
            return self._outbox.put(news.person, news.channel, news.key, answer, news.asked)
        said = outgoing(self._renders, news.channel, [answer], address)
        if ready := self._unasked.get(news.channel):
            said = [replace(one, message=ready(news, one.message or {})) for one in said]
        return bool(self._dispatch.put(news.person, news.channel, news.key[:110], said, news.asked))
