"""Notices on a dossier somebody follows: that it changed, that it can no longer be seen. They may be read over a shoulder."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from core.text import fold
from core.words import Language, say
from portal.dossiers.explanation import lists, wording
from portal.dossiers.models import ENDED, Dossier, State

MOST = 600  # characters
_LENGTH = 16  # hexadecimal digits of a fingerprint


def news(dossier: Dossier, language: Language, now: datetime, portal_url: str) -> str:
    """Return the notice that `dossier` changed, at most 600 characters: what changed, what to do, how to stop.

    It holds the last four characters of the code and nothing else that is the person's or the office's own words.
    """
    del now  # no day is counted: a notice may be read days later
    values = {"file": wording.file(dossier.code, language), "url": portal_url}
    lines = [say(f"dossier.news_{_key(dossier)}", language, **values)]
    lines += (say(f"dossier.{key}", language, day=day) for key, day in _days(dossier, language))
    if _pays(dossier):
        lines.append(say("dossier.news_pay", language, **values))
    lines.append(say("dossier.look", language))
    lines.append(say("dossier.ends" if dossier.state in ENDED else "dossier.stop", language))
    told = "\n".join(lines)
    return told if len(told) <= MOST else "\n".join([lines[0], *lines[-2:]])


def gone(hint: str, language: Language) -> str:
    """Return the notice that a followed dossier can no longer be seen; `hint` is the end of its code, or empty."""
    last = wording.tail(hint) or "".join(character for character in hint if character.isalnum())[-4:]
    name = say("dossier.news_tail", language, tail=last) if last else say("dossier.news_file", language)
    return say("dossier.gone", language, file=name)


def standing(dossier: Dossier) -> str:
    """Return the short name of what a notice on `dossier` says (`notice.state_<name>` of the words): a state, "papers_in", "unknown"."""
    return _key(dossier)


def fingerprint(dossier: Dossier) -> str:
    """Return a short hash of what a notice is about; a change that leaves it the same is no news.

    Those are: the state, the promised day, the demands that are open, the fees that are not paid, the results.
    """
    demands = [
        [sorted(fold(paper) for paper in demand.papers), fold(demand.note or ""), str(wording.day_of(demand.until))]
        for demand in dossier.demands
        if not demand.answered
    ]
    fees = sorted([fold(fee.name), str(fee.amount_vnd)] for fee in lists.unpaid(dossier))
    state = dossier.state.value if dossier.state else fold(dossier.state_words)
    told = [state, str(wording.day_of(dossier.due)), demands, fees, sorted(fold(result) for result in dossier.results)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:_LENGTH]


def _key(dossier: Dossier) -> str:
    if dossier.state is None:
        return "unknown"
    if dossier.state is State.MORE_PAPERS and lists.all_answered(dossier):
        return "papers_in"
    if dossier.state is State.FEE_DUE and lists.all_paid(dossier):
        return "fee_in"
    return dossier.state.value


def _pays(dossier: Dossier) -> bool:
    return _key(dossier) == "fee_due" or (dossier.state not in ENDED and bool(lists.unpaid(dossier)))


def _days(dossier: Dossier, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the days that a notice names: the last one for papers, or the promised one while it holds."""
    demand, due = lists.open_demand(dossier), wording.day_of(dossier.due)
    if _key(dossier) == "more_papers":
        until = wording.day_of(demand.until) if demand else None
        if until:
            yield "until_plain", wording.long(until, language)
    elif due and dossier.state in (State.RECEIVED, State.PROCESSING):
        yield "due_plain", wording.long(due, language)
