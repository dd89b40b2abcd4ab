"""What the editorial room keeps of a version in short marks, in words."""

import re

from console import pages

_IMPORT, _RESTORED = re.compile(r"import:(\d+)"), re.compile(r"v(\d+)")


def origin(name: str) -> str:
    """Return how a version was begun, or the mark itself where there are no words for it."""
    return pages.words().get(f"versions.origin_{name}", name)


def note(kept: str) -> str:
    """Return a version's note as people read it: their own words, or which import or version it was made of."""
    if found := _IMPORT.fullmatch(kept):
        return pages.text("versions.note_import", number=found[1])
    if found := _RESTORED.fullmatch(kept):
        return pages.text("versions.note_restored", number=found[1])
    return kept


def own_note(kept: str) -> str:
    """Return a version's note where people wrote it themselves; else nothing."""
    return kept if note(kept) == kept else ""
