"""What is stored of a person, said in plain lines."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from actions.desks.hearing import hint
from conversations.schemas import Agreement, PersonData
from core.clock import VIETNAM
from core.words import Language, say, words
from knowledge.life_events import Event
from portal.dossiers.notices import Following
from portal.feedback import Filed

Label = Callable[[str, Any, Language], str]  # (key, value, language) of a fact -> words
_TURNS = 5
_REPORTS = 5
_FACTS = 8
_LONGEST = 80


def plain_label(key: str, value: Any, language: Language) -> str:
    """Say a fact without knowing what it is about: its name and its value."""
    name = say(f"data.fact_{key}", language) if f"data.fact_{key}" in words() else key.rpartition(":")[2].replace("_", " ")
    if isinstance(value, bool):
        value = say("data.yes" if value else "data.no", language)
    return f"{name}: {_short(str(value))}"


def event_label(events: Iterable[Event], ward: Callable[[str], str | None]) -> Label:
    """Return a label that knows the questions of life `events` and, by `ward`, the name of a unit's code."""
    questions = {question.id: question for event in events for question in event.questions}

    def label(key: str, value: Any, language: Language) -> str:
        question = questions.get(key)
        option = question.option(value) if question else None
        if option:
            return option.label.of(language)
        return plain_label(key, (ward(str(value)) or value) if key == "ward" else value, language)

    return label


def stored(data: PersonData, reports: list[Filed], following: list[Following], days: int, language: Language, label: Label) -> str:
    """Return the lines: questions, ratings, requests, reports, dossiers followed, facts, a draft, and how long all is kept."""
    lines = [*_turns(data, language), *_requests(data, language), *_reports(reports, language)]
    lines += [say("data.view_notice", language, hint=one.hint, since=_day(one.since)) for one in following]
    if data.ratings:
        lines.append(say("data.view_ratings", language, count=data.ratings))
    lines += _shown(
        [
            say("data.view_fact", language, fact=_short(label(fact.key, fact.value, language)), since=_day(fact.since))
            for fact in data.facts
        ],
        _FACTS,
        language,
    )
    lines += _shown([_agreement(agreement, language) for agreement in data.agreements], _REPORTS, language)
    if data.drafts:
        lines.append(say("data.view_draft", language))
    return "\n".join((*lines, say("data.view_kept", language, days=days)))


def _turns(data: PersonData, language: Language) -> list[str]:
    if not data.turns or data.first is None:
        return [say("data.view_no_turns", language)]
    latest = [f"  • {_day(turn.at)}: {_question(turn.question, language)}" for turn in data.turns[:_TURNS]]
    return [say("data.view_turns", language, count=data.turns_count, first=_day(data.first)), *latest]


def _requests(data: PersonData, language: Language) -> list[str]:
    lines = [
        say(
            "data.view_handover",
            language,
            number=handed.number,
            state=say(f"data.state_{handed.state}", language),
            contact=_contact(handed.contact, language),
        )
        for handed in data.handovers
    ]
    return _shown(lines, _REPORTS, language)


def _reports(reports: list[Filed], language: Language) -> list[str]:
    lines = [
        say("data.view_report", language, number=filed.number, what=_short(filed.what), contact=_contact(filed.contact, language))
        for filed in reports
    ]
    return _shown(lines, _REPORTS, language)


def _agreement(agreement: Agreement, language: Language) -> str:
    ended = agreement.withdrawn
    values = {"purpose": say(f"data.purpose_{agreement.purpose}", language), "given": _day(agreement.given)}
    return say("data.view_agreed", language, ended=say("data.view_ended", language, day=_day(ended)) if ended else "", **values)


def _shown(lines: list[str], most: int, language: Language) -> list[str]:
    """Return the first `most` of `lines`, and how many there are more: a message has an end."""
    more = len(lines) - most
    return [*lines[:most], *([say("data.view_more", language, count=more)] if more > 0 else [])]


def _contact(contact: str | None, language: Language) -> str:
    return say("data.view_contact", language, hint=hint(contact)) if contact else ""


def _question(text: str, language: Language) -> str:
    return say("data.pressed", language) if text.startswith("/") else f"“{_short(text)}”"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _day(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"{local.day}/{local.month}/{local.year}"
