"""The form of a legal document."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form

from console.auth.schemas import Invalid
from console.keeping.days import read_day
from core.text import normalize
from knowledge.editorial.law_numbers import LONGEST, bare, key
from knowledge.editorial.laws import Law, Laws

_LONGEST_NAME, _LONGEST_URL = 1_000, 2_000
_Typed = Annotated[str, Form(max_length=4_000)]


@dataclass(frozen=True)
class LawForm:
    """What was typed. `seen` is the stamp of the document that was looked at."""

    number: str = ""
    name: str = ""
    issued: str = ""
    valid_from: str = ""
    valid_to: str = ""
    replaced_by: str = ""
    source_url: str = ""
    seen: str = ""

    @classmethod
    def sent(
        cls, number: _Typed = "", name: _Typed = "", issued: _Typed = "", valid_from: _Typed = "", valid_to: _Typed = "",
        replaced_by: _Typed = "", source_url: _Typed = "", seen: _Typed = "",
    ) -> "LawForm":  # fmt: skip
        """Read the form that was sent."""
        return cls(number, name, issued, valid_from, valid_to, replaced_by, source_url, seen)

    @classmethod
    def of(cls, law: Law, seen: str = "") -> "LawForm":
        """Return the form filled with `law`."""
        issued, begins, ends = (day.isoformat() if day else "" for day in (law.issued, law.valid_from, law.valid_to))
        return cls(law.number, law.name, issued, begins, ends, law.replaced_by or "", law.source_url or "", seen)

    def of_number(self, number: str) -> "LawForm":
        """Return the form of the document that is changed: its number stays."""
        return replace(self, number=number)

    def looked_again(self, seen: str) -> "LawForm":
        """Return the form for another try."""
        return replace(self, seen=seen)

    def checked(self, laws: Laws) -> Law:
        """Return the document. Raises `Invalid`."""
        faults: dict[str, str] = {}
        days: dict[str, date | None] = {}
        for name in ("issued", "valid_from", "valid_to"):
            try:
                days[name] = read_day(getattr(self, name))
            except ValueError:
                faults[name] = "keeping.fault_day"
        if not 1 <= len(bare(self.number)) <= LONGEST or not any(one.isdigit() for one in self.number):
            faults["number"] = "keeping.fault_law_number"
        if len(self.name) > _LONGEST_NAME:
            faults["name"] = "keeping.fault_long"
        if self.source_url.strip() and not _is_address(self.source_url.strip()):
            faults["source_url"] = "keeping.fault_address"
        if not faults:
            faults = self._against_itself(days, laws)
        if faults:
            raise Invalid(faults)
        url = self.source_url.strip() or None
        return Law(self.number, normalize(self.name), **days, replaced_by=self.replaced_by.strip() or None, source_url=url)

    def _against_itself(self, days: dict[str, date | None], laws: Laws) -> dict[str, str]:
        begins, ends, successor = days["valid_from"], days["valid_to"], self.replaced_by.strip()
        if begins and ends and begins > ends:
            return {"valid_to": "keeping.fault_ends_early"}
        if len(bare(successor)) > LONGEST:
            return {"replaced_by": "keeping.fault_law_number"}
        if successor and key(successor) == key(self.number):
            return {"replaced_by": "keeping.fault_replaces_itself"}
        other = laws.find(successor) if successor and not ends else None
        if successor and not ends and (other is None or other.valid_from is None or (begins and other.valid_from <= begins)):
            return {"valid_to": "keeping.fault_replaced_when"}
        return {}


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= _LONGEST_URL and text.isprintable() and " " not in text
    )
