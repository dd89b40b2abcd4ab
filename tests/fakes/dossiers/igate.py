"""An iGate 2 portal and the Keycloak before it: a token for client credentials, then a search for dossiers."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import SecretStr

from channels.demo.server import Call, FakeServer, Reply
from portal.dossiers.access import PortalAccess
from portal.dossiers.models import State
from portal.dossiers.sample.dossiers import SampleDossier

TOKEN, SEARCH = "/auth/realms/digo/protocol/openid-connect/token", "/pa/dossier-search/dvc"
STATUSES: dict[State | None, tuple[str, str]] = {
    State.REGISTERED: ("Mới đăng ký", "Just registered"),
    State.RECEIVED: ("Được tiếp nhận", "Received"),
    State.REFUSED: ("Không được tiếp nhận", "Refused"),
    State.PROCESSING: ("Đang xử lý", "Processing"),
    State.MORE_PAPERS: ("Chờ bổ sung hồ sơ", "More papers"),
    State.FEE_DUE: ("Yêu cầu thực hiện nghĩa vụ tài chính", "Fee due"),
    State.WITHDRAWN: ("Công dân yêu cầu rút hồ sơ", "Withdrawn"),
    State.STOPPED: ("Dừng xử lý", "Stopped"),
    State.DONE: ("Đã xử lý xong", "Done"),
    State.RETURNED: ("Đã trả kết quả", "Returned"),
    None: ("Tạm dừng", "Paused"),
}


class FakeIgate(FakeServer):
    """Holds `samples`. Tests may change `records` (by code)."""

    wrong_types: ClassVar[Any] = {"content": 7, "access_token": ["?"]}

    def __init__(self, samples: Iterable[SampleDossier]) -> None:
        """Take in `samples`."""
        super().__init__()
        self.records = {one.dossier.code: record(one) for one in samples}
        self.client, self.secret, self.lasts = "tro-ly", "bi-mat-cua-fake", 300
        self._tokens: set[str] = set()

    @property
    def access(self) -> PortalAccess:
        """How it is reached."""
        return PortalAccess(
            adapter="igate",
            title="Cổng thử",
            url=self.url,
            token_url=self.url + TOKEN,
            client_id=self.client,
            client_secret=SecretStr(self.secret),
        )

    def expire(self) -> None:
        """Forget the tokens."""
        self._tokens.clear()

    def answer(self, call: Call) -> Reply:
        """Answer as the recorded contract."""
        if call.path == TOKEN and call.method == "POST":
            return self._token(call.body)
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in self._tokens:
            return Reply({"error": "invalid_token"}, 401)
        if call.path != SEARCH:
            return Reply({"status": 404, "error": "Not Found"}, 404)
        # A search also finds codes that begin with the one asked for.
        found = [one for code, one in self.records.items() if code.startswith(call.query.get("code", ""))]
        return Reply({"content": found[: int(call.query["size"])], "number": 0, "size": 10, "last": True})

    def _token(self, form: Any) -> Reply:
        wanted = {"grant_type": "client_credentials", "client_id": self.client, "client_secret": self.secret}
        if form != wanted:
            return Reply({"error": "invalid_client", "error_description": "Invalid client credentials"}, 401)
        token = secrets.token_urlsafe(24)
        self._tokens.add(token)
        return Reply({"access_token": token, "expires_in": self.lasts, "token_type": "Bearer", "scope": "profile"})


def record(sample: SampleDossier) -> dict[str, Any]:
    """Return `sample` as iGate would tell it, with all it knows of the applicant."""
    told = sample.dossier
    vietnamese, english = STATUSES[told.state]
    named = vietnamese if told.state else told.state_words or vietnamese
    return {
        "id": "6243fed45b82236f1d1c21d2",
        "code": told.code,
        "applicant": {
            "eformId": "60d990f88e6893001e5a7b42",
            "data": {
                "fullname": sample.applicant,
                "ownerFullname": sample.applicant,
                "phoneNumber": f"+84{sample.phone[1:]}",
                "identityNumber": sample.identity,
                "email": "",
                "address": "",
            },
        },
        "procedure": {
            "code": f"{told.procedure_code}.000.00.00.H29" if told.procedure_code else None,
            "translate": _translated(told.procedure_name or "", "A procedure"),
        },
        "agency": {"code": "000.00.18.H29", "name": _translated(told.agency or "", "An office")},
        "dossierStatus": list(STATUSES).index(told.state),
        "dossierTaskStatus": {"id": "60e409823dfc9609723e493c", "name": _translated(named, english)},
        "statusCurrentTask": told.step or "",
        "applyMethod": {"id": 0, "name": "Trực tuyến"},
        "accepter": {"fullname": "Cán bộ Tiếp nhận"},
        "appliedDate": _day(told.received),
        "appointmentDate": _day(told.due),
        "completedDate": _day(told.done),
    }


def _translated(vietnamese: str, english: str) -> list[dict[str, Any]]:
    return [{"languageId": 46, "name": english}, {"languageId": 228, "name": vietnamese, "description": None}]


def _day(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000") if moment else None
