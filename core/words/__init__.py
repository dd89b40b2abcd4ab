"""Every sentence a citizen reads, in one place: a YAML file a topic, Vietnamese and English side by side.

`say("wards.split", name="Bến Nghé")` gives the Vietnamese sentence, `say(key, "en", ...)` the English one. A value in braces is
put in with `str.format`. What staff changed lies over what ships (`lay_over`), while the program runs.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal, NamedTuple, get_args

import structlog
from ruamel.yaml import YAML

Language = Literal["vi", "en"]
Texts = dict[str, dict[str, Any]]
FOLDER = Path(__file__).parent
_log = structlog.get_logger()


class _Laid(NamedTuple):
    """What is said now, and how often that was changed; swapped in one step, so that nobody sees half of a change."""

    texts: Texts | None = None  # None: what ships
    changes: int = 0


_laid = _Laid()


@cache
def shipped() -> Texts:
    """Read all topics as they ship, once: `{"topic.key": {"vi": ..., "en": ...}}`; a sentence may have other fields (status, buttons)."""
    reader = YAML(typ="safe")
    return {
        f"{path.stem}.{key}": entry
        for path in sorted(FOLDER.glob("*.yml"))
        for key, entry in (reader.load(path.read_text("utf-8")) or {}).items()
    }


def words() -> Texts:
    """Return every sentence as it is said now. Who keeps something made of it keeps `changes()` beside, and looks whether it grew."""
    return shipped() if _laid.texts is None else _laid.texts


def changes() -> int:
    """Return how often `lay_over` changed what is said."""
    return _laid.changes


def lay_over(changed: Mapping[str, Mapping[str, str]] | None) -> None:
    """Say what staff changed, `{"topic.key": {"vi": ..., "en": ...}}`, and all the rest as it ships.

    A text whose key is gone, or whose values are others than those of what ships today, is passed over: a program of a later
    version says its own sentence rather than break off in the middle of one.
    """
    global _laid
    own, given = shipped(), changed or {}
    good = {key: text for key, text in given.items() if key in own and all(fits(own[key], text, one) for one in get_args(Language))}
    if passed := sorted(set(given) - set(good)):
        _log.warning("changed texts do not fit what ships", keys=passed)
    laid = {key: {**entry, **{one: good[key][one] for one in get_args(Language)}} if key in good else entry for key, entry in own.items()}
    _laid = _Laid(laid, _laid.changes + 1)


def values(text: str) -> set[tuple[str, str, str]]:
    """Return the values that `text` wants: name, format and conversion of each. Raises `ValueError` for a brace without its other."""
    return {(name, spec or "", how or "") for _, name, spec, how in Formatter().parse(text) if name is not None}


def fits(entry: Mapping[str, Any], given: Mapping[str, Any], language: Language) -> bool:
    """Tell whether the text in `given` may stand in the place of `entry`'s: it says something, and wants the same values."""
    text = given.get(language)
    try:
        return isinstance(text, str) and bool(text.strip()) and values(text) == values(entry[language])
    except ValueError:
        return False


def say(key: str, language: Language = "vi", **values: object) -> str:
    """Return the sentence `key` ("topic.name") in `language`, with `values` put in. Raises `KeyError` for an unknown key or value."""
    sentence: str = words()[key][language].strip()
    return sentence.format(**values) if values else sentence
