"""What a dossier asks of its applicant: papers and money; and the results that are ready."""

from collections.abc import Iterable, Iterator
from datetime import date

from core import working_days
from core.words import Language, say
from portal.dossiers.explanation import wording
from portal.dossiers.explanation.promise import countable, remarks
from portal.dossiers.models import Demand, Dossier, Fee

_MOST = 10  # items of one list
_MARK = "- "


def listed(items: Iterable[str], room: int, url: str, language: Language) -> Iterator[str]:
    """Yield `items` as the lines of a list, as many as fit into `room` characters (one always), and how many are left."""
    told = list(dict.fromkeys(item for item in items if item))
    kept = 0
    while kept < min(_MOST, len(told)) and (not kept or sum(map(len, told[: kept + 1])) <= room):
        kept += 1
    yield from (f"{_MARK}{item}" for item in told[:kept])
    if kept < len(told):
        yield _MARK + say("dossier.and_more", language, count=len(told) - kept, url=url)


def open_demand(dossier: Dossier) -> Demand | None:
    """Return the latest demand that is not answered."""
    return next((demand for demand in reversed(dossier.demands) if not demand.answered), None)


def all_answered(dossier: Dossier) -> bool:
    """Tell whether papers were asked for and every demand is answered."""
    return bool(dossier.demands) and open_demand(dossier) is None


def owed(dossier: Dossier) -> list[Fee]:
    """Return the fees that are not known to be paid; what costs nothing is not among them."""
    return [fee for fee in dossier.fees if fee.paid is not True and fee.amount_vnd != 0]


def all_paid(dossier: Dossier) -> bool:
    """Tell whether there are fees and none of them is owed."""
    return bool(dossier.fees) and not owed(dossier)


def unpaid(dossier: Dossier) -> list[Fee]:
    """Return the fees that the portal says are not paid."""
    return [fee for fee in owed(dossier) if fee.paid is False]


def total(dossier: Dossier, language: Language) -> str | None:
    """Return the sum of what is not paid, or `None` where an amount is not known, or whether it is paid."""
    fees = owed(dossier)
    amounts = [fee.amount_vnd for fee in fees if fee.paid is False and fee.amount_vnd is not None and fee.amount_vnd > 0]
    return wording.money(sum(amounts), language) if fees and len(amounts) == len(fees) else None


def fee(one: Fee, room: int, language: Language) -> str:
    """Return `one` as an item: name, amount, whether it is paid."""
    key = {True: "fee_paid", False: "fee_unpaid", None: "fee_unsure"}[one.paid]
    name = wording.named(one.name, room) or say("dossier.fee_name", language)
    amount = wording.money(one.amount_vnd, language) or say("dossier.fee_amount_missing", language)
    return say(f"dossier.{key}", language, name=name, amount=amount)


def paper_names(demand: Demand, room: int) -> list[str]:
    """Return the papers of `demand`, each at most `room` characters."""
    return [name for name in (wording.named(paper, room) for paper in demand.papers) if name]


def last_day(demand: Demand, today: date, language: Language) -> Iterator[str]:
    """Yield the line on the last day for the papers of `demand`, and what is not sure of the count of days until then."""
    until = wording.day_of(demand.until)
    if until is None:
        yield say("dossier.until_none", language)
        return
    left = working_days.working_days_between(today, until) if until > today and countable(today, until) else 0
    if is_odd(demand, today):
        key = "until_odd"
    elif until <= today:
        key = "until_over" if until < today else "until_today"
    else:
        key = "until" if left else "until_plain"
    yield say(f"dossier.{key}", language, day=wording.long(until, language), days=wording.working_days(left, language))
    if key == "until":
        yield from remarks(today, until, None, language)


def is_odd(demand: Demand, today: date) -> bool:
    """Tell whether the last day of `demand` cannot be right: before it was asked for, or years away."""
    until, asked = wording.day_of(demand.until), wording.day_of(demand.asked)
    if until is None:
        return False
    return (asked is not None and until < asked) or not countable(today, until)
