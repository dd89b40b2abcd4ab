"""What the desk of intents stands on: the files, the live model's figures, the proposals."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response

from console import pages
from console.intents import figures, told
from console.intents.listing import label, row
from console.intents.shelf import Shelf, opened
from console.parts import Parts
from core.errors import NotFound
from core.text import fold
from training.changes.schemas import Change, Kind, Refusal, State
from training.changes.service import Changes


class Desk:
    """The intents of one console."""

    def __init__(self, parts: Parts) -> None:
        """Read the files as they are. Raises `BadRequest` where one cannot be read."""
        self._parts = parts
        self.shelf: Shelf = opened(parts.settings.home)
        self.changes = Changes(parts.settings.home, parts.database, parts.clock)
        self.figures = figures.live(parts)

    def known(self, name: str) -> str:
        """Return the name of an intent. Raises `NotFound`."""
        if name not in self.shelf.names:
            raise NotFound(f"no intent {name}")
        return name

    def waiting(self) -> Sequence[Change]:
        """Return the proposals that are not in the files yet."""
        return self.changes.all(State.PROPOSED, State.APPROVED)

    def choices(self, without: str = "") -> list[tuple[str, str]]:
        """Return the intents to choose from, by what they are called."""
        named = [(name, label(self.shelf, name)) for name in self.shelf.names if name != without]
        return sorted(named, key=lambda one: (fold(one[1]), one[1]))

    def propose(self, request: Request, kind: Kind, arguments: dict[str, Any], reason: str) -> Response:
        """Propose a change, and lead to its page. Raises `Refusal`."""
        number = self.changes.propose(kind, arguments, pages.actor(request), clean(reason))
        return pages.told(pages.redirect(f"/intents/changes/{number}"), self._parts, "intents.proposed")

    def frame(self) -> dict[str, Any]:
        """Return what every page of the desk shows, and what its templates ask for."""
        return {
            "waits": self.changes.waiting(),
            "label": lambda name: label(self.shelf, name),
            "summary": lambda change: told.summary(self.shelf, change),
            "marked": told.marked,
            "entity": told.entity,
            "refusal": "",
            "typed": {},
        }

    def row(self, name: str) -> Any:
        """Return one intent as it stands."""
        return row(self.shelf, self.figures, self.waiting(), name)


def clean(text: str) -> str:
    """Return a text on one line, without signs that no database keeps."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def faults(error: Refusal) -> dict[str, Any]:
    """Return what a form shows of a refusal."""
    return {"refusal": told.refusal(error), "faults": {error.place: f"intents.refused_{error.key}"} if error.place else {}}
