"""What wards, communes and departments say of themselves (đơn vị): greeting, hours, a note, and whether they answer by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.words import Language
from core.working_days import OfficeHours

NAME = "units"  # of the setting


@dataclass(frozen=True)
class OwnWords:
    """A unit's own settings, as they are told; "" and `None` where it has none."""

    greeting: str = ""
    greeting_en: str = ""
    note: str = ""  # address, telephone, how to get there: the unit's word, not ours
    noted: date | None = None  # when it said so
    hours: OfficeHours | None = None
    off: bool = False  # it wants to be asked directly

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "OwnWords":
        """Read one entry of the setting. Raises `KeyError`, `TypeError` or `ValueError` for one that is none."""
        words = {name: str(value.get(name) or "") for name in ("greeting", "greeting_en", "note")}
        noted, hours = value.get("noted"), value.get("hours")
        return cls(
            **words,
            noted=date.fromisoformat(noted) if noted else None,
            hours=OfficeHours.of(hours) if hours else None,
            off=value.get("off") is True,
        )

    def greets(self, language: Language) -> str:
        """Return its greeting in `language`; a Vietnamese one greets everybody."""
        return (language == "en" and self.greeting_en) or self.greeting


class UnitBook:
    """What one program knows of the units; `hold` is handed each change of the setting."""

    def __init__(self) -> None:
        """Begin with none that said anything."""
        self._units: Mapping[str, OwnWords] = {}

    def hold(self, value: Any) -> None:
        """Take the setting: `{"26740": {"greeting": ..., ...}}`, keyed by a unit's code or a department's name; as `OwnWords.of`."""
        self._units = {code: OwnWords.of(entry) for code, entry in (value or {}).items()}

    def of(self, code: str) -> OwnWords | None:
        """Return what a unit says of itself, or `None`."""
        return self._units.get(code)

    def all(self) -> Mapping[str, OwnWords]:
        """Return all that say something."""
        return self._units
