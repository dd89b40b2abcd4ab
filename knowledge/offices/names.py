"""Every name a place of the city bears or bore, by its syllables without accents."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.offices.models import Former, Unit
from knowledge.offices.tokens import Words

LONGEST = 4  # syllables of a name: "Tăng Nhơn Phú A"
_KINDS = ("Thị trấn", "Thành phố", "Đặc khu", "Phường", "Quận", "Huyện", "Tỉnh", "Xã")
_CITY = "Thành phố Hồ Chí Minh"
# What people go on saying for an area that was already merged into another before 2025.
_OLDER = {
    "Quận 2": "Thành phố Thủ Đức", "Quận 9": "Thành phố Thủ Đức",
    "Huyện Long Điền": "Huyện Long Đất", "Huyện Đất Đỏ": "Huyện Long Đất", "Huyện Tân Thành": "Thành phố Phú Mỹ",
    "Tỉnh BRVT": "Tỉnh Bà Rịa - Vũng Tàu", "Tỉnh BR VT": "Tỉnh Bà Rịa - Vũng Tàu", "Tỉnh Bà Rịa": "Thành phố Bà Rịa",
}  # fmt: skip
_SPELLED = {"Xã Phước Kiển": "Xã Phước Kiểng"}  # how many write it
_PROVINCES = (
    "An Giang", "Bắc Ninh", "Cà Mau", "Cần Thơ", "Cao Bằng", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai",
    "Hà Nội", "Hà Tĩnh", "Hải Phòng", "Huế", "Hưng Yên", "Khánh Hòa", "Lai Châu", "Lâm Đồng", "Lạng Sơn", "Lào Cai", "Nghệ An",
    "Ninh Bình", "Phú Thọ", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sơn La", "Tây Ninh", "Thái Nguyên", "Thanh Hóa",
    "Tuyên Quang", "Vĩnh Long",
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """One bearer of a name: a unit of today, a former ward, a former area of several units, or another province."""

    plain: tuple[str, ...]
    kind: str  # "phuong", "xa", "thi tran", "dac khu" of a ward; "quan" and the like of an area; "tinh"
    unit: Unit | None = None
    former: Former | None = None
    area: str | None = None


@dataclass
class Names:
    """The names by their syllables: `wards` of units and former wards, `areas` of former districts, `elsewhere` of provinces."""

    wards: dict[tuple[str, ...], list[Name]] = field(default_factory=dict)
    areas: dict[tuple[str, ...], list[Name]] = field(default_factory=dict)
    elsewhere: dict[tuple[str, ...], list[Name]] = field(default_factory=dict)


def collect(units: Iterable[Unit]) -> Names:
    """Gather the names of `units`, of what they were made of and of the other provinces."""
    names = Names()
    formers: dict[Former, None] = {}
    areas: dict[str, None] = {}
    for unit in units:
        _add(names.wards, unit.full, unit=unit)
        formers |= dict.fromkeys(part.former for part in unit.parts)
        areas |= dict.fromkeys(unit.districts)
    for former in formers:
        _add(names.wards, former.name, former=former)
        if former.name in _SPELLED:
            _add(names.wards, _SPELLED[former.name], former=former)
    for area in (*areas, *dict.fromkeys(former.province for former in formers)):
        if area != _CITY:
            _add(names.areas, area, area=area)
    _initials(names, areas)
    for called, area in _OLDER.items():
        _add(names.areas, called, area=area)
    for province in _PROVINCES:
        _add(names.elsewhere, f"Tỉnh {province}", area=province)
    return names


def split(full: str) -> tuple[str, str]:
    """Part "Phường Bến Nghé" into its kind without accents and its name."""
    kind = next(kind for kind in _KINDS if full.startswith(f"{kind} "))
    return " ".join(token.bare for token in Words(kind).tokens), full.removeprefix(kind).strip()


def _add(
    table: dict[tuple[str, ...], list[Name]], full: str, unit: Unit | None = None, former: Former | None = None, area: str | None = None
) -> None:
    kind, name = split(full)
    tokens = Words(name).tokens
    entry = Name(tuple(token.plain for token in tokens), kind, unit, former, area)
    table.setdefault(tuple(token.bare for token in tokens), []).append(entry)


def _initials(names: Names, areas: Iterable[str]) -> None:
    """Add "BT" for Bình Thạnh and Bình Tân: the ward beside it tells which. Initials with a vowel are words ("từ", "ta")."""
    for area in areas:
        kind, name = split(area)
        initials = "".join(token.bare[0] for token in Words(name).tokens)
        if len(initials) > 1 and not set(initials) & set("aeiou"):
            names.areas.setdefault((initials,), []).append(Name((initials,), f"{kind} initials", area=area))
