"""A dossier in the words of the National Public Service Portal, and in ours.

What `TraCuuHoSo` answers was not recorded field by field; it is read as the dossier of `DongBoHoSoMC`, the same portal's own form.
"""

import re
from datetime import datetime
from itertools import chain
from typing import Annotated

from pydantic import BeforeValidator, Field

from portal.dossiers.adapters.fields import dong, phones, procedure_code, text
from portal.dossiers.adapters.records import Line, Moment, Record, Text, entries, objects
from portal.dossiers.models import Demand, Dossier, Fee, State
from portal.dossiers.privacy import cleaned, initials

_STATES = dict(enumerate(State, 1))
_PAID = {"0": False, "1": True}


class Paper(Record):
    """A paper that is asked for or ready (giấy tờ)."""

    name: Line = Field("", alias="TenGiayTo")


class Charge(Record):
    """A fee or charge (phí, lệ phí)."""

    name: Line = Field("", alias="TenPhiLePhi")
    amount: Line = Field("", alias="Gia")
    paid: Line = Field("", alias="TrangThaiThanhToan")


Papers = Annotated[tuple[Paper | str, ...], BeforeValidator(entries)]
Charges = Annotated[tuple[Charge, ...], BeforeValidator(objects)]


class Round(Record):
    """A round of papers that are missing (hồ sơ bổ sung)."""

    asker: Line = Field("", alias="NguoiYeuCauBoSung")
    taker: Line = Field("", alias="NguoiTiepNhanBoSung")
    words: Text = Field("", alias="NoiDungBoSung")
    asked: Moment = Field(None, alias="NgayBoSung")
    answered: Moment = Field(None, alias="NgayTiepNhanBoSung")
    papers: Papers = Field((), alias="DanhSachGiayToBoSung")
    charges: Charges = Field((), alias="DanhSachLePhiBoSung")
    due_before: Moment = Field(None, alias="NgayHenTraTruoc")
    due_now: Moment = Field(None, alias="NgayHenTraMoi")


class NationalRecord(Record):
    """A dossier (hồ sơ)."""

    code: Line = Field("", alias="MaHoSo")
    procedure_code: Line = Field("", alias="MaTTHC")
    procedure_name: Line = Field("", alias="TenTTHC")
    applicant: Line = Field("", alias="ChuHoSo", repr=False)
    subject: Line = Field("", alias="MaDoiTuong", repr=False)
    identity: Line = Field("", alias="SoDinhDanh", repr=False)
    phone: Line = Field("", alias="SoDienThoai", repr=False)
    email: Line = Field("", alias="Email", repr=False)
    received: Moment = Field(None, alias="NgayTiepNhan")
    due: Moment = Field(None, alias="NgayHenTra")
    ended: Moment = Field(None, alias="NgayKetThucXuLy")
    given: Moment = Field(None, alias="NgayTra")
    state: Line = Field("", alias="TrangThaiHoSo")
    agency: Line = Field("", alias="DonViXuLy")
    note: Text = Field("", alias="GhiChu")
    charges: Charges = Field((), alias="DanhSachLePhi")
    rounds: Annotated[tuple[Round, ...], BeforeValidator(objects)] = Field((), alias="DanhSachHoSoBoSung")
    results: Papers = Field((), alias="DanhSachGiayToKetQua")

    @property
    def phones(self) -> list[str]:
        """The phone numbers registered with it."""
        return phones(self.phone)

    @property
    def identities(self) -> list[str]:
        """The identity numbers registered with it."""
        return [self.subject, self.identity]

    def told(self, code: str, portal: str, seen: datetime) -> Dossier:
        """Return what its owner may be told, under the `code` asked for; `portal` is for people."""
        state = _STATES.get(_number(self.state))
        return Dossier(
            code=code,
            state=state,
            state_words="" if state or self.state.isdecimal() else self._clean(self.state) or "",  # a number says nothing to anybody
            procedure_code=procedure_code(self.procedure_code),
            procedure_name=cleaned(self.procedure_name, *self._numbers()),  # of a catalogue, in which a firm's name may well occur
            agency=cleaned(self.agency, *self._numbers()),
            received=self.received,
            due=self._promised(),
            done=self.ended or self.given,
            demands=tuple(self._demand(one) for one in self._in_order()),
            fees=tuple(self._fees()),
            results=self._names(self.results),
            note=self._clean(self.note),
            applicant=initials(self.applicant),
            portal=portal,
            seen=seen,
        )

    def _clean(self, words: str, *others: str) -> str | None:
        return cleaned(words, self.applicant, *self._numbers(), *others)

    def _numbers(self) -> list[str]:
        return [*self.phones, *self.identities, self.email]

    def _names(self, papers: tuple[Paper | str, ...]) -> tuple[str, ...]:
        names = (self._clean(paper.name if isinstance(paper, Paper) else text(paper)) for paper in papers)
        return tuple(name for name in names if name)

    def _demand(self, one: Round) -> Demand:
        return Demand(self._names(one.papers), self._clean(one.words, one.asker, one.taker), one.asked, None, one.answered is not None)

    def _in_order(self) -> list[Round]:
        """Return the rounds, the oldest first; in the portal's order where a date is missing."""
        dated = [(one.asked, one) for one in self.rounds if one.asked]
        return [one for _, one in sorted(dated, key=lambda pair: pair[0])] if len(dated) == len(self.rounds) else list(self.rounds)

    def _promised(self) -> datetime | None:
        """Return the promised day: a round of papers puts off the one it names as the former."""
        due = self.due
        for one in self._in_order():
            due = one.due_now if one.due_now and one.due_before == due else due
        return due

    def _fees(self) -> list[Fee]:
        charges = chain(self.charges, *(one.charges for one in self._in_order()))
        named = ((self._clean(charge.name), charge) for charge in charges)
        return [Fee(name, dong(charge.amount), _PAID.get(charge.paid)) for name, charge in named if name]


def _number(state: str) -> int:
    return int(state) if re.fullmatch(r"\d{1,3}", state, re.ASCII) else 0
