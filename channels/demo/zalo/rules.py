"""What Zalo takes of a message, and the code it refuses the rest with."""

from typing import Any

from channels.demo.zalo.people import Person

TEXT, BUTTONS, TITLE, PAYLOAD = 2_000, 5, 100, 1_000
FREE, OPEN = 48 * 3_600.0, 7 * 86_400.0


def unfit(message: Any, plain: bool = False) -> int:
    """Return the code a message is refused with, 0 for a good one; `plain`: words alone are taken."""
    if not isinstance(message, dict):
        return -201
    attachment = message.get("attachment")
    form = isinstance(attachment, dict) and attachment.get("payload", {}).get("template_type") == "request_user_info"
    text = message.get("text")
    if not form and (not isinstance(text, str) or not text.strip()):
        return -201
    if isinstance(text, str) and len(text) > TEXT:
        return -210
    if attachment is None:
        return 0
    return -233 if plain else _unfit_form(attachment) if form else _unfit_buttons(attachment)


def _unfit_form(attachment: dict[str, Any]) -> int:
    elements = attachment["payload"].get("elements", [])
    whole = len(elements) == 1 and all(elements[0].get(key) for key in ("title", "subtitle", "image_url"))
    return 0 if whole else -201


def _unfit_buttons(attachment: Any) -> int:
    buttons = attachment.get("payload", {}).get("buttons") if isinstance(attachment, dict) else None
    if not isinstance(buttons, list) or not buttons:
        return -201
    return next((code for code in map(_unfit_button, buttons) if code), 0) if len(buttons) <= BUTTONS else -210


def _unfit_button(button: dict[str, Any]) -> int:
    title, payload = button.get("title"), button.get("payload")
    if not isinstance(title, str) or not title:
        return -201
    if str(button.get("type")).startswith("oa.open."):
        return _unfit_opening(button["type"], payload) or (0 if len(title) <= TITLE else -210)
    if button.get("type") not in ("oa.query.show", "oa.query.hide") or not isinstance(payload, str) or not payload:
        return -201
    return 0 if len(title) <= TITLE and len(payload) <= PAYLOAD else -210


def _unfit_opening(kind: str, payload: Any) -> int:
    told = payload if isinstance(payload, dict) else {}
    if kind == "oa.open.url":
        return 0 if str(told.get("url")).startswith(("http://", "https://")) else -201
    return 0 if kind in ("oa.open.phone", "oa.open.sms") and str(told.get("phone_code")).isdecimal() else -201


def out_of_reach(person: Person, now: float) -> int:
    """Return the code for somebody who cannot be written to, 0 for anybody else."""
    if person.blocked:
        return -213
    return -230 if person.last is None or now - person.last > OPEN else 0
