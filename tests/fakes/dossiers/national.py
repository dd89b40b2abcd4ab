"""A National Public Service Portal on loopback, alone or behind the LGSP, as recorded."""

import base64
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from channels.demo.server import Call, FakeServer, Reply
from core.clock import VIETNAM
from portal.dossiers.access import LgspAccess, PortalAccess
from portal.dossiers.models import Demand, Fee, State
from portal.dossiers.sample.dossiers import SampleDossier

LOGIN, SERVICE, TOKEN = "/auth", "/integration", "/token"
_OWN = {"username": "troly", "password": "mat-khau-thu-01"}
_AGENCY = "000.00.01.H29"
_KEYS = {"AccessKey": "khoa-01", "SecretKey": "bi-mat-01", "AppName": "troly", "PartnerCode": _AGENCY, "PartnerCodeCus": _AGENCY}


class FakeNational(FakeServer):
    """Logs in with `_OWN`, answers `TraCuuHoSo` about the dossiers it was made with."""

    wrong_types: ClassVar[Any] = {"error_code": 0, "session": ["?"], "result": "x", "access_token": 7}

    def __init__(self, samples: Iterable[SampleDossier]) -> None:
        """Know `samples`; `odd`, once set, is the whole answer of `TraCuuHoSo`."""
        super().__init__()
        self.records = {one.dossier.code: record(one) for one in samples}
        self.sessions: set[str] = set()
        self.odd: Any = None

    @property
    def access(self) -> PortalAccess:
        """How it is reached."""
        return PortalAccess(adapter="national", title="Cổng thử", url=self.url, agency=_AGENCY, **_OWN)

    def expire(self) -> None:
        """Forget the sessions."""
        self.sessions.clear()

    def count(self, path: str) -> int:
        """Return how many calls of `path` there were."""
        return sum(call.path == path for call in self.calls)

    def answer(self, call: Call) -> Reply:
        """Answer as recorded; which `error_code` an error gets was not, so each has one of its own."""
        asked = call.body if isinstance(call.body, dict) else {}
        if call.method != "POST" or call.path not in {LOGIN, SERVICE}:
            return Reply({"error_code": "404"}, 404)
        if call.path == LOGIN:
            return self._login(asked)
        if asked.get("session") not in self.sessions:
            return Reply({"error_code": "-1", "error_message": "fault on demand"})
        if asked.get("madonvi") != _AGENCY or asked.get("service") != "TraCuuHoSo":
            return Reply({"error_code": 12, "result": []})
        if self.odd is not None:
            return Reply(self.odd)
        found = self.records.get(asked.get("mahoso", ""))
        return Reply({"error_code": 0, "result": [found] if found else []})

    def _login(self, asked: dict[str, Any]) -> Reply:
        if asked != _OWN:
            return Reply({"error_code": 1})
        session = secrets.token_hex(8)
        self.sessions.add(session)
        return Reply({"error_code": 0, "session": session})


class FakeLgsp(FakeNational):
    """The LGSP with that portal behind it: gives tokens for the partner's keys, wants both headers on every other call."""

    def __init__(self, samples: Iterable[SampleDossier]) -> None:
        """No token yet."""
        super().__init__(samples)
        self.tokens: set[str] = set()

    @property
    def access(self) -> PortalAccess:
        """How it is reached."""
        keys = ("access_key", "secret_key", "app_name", "partner_code", "partner_code_cus")
        lgsp = LgspAccess(token_url=f"{self.url}{TOKEN}", **dict(zip(keys, _KEYS.values(), strict=True)))
        return super().access.model_copy(update={"lgsp": lgsp})

    def expire_tokens(self) -> None:
        """Forget the tokens, not the sessions of the portal behind."""
        self.tokens.clear()

    def expire(self) -> None:
        """Forget both."""
        self.expire_tokens()
        super().expire()

    def answer(self, call: Call) -> Reply:
        """Answer as recorded."""
        if _keys(call) != _KEYS:
            return Reply({"message": "no partner"}, 403)
        if call.path == TOKEN:
            return self._token(call)
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Reply({"message": "no token"}, 401)
        return super().answer(call)

    def _token(self, call: Call) -> Reply:
        if call.body != {"grant_type": "client_credentials"}:
            return Reply({"error": "unsupported_grant_type"}, 400)
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return Reply({"access_token": token, "expires_in": 3600, "token_type": "Bearer"})


def record(sample: SampleDossier) -> dict[str, Any]:
    """Return the dossier (hồ sơ) as the portal has it, personal data included."""
    told = sample.dossier
    notes = sample.raw_demand_notes or tuple(demand.note or "" for demand in told.demands)
    return {
        "MaHoSo": told.code,
        "MaTTHC": told.procedure_code or "",
        "TenTTHC": told.procedure_name or "",
        "MaLinhVuc": "",
        "TenLinhVuc": "",
        "ChuHoSo": sample.applicant,
        "LoaiDoiTuong": "1",
        "MaDoiTuong": sample.identity,
        "ThongTinKhac": "",
        "Email": "",
        "Fax": "",
        "SoDienThoai": sample.phone,
        "TrichYeuHoSo": f"Hồ sơ của {sample.applicant}",
        "NgayTiepNhan": _moment(told.received),
        "NgayHenTra": _moment(told.due),
        "TrangThaiHoSo": str(list(State).index(told.state) + 1) if told.state else told.state_words,
        "NgayTra": _moment(told.done) if told.state is State.RETURNED else "",
        "ThongTinTra": "",
        "HinhThuc": "0",
        "NgayKetThucXuLy": _moment(told.done),
        "DonViXuLy": told.agency or "",
        "GhiChu": sample.raw_note or told.note or "",
        "TaiLieuNop": [],
        "DanhSachLePhi": [_charge(fee) for fee in told.fees],
        "DanhSachTepDinhKemKhac": [],
        "DanhSachHoSoBoSung": [_round(number, *pair) for number, pair in enumerate(zip(told.demands, notes, strict=True))],
        "DanhSachGiayToKetQua": [_paper(name) | {"GiayToId": "1", "DuongDanTepTinKetQua": ""} for name in told.results],
    }


def _charge(fee: Fee) -> dict[str, str]:
    paid = "" if fee.paid is None else str(int(fee.paid))
    amount = "" if fee.amount_vnd is None else str(fee.amount_vnd)
    return {"TenPhiLePhi": fee.name, "MaPhiLePhi": "", "HinhThucThu": "1", "Gia": amount, "LoaiPhiLePhi": "", "TrangThaiThanhToan": paid}


def _round(number: int, demand: Demand, note: str) -> dict[str, Any]:
    return {
        "HoSoBoSungId": str(number),
        "NguoiYeuCauBoSung": "Lưu Tiểu Phẩm",
        "NoiDungBoSung": note,
        "NgayBoSung": _moment(demand.asked),
        "NguoiTiepNhanBoSung": "",
        "ThongTinTiepNhan": "",
        "NgayTiepNhanBoSung": _moment(demand.until or demand.asked) if demand.answered else "",
        "TrangThaiBoSung": "",
        "DanhSachGiayToBoSung": [_paper(name) for name in demand.papers],
        "DanhSachLePhiBoSung": [],
        "NgayHenTraTruoc": "",
        "NgayHenTraMoi": "",
    }


def _paper(name: str) -> dict[str, str]:
    return {"TenGiayTo": name, "MaThanhPhanHoSo": ""}


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%Y%m%d%H%M%S}" if at else ""


def _keys(call: Call) -> Any:
    try:
        return json.loads(base64.b64decode(call.headers.get("lgspaccesstoken", ""), validate=True))
    except ValueError:
        return None
