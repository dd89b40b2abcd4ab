"""The trained dialogue models on disk (`var/models/dialogue/`), and the pointer to the one in use."""

import re
from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path

from core import locks
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


def alone(folder: Path) -> AbstractContextManager[None]:
    """Hold off whoever else wants to change what is live."""
    return locks.alone(folder / ".lock")


def point_to(folder: Path, name: str) -> None:
    """Point to a model, in one step for whoever reads the pointer. Raises `ModelUnavailable` for a file that is not there."""
    if not (folder / name).is_file():
        raise ModelUnavailable(f"no dialogue model {name}")
    fresh = folder / "current.new"
    fresh.write_text(name + "\n", "utf-8")
    fresh.replace(folder / "current")


def use(folder: Path, name: str, wanted: Collection[str] = ()) -> None:
    """Point to a model, and remove all but the newest, those that are `wanted`, and itself."""
    with alone(folder):
        point_to(folder, name)
        remove_old(folder, {name, *wanted})


def remove_old(folder: Path, wanted: Collection[str], kept: int = KEPT) -> list[str]:
    """Remove models of ours but the newest `kept` and those that are `wanted`; return the names of what went."""
    ours = sorted((path for path in folder.iterdir() if _OURS.match(path.name)), reverse=True)
    old = [path for path in ours[kept:] if path.name not in wanted]
    for path in old:
        path.unlink()
    return [path.name for path in old]
