"""Which portal serves which code, and what a setting may not say."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from core.settings import Settings
from core.text.dossier_codes import DossierCode, find
from portal.dossiers.access import Patience
from portal.dossiers.routing import Portal, Portals, agencies, patience_of
from tests.portal.dossiers.providers import NOON, KnownPortal

SECRET = "geheim-98765"
NATIONAL = {"adapter": "national", "url": "https://portal.example", "username": "u", "password": SECRET, "agency": "000.00.01.H29"}
IGATE = {
    "adapter": "igate",
    "url": "https://igate.example",
    "token_url": "https://sso.example/token",
    "client_id": "us",
    "client_secret": SECRET,
}
OPENCPS = {"adapter": "opencps", "url": "https://opencps.example", "group_id": "1"}


def code(text: str) -> DossierCode:
    return find(text, NOON.date())[0].code


def portals(*prefixes: str) -> Portals:
    return Portals({prefix: Portal(KnownPortal(), prefix or "the rest") for prefix in ("", *prefixes)})


def made(portals: dict[str, dict[str, Any]], **more: Any) -> Portals:
    return Portals.of(Settings(dossier_portals=portals, **more), Patience(), lambda: datetime.now(timezone.utc))


@pytest.mark.parametrize(
    ("text", "prefixes", "serves"),
    [
        ("H29.18-260310-0420", (), "the rest"),
        ("H29.18-260310-0420", ("H29", "H29.18", "G09"), "H29.18"),
        ("H29.18-260310-0420", ("H29.1", "H29.180"), "the rest"),
        ("H29.18-260310-0420", ("H29.1", "H29"), "H29"),
        ("H29.18-260310-0420", ("h29.18",), "H29.18"),
        ("000.00.01.H29-260310-0420", ("H29", "H29.18"), "H29"),
        ("000.00.01.H29-260310-0420", ("H29", "000.00.01.H29"), "000.00.01.H29"),
        ("000.00.01.H29-260310-0420", ("000.00", "000.0"), "000.00"),
        ("G09.20-20260609-0092637", ("G09", "H29"), "G09"),
        ("38.98.H29-210519-0013", ("H29",), "H29"),
        ("03706/2026/07906", ("03706", "H29"), "03706"),
        ("03706/2026/07906", ("0370", "H29"), "the rest"),
    ],
)
def test_the_longest_prefix_of_whole_groups_serves(text: str, prefixes: tuple[str, ...], serves: str) -> None:
    assert portals(*prefixes).serving(code(text)).title.upper() == serves.upper()


@pytest.mark.parametrize(
    ("text", "prefixes", "owner"),
    [
        ("H56.12-260310-0420", (), "tỉnh Thanh Hóa"),
        ("000.17.22.H56-210531-0001", (), "tỉnh Thanh Hóa"),
        ("000.17.22.H56-210531-0001", ("H56",), None),
        ("000.17.22.H56-210531-0001", ("H29",), "tỉnh Thanh Hóa"),
        ("H29.18-260310-0420", (), None),
        ("G09.20-20260609-0092637", (), None),
        ("000.00.09.H09-240310-0420", (), None),  # Bình Dương, now part of the city
        ("03706/2026/07906", (), None),
    ],
)
def test_codes_of_other_provinces_are_known_as_theirs(text: str, prefixes: tuple[str, ...], owner: str | None) -> None:
    assert portals(*prefixes).elsewhere(code(text)) == owner


def test_whose_codes_are_ours_is_the_setting_of_whom_the_assistant_serves() -> None:
    hue = made({}, jurisdiction="Thành phố Huế")
    assert hue.elsewhere(code("000.17.22.H57-210531-0001")) is None
    assert hue.elsewhere(code("H29.18-260310-0420")) == "thành phố Hồ Chí Minh"


def test_the_list_of_agencies_is_whole() -> None:
    assert len(agencies()) > 40
    assert all(len(unit) == 3 and owner for unit, owner in agencies().items())


def test_without_a_setting_the_samples_serve_everything() -> None:
    assert made({}).serving(code("H29.18-260310-0420")).provider.name == "sample"


def test_each_adapter_is_made_of_its_setting() -> None:
    wanted = {"": {"adapter": "sample"}, "G09": {**NATIONAL, "title": "Cổng Dịch vụ công quốc gia"}, "H29": IGATE, "H29.18": OPENCPS}
    chosen = made(wanted)
    served = {text: chosen.serving(code(text)) for text in ("G09.20-20260609-0092637", "H29.19-260310-0420", "H29.18-260310-0420")}
    assert [portal.provider.name for portal in served.values()] == ["national", "igate", "opencps"]
    assert served["G09.20-20260609-0092637"].title == "Cổng Dịch vụ công quốc gia"
    assert len(chosen.all) == 4


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"": {"adaptor": "national"}}, "adaptor"),
        ({"": {"adapter": "nation"}}, "adapter"),
        ({"": {**NATIONAL, "pasword": SECRET}}, "pasword"),
        ({"": {**NATIONAL, "password": [SECRET]}}, "password"),
        ({"": {**NATIONAL, "password": ""}}, "national needs password"),
        ({"": {"adapter": "opencps"}}, "opencps needs url"),
        ({"": {**IGATE, "client_id": ""}}, "igate needs client_id"),
        ({"": {**IGATE, "lgsp": {"token_url": "x", "access_key": SECRET}}}, "lgsp.secret_key"),
        ({"H29": NATIONAL}, 'no portal for ""'),
        ({"": NATIONAL, "H29-": NATIONAL}, "H29-"),
        ({"": NATIONAL, "H29.": NATIONAL}, "H29."),
        ({"": NATIONAL, "*": NATIONAL}, "[*]"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_without_its_secrets(wanted: dict[str, dict[str, Any]], told: str) -> None:
    with pytest.raises(ValueError, match=rf"^TROLY_DOSSIER_PORTALS.*{told}") as error:
        made(wanted)
    assert SECRET not in str(error.value)
    assert error.value.__cause__ is None


def test_patience_is_read_and_its_misspellings_told() -> None:
    assert patience_of(Settings(dossier_patience={"budget": 2, "attempts": 1})) == Patience(budget=2, attempts=1)
    for wrong in ({"budgte": 2.0}, {"budget": 0.0}, {"attempts": 1.5}):
        with pytest.raises(ValueError, match=f"^TROLY_DOSSIER_PATIENCE: {next(iter(wrong))}"):
            patience_of(Settings(dossier_patience=wrong))


def test_the_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TROLY_DOSSIER_PORTALS", '{"": {"adapter": "sample", "title": "Cổng thử"}}')
    settings = Settings(home=tmp_path)
    assert Portals.of(settings, Patience(), lambda: NOON).serving(code("H29.18-260310-0420")).title == "Cổng thử"
