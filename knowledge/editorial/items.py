"""What became of the items of a list: which are new, gone, changed, or only stand elsewhere."""

import json
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from core.text import fold

Kind = Literal["added", "removed", "changed", "moved", "same"]
_NAMES = ("number", "code", "channel", "name", "kind")  # what an item is known by, the first that it has
_ALIKE = 0.6  # of two texts, by which the later is an edit of the earlier
# What texts are compared by, and how many pairs of it at most; of more, items are told as gone and new.
_CUTS: tuple[tuple[Callable[[str], Sequence[str]], int], ...] = ((str, 4_000_000), (str.split, 40_000_000))


@dataclass(frozen=True)
class ItemChange:
    """One item: what it was and where, what it is and where. Places count from 0; None: it was, or is, not there."""

    kind: Kind
    before: Any
    after: Any
    was: int | None
    now: int | None


def compare(before: Sequence[Any], after: Sequence[Any]) -> list[ItemChange]:
    """Return what became of the items of `before`, in the order of `after`, each gone one where it stood."""
    pairs = _pairs(before, after)
    kept = _in_order(pairs)
    found = [_change(before, after, was, now, (was, now) in kept) for was, now in pairs]
    left, here = {was for was, _ in pairs}, {now for _, now in pairs}
    found += [ItemChange("added", None, after[now], None, now) for now in range(len(after)) if now not in here]
    found += [ItemChange("removed", before[was], None, was, None) for was in range(len(before)) if was not in left]
    return sorted(found, key=lambda one: _place(one, pairs))


def _change(before: Sequence[Any], after: Sequence[Any], was: int, now: int, in_order: bool) -> ItemChange:
    kind: Kind = "changed" if before[was] != after[now] else "same" if in_order else "moved"
    return ItemChange(kind, before[was], after[now], was, now)


def _pairs(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[int, int]]:
    """Pair equal items first, then those of one name, then texts that are alike; in the order of `after`."""
    pairs: list[tuple[int, int]] = []
    old, new = list(range(len(before))), list(range(len(after)))
    for key in (_whole, _name):
        pairs += _matched([(key(before[was]), was) for was in old], [(key(after[now]), now) for now in new])
        old, new = _rest(old, {was for was, _ in pairs}), _rest(new, {now for _, now in pairs})
    pairs += _alike({was: _text(before[was]) for was in old}, {now: _text(after[now]) for now in new})
    return sorted(pairs, key=lambda pair: pair[1])


def _rest(places: Iterable[int], gone: set[int]) -> list[int]:
    return [place for place in places if place not in gone]


def _matched(old: list[tuple[str | None, int]], new: list[tuple[str | None, int]]) -> list[tuple[int, int]]:
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for key, was in old:
        if key is not None:
            waiting[key].append(was)
    return [(waiting[key].popleft(), now) for key, now in new if key is not None and waiting.get(key)]


def _whole(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


def _name(item: Any) -> str | None:
    """The unnamed case is known by having no name."""
    if not isinstance(item, dict):
        return None
    key = next((key for key in _NAMES if key in item), None)
    return None if key is None else f"{key}:{fold(str(item[key] or ''))}"


def _alike(old: Mapping[int, str], new: Mapping[int, str]) -> list[tuple[int, int]]:
    """Pair the likest first: by their letters, long lists by their words."""
    for cut, most in _CUTS:
        first, second = ({at: cut(text) for at, text in texts.items()} for texts in (old, new))
        if sum(map(len, first.values())) * sum(map(len, second.values())) <= most:
            return _likest([(_likeness(one, other), was, now) for was, one in first.items() for now, other in second.items()])
    return []


def _likest(likeness: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    pairs: dict[int, int] = {}
    for alike, was, now in sorted(likeness, key=lambda one: (-one[0], one[1], one[2])):
        if alike >= _ALIKE and was not in pairs and now not in pairs.values():
            pairs[was] = now
    return list(pairs.items())


def _text(item: Any) -> str:
    return item if isinstance(item, str) else str(item.get("name") or item.get("text") or "")


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _in_order(pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the most pairs whose items stand in the same order as before: the others were moved (longest rising run)."""
    ends: list[int] = []
    last: list[int] = []  # index into pairs of the end of the best run of each length
    back: list[int | None] = []
    for index, (was, _) in enumerate(pairs):
        length = bisect_left(ends, was)
        back.append(last[length - 1] if length else None)
        ends[length : length + 1], last[length : length + 1] = [was], [index]
    kept, at = set(), last[-1] if last else None
    while at is not None:
        kept.add(pairs[at])
        at = back[at]
    return kept


def _place(change: ItemChange, pairs: list[tuple[int, int]]) -> tuple[float, int]:
    """A gone item stands behind the last kept one that stood before it."""
    if change.now is not None or change.was is None:
        return change.now or 0, 0
    return max((now for was, now in pairs if was < change.was), default=-1) + 0.5, change.was
