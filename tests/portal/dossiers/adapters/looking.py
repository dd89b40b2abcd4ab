"""What tests of the adapters share: two dossiers of nobody, and how a lookup ends."""

import asyncio
from dataclasses import replace
from datetime import datetime

from channels.demo.server import FakeServer, Fault
from core.clock import VIETNAM
from core.errors import PortalUnavailable
from portal.dossiers.access import Patience
from portal.dossiers.models import Dossier, Fee, Proof, ProofKind, State
from portal.dossiers.ports import DossierStatusProvider
from portal.dossiers.sample.dossiers import SampleDossier

PATIENCE = Patience(budget=4.0)
SHORT = Patience(budget=0.8, connect=0.5)  # where it is waited in vain
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=VIETNAM)
CODE, OTHER, UNKNOWN = "H29.18-260310-0420", "03706/2026/07906", "H29.18-260310-9999"
SAMPLE = SampleDossier(
    dossier=Dossier(
        code=CODE,
        state=State.PROCESSING,
        state_words="Đang xử lý",
        procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh",
        agency="UBND phường Sài Gòn",
        step="Thẩm định hồ sơ",
        received=datetime(2026, 3, 10, 8, 30, tzinfo=VIETNAM),
        due=datetime(2026, 3, 17, 17, 0, tzinfo=VIETNAM),
        changed=datetime(2026, 3, 11, 9, 0, tzinfo=VIETNAM),
        fees=(Fee("Lệ phí", 8000),),
        note="Đang chờ lãnh đạo ký",
    ),
    applicant="Đoàn Thị Kim Thử",
    phone="0900123456",
    identity="079199000011",
    secret="Khoa-Bi-Mat-1",
)
SECOND = replace(SAMPLE, dossier=replace(SAMPLE.dossier, code=OTHER), phone="0900777888", identity="079199000022", secret="Khoa-2")
PERSONAL = ("Kim Thử", "kim thu", SAMPLE.phone, SAMPLE.phone[1:], SAMPLE.identity, SAMPLE.secret)
PHONE, IDENTITY = Proof(ProofKind.PHONE, "3456"), Proof(ProofKind.IDENTITY, SAMPLE.identity)
SECRET = Proof(ProofKind.SECRET, SAMPLE.secret)
HOSTILE_CODES = ["../../../x", "..", "?secretKey=x", "&code=x", "#", "%2e%2e", "a b", "\x00", "\r\nX-A: b", "Đ" * 500]
EXPECTED: dict[Fault, str] = {
    "slow": "timeout",
    "drip": "timeout",
    "reset": "unreachable",
    "401": "denied",
    "403": "denied",
    "500": "server_error",
    "502": "server_error",
    "broken": "malformed",
    "types": "malformed",
    "half": "malformed",
    "html": "malformed",
}


async def told(status: DossierStatusProvider, proof: Proof, code: str = CODE) -> Dossier:
    """Return the dossier, which must be found."""
    found = await status.lookup(code, proof)
    assert found
    return found


async def outcome(status: DossierStatusProvider, proof: Proof, code: str = CODE, patience: Patience = PATIENCE) -> str:
    """Return "found", "nothing" or the reason of the failure, within the budget."""
    try:
        async with asyncio.timeout(patience.budget):
            return "found" if await status.lookup(code, proof) else "nothing"
    except TimeoutError:
        return "timeout"
    except PortalUnavailable as error:
        words = f"{error} {error!r}"
        if any(value in words for value in (CODE, *PERSONAL)):
            return words  # what no test expects
        return error.reason


async def emptied(portal: FakeServer) -> bool:
    """Tell whether all connections of `portal` go within two seconds."""
    for _ in range(100):
        if portal.open == 0:
            return True
        await asyncio.sleep(0.02)
    return False
