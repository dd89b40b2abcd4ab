"""The city's data exchange (LGSP) as a way to a portal: our keys in one header, the Bearer got with them in another.

Recorded with OpenCPS and other clients: header `lgspaccesstoken`, base64 of a JSON object of the partner's keys; with it, client
credentials give the Bearer; both go with every call.
"""

import base64
import json

import httpx2

from portal.dossiers.access import LgspAccess, PortalAccess
from portal.dossiers.adapters.tokens import BearerAuth


def auth_of(access: PortalAccess, own: httpx2.Auth | None = None) -> httpx2.Auth | None:
    """Return what authorises calls to the portal of `access`: LGSP's where it goes through the LGSP, else the portal's `own`.

    Raises:
        ValueError: both are wanted. Each is a Bearer in the one header `Authorization`, and no contract says which would stand there.
    """
    if access.lgsp is None:
        return own
    if own is not None:
        raise ValueError(f"a portal of kind {access.adapter!r} has its own token and cannot be reached through the LGSP: take out `lgsp`")
    headers = {"lgspaccesstoken": _keys(access.lgsp)}
    return BearerAuth(access.lgsp.token_url, {"grant_type": "client_credentials"}, access.adapter, headers)


def _keys(lgsp: LgspAccess) -> str:
    keys = {
        "AccessKey": lgsp.access_key.get_secret_value(),
        "SecretKey": lgsp.secret_key.get_secret_value(),
        "AppName": lgsp.app_name,
        "PartnerCode": lgsp.partner_code,
        "PartnerCodeCus": lgsp.partner_code_cus,
    }
    return base64.b64encode(json.dumps(keys).encode()).decode()
