"""The cells of a row as the form of the page sends them back."""

from hashlib import sha256

from starlette.datastructures import FormData

CELL, WAS = "cell:", "was:"  # before the title: what stands in a cell now, and the mark of what the page showed


def mark(text: str) -> str:
    """Return what marks the text of a cell, so that a form tells which cells somebody changed."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def typed_of(form: FormData) -> dict[str, str]:
    """Return the cells of a form by title, without what no database keeps."""
    return {
        name.removeprefix(CELL): text.replace("\r\n", "\n").replace("\0", "")
        for name, text in form.multi_items()
        if name.startswith(CELL) and isinstance(text, str)
    }
