"""The labelled test sentences of the dialogue model, read from Rasa's YAML (tests/nlu_holdout)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import TrolyError

_SPAN = re.compile(r"\[([^\]]+)\]\((\w+)\)")


@dataclass(frozen=True)
class Example:
    """One sentence as a person types it, its intent, and its entities as (name, text) in the order they stand."""

    text: str
    intent: str
    entities: tuple[tuple[str, str], ...] = ()


def read(folder: Path) -> list[Example]:
    """Return the examples of all `*.yml` of a folder, file by file.

    Raises:
        TrolyError: there are none, or a file is not of the form `nlu: [{intent, examples}]`.
    """
    found = [example for path in sorted(folder.glob("*.yml")) for example in _examples(path)]
    if not found:
        raise TrolyError(f"no labelled sentences in {folder}")
    return found


def _examples(path: Path) -> Iterator[Example]:
    for block in _blocks(path):
        for line in str(block["examples"]).splitlines():
            if line.startswith("- "):
                yield parsed(line[2:].strip(), block["intent"])


def _blocks(path: Path) -> list[dict[str, Any]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        blocks = YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]
        return [block for block in blocks if block["intent"] and block["examples"]]
    except (YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise TrolyError(f"{path}: not a list of intents and examples ({type(error).__name__})") from error


def parsed(line: str, intent: str) -> Example:
    """Return the example of a line such as "mã [H29.17-260101-0099](dossier_code) xong chưa"."""
    entities = tuple((match[2], match[1]) for match in _SPAN.finditer(line))
    return Example(_SPAN.sub(r"\1", line), intent, entities)
