"""Which release is live: one file. Apart from `knowledge.release`, so that who only asks this loads no index."""

from pathlib import Path

POINTER = "current"


def current_id(releases: Path) -> str | None:
    """Return the id of the live release, or `None` before the first publish."""
    pointer = releases / POINTER
    return pointer.read_text("utf-8").strip() if pointer.exists() else None
