"""What is told of a dossier (hồ sơ), whichever portal tells it. No field holds personal data in clear."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a dossier stands: the ten states of the National Public Service Portal (trạng thái hồ sơ), in its order."""

    REGISTERED = "registered"  # 1 mới đăng ký
    RECEIVED = "received"  # 2 được tiếp nhận
    REFUSED = "refused"  # 3 không được tiếp nhận
    PROCESSING = "processing"  # 4 đang xử lý
    MORE_PAPERS = "more_papers"  # 5 yêu cầu bổ sung giấy tờ
    FEE_DUE = "fee_due"  # 6 yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = "withdrawn"  # 7 công dân yêu cầu rút hồ sơ
    STOPPED = "stopped"  # 8 dừng xử lý
    DONE = "done"  # 9 đã xử lý xong: the result can be had
    RETURNED = "returned"  # 10 đã trả kết quả


ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED})  # nothing follows
RESTING = frozenset({State.MORE_PAPERS, State.FEE_DUE})  # the applicant's turn: the office's time does not run


@dataclass(frozen=True)
class Demand:
    """One round of papers the applicant is asked for (yêu cầu bổ sung)."""

    papers: tuple[str, ...] = ()
    note: str | None = None  # the office's words, cleaned of personal data
    asked: datetime | None = None
    until: datetime | None = None
    answered: bool = False


@dataclass(frozen=True)
class Fee:
    """A fee or charge of the dossier; `amount_vnd` and `paid` are `None` where the portal does not say."""

    name: str
    amount_vnd: int | None = None
    paid: bool | None = None


@dataclass(frozen=True)
class Dossier:
    """A dossier as its owner may see it. Moments are aware; what a portal does not state is `None` or empty.

    `state` is `None` for a state of the portal that is not known here: its own words, `state_words`, are then told as they are.
    """

    code: str
    state: State | None
    state_words: str = ""
    procedure_code: str | None = None  # "1.001193"
    procedure_name: str | None = None
    agency: str | None = None  # which office has it
    step: str | None = None  # where in that office, or which step
    received: datetime | None = None
    due: datetime | None = None  # the promised day (ngày hẹn trả)
    done: datetime | None = None
    changed: datetime | None = None  # when the portal last changed it
    demands: tuple[Demand, ...] = ()  # the oldest first
    fees: tuple[Fee, ...] = ()
    results: tuple[str, ...] = ()  # names of the papers that are ready
    note: str | None = None  # the office's words, cleaned of personal data
    applicant: str | None = None  # initials alone: "N. V. A."
    portal: str = ""  # name of the portal, for people
    seen: datetime | None = None  # when the portal said so


class ProofKind(StrEnum):
    """How somebody shows that a dossier is theirs."""

    PHONE = "phone"  # the last four digits of the phone number registered with it
    SECRET = "secret"  # the secret key of an OpenCPS dossier  # noqa: S105 (a kind, no secret)
    IDENTITY = "identity"  # the personal identity number of who is signed in at the host page


@dataclass(frozen=True)
class Proof:
    """A proof; its value is in no `repr`, so that no log can hold it."""

    kind: ProofKind
    value: str = field(repr=False)
