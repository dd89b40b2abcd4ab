"""The channels we call ourselves, and how an answer becomes what they are sent. All others are picked up."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from channels.messenger import render as messenger
from channels.sending import Sender
from channels.zalo import notice
from channels.zalo import render as zalo
from conversations.letters import Outgoing
from core.answer import Answer
from core.db import Database
from core.seal import Seal
from core.settings import Settings
from portal.dossiers.notice_looks import News

Render = Callable[[Answer, str | None], list[dict[str, Any]]]  # the answer; the conversation of somebody without a name
Unasked = Callable[[News, dict[str, Any]], dict[str, Any]]  # the news, a message of it -> the message as it is to be sent
NOTED = frozenset({"messenger"})  # they give back with the echo what was sent along as `metadata`


def renders(settings: Settings) -> dict[str, Render]:
    """Return how each platform is written to."""
    return {
        "zalo": lambda answer, anonymous: zalo.render(answer, settings.public_url, anonymous, settings.zalo_form_image),
        "messenger": lambda answer, _: messenger.render(answer, settings.public_url),
    }


def unasked(settings: Settings) -> dict[str, Unasked]:
    """Return what stands with messages that nobody waits for: on Zalo, what is sent instead where no message may be sent any more."""
    ways: dict[str, Unasked] = {"messenger": lambda _, message: {**message, "messaging_type": "UPDATE"}}
    if settings.zalo_template:
        ways["zalo"] = partial(_with_notice, settings.zalo_template, settings.zalo_template_fields)
    return ways


def _with_notice(template: str, fields: Mapping[str, str], news: News, message: dict[str, Any]) -> dict[str, Any]:
    if "conversation_id" in message:
        return message  # who has no name there is sent no template
    return {**message, "notice": notice.on_dossier(template, fields, news.hint, news.standing, news.asked, news.language)}


def senders(settings: Settings, database: Database) -> dict[str, Sender]:
    """Return the ways out that are set up. They open their connections when they are used."""
    # Imported here: whoever only takes in needs none of it.
    from channels.messenger.client import MessengerClient
    from channels.zalo.access import ZaloAccess
    from channels.zalo.client import ZaloClient

    ways: dict[str, Sender] = {}
    if access := ZaloAccess.of(settings):
        ways["zalo"] = ZaloClient.open(access, database, Seal.of(settings))
    if settings.messenger_page_id:
        ways["messenger"] = MessengerClient.of(settings)
    return ways


def outgoing(
    renders: Mapping[str, Render], channel: str, answers: Sequence[Answer], address: Mapping[str, Any], reply_to: str | None = None
) -> list[Outgoing]:
    """Return `answers` as messages of `channel` for whoever is reached at `address` (`to`, and `anonymous` for who has no name)."""
    render = renders.get(channel)
    if render is None:
        return [Outgoing(answer=answer, reply_to=reply_to) for answer in answers]
    written = partial(Outgoing, None, recipient=str(address["to"]), reply_to=None)
    return [written(message) for answer in answers for message in render(answer, address.get("anonymous"))]
