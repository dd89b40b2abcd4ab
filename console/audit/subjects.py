"""On what something was done, as people read it: the audit names it for programs (`procedure:1.001193`)."""

from collections.abc import Iterable
from urllib.parse import quote

from console import pages
from console.desks import Desk
from console.reference.sheets import SHEETS

# Where it is to be seen; {key} is what stands behind the colon.
_PLACES = {
    "procedure": "/procedures/{key}",
    "release": "/releases",
    "import": "/imports/{key}",
    "law": "/keeping/laws?q={key}",
    "coverage": "/keeping/coverage",
    "plan": "/keeping/plan",
    "switch": "/switches",
    "unit": "/switches/units/{key}",
    "days": "/switches/days",
    "hours": "/switches/hours",
    "notice": "/switches/notice",
    "staff": "/staff/{key}",
    "data_change": "/intents/changes/{key}",
}


def about(subject: str, name: str = "") -> str:
    """Return a subject in words, or itself where there are none; `name` is that of the person it is about."""
    kind, _, key = subject.partition(":")
    if kind == "reference":
        kind, _, key = key.partition(":")
        words = pages.words().get(f"reference.kind_{kind}")
        key = key.partition(":")[2] if kind == "word" else key
    else:
        words = pages.words().get(f"subjects.{kind}")
        key = pages.words().get(f"switches.scope_{key.replace(':', '_')}", key) if kind == "switch" else key
    return f"{words} {name or key}".strip() if words else subject


def place(subject: str, desks: Iterable[Desk]) -> str | None:
    """Return the page of a subject, if it has one among the `desks` that somebody may use."""
    kind, _, key = subject.partition(":")
    made = _PLACES.get(kind, "").format(key=quote(key, safe="."))
    if kind == "reference":
        kind, _, key = key.partition(":")
        made = f"/reference/{SHEETS[kind].path}/entry?key={quote(key, safe='')}" if kind in SHEETS else ""
    first = f"/{made.lstrip('/').partition('/')[0].partition('?')[0]}"
    return made if made and any(desk.path == first for desk in desks) else None
