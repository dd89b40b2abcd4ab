"""What a text may mean: the model's ranking and the intents of like examples in one list, the likeliest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from console.labels.room import Labelling
from console.models.told import intent as title_of
from core.text import fold
from training.corpus.descriptions import FILE, Description, described
from training.corpus.schemas import Example
from training.inbox.schemas import Item, Neighbour
from training.texts import key_of

MOST = 9  # as many as there are keys
_EXAMPLES = 12  # of an intent that are searched
_SHOWN = 2


@dataclass(frozen=True)
class Suggestion:
    """An intent, and who says so: the model with its confidence, the nearest like example with its similarity, both 0 to 1."""

    intent: str
    title: str
    heard: float | None = None
    like: float | None = None
    means: str = ""

    @property
    def chance(self) -> float:
        """Two witnesses: it is wrong if both are. A similarity says little before it is high, so its square counts."""
        return 1 - (1 - (self.heard or 0.0)) * (1 - (self.like or 0.0) ** 2)


@dataclass(frozen=True)
class Choice:
    """An intent that can be chosen: what it means, a few examples, and the letters it is found by, folded."""

    intent: str
    title: str
    told: Description
    examples: Sequence[str] = field(default=())
    find: str = ""


def suggestions(heard: Iterable[tuple[str, float]], like: Iterable[Neighbour], room: Labelling) -> list[Suggestion]:
    """Return the intents that the model or a like example names and that can be chosen, the likeliest first, at most nine."""
    model = dict(heard)
    near: dict[str, float] = {}
    for one in like:
        near[one.intent] = max(one.similarity, near.get(one.intent, 0.0))
    known, told = room.known.examples(), _told(room)
    names = [name for name in dict.fromkeys((*model, *near)) if name in known]
    made = [Suggestion(name, title_of(name), model.get(name), near.get(name), told.get(name, Description()).means) for name in names]
    return sorted(made, key=lambda one: -one.chance)[:MOST]


def neighbours(room: Labelling, text: str, item: Item | None) -> list[Neighbour]:
    """Return labelled texts that are like this one, and not itself: what the inbox found, or what shares its words."""
    key = key_of(text)
    found = item.neighbours if item else ()
    if not found:
        found = tuple(Neighbour(other, intent, share) for share, other, intent in room.known.neighbours(text))
    return [one for one in found if key_of(one.text) != key]


def choices(room: Labelling) -> list[Choice]:
    """Return every intent that has an example, by its title."""
    told = _told(room)
    made = [_choice(name, examples, told) for name, examples in room.known.examples().items()]
    return sorted(made, key=lambda one: fold(one.title))


def _choice(name: str, examples: Sequence[Example], told: Mapping[str, Description]) -> Choice:
    about = told.get(name, Description())
    texts = [one.text for one in examples[:_EXAMPLES]]
    found = " ".join((title_of(name), name.replace("_", " "), name, about.means, about.choose, *texts))
    return Choice(name, title_of(name), about, texts[:_SHOWN], fold(found))


def _told(room: Labelling) -> Mapping[str, Description]:
    file = room.home / FILE
    return _described(room.home, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(1)
def _described(home: Path, changed: int) -> Mapping[str, Description]:
    """Read the descriptions of a file that was `changed` then, once: every text asks for them."""
    return described(home)
