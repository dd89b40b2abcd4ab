"""The portal's texts in one written form."""

from core.text import fold, normalize

_NOT_STATED = {"", "khong", "khong co", "khong quy dinh", "khong co thong tin", "khong co yeu cau", "chua co"}
_LONGEST = 40  # characters; folding is dear, and a longer text says something


def line(text: str) -> str:
    """One line: normalised, blanks and line breaks folded."""
    return " ".join(normalize(text).split())


def stated(text: str | None) -> str | None:
    """The text, or None where the source only says that it says nothing."""
    told = line(text or "")
    return None if len(told) < _LONGEST and fold(told).strip(" .-") in _NOT_STATED else told


def paragraphs(text: str | None) -> list[str]:
    """The lines of a text that says something."""
    return [] if stated(text) is None else [told for part in (text or "").splitlines() if (told := line(part))]
