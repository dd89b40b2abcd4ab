"""Say in a few words how one record differs from its twin: level, who handles it, situation, field, whom it is for."""

import re

from core.procedure import Level, Procedure
from core.text import fold
from knowledge import names
from knowledge.markers import Marker, of_name

_LEVELS: dict[Level, str] = {"ward": "cấp xã", "province": "cấp tỉnh", "ministry": "cấp trung ương"}
_TOLD = {
    "huyen": "cấp huyện",
    "xa": "cấp xã",
    "tinh": "cấp tỉnh",
    "bo": "cấp trung ương",
    "trung uong": "cấp trung ương",
    "tw": "cấp trung ương",
}
_TOLD_LEVEL = re.compile(rf"\b(?:cap )?({'|'.join(_TOLD)})$")
_VAGUE = re.compile(r"\bcấp (?:xã|tỉnh|huyện)|\bphường, xã|^(?:công an|bộ, cơ quan)", re.IGNORECASE)
_OTHER_CITY = "Hà Nội"  # some national records name the capital's office for every province's
_OWN_WORDS = re.compile(r"\(([^()]{4,110})\)")
_LIST = re.compile(r"[;\n]|, (?!chống|chữa|cứu|thể|nhiếp)", re.IGNORECASE)
_SHORT = 60


def of_same(record: Procedure, twin: Procedure) -> str:
    """Say how `record` differs from `twin`, another record of the same procedure."""
    if (level := _level(record)) and level != _level(twin):
        office = _short_office(record)
        return f"{level} ({office})" if office and " và " not in level and not _VAGUE.search(office) else level
    ways = (_office, _competence, _field, _subjects)
    return next((told for way in ways if (told := way(record)) and told != way(twin)), None) or _another(record)


def of_near(record: Procedure, twin: Procedure, markers: list[Marker]) -> str:
    """Say how `record` differs from its near twin `twin`: what it is for, and its level where they share none."""
    told = [*_situation(record, twin, markers), *_own_words(record, twin)]
    if not set(record.level) & set(twin.level) and (level := _level(record)):
        told.append(level)
    return ", ".join(told) or of_same(record, twin)


def _situation(record: Procedure, twin: Procedure, markers: list[Marker]) -> list[str]:
    """What the record's name tells and the twin's does not; then what the twin's tells and this one's does not."""
    carried, others = of_name(names.bare(record.name), markers), of_name(names.bare(twin.name), markers)
    told = {m.difference: m.otherwise for m in carried if m.difference}
    known = {m.difference for m in others}
    lacks = [m.otherwise for m in others if m.difference not in told and m.otherwise not in (*told.values(), *told)]
    return list(dict.fromkeys(text for text in (*(text for text in told if text not in known), *lacks) if text))


def _own_words(record: Procedure, twin: Procedure) -> list[str]:
    """The bracket in the name that the twin's name has not: "(đối với doanh nghiệp kinh doanh casino)"."""
    found = [words.strip() for words in _OWN_WORDS.findall(record.name) if words not in twin.name]
    told = [words for words in found if not names.handler(f"({words})") and not re.fullmatch(r"[\d.]+", words)]
    return [words if words[:2].isupper() else words[:1].lower() + words[1:] for words in told[:1]]


def _level(record: Procedure) -> str | None:
    """The level that the name tells, or those of the record."""
    named = _TOLD_LEVEL.search(fold(names.handler(record.name) or ""))
    levels = [_TOLD[named[1]]] if named else [_LEVELS[one] for one in record.level if one in _LEVELS]
    return " và ".join([part for part in (", ".join(levels[:-1]), *levels[-1:]) if part]) or None


def _office(record: Procedure) -> str | None:
    office = _short_office(record)
    return f"do {office} giải quyết" if office else None


def _competence(record: Procedure) -> str | None:
    return names.handler(record.name)


def _short_office(record: Procedure) -> str | None:
    """The office that handles it, where it is one and its name is short."""
    agency = (record.agency or "").strip(" .;")
    return agency if agency and len(agency) <= _SHORT and _OTHER_CITY not in agency and not _LIST.search(agency) else None


def _field(record: Procedure) -> str | None:
    return f"lĩnh vực {record.field}" if record.field else None


def _subjects(record: Procedure) -> str | None:
    return f"dành cho {', '.join(record.subjects)}" if 0 < len(record.subjects) <= 2 else None


def _another(record: Procedure) -> str:
    day = f", cập nhật {record.updated:%d/%m/%Y}" if record.updated else ""
    return f"bản ghi khác của cùng thủ tục, mã {record.code}{day}"
