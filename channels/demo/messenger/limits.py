"""What the platform refuses in a message or in a profile: one sentence on what is wrong, or `None`."""

from collections.abc import Iterator
from typing import Any

TEXT, TEMPLATE_TEXT, TITLE, PAYLOAD, METADATA = 2_000, 640, 20, 1_000, 1_000
QUICK_REPLIES, BUTTONS, CARDS, CARD_TEXT = 13, 3, 10, 80
GREETING, ICE_BREAKERS, ICE_BREAKER, MENU_ITEMS, MENU_TITLE = 160, 4, 80, 20, 30
PROFILE = {"get_started", "greeting", "ice_breakers", "persistent_menu", "whitelisted_domains", "commands"}


def wrong(message: Any) -> str | None:
    """Return what is wrong with a `message`."""
    if not isinstance(message, dict):
        return "message is no object"
    return next(_message(message), None)


def wrong_profile(properties: dict[str, Any]) -> str | None:
    """Return what is wrong with properties of a profile."""
    return next(_profile(properties), None)


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _message(message: dict[str, Any]) -> Iterator[str]:
    if unknown := set(message) - {"text", "attachment", "quick_replies", "metadata"}:
        yield f"unknown field {min(unknown)}"
    if ("text" in message) == ("attachment" in message):
        yield "text or attachment, one of them"
    if "text" in message:
        yield from _text("text", message["text"], TEXT)
    if "attachment" in message:
        yield from _attachment(message["attachment"])
    if "metadata" in message:
        yield from _text("metadata", message["metadata"], METADATA)
    if "quick_replies" in message:
        yield from _count("quick_replies", message["quick_replies"], QUICK_REPLIES)
        for reply in message["quick_replies"]:
            yield from _quick(reply)


def _quick(reply: dict[str, Any]) -> Iterator[str]:
    if reply.get("content_type") in ("user_phone_number", "user_email"):
        return
    if reply.get("content_type") != "text":
        yield "content_type of a quick reply"
    yield from _text("title of a quick reply", reply.get("title"), TITLE)
    yield from _text("payload of a quick reply", reply.get("payload"), PAYLOAD)


def _attachment(attachment: dict[str, Any]) -> Iterator[str]:
    payload = attachment.get("payload") or {}
    if attachment.get("type") != "template" or payload.get("template_type") not in ("button", "generic"):
        yield "only button and generic templates are known here"
    if payload.get("template_type") == "button":
        yield from _text("text of a button template", payload.get("text"), TEMPLATE_TEXT)
        yield from _buttons(payload.get("buttons"))
        return
    yield from _count("elements", payload.get("elements"), CARDS)
    for card in payload.get("elements") or []:
        yield from _text("title of a card", card.get("title"), CARD_TEXT)
        if "subtitle" in card:
            yield from _text("subtitle of a card", card["subtitle"], CARD_TEXT)
        if "buttons" in card:
            yield from _buttons(card["buttons"])


def _buttons(buttons: Any) -> Iterator[str]:
    yield from _count("buttons", buttons, BUTTONS)
    for button in buttons:
        yield from _text("title of a button", button.get("title"), TITLE)
        if button.get("type") == "postback":
            yield from _text("payload of a button", button.get("payload"), PAYLOAD)
        elif button.get("type") != "web_url" or not str(button.get("url")).startswith(("http://", "https://")):
            yield "type of a button, or its url"


def _profile(properties: dict[str, Any]) -> Iterator[str]:
    if unknown := set(properties) - PROFILE:
        yield f"unknown property {min(unknown)}"
    for name in {"greeting", "ice_breakers", "persistent_menu"} & set(properties):
        locales = [one.get("locale") for one in properties[name]]
        if "default" not in locales or len(set(locales)) != len(locales):
            yield f"{name} needs one default locale"
    for greeting in properties.get("greeting", []):
        yield from _text("greeting", greeting.get("text"), GREETING)
    for menu in properties.get("persistent_menu", []):
        yield from _count("items of a menu", menu.get("call_to_actions"), MENU_ITEMS)
        for item in menu["call_to_actions"]:
            yield from _text("title of an item", item.get("title"), MENU_TITLE)
            yield from _text("payload of an item", item.get("payload", item.get("url")), PAYLOAD)
    for questions in properties.get("ice_breakers", []):
        yield from _count("ice breakers", questions.get("call_to_actions"), ICE_BREAKERS)
        for item in questions["call_to_actions"]:
            yield from _text("question", item.get("question"), ICE_BREAKER)
            yield from _text("payload of a question", item.get("payload"), PAYLOAD)
    if "get_started" in properties:
        yield from _text("payload of get_started", properties["get_started"].get("payload"), PAYLOAD)


def _text(what: str, value: Any, most: int) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{what} is empty"
    elif units(value) > most:
        yield f"{what} has more than {most} characters"


def _count(what: str, value: Any, most: int) -> Iterator[str]:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        yield f"{what}: 1 to {most}"
