"""The form of a record: its content as a tree of the texts that stand in the inputs, and back.

The names of inputs are places in that tree, as the problems of `knowledge.editorial.validation` have them: `cases.0.documents.1.name`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from console.procedures.leaves import CHOICE, COUNT, DAY, LAW_DAY, LINES, MONEY, NAME, NUMBER, TEXT, Leaf, Unread
from core.text import normalize

Tree = Any  # a text, a list of trees, or a mapping of trees by name
_DEEPEST = 6  # parts of a place
_LONGEST_INDEX = 4  # digits


@dataclass(frozen=True)
class Items:
    """A list of `of`. Items in which nothing was filled in are left out, unless one `counts` empty."""

    of: "Spec"
    counts: bool = False


Spec = Leaf | Items | dict[str, Any]

PAPER: Spec = {"name": NAME, "originals": COUNT, "copies": COUNT, "form_url": TEXT, "note": TEXT}
FEE: Spec = {"kind": CHOICE, "amount_vnd": MONEY, "text": TEXT}
LIMIT: Spec = {"value": NUMBER, "unit": CHOICE, "text": TEXT}
SPEC: dict[str, Spec] = {
    "name": NAME,
    "aliases": LINES,
    "field": TEXT,
    "level": LINES,
    "agency": TEXT,
    "place": TEXT,
    "cases": Items({"name": TEXT, "documents": Items(PAPER)}),
    "methods": Items({"channel": CHOICE, "time_limit": LIMIT, "fees": Items(FEE)}, counts=True),
    "steps": Items(TEXT),
    "requirements": Items(TEXT),
    "result": TEXT,
    "subjects": LINES,
    "legal_basis": Items({"number": NAME, "name": TEXT, "date": LAW_DAY}),
    "decision_number": TEXT,
    "source_url": TEXT,
    "updated": DAY,
    "checked": DAY,
    "valid_from": DAY,
    "valid_to": DAY,
    "life_event_group": TEXT,
    "variants": Items({"code": NAME, "difference": NAME}),
}
NEW: dict[str, str] = {"channel": "direct", "kind": "fee", "unit": "working_day"}  # what a new item begins with


@dataclass
class Read:
    """What a form says. `values` are the fields that could be read whole, `faults` the places that could not, with the words' key.

    `places` tells of items whose place in the content is another than in the form, since empty ones were left out.
    """

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def place(self, given: str) -> str:
        """Return where in the form a place of the content stands."""
        parts = given.split(".")
        for length in range(len(parts), 1, -1):
            if (here := self.places.get(".".join(parts[:length]))) is not None:
                return ".".join([here, *parts[length:]])
        return given

    @property
    def shifted(self) -> set[str]:
        """The fields of which items stand at another place."""
        return {place.split(".", 1)[0] for place in self.places}


def shown(content: Mapping[str, Any]) -> dict[str, Tree]:
    """Return what stands in the inputs for `content`."""
    return {name: _shown(spec, content.get(name)) for name, spec in SPEC.items()}


def grown(pairs: Iterable[tuple[str, str]], names: Iterable[str]) -> dict[str, Tree]:
    """Return the trees of the fields `names` from the pairs of a form that was sent; what is no input of ours is left out."""
    root: dict[str, Any] = {}
    for key, text in pairs:
        _put(root, key.split("."), text.replace("\r\n", "\n").replace("\r", "\n"))
    return {name: _grown(SPEC[name], root.get(name)) for name in names if name in SPEC}


def read(trees: Mapping[str, Tree]) -> Read:
    """Return what the trees of some fields say."""
    found = Read()
    for name, tree in trees.items():
        faults = len(found.faults)
        value = _read(SPEC[name], tree, name, name, found)
        if len(found.faults) == faults:
            found.values[name] = value
    return found


def blank(spec: Spec) -> Tree:
    """Return the tree of a new item."""
    if isinstance(spec, dict):
        return {name: NEW.get(name, "") if isinstance(part, Leaf) else blank(part) for name, part in spec.items()}
    return [] if isinstance(spec, Items) else ""


def _shown(spec: Spec, value: Any) -> Tree:
    if isinstance(spec, Items):
        return [_shown(spec.of, one) for one in value or []]
    if isinstance(spec, dict):
        return {name: _shown(part, (value or {}).get(name)) for name, part in spec.items()} if value else blank(spec)
    return spec.show(value if value is not None or spec is not LINES else [])


def _put(root: dict[str, Any], parts: list[str], text: str) -> None:
    if parts[0] not in SPEC or len(parts) > _DEEPEST:
        return
    node = root
    for part in parts[:-1]:
        node = node.setdefault(part, {})
        if not isinstance(node, dict):
            return
    before = node.get(parts[-1])
    if not isinstance(before, dict):
        node[parts[-1]] = text if before is None else f"{before}\n{text}"  # several boxes of one name


def _grown(spec: Spec, node: Any) -> Tree:
    if isinstance(spec, Leaf):
        return node if isinstance(node, str) else ""
    branches = node if isinstance(node, dict) else {}
    if isinstance(spec, dict):
        return {name: _grown(part, branches.get(name)) for name, part in spec.items()}
    places = sorted(int(key) for key in branches if key.isascii() and key.isdigit() and len(key) <= _LONGEST_INDEX)
    return [_grown(spec.of, branches.get(str(place))) for place in places]


def _read(spec: Spec, tree: Tree, here: str, there: str, found: Read) -> Any:
    """Read the tree at the place `here` of the form, which comes to stand at `there` in the content."""
    if isinstance(spec, Leaf):
        try:
            return spec.read(normalize(tree))
        except Unread as error:
            found.faults[here] = str(error)
            return None
    if isinstance(spec, dict):
        values = {name: _read(part, tree[name], f"{here}.{name}", f"{there}.{name}", found) for name, part in spec.items()}
        return None if spec is LIMIT and not _told(spec, tree) else values
    told = [place for place, one in enumerate(tree) if spec.counts or _told(spec.of, one)]
    moved = {f"{there}.{now}": f"{here}.{was}" for now, was in enumerate(told) if (there, now) != (here, was)}
    found.places.update(moved)
    return [_read(spec.of, tree[was], f"{here}.{was}", f"{there}.{now}", found) for now, was in enumerate(told)]


def _told(spec: Spec, tree: Tree) -> bool:
    """Tell whether anything was filled in."""
    if isinstance(spec, Leaf):
        return spec.tells and bool(tree.strip())
    if isinstance(spec, Items):
        return any(spec.counts or _told(spec.of, one) for one in tree)
    return any(_told(part, tree[name]) for name, part in spec.items())
