"""Whose procedures the release holds (thẩm quyền): the nation's and the city's, for citizens."""

import re
from dataclasses import dataclass
from typing import Any

from core.settings import Settings
from core.text import fold

INTERNAL = "internal"
OTHER_PROVINCE = "other province"
_WORDS = {INTERNAL: "internal: between offices, not for citizens", OTHER_PROVINCE: "another province's own: issued by {issuer}"}
# What a province's own authority is called; ministries, courts, banks and state companies are the nation's.
_LOCAL = re.compile(r"(ubnd|uy ban nhan dan|trung tam|so)\b")
_KIND = re.compile(r"^(thanh pho|tinh|tp\.?)\s+")


@dataclass(frozen=True)
class Scope:
    """What an import keeps. `jurisdiction` is the name of the city or province, in any spelling of its kind."""

    jurisdiction: str = "Thành phố Hồ Chí Minh"
    keep_other_provinces: bool = False
    keep_internal: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Scope":
        """Return the scope the settings tell."""
        return cls(settings.jurisdiction, settings.keep_other_provinces, settings.keep_internal)

    def reasons(self, raw: dict[str, Any]) -> dict[str, str]:
        """Return why a portal record is kept out, the first reason first: `{reason: in words}`; empty when it is kept."""
        detail, found = raw.get("detail") or {}, []
        if detail.get("isInternal") and not self.keep_internal:
            found.append(INTERNAL)
        issuer = str(detail.get("departmentPromulgateName") or "")
        if not self.keep_other_provinces and self._elsewhere(fold(issuer)):
            found.append(OTHER_PROVINCE)
        return {reason: _WORDS[reason].format(issuer=issuer.strip()) for reason in found}

    def _elsewhere(self, issuer: str) -> bool:
        return bool(_LOCAL.match(issuer)) and not self._own(issuer)

    def _own(self, issuer: str) -> bool:
        name = _KIND.sub("", fold(self.jurisdiction))
        initials = "".join(word[0] for word in name.split())
        return bool(re.search(rf"\b({re.escape(name)}|(tp)?{re.escape(initials)})\b", issuer))
