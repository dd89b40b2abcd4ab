"""The plan of a life event: which procedures, in which order, what is done together, and what the records say of them.

Every fact is a record's. A step whose record is not published is named, and nothing else is said of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.procedure import Procedure
from core.text import fold
from core.words import Language
from knowledge.life_event import Event, Step

Records = Callable[[str], Procedure | None]


@dataclass(frozen=True)
class Item:
    """One thing to do, numbered from 1.

    `records` are published ones, the first the one meant most often, the others its twins for other cases; `code` stands for it
    even when none is published. `only_if` says, in words, what has to hold where the person did not tell. `parts` are the titles
    of what this one form does, `apart` the records of doing them one by one, `case` the record's case that is meant.
    """

    id: str
    number: int
    title: str
    code: str
    records: tuple[Procedure, ...]
    after: tuple[int, ...] = ()
    only_if: tuple[str, ...] = ()
    why: str | None = None
    optional: bool = False
    parts: tuple[str, ...] = ()
    case: str | None = None
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    apart: tuple[Procedure, ...] = ()

    @property
    def record(self) -> Procedure | None:
        """The record meant most often, or `None` when none is published."""
        return self.records[0] if self.records else None

    @property
    def meant(self) -> int | None:
        """The number (from 0) of the record's case the event is about; a case named just so goes before one that speaks of it."""
        names = [fold(case.name or "") for case in self.record.cases] if self.record and self.case else []
        wanted = fold(self.case or "")
        return names.index(wanted) if wanted in names else next((place for place, name in enumerate(names) if wanted in name), None)

    @property
    def certain(self) -> bool:
        """Whether it is due for sure: what may not be due is left out of sums."""
        return not self.only_if and not self.optional

    def excludes(self, other: "Item") -> bool:
        """Whether nobody has to do both."""
        return any(not set(options) & set(other.when.get(question, options)) for question, options in self.when.items())


@dataclass(frozen=True)
class Plan:
    """The steps of one event for one person, in an order that can be followed."""

    event: Event
    language: Language
    items: tuple[Item, ...]
    told: dict[str, str]


@dataclass
class _Due:
    """A step that is due, before it has its number."""

    step: Step
    codes: tuple[str, ...]
    title: str
    after: set[str]
    only_if: list[str]
    parts: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def plan(event: Event, told: dict[str, str], records: Records, language: Language = "vi") -> Plan:
    """Return what `event` asks of someone.

    Args:
        event: the life event.
        told: question id to option id; what is missing or unknown leaves a step in the plan with its condition in words.
        records: the published record of a code, or `None`.
        language: of the titles.
    """
    known = {q.id: str(told[q.id]) for q in event.questions if q.option(told.get(q.id))}
    due = {step.id: _due(event, step, known, language) for step in event.steps if _wanted(step, known)}
    for form in event.together:
        if all(name in due and not due[name].only_if for name in form.steps) and records(form.code):
            _join(due, form.id, form.code, form.title.of(language), form.steps)
            break
    ordered = _ordered(due)
    numbers = {name: number for number, name in enumerate(ordered, start=1)}
    items = [_item(name, due[name], numbers, records, language) for name in ordered]
    return Plan(event, language, tuple(items), known)


def _wanted(step: Step, known: dict[str, str]) -> bool:
    return all(known.get(question) in (None, *options) for question, options in step.when.items())


def _due(event: Event, step: Step, known: dict[str, str], language: Language) -> _Due:
    open_ones = [(event.asks(question), options) for question, options in step.when.items() if question not in known]
    only_if = [" / ".join(o.label.of(language) for o in asked.options if o.id in options) for asked, options in open_ones if asked]
    return _Due(step, step.code, step.title.of(language), set(step.after), only_if)


def _join(due: dict[str, _Due], form: str, code: str, title: str, steps: Iterable[str]) -> None:
    """Put one form in the place of the steps it does."""
    joined = [due[name] for name in steps]
    first = joined[0]
    waits = set().union(*(one.after for one in joined)) - set(steps)
    alone = first.step.model_copy(update={"case": None, "why": None, "optional": False})  # these hold for one procedure alone
    merged = _Due(alone, (code,), title, waits, [], [one.title for one in joined], [code for one in joined for code in one.codes])
    entries = list(due.items())
    due.clear()
    for name, entry in entries:
        if name == next(iter(steps)):
            due[form] = merged
        elif name not in steps:
            if entry.after & set(steps):
                entry.after = (entry.after - set(steps)) | {form}
            due[name] = entry


def _ordered(due: dict[str, _Due]) -> list[str]:
    """Return the ids so that none stands before one it waits for, otherwise as the file has them."""
    left, placed = dict(due), list[str]()
    while left:
        name = next(name for name, one in left.items() if not one.after & left.keys())
        placed.append(name)
        del left[name]
    return placed


def _item(name: str, due: _Due, numbers: dict[str, int], records: Records, language: Language) -> Item:
    found = tuple(record for code in due.codes if (record := records(code)))
    return Item(
        id=name,
        number=numbers[name],
        title=due.title,
        code=found[0].code if found else due.codes[0],
        records=found,
        after=tuple(sorted(numbers[other] for other in due.after if other in numbers)),
        only_if=tuple(due.only_if),
        why=due.step.why.of(language) if due.step.why else None,
        optional=due.step.optional,
        parts=tuple(due.parts),
        case=due.step.case,
        when=due.step.when,
        apart=tuple(record for code in due.apart if (record := records(code))),
    )
