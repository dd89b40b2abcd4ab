"""From what a message names to the place that is meant: one unit, or the units among which a person must choose."""

from collections.abc import Iterable
from itertools import chain

from knowledge.offices.mentions import Mention
from knowledge.offices.models import Former, Place, PlaceKind, Unit
from knowledge.offices.tokens import Words

_LONGEST_SAID = 80
_RANK = {"whole": 0, "main": 1, "part": 2}


class Units:
    """The units, and which of them hold a former ward or a former area."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.all = tuple(units)
        self._of_former: dict[Former, list[tuple[int, Unit]]] = {}
        self._of_area: dict[str, dict[Unit, int]] = {}
        for unit in self.all:
            for part in unit.parts:
                rank = _RANK[part.share]
                self._of_former.setdefault(part.former, []).append((rank, unit))
                for area in (part.former.district, part.former.province):
                    held = self._of_area.setdefault(area, {})
                    held[unit] = min(rank, held.get(unit, rank))
            for area in unit.districts:
                self._of_area.setdefault(area, {}).setdefault(unit, 0)

    def of_former(self, former: Former) -> tuple[Unit, ...]:
        """Return the units a former ward is in, the likeliest first."""
        return tuple(unit for _, unit in sorted(self._of_former[former], key=lambda held: held[0]))

    def of_area(self, area: str) -> tuple[Unit, ...]:
        """Return the units of a former district or province, those that hold but a part of one of its wards last."""
        held = self._of_area.get(area, {})
        return tuple(sorted(held, key=lambda unit: held[unit] == _RANK["part"]))

    def wards_of(self, area: str) -> tuple[Former, ...]:
        """Return the former wards of a former district."""
        return tuple(former for former in self._of_former if former.district == area)


def resolve(words: Words, found: list[Mention], units: Units) -> Place | None:
    """Return the place that the mentions of one message mean together; `None` when they name none for sure."""
    wards = [mention for mention in found if mention.level == "ward"]
    areas = [mention for mention in found if mention.level == "area"]
    far = [mention for mention in found if mention.level == "elsewhere"]
    if far and (not (wards or areas) or _right_before(far[0], found)):
        return Place("elsewhere", _said(words, found, far[0]), area=far[0].names[0].area)
    if wards:
        place = _ward(wards[0], _areas(areas), _said(words, found, wards[0]), units, words.plain(wards[0].end) in ("cũ", "cu"))
        if place:
            return place
    return _area(areas, _said(words, found, (wards or areas)[0]), units, unknown=bool(wards)) if areas else None


def _said(words: Words, found: list[Mention], meant: Mention) -> str:
    """Return the person's own words for the place `meant`, with what stands right beside it ("phường 14, quận 10")."""
    start = end = meant
    for mention in found:
        if mention.level != "elsewhere" and mention.start - end.end in (0, 1):
            end = mention
        elif start.start - mention.end in (0, 1):
            start = mention
    return words.text[words.tokens[start.start].start : words.tokens[end.end - 1].end][:_LONGEST_SAID]


def _right_before(far: Mention, found: list[Mention]) -> bool:
    """Tell whether a place of the city ends where the province begins: "phường Long Bình, tỉnh Đồng Nai"."""
    return any(mention.end == far.start for mention in found if mention is not far)


def _areas(mentions: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.area for mention in mentions for name in mention.names if name.area))


def _ward(mention: Mention, areas: tuple[str, ...], said: str, units: Units, old: bool) -> Place | None:
    alike = [name for name in mention.names if name.kind == mention.kind]
    names = alike or list(mention.names)
    today = tuple(name.unit for name in names if name.unit)
    formers = tuple(name.former for name in names if name.former)
    if areas:
        within = tuple(former for former in formers if former.district in areas or former.province in areas)
        lying = tuple(unit for unit in today if set(areas) & set(unit.districts))
        if within:
            return _formers(within, said, units)
        if lying:
            return _today(lying, (), said, units)
        if all(former.name.split()[-1].isdecimal() for former in formers) and not today:
            return None  # no such number in that district: the district is what is known
    if not mention.sure and not areas:
        return None
    if mention.kind and not alike and not today and not areas and not mention.english:
        return Place("ambiguous", said, _held(formers, units), formers)  # a "xã Bình An" need not be our "Phường Bình An"
    return _today(today, formers, said, units) if today and not (old and formers) else _formers(formers, said, units)


def _today(today: tuple[Unit, ...], formers: tuple[Former, ...], said: str, units: Units) -> Place:
    """Today's unit wins over a former ward of its name; those that went (also) elsewhere are told beside it."""
    others = tuple(former for former in formers if not set(units.of_former(former)) <= set(today))
    if len(today) > 1:
        return Place("ambiguous", said, today, others)
    return Place("today", said, today, others)


def _formers(formers: tuple[Former, ...], said: str, units: Units) -> Place:
    held = _held(formers, units)
    if len(held) == 1:
        same = any(former.name == held[0].full for former in formers)
        return Place("today" if same else "merged", said, held, () if same else formers)
    kind: PlaceKind = "split" if len(formers) == 1 else "ambiguous"
    return Place(kind, said, held, formers)


def _held(formers: tuple[Former, ...], units: Units) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(units.of_former(former) for former in formers)))


def _area(mentions: list[Mention], said: str, units: Units, unknown: bool) -> Place | None:
    """Read a former area named alone; initials that stand for two of them name none for sure."""
    meant = next((mention for mention in mentions if not _is_province(mention)), mentions[0])
    areas = tuple(dict.fromkeys(name.area for name in meant.names if name.area))
    if len(areas) > 1 and any(name.kind.endswith("initials") for name in meant.names):
        return None
    area = _narrowest(areas, meant, units)
    held = units.of_area(area)
    if len(held) == 1:
        return Place("today", said, held)
    return Place("district", said, held, area=area, unknown=unknown)


def _is_province(mention: Mention) -> bool:
    return all(name.kind == "tinh" for name in mention.names)


def _narrowest(areas: tuple[str, ...], mention: Mention, units: Units) -> str:
    """Of the areas one name may mean take the one of the kind typed, else the smallest."""
    kinds = {name.area: name.kind for name in mention.names}
    typed = [area for area in areas if mention.kind and kinds.get(area) == mention.kind]
    return min(typed or areas, key=lambda area: len(units.of_area(area)))
