"""Texts in the cells of a table that people open in a spreadsheet: what begins like a formula has an apostrophe before it."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_APOSTROPHE = "'"


def guarded(text: str) -> str:
    """Return `text` as a cell that no spreadsheet takes for a formula; `plain` gives it back exactly."""
    return f"{_APOSTROPHE}{text}" if _begins(text) else text


def plain(cell: str) -> str:
    """Return the text of a cell without the apostrophe that guards it."""
    return cell[1:] if cell.startswith(_APOSTROPHE) and _begins(cell) else cell


def _begins(text: str) -> bool:
    return text.lstrip(_APOSTROPHE).startswith(_FORMULA)
