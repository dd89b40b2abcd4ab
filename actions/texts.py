"""What is said where no record is looked up: `texts.yml`, an `Answer` an intent."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from core.answer import Answer, Button, Status

TEXTS = Path(__file__).with_name("texts.yml")


@cache
def replies() -> dict[str, Answer]:
    """Read the texts, once: an `Answer` an intent. Raises `ValidationError` when one is malformed."""
    entries = YAML(typ="safe").load(TEXTS.read_text("utf-8"))
    return {intent: _reply(**entry) for intent, entry in entries.items()}


def _reply(status: Status, text: str, buttons: tuple[str, ...] = ()) -> Answer:
    return Answer(status=status, text=text.strip(), buttons=[Button(title=title, payload=title) for title in buttons])
