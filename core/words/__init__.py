"""Every sentence a citizen reads, in one place: a YAML file a topic, Vietnamese and English side by side.

`say("wards.split", name="Bến Nghé")` gives the Vietnamese sentence, `say(key, "en", ...)` the English one. A value in braces is
put in with `str.format`.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

Language = Literal["vi", "en"]
FOLDER = Path(__file__).parent


@cache
def words() -> dict[str, dict[str, Any]]:
    """Read all topics, once: `{"topic.key": {"vi": ..., "en": ...}}`; a sentence may have other fields beside (status, buttons)."""
    reader = YAML(typ="safe")
    return {
        f"{path.stem}.{key}": entry
        for path in sorted(FOLDER.glob("*.yml"))
        for key, entry in (reader.load(path.read_text("utf-8")) or {}).items()
    }


def say(key: str, language: Language = "vi", **values: object) -> str:
    """Return the sentence `key` ("topic.name") in `language`, with `values` put in. Raises `KeyError` for an unknown key or value."""
    sentence: str = words()[key][language].strip()
    return sentence.format(**values) if values else sentence
