"""The mark on every message of ours: the platform repeats it in the echo, so that ours are told from those a person of ours wrote."""

_MARK = "troly"
_LONGEST = 200  # the platform takes 1,000 characters


def marked(note: str | None = None) -> str:
    """Return the `metadata` of a message; `note` (an id of ours) comes back with the echo. Raises `ValueError` for a long one."""
    if note and len(note) > _LONGEST:
        raise ValueError(f"a note of {len(note)} characters")
    return f"{_MARK}:{note}" if note else _MARK


def is_marked(metadata: object) -> bool:
    """Tell whether `metadata` of an echo is ours."""
    return isinstance(metadata, str) and metadata.partition(":")[0] == _MARK


def note_of(metadata: object) -> str | None:
    """Return the note in `metadata` of an echo, or `None`."""
    return metadata.partition(":")[2] or None if isinstance(metadata, str) and is_marked(metadata) else None
