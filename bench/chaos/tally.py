"""What became of the messages."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from bench.chaos.scripts import Expected


@dataclass
class Tally:
    """Counts of messages, of what the phones showed, and of pairs of answers."""

    written: int = 0
    lost: int = 0  # no answer, or not all of it
    doubled: int = 0  # shown more than once
    changed: int = 0  # another answer than while nothing was killed
    unordered: int = 0
    late: int = 0  # in another order, in which the platform itself had delivered the questions

    def __add__(self, other: "Tally") -> "Tally":
        """Add two."""
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def count(expected: Expected, written: Sequence[str], got: Sequence[str], taken: Sequence[str]) -> Tally:
    """Compare what somebody saw with what they should have seen.

    Args:
        expected: the answers.
        written: the messages, in their order.
        got: what the phone showed, in its order.
        taken: the messages in the order in which the gateway acknowledged them.
    """
    first = {part: place for place, part in reversed(list(enumerate(got)))}
    answered = [text for text in written if all(part in first for part in expected.answers[text])]
    wrong, late = _orders(expected, answered, first, taken)
    return Tally(
        written=len(written),
        lost=len(written) - len(answered),
        doubled=sum(1 for part in got if part in expected.of) - sum(1 for part in first if part in expected.of),
        changed=sum(1 for part in got if part not in expected.of),
        unordered=wrong,
        late=late,
    )


def _orders(expected: Expected, answered: Sequence[str], first: dict[str, int], taken: Sequence[str]) -> tuple[int, int]:
    """Count the pairs that came the other way round: through our fault, and since the platform delivered them so."""
    places = [[first[part] for part in expected.answers[text]] for text in answered]
    wrong = sum(1 for parts in places if parts != sorted(parts))
    late = 0
    for later in range(len(answered)):
        for earlier in range(later):
            if places[later][0] < places[earlier][-1]:
                swapped = _place(taken, answered[later]) < _place(taken, answered[earlier])
                wrong, late = (wrong, late + 1) if swapped else (wrong + 1, late)
    return wrong, late


def _place(taken: Sequence[str], text: str) -> int:
    return taken.index(text) if text in taken else len(taken)
