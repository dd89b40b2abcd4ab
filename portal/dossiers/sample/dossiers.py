"""The dossiers of the sample portal: invented, of nobody, in every state."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from core.clock import VIETNAM
from core.working_days import add_working_days, is_working_day, next_working_day
from portal.dossiers.models import Demand, Dossier, Fee, State
from portal.dossiers.privacy import cleaned, initials
from portal.dossiers.sample.offices import SampleProcedure, agency, centre, code, procedures
from portal.dossiers.sample.people import SamplePerson, person
from portal.dossiers.sample.plots import Fixed, Plot, fixed, plots

MANY = 200
WORDS = {  # the portal's words for each state
    State.REGISTERED: "Mới đăng ký",
    State.RECEIVED: "Được tiếp nhận",
    State.REFUSED: "Không được tiếp nhận",
    State.PROCESSING: "Đang xử lý",
    State.MORE_PAPERS: "Yêu cầu bổ sung giấy tờ",
    State.FEE_DUE: "Yêu cầu thực hiện nghĩa vụ tài chính",
    State.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    State.STOPPED: "Dừng xử lý",
    State.DONE: "Đã xử lý xong",
    State.RETURNED: "Đã trả kết quả",
    None: "Chờ xác nhận liên thông",
}
_PROMISED, _ENDED, _CHANGED = time(17), time(16, 15), time(16, 45)
_ANSWER_DAYS = 10  # working days for the papers of a round
_HANDED_OUT = frozenset({State.DONE, State.RETURNED})


@dataclass(frozen=True)
class SampleDossier:
    """An invented dossier: what is told of it, and what its portal knows beside that, which is never told."""

    dossier: Dossier
    applicant: str = field(repr=False)
    phone: str = field(repr=False)
    identity: str = field(repr=False)  # twelve digits
    secret: str = field(repr=False)  # of OpenCPS
    raw_note: str | None = field(default=None, repr=False)  # the office's own words, names and numbers included
    raw_demand_notes: tuple[str, ...] = field(default=(), repr=False)  # one for each of the dossier's demands


def samples(today: date) -> tuple[SampleDossier, ...]:
    """Return the dossiers as they stand on `today`; the same day gives the same ones, and no two have the same code or proof."""
    still = [_still(number, one) for number, one in enumerate(fixed())]
    return (*still, *(_living(number, today) for number in range(len(still), MANY)))


def _still(number: int, one: Fixed) -> SampleDossier:
    procedure = next(known for known in procedures() if known.code == one.procedure)
    return _made(number, one.plot, procedure, one.ward, one.code, one.received, one.ended)


def _living(number: int, today: date) -> SampleDossier:
    plot, ward = plots()[number % len(plots())], number * 5 % 23
    able = [one for one in procedures() if one.amount_vnd or not plot.fee]
    procedure = able[number * 7 % len(able)]
    now = next_working_day(today)
    age = max(procedure.days - plot.left, (plot.ended or 0) + 1, 2 * len(plot.rounds) + 1)
    received = _working_days_before(now, age)
    ended = _working_days_before(now, plot.ended) if plot.ended else None
    return _made(number, plot, procedure, ward, code(procedure, ward, f"{received:%Y%m%d}", 1000 + number * 7), received, ended)


def _made(number: int, plot: Plot, procedure: SampleProcedure, ward: int, text: str, received: date, ended: date | None) -> SampleDossier:
    """Put a dossier together; `received` is a working day before today, and so is `ended`."""
    who = person(number)
    raw, asks = _filled(plot.note, who) or None, tuple(_filled(ask, who) for ask in plot.asks)
    demands = tuple(_demands(plot, procedure, received, asks, who))
    known = plot.state is not State.REGISTERED  # before that nobody has promised anything
    at = datetime.combine(received, time(7, 45), VIETNAM) + timedelta(minutes=number * 17 % 210)
    dossier = Dossier(
        code=text,
        state=plot.state,
        state_words=WORDS[plot.state],
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        agency=centre(procedure, ward) if plot.state in _HANDED_OUT else agency(procedure, ward),
        step=plot.step,
        received=at if known else None,
        due=datetime.combine(add_working_days(received, procedure.days), _PROMISED, VIETNAM) if known else None,
        done=datetime.combine(ended, _ENDED, VIETNAM) if ended else None,
        changed=datetime.combine(max([received, *([ended] if ended else []), *_days(demands)]), _CHANGED, VIETNAM),
        demands=demands,
        fees=(Fee(procedure.fee, procedure.amount_vnd, plot.fee == "paid"),) if plot.fee else (),
        results=(procedure.result,) if plot.state in _HANDED_OUT else (),
        note=cleaned(raw, who.name, who.phone, who.identity),
        applicant=initials(who.name),
    )
    return SampleDossier(dossier, who.name, who.phone, who.identity, who.secret, raw, asks)


def _demands(plot: Plot, procedure: SampleProcedure, received: date, asks: tuple[str, ...], who: SamplePerson) -> Iterator[Demand]:
    for number, (status, ask) in enumerate(zip(plot.rounds, asks, strict=True)):
        asked = add_working_days(received, 1 + 2 * number)
        yield Demand(
            papers=(procedure.papers[number % len(procedure.papers)],),
            note=cleaned(ask, who.name, who.phone, who.identity),
            asked=datetime.combine(asked, time(10, 20), VIETNAM),
            until=datetime.combine(add_working_days(asked, _ANSWER_DAYS), _PROMISED, VIETNAM),
            answered=status == "answered",
        )


def _days(demands: tuple[Demand, ...]) -> list[date]:
    return [demand.asked.date() for demand in demands if demand.asked]


def _filled(text: str, who: SamplePerson) -> str:
    spaced = f"{who.phone[:4]} {who.phone[4:7]} {who.phone[7:]}"
    return text.format(name=who.name, upper=who.name.upper(), phone=who.phone, spaced=spaced, identity=who.identity)


def _working_days_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day
