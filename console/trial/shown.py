"""An answer as a citizen sees it on each platform: what the renderers of the channels make of it, bubble by bubble."""

from dataclasses import dataclass
from typing import Any

from channels.messenger.render import render as for_messenger
from channels.zalo.render import render as for_zalo
from core.answer import Answer


@dataclass(frozen=True)
class Card:
    """One card of a row that is leafed through: its title, the line below, its buttons."""

    title: str
    subtitle: str
    buttons: tuple[str, ...]


@dataclass(frozen=True)
class Bubble:
    """One message of a platform: its text, buttons that stand below it, replies to tap that go away, or cards."""

    text: str = ""
    buttons: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()


def zalo(answer: Answer, public_url: str) -> list[Bubble]:
    """Return the bubbles of Zalo."""
    messages = [one["message"] for one in for_zalo(answer, public_url)]
    return [Bubble(one.get("text", ""), _titles(one.get("attachment", {}).get("payload", {}))) for one in messages]


def messenger(answer: Answer, public_url: str) -> list[Bubble]:
    """Return the bubbles of Messenger."""
    return [_of_messenger(one) for one in for_messenger(answer, public_url)]


def _of_messenger(message: dict[str, Any]) -> Bubble:
    payload = message.get("attachment", {}).get("payload", {})
    return Bubble(
        text=message.get("text") or payload.get("text", ""),
        buttons=_titles(payload),
        replies=tuple(one["title"] for one in message.get("quick_replies", ())),
        cards=tuple(Card(one["title"], one["subtitle"], _titles(one)) for one in payload.get("elements", ())),
    )


def _titles(given: dict[str, Any]) -> tuple[str, ...]:
    return tuple(one["title"] for one in given.get("buttons", ()))
