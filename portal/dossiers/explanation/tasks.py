"""What the owner of a dossier has to do, by its state, and what else its record has open."""

from collections.abc import Iterable, Iterator

from portal.dossiers.explanation import lists, promise, wording
from portal.dossiers.explanation.voice import HANDED_OUT, Voice
from portal.dossiers.models import ENDED, Demand, Fee, State


def tasks(voice: Voice) -> Iterator[str]:
    """Yield what the state asks for."""
    if voice.state is State.REGISTERED and voice.waited():
        yield voice.say("ask_registered")
    elif voice.state is None and not voice.promise.broken:
        yield voice.say("ask_plain")
    elif voice.state is State.MORE_PAPERS and not voice.answered:
        yield from _papers(voice, voice.demand or Demand())
    elif voice.state is State.FEE_DUE:
        yield from _fees(voice)
    elif voice.state in HANDED_OUT:
        yield from _results(voice)
    elif voice.state in ENDED:
        yield from _ended(voice, voice.state)


def still_open(voice: Voice) -> Iterator[str]:
    """Yield what the record has open beside what its state is about."""
    if voice.state in ENDED:
        return
    if voice.demand and voice.state not in (State.MORE_PAPERS, State.DONE):
        yield from _wanted(voice, voice.demand, "papers_still")
    unpaid = lists.unpaid(voice.dossier)
    if unpaid and voice.state is not State.FEE_DUE:
        yield voice.say("fees_open")
        yield from _priced(voice, unpaid)
        yield from _how_to_pay(voice)


def _papers(voice: Voice, demand: Demand) -> Iterator[str]:
    yield from _wanted(voice, demand, "papers")
    asked = wording.day_of(demand.asked)
    if asked and promise.believable(asked, voice.today):
        yield voice.say("asked_on", day=voice.long(asked))
    yield from lists.last_day(demand, voice.today, voice.language)
    yield voice.say("papers_how")


def _wanted(voice: Voice, demand: Demand, title: str) -> Iterator[str]:
    """Yield the papers of `demand` under their title, and the office's words; what to do where there are neither."""
    papers = lists.paper_names(demand, voice.room // 2)
    if papers:
        yield voice.say(title)
        yield from _listed(voice, papers)
    note = wording.tidied(demand.note, voice.room)
    if note:
        yield voice.say("note", note=note)
    if not papers and not note:
        yield voice.say("papers_missing")


def _fees(voice: Voice) -> Iterator[str]:
    if voice.paid:
        yield voice.say("fee_in_wait")
        return
    if voice.dossier.fees:
        yield voice.say("fees")
        yield from _priced(voice, voice.dossier.fees)
    else:
        yield voice.say("fees_missing")
    yield from _how_to_pay(voice)


def _priced(voice: Voice, fees: Iterable[Fee]) -> Iterator[str]:
    yield from _listed(voice, (lists.fee(fee, voice.room // 3, voice.language) for fee in fees))


def _how_to_pay(voice: Voice) -> Iterator[str]:
    yield voice.say("fee_how")
    yield voice.say("fee_scam")


def _results(voice: Voice) -> Iterator[str]:
    results = [name for name in (wording.named(result, voice.room // 2) for result in voice.dossier.results) if name]
    if results:
        yield voice.say("results")
        yield from _listed(voice, results)
    yield voice.say("collect" if voice.state is State.DONE else "returned_check")


def _ended(voice: Voice, state: State) -> Iterator[str]:
    note = wording.tidied(voice.dossier.note, voice.room)
    if note:
        yield voice.say("note", note=note)
    elif state is not State.WITHDRAWN:
        yield voice.say("no_reason")
    yield voice.say("refused_ask" if state is State.REFUSED and not note else f"{state.value}_how")


def _listed(voice: Voice, items: Iterable[str]) -> Iterator[str]:
    yield from lists.listed(items, voice.room, voice.url, voice.language)
