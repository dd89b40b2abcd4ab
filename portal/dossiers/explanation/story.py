"""The whole story of a dossier for its owner: where it is, whose turn it is, what to do and by when, what comes next."""

from collections.abc import Iterator
from datetime import datetime

from core.words import Language, say
from portal.dossiers.explanation import promise, wording
from portal.dossiers.explanation.headline import headline
from portal.dossiers.explanation.promise import Standing
from portal.dossiers.explanation.tasks import still_open, tasks
from portal.dossiers.explanation.voice import HANDED_OUT, OFFICE_S_TURN, Voice
from portal.dossiers.models import ENDED, Dossier, State

MOST = 2_000  # characters of one message
_ROOMS = (400, 240, 120, 60)  # characters of an office's note; what else is the portal's own takes its share of them


def explained(dossier: Dossier, language: Language, now: datetime, portal_url: str) -> str:
    """Return what the owner of `dossier` reads: at most 2,000 characters in plain lines, the first one the most important.

    Args:
        dossier: as its portal told it, cleaned of personal data; any field may be missing, odd or long.
        language: of our sentences; the portal's own words stay as they are.
        now: an aware moment; days are counted from its date in the city.
        portal_url: where one signs in, pays and complains.
    """
    told = ""
    for room in _ROOMS:
        told = "\n\n".join("\n".join(lines) for lines in _paragraphs(Voice(dossier, language, now, portal_url, room)) if lines)
        if len(told) <= MOST:
            return told
    return told[: MOST - 1].rstrip() + wording.CUT


def _paragraphs(voice: Voice) -> list[list[str]]:
    """Return what matters most; what to do and by when; what comes next; what it is; who says so."""
    told = [
        [headline(voice), *_where(voice)],
        [*tasks(voice), *_days(voice)],
        [*_next(voice), *still_open(voice)],
        [*_facts(voice)],
    ]
    cut = any(wording.CUT in line.removeprefix(voice.file) for lines in told for line in lines)
    return [*told, [*([voice.say("cut")] if cut else []), _seen(voice)]]


def _where(voice: Voice) -> Iterator[str]:
    """Yield what is to be said of who has it, and at which step it is there while it is the office's turn."""
    if voice.state in ENDED | HANDED_OUT:
        return
    if voice.old:
        yield voice.say("old_office")
    elif not voice.agency:
        yield voice.say("office_missing")
    step = wording.named(voice.dossier.step, voice.room // 2)
    if step and voice.state in OFFICE_S_TURN and step != voice.agency and not wording.is_old(step):
        yield voice.say("step", step=step)


def _days(voice: Voice) -> Iterator[str]:
    if voice.state in HANDED_OUT:
        yield from promise.kept(voice.promise, voice.dossier, voice.now, voice.language)
        if promise.was_late(voice.promise, voice.dossier, voice.today):
            yield voice.say("complain_done")
    elif voice.state in ENDED:
        if voice.promise.day:
            yield voice.say("due_ended", day=voice.long(voice.promise.day))
    elif voice.state in OFFICE_S_TURN:
        yield from _running(voice)
    else:
        yield _resting(voice)


def _running(voice: Voice) -> Iterator[str]:
    """Yield the promised day while it is the office's turn, and where to ask and complain once it is late."""
    if voice.promise.day is None:
        yield voice.say("due_none_yet" if voice.state is State.REGISTERED else "due_none")
    yield from promise.told(voice.promise, voice.dossier, voice.now, voice.language)
    if voice.promise.broken:
        yield voice.say("ask_late")
        yield voice.say("complain")
    elif voice.promise.standing is Standing.TODAY:
        yield voice.say("ask_today")


def _resting(voice: Voice) -> str:
    """Say the promised day of a dossier that waits for its owner: no days are counted, since its time need not run."""
    day, papers = voice.promise.day, voice.state is State.MORE_PAPERS
    over = voice.answered if papers else voice.paid
    if day is None:
        return voice.say("due_papers_none" if papers and not over else "due_none")
    if voice.promise.standing is Standing.ODD:
        return voice.say("due_odd", day=voice.long(day))
    key = "due_papers" if papers else "due_fee"
    if over:
        key = "due_over" if voice.promise.broken else "due_plain"
    return voice.say(key, day=voice.long(day))


def _next(voice: Voice) -> Iterator[str]:
    if voice.overran:
        yield voice.say("next_papers_over")
    elif voice.state is not None and voice.state not in ENDED:
        yield voice.say(f"next_{voice.state.value}")


def _facts(voice: Voice) -> Iterator[str]:
    name = wording.procedure(voice.dossier.procedure_name, voice.room // 2)
    if name:
        yield voice.say("procedure", name=name)
    if voice.agency and voice.state in HANDED_OUT | {State.WITHDRAWN}:
        yield voice.say("office_is")
    applicant = wording.initials(voice.dossier.applicant)
    if applicant:
        yield voice.say("applicant", initials=applicant)
    received = wording.day_of(voice.dossier.received)
    if received:
        key = "sent_on" if voice.state in (State.REGISTERED, State.REFUSED) else "received_on"
        yield voice.say(key if promise.believable(received, voice.today) else "received_odd", day=voice.long(received))
    note = wording.tidied(voice.dossier.note, voice.room)
    known = wording.tidied(voice.demand.note, voice.room) if voice.demand else ""
    if note and note != known and voice.state not in ENDED - {State.RETURNED}:
        yield voice.say("note", note=note)


def _seen(voice: Voice) -> str:
    portal = wording.named(voice.dossier.portal, voice.room // 4) or say("dossier.portal", voice.language)
    seen = voice.dossier.seen
    if seen is None:
        return voice.say("seen_never", portal=portal)
    day = wording.plain(wording.local(seen).date(), voice.language)
    return voice.say("seen", portal=portal, clock=wording.clock(seen), day=day)
