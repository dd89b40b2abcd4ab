"""What was typed on the pages of operation, read into the values of the settings."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from console.auth.schemas import Invalid
from conversations.notices import CHANNELS
from core.clock import VIETNAM
from core.text import normalize
from core.working_days import HOURS, OfficeHours, Sitting

NOTICE, NOTE, GREETING, NAME = 300, 500, 300, 120  # characters
LONGEST_RUN = 31  # days off in one entry
_LONGEST_NOTICE = timedelta(days=60)


class Reading:
    """Reads the fields of one form; what is wrong with each is gathered and told together."""

    def __init__(self, typed: Mapping[str, Any]) -> None:
        """Read from `typed`."""
        self.typed, self.faults = typed, dict[str, str]()

    def text(self, name: str, most: int, needed: bool = False) -> str:
        """Return a text on one line, composed, without what cannot be seen."""
        text = " ".join(normalize(str(self.typed.get(name) or "")).split())
        if needed and not text:
            self.faults[name] = "switches.fault_empty"
        if len(text) > most:
            self.faults[name] = f"switches.fault_long_{most}"
        return text

    def moment(self, name: str) -> datetime | None:
        """Return a moment as `datetime-local` sends it, in the city's time."""
        try:
            return datetime.fromisoformat(str(self.typed.get(name) or "")).replace(tzinfo=VIETNAM)
        except ValueError:
            self.faults[name] = "switches.fault_moment"
            return None

    def day(self, name: str, fallback: date | None = None) -> date | None:
        """Return a day; `fallback` where nothing was typed."""
        given = str(self.typed.get(name) or "")
        if not given and fallback:
            return fallback
        try:
            return date.fromisoformat(given)
        except ValueError:
            self.faults[name] = "switches.fault_day"
            return None

    def sitting(self, name: str) -> list[list[str]]:
        """Return the sitting of `name`_from and `name`_to: none where both are empty."""
        ends = [str(self.typed.get(f"{name}_{end}") or "") for end in ("from", "to")]
        if not any(ends):
            return []
        try:
            # No seconds and no zone: what is kept is a time of the city's clock, to the minute.
            opens, closes = (time.fromisoformat(end).replace(second=0, microsecond=0, tzinfo=None) for end in ends)
        except ValueError:
            self.faults[f"{name}_to"] = "switches.fault_time"
            return []
        if closes <= opens:
            self.faults[f"{name}_to"] = "switches.fault_order"
        return [[f"{opens:%H:%M}", f"{closes:%H:%M}"]]

    def end(self) -> None:
        """Raise `Invalid` if anything was wrong."""
        if self.faults:
            raise Invalid(self.faults)


def notice(typed: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return a notice without its number. Raises `Invalid`."""
    reading = Reading(typed)
    value: dict[str, Any] = {"text": reading.text("text", NOTICE, needed=True), "english": reading.text("english", NOTICE)}
    starts, ends = reading.moment("starts"), reading.moment("ends")
    value["kind"] = "warning" if typed.get("kind") == "warning" else "info"
    value["channels"] = [channel for channel in CHANNELS if channel in (typed.get("channels") or [])]
    if not value["channels"]:
        reading.faults["channels"] = "switches.fault_channels"
    if starts and ends:
        if ends <= starts:
            reading.faults["ends"] = "switches.fault_order"
        elif ends <= now:
            reading.faults["ends"] = "switches.fault_over"
        elif ends - starts > _LONGEST_NOTICE:
            reading.faults["ends"] = "switches.fault_too_far"
        value["starts"], value["ends"] = starts.isoformat(), ends.isoformat()
    reading.end()
    return value


def hours(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return office hours as a setting. Raises `Invalid`."""
    reading = Reading(typed)
    value = read_hours(reading)
    reading.end()
    return value


def read_hours(reading: Reading) -> dict[str, Any]:
    """Read office hours; what is wrong stands in the faults of `reading`."""
    days = sorted({int(day) for day in reading.typed.get("days") or [] if day in list("0123456")})
    morning, afternoon, saturday = (reading.sitting(name) for name in ("morning", "afternoon", "saturday"))
    value = {"days": days, "sittings": morning + afternoon, "saturday": saturday}
    if not reading.faults:
        if morning and afternoon and afternoon[0][0] <= morning[0][1]:
            reading.faults["afternoon_from"] = "switches.fault_overlap"
        elif not (days and value["sittings"]) and not saturday:
            reading.faults["days"] = "switches.fault_hours"
    return value


def shown_hours(value: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what the fields of office hours show for a setting; `None`: the usual ones."""
    open_ = OfficeHours.of(value) if value else HOURS
    noon = time(12)
    shown: dict[str, Any] = {"days": [str(day) for day in open_.days]}
    halves: dict[str, Sitting | None] = {"morning": None, "afternoon": None, "saturday": open_.saturday[0] if open_.saturday else None}
    if len(open_.sittings) == 1:
        halves["morning" if open_.sittings[0][0] < noon else "afternoon"] = open_.sittings[0]
    else:
        halves |= dict(zip(("morning", "afternoon"), open_.sittings, strict=False))
    for name, half in halves.items():
        shown[f"{name}_from"], shown[f"{name}_to"] = (f"{end:%H:%M}" for end in half) if half else ("", "")
    return shown


def days(typed: Mapping[str, Any], years: tuple[int, int]) -> dict[str, dict[str, str]]:
    """Return days off, or worked, of one of `years`: `{"2026-11-24": {"kind": "off", "name": ...}}`. Raises `Invalid`."""
    reading = Reading(typed)
    entry = {"kind": "work" if typed.get("kind") == "work" else "off", "name": reading.text("name", NAME, needed=True)}
    if english := reading.text("name_en", NAME):
        entry["name_en"] = english
    first = reading.day("first")
    last = reading.day("last", first) if first else None
    if first and last:
        if last < first:
            reading.faults["last"] = "switches.fault_order"
        elif not years[0] <= first.year <= last.year <= years[1]:
            reading.faults["first"] = "switches.fault_year"
        elif (last - first).days >= LONGEST_RUN:
            reading.faults["last"] = "switches.fault_run"
    reading.end()
    assert first and last  # noqa: S101, PT018
    return {(first + timedelta(days=n)).isoformat(): dict(entry) for n in range((last - first).days + 1)}


def unit(typed: Mapping[str, Any], before: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the settings of a unit that stood as `before`; its note is dated by the day it was changed. Raises `Invalid`."""
    reading = Reading(typed)
    value: dict[str, Any] = {
        name: reading.text(name, most) for name, most in (("greeting", GREETING), ("greeting_en", GREETING), ("note", NOTE))
    }
    value["off"] = typed.get("off") == "1"
    value["hours"] = read_hours(reading) if typed.get("own_hours") == "1" else None
    value["noted"] = before.get("noted") if value["note"] == before.get("note") else today.isoformat() if value["note"] else None
    reading.end()
    return value
