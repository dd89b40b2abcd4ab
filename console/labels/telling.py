"""Words for what the training room tells in names and figures."""

from console import pages
from training.inbox.schemas import Item
from training.texts import key_of

# From which figure on a factor is told with which words; each ends with what is below.
_UNCERTAIN = ((0.8, "labels.uncertain_high"), (0.5, "labels.uncertain_middle"), (0.0, "labels.uncertain_low"))
_HARM = (
    (10.0, "labels.harm_danger"), (3.0, "labels.harm_wrong"), (2.0, "labels.harm_answered"), (1.0, "labels.harm_again"),
    (0.0, "labels.harm_light"),
)  # fmt: skip


def entity(name: str) -> str:
    """Return what a kind of entity is called, or its own name."""
    return pages.words().get(f"trial.entity_{name}", name)


def factors(item: Item) -> list[str]:
    """Return why a text is as useful as it is: how likely it was misread, how often it was written, what a misreading costs."""
    often = pages.text("labels.times", count=pages.amount(item.times))
    return [pages.text(_word(_UNCERTAIN, item.weight.uncertainty)), often, pages.text(_word(_HARM, item.weight.harm))]


def same(text: str, other: str) -> bool:
    """Tell whether two texts are the same but for accents, case and blanks."""
    return key_of(text) == key_of(other)


def _word(steps: tuple[tuple[float, str], ...], figure: float) -> str:
    return next(key for least, key in steps if figure >= least)
