"""How a portal is reached: the setting `TROLY_DOSSIER_PORTALS`, a JSON object of agency prefixes and portals (docs/dossiers.md)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

_FROZEN = ConfigDict(frozen=True, extra="forbid")  # a misspelt name is told at the start, not at the first lookup


class LgspAccess(BaseModel):
    """Keys of a partner of the city's LGSP; `token_url` gives the Bearer that goes beside them."""

    model_config = _FROZEN

    token_url: str
    access_key: SecretStr
    secret_key: SecretStr
    app_name: str
    partner_code: str
    partner_code_cus: str = ""


class PortalAccess(BaseModel):
    """One portal: its adapter, its address, and our own credentials for it."""

    model_config = _FROZEN

    adapter: Literal["national", "opencps", "igate", "sample"] = "sample"
    title: str = ""  # what citizens call it; empty: the adapter's own words
    url: str = ""  # national: of the adapter; opencps, igate: of the server
    username: str = ""  # national
    password: SecretStr = SecretStr("")
    agency: str = ""  # national: `madonvi`, "000.00.01.H29"
    login_path: str = "/auth"  # national: {auth_endpoint}
    service_path: str = "/integration"  # national: {integration_endpoint}
    group_id: str = ""  # opencps: the site
    token_url: str = ""  # igate: of Keycloak
    client_id: str = ""  # igate
    client_secret: SecretStr = SecretStr("")
    lgsp: LgspAccess | None = None  # goes through the LGSP


class Patience(BaseModel):
    """How long a portal may take, in seconds, and when it is left alone."""

    model_config = _FROZEN

    budget: float = Field(4.0, gt=0)  # for everything one lookup does, second tries included
    connect: float = Field(1.5, gt=0)
    attempts: int = Field(2, ge=1)  # of a call that only reads
    breaker_failures: int = Field(5, ge=1)  # in a row, after which the portal is not asked
    breaker_rest: float = Field(60.0, gt=0)  # for so long
    at_once: int = Field(8, ge=1)  # lookups in one process; more would take every thread while a portal hangs
    cache: float = Field(30.0, ge=0)  # for how long the same code and proof get the same answer
    tick: float = Field(0.5, ge=0)  # a "nothing found" leaves at a multiple of this since it was asked
