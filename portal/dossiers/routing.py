"""Which portal knows a dossier: by the agency in its code."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.settings import Settings
from core.text.dossier_codes import DossierCode
from portal.dossiers.access import Patience, PortalAccess
from portal.dossiers.ports import DossierStatusProvider

_AGENCIES = Path(__file__).with_name("agencies.tsv")
# What an adapter cannot do without, beside its name.
_NEEDS = {
    "national": ("url", "username", "password", "agency"),
    "opencps": ("url",),
    "igate": ("url", "token_url", "client_id", "client_secret"),
    "sample": (),
}
_PREFIX = re.compile(r"([A-Z0-9]+(\.[A-Z0-9]+)*)?")
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Portal:
    """A portal, and what citizens call it (may be empty)."""

    provider: DossierStatusProvider
    title: str = ""


class Portals:
    """The portals by agency prefix; "" serves every other code."""

    def __init__(self, portals: Mapping[str, Portal], ours: str = "Thành phố Hồ Chí Minh") -> None:
        """Use `portals`; `ours` is the province or city whose dossiers are looked up here.

        Raises:
            ValueError: a prefix is no agency's, or no portal serves the codes that no prefix fits.
        """
        if "" not in portals:
            raise ValueError('TROLY_DOSSIER_PORTALS: no portal for "", which serves every other code')
        self._portals = {prefix.upper(): portal for prefix, portal in portals.items()}
        if strange := [prefix for prefix in self._portals if not _PREFIX.fullmatch(prefix)]:
            raise ValueError(f"TROLY_DOSSIER_PORTALS: no agency's code begins with {strange[0]!r}")
        self._ours = ours.casefold()

    @classmethod
    def of(cls, settings: Settings, patience: Patience, clock: Callable[[], datetime]) -> "Portals":
        """Make the portals of `TROLY_DOSSIER_PORTALS`, or the sample portal for all when none is set. Opens no connection.

        Raises:
            ValueError: the setting is misspelt or lacks something; the message holds none of its values.
        """
        wanted = settings.dossier_portals or {"": {"adapter": "sample"}}
        accesses = {prefix: _access(prefix, raw) for prefix, raw in wanted.items()}
        made = {prefix: Portal(_made(prefix, access, patience, clock), access.title) for prefix, access in accesses.items()}
        return cls(made, settings.jurisdiction)

    @property
    def all(self) -> tuple[Portal, ...]:
        """Every portal."""
        return tuple(self._portals.values())

    def serving(self, code: DossierCode) -> Portal:
        """Return the portal that knows `code`: of the prefixes that fit, the longest."""
        return self._portals[max((prefix for prefix in self._portals if _fits(prefix, code)), key=len)]

    def elsewhere(self, code: DossierCode) -> str | None:
        """Return the province that issued `code` when it is none of ours and no prefix names it: its own portal knows it.

        Ministries, and letters that no list has (districts and provinces that were merged), are looked up like our own.
        """
        owner = agencies().get(code.unit or "")
        if owner is None or not (code.unit or "").startswith("H") or owner.casefold() == self._ours:
            return None
        return None if any(prefix and _fits(prefix, code) for prefix in self._portals) else owner


@cache
def agencies() -> Mapping[str, str]:
    """Return who issues codes, by unit: "H56" -> "tỉnh Thanh Hóa"."""
    lines = [line for line in _AGENCIES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("\t") for line in lines)


def patience_of(settings: Settings) -> Patience:
    """Return the patience of `TROLY_DOSSIER_PATIENCE`. Raises `ValueError` where it is misspelt."""
    return _read(Patience, settings.dossier_patience, "TROLY_DOSSIER_PATIENCE")


def _fits(prefix: str, code: DossierCode) -> bool:
    """Tell whether `prefix` is the code's unit or its first groups: "H29.1" is none of "H29.18"."""
    return not prefix or prefix == code.unit or f"{code.agency}.".startswith(f"{prefix}.")


def _access(prefix: str, raw: Any) -> PortalAccess:
    where = _where(prefix)
    access = _read(PortalAccess, raw, where)
    values = access.model_dump()
    if missing := [name for name in _NEEDS[access.adapter] if not _value(values[name])]:
        raise ValueError(f"{where}: the adapter {access.adapter} needs {', '.join(missing)}")
    return access


def _value(value: Any) -> str:
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)


def _read(model: type[_Model], raw: Any, where: str) -> _Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        # Without pydantic's own words, which quote what was given: passwords stand in it.
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False, include_url=False)]
        raise ValueError(f"{where}: {'; '.join(faults)}") from None


def _made(prefix: str, access: PortalAccess, patience: Patience, clock: Callable[[], datetime]) -> DossierStatusProvider:
    try:
        return _provider(access, patience, clock)
    except ValueError as error:
        raise ValueError(f"{_where(prefix)}: {error}") from None


def _where(prefix: str) -> str:
    return f'TROLY_DOSSIER_PORTALS, "{prefix}"'


def _provider(access: PortalAccess, patience: Patience, clock: Callable[[], datetime]) -> DossierStatusProvider:
    """Make the adapter of `access`; each is imported where it is chosen, so that a program loads those it uses."""
    if access.adapter == "national":
        from portal.dossiers.adapters.national import NationalStatus

        return NationalStatus(access, patience, clock)
    if access.adapter == "opencps":
        from portal.dossiers.adapters.opencps import OpenCpsStatus

        return OpenCpsStatus(access, patience, clock)
    if access.adapter == "igate":
        from portal.dossiers.adapters.igate import IgateStatus

        return IgateStatus(access, patience, clock)
    from portal.dossiers.sample.portal import SampleStatus

    return SampleStatus(clock, access.title)
