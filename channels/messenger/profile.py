"""What the Page shows before anybody writes: the start button, a greeting, questions to begin with, the menu.

https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api. The platform allows 10 calls in 10 minutes.
"""

from typing import Any

from channels.messenger.client import MessengerClient
from channels.messenger.happened import GET_STARTED
from core.words import Language, say

_PATH = "me/messenger_profile"
_LOCALES: tuple[tuple[str, Language], ...] = (("default", "vi"), ("en_US", "en"), ("en_GB", "en"))
_BEGIN = ("birth", "residence", "licence", "dossier")
_MENU = ("dossier", "human", "data")


def wanted() -> dict[str, Any]:
    """Return the profile as it ought to be: Vietnamese for everybody, English for those whose Messenger is in English."""
    return {
        "get_started": {"payload": GET_STARTED},
        "greeting": [{"locale": locale, "text": say("messenger.greeting", language)} for locale, language in _LOCALES],
        "ice_breakers": [{"locale": locale, "call_to_actions": [_question(one, told) for one in _BEGIN]} for locale, told in _LOCALES],
        "persistent_menu": [
            {"locale": locale, "composer_input_disabled": False, "call_to_actions": [_item(one, told) for one in _MENU]}
            for locale, told in _LOCALES
        ],
    }


async def differing(client: MessengerClient) -> dict[str, Any]:
    """Return the properties of `wanted` that the Page has otherwise or not at all. Raises `SendFailed`."""
    ours = wanted()
    told = await client.call("GET", _PATH, fields=",".join(ours))
    data = told.get("data")
    has = data[0] if isinstance(data, list) and data and isinstance(data[0], dict) else {}
    return {name: value for name, value in ours.items() if not _same(value, has.get(name))}


async def change(client: MessengerClient, properties: dict[str, Any]) -> None:
    """Set `properties` (in one call: a menu needs the start button); the others stay. Raises `SendFailed`."""
    if properties:
        await client.call("POST", _PATH, properties)


def _question(name: str, language: Language) -> dict[str, str]:
    question = say(f"messenger.ice_{name}", language)
    return {"question": question, "payload": question}


def _item(name: str, language: Language) -> dict[str, str]:
    return {"type": "postback", "title": say(f"messenger.menu_{name}", language), "payload": say(f"messenger.menu_{name}_said", language)}


def _same(ours: Any, theirs: Any) -> bool:
    """Tell whether the platform has what we want; it may add fields of its own, and order locales as it likes."""
    if isinstance(ours, dict):
        return isinstance(theirs, dict) and all(_same(value, theirs.get(key)) for key, value in ours.items() if value is not False)
    if not isinstance(ours, list):
        return bool(ours == theirs)
    if not isinstance(theirs, list) or len(ours) != len(theirs):
        return False
    return all(_same(one, other) for one, other in zip(_by_locale(ours), _by_locale(theirs), strict=True))


def _by_locale(values: list[Any]) -> list[Any]:
    return sorted(values, key=lambda one: str(one.get("locale", "")) if isinstance(one, dict) else "")
