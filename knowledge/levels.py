"""Which record of one procedure is meant: the portal keeps one for each level that handles it, and some twice."""

import re

from core.procedure import Level, Procedure
from core.text import fold, normalize

_ORDER: dict[Level, int] = {"ward": 0, "province": 1, "ministry": 2, "other": 3}
_SAID: dict[Level, re.Pattern[str]] = {
    "ward": re.compile(r"\bcap xa\b|\b(?:ubnd|uy ban|cong an|tren|ra|len|o|tai) (?:phuong|xa)\b(?! hoi)"),
    "province": re.compile(r"\bcap (?:tinh|thanh pho)\b|\b(?:ubnd|uy ban nhan dan|cong an) (?:tinh|thanh pho)\b|\btai (?:so|tinh)\b"),
    "ministry": re.compile(r"\b(?:cap )?trung uong\b|\bcap bo\b|\b(?:tai|cua|len) (?:bo|cuc)\b"),
}

# Read with accents: "cơ quan", "quản lý" and "chủ quản" are folded like "quận".
_DISTRICT = re.compile(
    r"\bcấp (?:quận|huyện)\b|\b(?:ủy ban nhân dân|ubnd|ủy ban|công an|bảo hiểm xã hội|bhxh|thuế|tòa án|tòa án nhân dân"
    r"|thi hành án dân sự|quân sự|cơ quan|phòng [^.;,()\n]{3,60}|trung tâm [^.;,()\n]{3,60}) (?:các )?(?:quận|huyện)\b"
)


def names_district(text: str) -> bool:
    """Tell whether `text` names an office of a district; there is none in the city since 1 July 2025."""
    return bool(_DISTRICT.search(normalize(text).lower()))


def said(text: str) -> frozenset[Level]:
    """Return the levels that `text` speaks of: "nộp ở công an xã" speaks of the ward."""
    folded = fold(text)
    return frozenset(level for level, pattern in _SAID.items() if pattern.search(folded))


def likely(procedure: Procedure) -> tuple[int, bool, str]:
    """Order by how likely a citizen means it: the ward before the province before the ministry, citizens before others."""
    return min((_ORDER[level] for level in procedure.level), default=3), "Công dân Việt Nam" not in procedure.subjects, procedure.code


def meant(records: list[Procedure], said: frozenset[Level]) -> Procedure:
    """Return the one of `records`, all of one procedure, that is meant when the levels `said` are spoken of.

    When none is, a record in plain words, which has names that people use, stands before an official one.
    """
    return min(records, key=lambda record: (not said & set(record.level), not record.aliases, likely(record)))
