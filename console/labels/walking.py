"""Going from text to text: what comes next, and the answer that brings it."""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Request, Response

from console import pages
from console.labels import marking, sheets
from console.labels.room import Labelling
from console.labels.saving import Stays
from console.labels.sheets import Subject, Typed
from console.labels.suggesting import choices
from console.parts import Parts
from training.inbox.schemas import Reason
from training.inbox.service import OPEN
from training.labels.schemas import State

PART, HEADER = "sheet", "X-Part"  # a page's script asks for the next sheet alone
_AHEAD = 10
SECOND = {state.value: state for state in (State.SECOND, State.DISPUTED, State.FLAGGED, State.PROPOSED)}


@dataclass(frozen=True)
class Walk:
    """Where somebody goes: through the inbox (`only` is a reason) or a second reader's queue (`only` is a state).

    `last` is the key of the text they spoke of before this one, which "undo" takes back; `skipped` counts what they left for later.
    """

    through: Literal["items", "texts"] = "items"
    only: str = ""
    last: str = ""
    skipped: int = 0

    @property
    def query(self) -> str:
        """As it stands in an address."""
        fields = {"through": self.through, "only": self.only, "last": self.last, "skipped": self.skipped or ""}
        given = urlencode({name: value for name, value in fields.items() if value})
        return f"?{given}" if given else ""

    @property
    def begin(self) -> str:
        """Where it goes on after the page was left."""
        place = "/labels/next" if self.through == "items" else "/labels/second/next"
        return f"{place}?{urlencode({'only': self.only})}" if self.only else place

    @property
    def home(self) -> str:
        """The list it goes through."""
        return "/labels" if self.through == "items" else "/labels/second"


def after(room: Labelling, walk: Walk, by: str, number: int | None = None) -> Subject | None:
    """Return what comes after utterance `number`, and from the first when there is no more; `None` where nothing is left."""
    if walk.through == "texts":
        states = [SECOND[walk.only]] if walk.only in SECOND else []
        found = room.labels.queue(by, *states, offset=walk.skipped, most=1) or room.labels.queue(by, *states, most=1)
        return sheets.of_label(room, found[0], by) if found else None
    reason = Reason(walk.only) if walk.only in set(Reason) else None
    ahead = room.inbox.next(OPEN, reason, number, _AHEAD) or room.inbox.next(OPEN, reason, None, _AHEAD)
    taken = room.held.others(by)
    item = next((one for one in ahead if one.id not in taken), ahead[0] if ahead else None)
    if item is None:
        return None
    room.held.take(by, item.id)
    return sheets.of_item(item, by)


def stays(request: Request, parts: Parts, walk: Walk, kept: Stays) -> Response:
    """Show again what was not saved, and why."""
    return shown(request, parts, walk, kept.subject, kept.status, typed=kept.typed, faults=kept.faults, seen=kept.seen)


def goes_on(request: Request, parts: Parts, walk: Walk, subject: Subject | None, key: str, intent: str = "") -> Response:
    """Bring the next sheet, and say what became of the one before: the sentence `key`, or as what `intent` it was saved."""
    if _part(request):
        return shown(request, parts, walk, subject, told=pages.text("labels.saved_of", intent=intent) if intent else pages.text(key))
    return pages.told(pages.redirect((subject.place if subject else walk.home) + walk.query), parts, key)


def shown(
    request: Request, parts: Parts, walk: Walk, subject: Subject | None, status: int = 200, typed: Typed | None = None, **more: Any
) -> Response:
    """Show a sheet: as a page, or alone to a script; without one, that nothing is left."""
    room = parts.labelling
    sheet = sheets.lay(room, subject, typed or Typed()) if subject else None
    values: dict[str, Any] = {"told": "", "faults": {}, "seen": "", **more}
    values |= {"sheet": sheet, "walk": walk, "kinds": marking.kinds(room), "left": _left(room, walk, pages.actor(request))}
    if not _part(request):
        return pages.render(request, "labels/page.html", status, **values, choices=choices(room))
    response = pages.render(request, "labels/sheet.html", status, **values)
    response.headers[HEADER] = PART
    return response


def _part(request: Request) -> bool:
    return request.headers.get(HEADER) == PART


def _left(room: Labelling, walk: Walk, by: str) -> int:
    """How many wait where one goes."""
    if walk.through == "items":
        return room.inbox.by_reason().get(Reason(walk.only), 0) if walk.only in set(Reason) else room.inbox.counts().get(OPEN, 0)
    if walk.only == State.PROPOSED:  # no person has read any of them
        return room.labels.counts().get(State.PROPOSED, 0)
    waiting = room.labels.waiting(by)
    return waiting.get(walk.only, 0) if walk.only in SECOND else sum(waiting.values())
