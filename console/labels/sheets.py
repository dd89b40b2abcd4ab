"""A text as it lies before who labels it (tờ nhãn): what it may mean, what to know before saving, what others said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from console.labels import marking
from console.labels.marking import Mark
from console.labels.room import Labelling
from console.labels.suggesting import Suggestion, neighbours, suggestions
from console.models.told import intent as title_of
from core.errors import NotFound
from training.corpus.schemas import Entity, Target, Utterance
from training.corpus.spans import tidied
from training.inbox.schemas import Item, Neighbour
from training.inbox.service import OPEN
from training.labels.known import Standing
from training.labels.schemas import Labelled, State, View, Warn
from training.ports import Said
from training.texts import key_of


@dataclass(frozen=True)
class Typed:
    """What somebody chose and could not save yet: it stays on the page."""

    intent: str = ""
    target: Target | None = None
    entities: tuple[Entity, ...] | None = None
    note: str = ""


@dataclass(frozen=True)
class Warned:
    """What to know before the text becomes an example of `intent` ("": of any other) for `target`; `seen` names exactly these warnings."""

    intent: str
    target: Target
    warns: list[Warn]

    @property
    def refuses(self) -> bool:
        """Whether it cannot be saved so."""
        return any(one.refuses for one in self.warns)

    @property
    def seen(self) -> str:
        """What a form sends back when its person has read them; "" where there are none."""
        told = "\n".join(f"{one.kind} {one.intent} {one.file} {one.text}" for one in self.warns)
        return sha256(told.encode("utf-8", "replace")).hexdigest()[:16] if told else ""


@dataclass(frozen=True)
class Subject:
    """A text that `by` reads: an utterance of the inbox, or a text somebody spoke of already. All that saving needs."""

    place: str
    text: str
    by: str
    item: Item | None = None
    label: Labelled | None = None

    @property
    def key(self) -> str:
        """The text's key."""
        return key_of(self.text)

    @property
    def mine(self) -> View | None:
        """What the reader said of it before."""
        return next((one for one in self.label.opinions if one.by == self.by), None) if self.label else None

    @property
    def blind(self) -> bool:
        """Whether another has read it, and what they said is not shown before this reader has said theirs."""
        return self.label is not None and self.label.state is State.SECOND and self.mine is None

    @property
    def fixed(self) -> bool:
        """Whether the reader cannot choose the set it is for."""
        return self.label is not None and (self.blind or self.label.exported is not None)

    def target(self, chosen: Target | None) -> Target:
        """Return the set it is for where `chosen` was chosen."""
        if self.label and (self.fixed or chosen is None):
            return self.label.target
        return chosen or Target.TRAIN


@dataclass(frozen=True)
class Sheet:
    """All that is shown of a text."""

    place: str
    text: str
    revision: int
    suggestions: list[Suggestion]
    intent: str
    target: Target
    fixed: bool  # for whom the target cannot be chosen
    marks: list[Mark]
    offered: list[Mark]
    warned: list[Warned]
    like: list[Neighbour]
    around: Sequence[Said]
    item: Item | None
    label: Labelled | None
    views: Sequence[View]
    blind: bool
    note: str

    @property
    def units(self) -> int:
        """The text's length as a browser counts it."""
        return marking.units(self.text)

    @property
    def title(self) -> str:
        """What the chosen intent is called."""
        return title_of(self.intent) if self.intent else ""


def plain(text: str) -> str:
    """Return a text as it is stored with its label: composed, on one line. Spans are of this."""
    return tidied(Utterance(text)).text


def warned(standing: Standing, intents: set[str], targets: Sequence[Target]) -> list[Warned]:
    """Return the warnings for each of `intents` and, under "", for any other; nothing where nothing stands there."""
    if not standing.same and not standing.near:
        return []
    return [Warned(intent, target, standing.warnings(intent, target)) for target in targets for intent in sorted({"", *intents})]


def of_item(item: Item, by: str) -> Subject:
    """Return an utterance that nobody labelled."""
    return Subject(f"/labels/items/{item.id}", plain(item.text), by, item)


def of_label(room: Labelling, label: Labelled, by: str) -> Subject:
    """Return a text that somebody spoke of already."""
    return Subject(f"/labels/texts/{label.key}", label.text, by, room.inbox.of_text(label.key), label)


def find(room: Labelling, key: str, by: str) -> Subject | None:
    """Return a text by its key: by its label, else from the inbox; `None` where neither is left."""
    try:
        return of_label(room, room.labels.get(key), by)
    except NotFound:
        item = room.inbox.of_text(key)
        return of_item(item, by) if item and item.state == OPEN else None


def lay(room: Labelling, subject: Subject, typed: Typed) -> Sheet:
    """Return the sheet of a text, with what was typed already."""
    text, item, label, mine = subject.text, subject.item, subject.label, subject.mine
    shown = mine.reading if mine else label.reading if label and label.state is State.PROPOSED else None
    like, examples = neighbours(room, text, item), room.known.examples()
    found = suggestions(item.heard if item else (), like, room)
    entities = typed.entities if typed.entities is not None else shown.entities if shown else ()
    target, standing = subject.target(typed.target), room.known.standing(text).in_files
    return Sheet(
        place=subject.place,
        text=text,
        revision=label.revision if label else 0,
        suggestions=found,
        intent=typed.intent or (shown.intent if shown else found[0].intent if found else ""),
        target=target,
        fixed=subject.fixed,
        marks=marking.marks(text, entities),
        offered=marking.marks(text, marking.offered(room, text, entities, examples)),
        warned=warned(standing, standing.intents, [target] if subject.fixed else list(Target)),
        like=like,
        around=room.inbox.around(item.id, room.signals) if item else (),
        item=item,
        label=label,
        views=() if subject.blind or label is None else label.opinions,
        blind=subject.blind,
        note=typed.note or (mine.note if mine else ""),
    )
