"""What was typed into a form of many fields."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Request

MOST = 20_000  # characters of one field


class Typed:
    """The fields of a form by name; files are none, and each text is cut far beyond what any entry may have."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Keep the fields in their order."""
        self._fields: dict[str, list[str]] = {}
        for name, text in pairs:
            self._fields.setdefault(name, []).append(text)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def one(self, name: str) -> str:
        """Return a field, without blanks around it; "" where it was not sent."""
        return self._fields.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Return every value of a field that was sent several times."""
        return self._fields.get(name, [])

    def rows(self, name: str) -> list[str]:
        """Return the lines of a field that say something."""
        return [row.strip() for row in self.one(name).splitlines() if row.strip()]


async def typed(request: Request) -> Typed:
    """Return the form that was sent; the check against other pages has read it already."""
    form = await request.form()
    return Typed((name, text) for name, text in form.multi_items() if isinstance(text, str) and len(text) <= MOST * 5)


Sent = Annotated[Typed, Depends(typed)]
