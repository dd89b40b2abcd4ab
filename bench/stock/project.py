"""The files the stock assistant is trained from: our intents, entities and examples, and one action for every intent."""

import hashlib
import io
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ACTION = "action_stock"
_OUR_ACTION = re.compile(r"\baction: action_\w+")
# As `rasa init` writes it; every message ends in the action, so a response is never used.
_SESSION = {"session_expiration_time": 60, "carry_over_slots_to_new_session": True}


def files(home: Path) -> dict[str, str]:
    """Return the text of each file of the project by its path in it.

    Examples and patterns are ours word for word. Rules and stories are ours with the stock's action in place of each of
    ours, which maps every intent to it and gives TED and UnexpecTED the same conversations to learn from.
    """
    data = home / "nlu_data"
    found = {f"data/{path.relative_to(data)}": path.read_text("utf-8") for path in sorted(data.rglob("*.yml"))}
    found = {path: _OUR_ACTION.sub(f"action: {ACTION}", text) for path, text in found.items()}
    found["config.yml"] = (Path(__file__).parent / "config.yml").read_text("utf-8")
    found["domain.yml"] = _domain(home / "domain.yml")
    return found


def fingerprint(project: dict[str, str]) -> str:
    """Return a short hash: the same files give the same model."""
    digest = hashlib.sha256()
    for path, text in sorted(project.items()):
        digest.update(f"{path}\0{text}\0".encode())
    return digest.hexdigest()[:12]


def _domain(ours: Path) -> str:
    yaml, out = YAML(typ="safe"), io.StringIO()
    declared: dict[str, Any] = yaml.load(ours)
    domain = {
        "version": declared["version"],
        "intents": declared["intents"],
        "entities": declared["entities"],
        "actions": [ACTION],
        "session_config": _SESSION,
    }
    yaml.dump(domain, out)
    return out.getvalue()
