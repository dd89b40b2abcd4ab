"""The record of an administrative procedure (thủ tục hành chính): the form of a seed file, of the API and of open data.

`None` and empty lists mean "not stated by the source", never "none needed" and never "free".
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["ward", "province", "ministry", "other"]
Channel = Literal["direct", "post", "online"]
Unit = Literal["hour", "day", "working_day", "month", "year", "other"]
FeeKind = Literal["fee", "service_fee", "price"]  # phí, lệ phí, mức giá


class Record(BaseModel):
    """Base of the parts of a record: an unknown field is an error, so that a typing slip is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Document(Record):
    """One paper (giấy tờ) of a file, with how many originals and copies; 0 and 0 means "not stated"."""

    name: str = Field(min_length=1)
    originals: int | None = None
    copies: int | None = None
    form_url: str | None = None
    note: str | None = None


class Case(Record):
    """A situation with papers of its own (trường hợp); the unnamed case holds for everybody."""

    name: str | None = None
    documents: list[Document] = []


class TimeLimit(Record):
    """How long the office may take. `value` counts `unit`s; `text` is what the source says in words."""

    value: float | None = None
    unit: Unit = "other"
    text: str | None = None


class Fee(Record):
    """One fee. `amount_vnd` is in đồng, or `None` where the source gives words only (then `text` says them)."""

    kind: FeeKind = "fee"
    amount_vnd: int | None = None
    text: str | None = None


class Method(Record):
    """A way to submit (cách thức thực hiện), with its own time limit and fees."""

    channel: Channel
    time_limit: TimeLimit | None = None
    fees: list[Fee] = []


class LegalBasis(Record):
    """A legal document (căn cứ pháp lý) the procedure stands on."""

    number: str
    name: str | None = None
    date: str | None = None


class Variant(Record):
    """A near twin: the same procedure at another level, or for another situation, and how it differs."""

    code: str
    difference: str


class Procedure(Record):
    """One administrative procedure as published. See the module docstring for what a missing value means."""

    code: str = Field(pattern=r"^\d\.\d{6,}$")
    name: str = Field(min_length=3)
    aliases: list[str] = []
    field: str | None = None
    level: list[Level] = []
    agency: str | None = None
    place: str | None = None
    cases: list[Case] = []
    methods: list[Method] = []
    steps: list[str] = []
    requirements: list[str] = []
    result: str | None = None
    subjects: list[str] = []
    legal_basis: list[LegalBasis] = []
    decision_number: str | None = None
    source_url: str | None = None
    updated: date | None = None
    checked: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    life_event_group: str | None = None
    variants: list[Variant] = []

    def valid_on(self, day: date) -> bool:
        """Tell whether the record holds on `day` (both ends of its validity included)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
