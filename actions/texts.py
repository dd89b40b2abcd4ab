"""What is said where no record is looked up: `core/words/service.yml` and `safety.yml`, an `Answer` an intent."""

from functools import lru_cache

from core.answer import Answer, Button
from core.words import Language, changes, say, words

_TOPICS = ("service", "safety")


def replies(language: Language = "vi") -> dict[str, Answer]:
    """Return the texts in `language`: an `Answer` an intent or danger. Raises `ValidationError` when one is malformed."""
    return _replies(language, changes())


@lru_cache(4)  # both languages, and once more while staff change a text
def _replies(language: Language, changes: int) -> dict[str, Answer]:
    return {key.split(".")[1]: _reply(key, language) for key in words() if key.split(".")[0] in _TOPICS}


def _reply(key: str, language: Language) -> Answer:
    entry = words()[key]
    titles = entry.get("buttons", {}).get(language, ())
    buttons = [Button(title=title, payload=title) for title in titles]
    return Answer(status=entry["status"], text=say(key, language), buttons=buttons, language=language)
