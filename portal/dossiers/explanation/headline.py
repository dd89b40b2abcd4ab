"""The first line of a dossier's story: where it is, in everyday words, and whose turn it is."""

from portal.dossiers.explanation import lists, wording
from portal.dossiers.explanation.promise import Standing
from portal.dossiers.explanation.voice import OFFICE_S_TURN, Voice
from portal.dossiers.models import State

_BY_DAY = {Standing.TODAY: "today", Standing.LATE: "late", Standing.PAST: "overdue"}


def headline(voice: Voice) -> str:
    """Return the line that says most, if only one is read."""
    state = voice.state
    if state is None:
        words = wording.tidied(voice.dossier.state_words, voice.room // 4)
        return voice.say("unknown", words=words) if words else voice.say("silent")
    if state is State.REGISTERED:
        waited = voice.waited()
        return voice.say("registered_long", days=waited) if waited else voice.say(_calm(voice, state))
    if state is State.MORE_PAPERS:
        return _papers(voice)
    if state is State.FEE_DUE:
        return _fee(voice)
    if state in OFFICE_S_TURN:
        days = wording.working_days(voice.promise.count, voice.language)
        return voice.say(_BY_DAY.get(voice.promise.standing) or _calm(voice, state), days=days)
    return voice.say(state.value)


def _calm(voice: Voice, state: State) -> str:
    """Return the key of the line that nothing need be done, or the one for a record that has something open all the same."""
    return f"{state.value}_open" if voice.demand or lists.unpaid(voice.dossier) else state.value


def _papers(voice: Voice) -> str:
    if voice.answered:
        return voice.say("papers_in")
    until = wording.day_of(voice.demand.until) if voice.demand else None
    if voice.demand is None or until is None or lists.is_odd(voice.demand, voice.today):
        return voice.say("more_papers")
    return voice.say("more_papers_over" if voice.overran else "more_papers_until", day=voice.long(until))


def _fee(voice: Voice) -> str:
    if voice.paid:
        return voice.say("fee_in")
    total = lists.total(voice.dossier, voice.language)
    return voice.say("fee_due_total", amount=total) if total else voice.say("fee_due")
