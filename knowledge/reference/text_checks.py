"""What a citizen's text must be: said in both languages, with its values, short enough for where it stands, no invisible marks."""

import re
import unicodedata
from typing import Any, get_args

from core import words
from core.answer import Facet
from core.words import Language
from knowledge.reference.schemas import Problem, Value

TITLE, FIXED, WITH_BUTTONS, MESSAGE = 20, 600, 640, 2_000  # characters: a title on a button; a text that is sent in one piece
INVISIBLE = re.compile(
    r"[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]"
)
# What stands on a button, and says so neither by its name nor by its topic.
_TITLES = {f"life.{name}" for name in ("offer", "remember", "steps", "times", "fees", "shared", "portal_title", "print_title")} | {
    "ward.portal", "status.portal", "messenger.choose",
}  # fmt: skip
_OFF_BY_ONE = re.compile(r"[ \u00a0]{2,}")


def longest(key: str, language: Language) -> int:
    """Return how many characters the text `key` may have: as a button what Messenger shows, or what ships where that is longer."""
    entry = words.shipped()[key]
    if is_title(key):
        return max(TITLE, len(entry[language].strip()))
    return FIXED if "status" in entry else WITH_BUTTONS if entry.get("buttons") else MESSAGE


def is_title(key: str) -> bool:
    """Tell whether a text stands on a button."""
    topic, _, name = key.partition(".")
    return name.startswith(("button_", "menu_")) or (topic == "facets" and name in get_args(Facet)) or key in _TITLES


def text(key: str, value: Value) -> tuple[Value, list[Problem]]:
    """Return the text as it is kept, and what is wrong with it."""
    entry = words.shipped().get(key)
    if entry is None:
        return {}, [Problem("vi", "unknown_text")]
    made: Value = {}
    problems: list[Problem] = []
    for language in get_args(Language):
        given = value.get(language)
        made[language] = _clean(given) if isinstance(given, str) else ""
        problems += _wrong(key, entry, language, made[language])
    return made, problems


def _clean(given: str) -> str:
    return _OFF_BY_ONE.sub(" ", unicodedata.normalize("NFC", given.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def _wrong(key: str, entry: dict[str, Any], language: Language, given: str) -> list[Problem]:
    if not given:
        return [Problem(language, "empty")]
    if INVISIBLE.search(given):
        return [Problem(language, "invisible")]
    if len(given) > (most := longest(key, language)):
        return [Problem(language, "long_button" if is_title(key) else "long", {"most": most})]
    if given.count("|") != entry[language].count("|") and "|" in entry[language]:
        return [Problem(language, "bars", {"count": entry[language].count("|")})]
    if "\n" in given and "\n" not in entry[language].strip():
        return [Problem(language, "one_line")]
    if not words.fits(entry, {language: given}, language):
        wanted = sorted(f"{{{name}}}" for name, _, _ in words.values(entry[language]))
        return [Problem(language, "values" if wanted else "no_values", {"values": ", ".join(wanted)})]
    return []
