"""The trained dialogue models on disk, and the pointer to the one in use."""

import re
from pathlib import Path

from core.errors import ModelUnavailable

KEPT = 3
_OURS = re.compile(r"^dialogue-\d{8}-\d{6}\.tar\.gz$")


def current(folder: Path) -> Path:
    """Return the absolute path of the model in use.

    Rasa given a missing file quietly takes another one, or none and answers nothing: so it is looked for here.

    Raises:
        ModelUnavailable: there is none.
    """
    pointer = folder / "current"
    name = pointer.read_text("utf-8").strip() if pointer.is_file() else ""
    if not name or not (folder / name).is_file():
        raise ModelUnavailable(f"no dialogue model in {folder}: run `troly train`")
    return (folder / name).resolve()


def use(folder: Path, name: str) -> None:
    """Point to a model, in one step for whoever reads the pointer, and remove all but the newest."""
    fresh = folder / "current.new"
    fresh.write_text(name + "\n", "utf-8")
    fresh.replace(folder / "current")
    old = sorted((path for path in folder.iterdir() if _OURS.match(path.name)), reverse=True)
    for path in old[KEPT:]:
        if path.name != name:
            path.unlink()
