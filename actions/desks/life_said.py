"""What the desk of life events says: a question, the list, its order, one step. Facts come from the records of the plan."""

from urllib.parse import urlencode

from actions.desks import life_lines
from actions.turn import pick
from core.answer import Alternative, Answer, Button, Facet, Link, Section, reference
from core.words import say
from knowledge import tidy
from knowledge.answer import source
from knowledge.life_event import Question
from knowledge.plans import Item, Plan
from knowledge.plans.papers import papers_of
from knowledge.sections import section

_MOST_SHARED = 6
_MOST_LINKS = 10
_MOST_DIRECT = 3


def question(plan: Plan, left: list[Question], first: bool) -> Answer:
    """Ask the first of the questions that are `left`; who wants one procedure only may choose it right away."""
    event, language, asked = plan.event, plan.language, left[0]
    number = len(event.questions) - len(left) + 1
    lines = [say("life.sorrow", language)] if first and event.id == "death" else []
    if first:
        key = "life.intro" if len(left) > 1 else "life.intro_one"
        lines.append(say(key, language, title=event.title.of(language), count=len(left)))
    text = asked.text.of(language)
    lines.append(
        say("life.question", language, number=number, count=len(event.questions), text=text) if len(left) > 1 or not first else text
    )
    options = [(option.label.of(language), f"life:{event.id}:{asked.id}:{option.id}") for option in asked.options]
    lines += [f"{place}. {label}" for place, (label, _) in enumerate(options, start=1)]
    options.append((say("life.skip", language), f"life:{event.id}:all"))
    direct = _alternatives(plan)[:_MOST_DIRECT] if first else []
    if direct:
        lines.append(say("life.direct", language, names="; ".join(one.difference or one.name for one in direct)))
    buttons = [Button(title=label, payload=pick(option)) for label, option in options]
    buttons += [Button(title=one.difference or one.name, payload=_open(one.code)) for one in direct]
    return Answer(status="clarify", text="\n".join(lines), buttons=buttons, alternatives=direct, language=language)


def listed(plan: Plan, base: str) -> Answer:
    """Tell the plan: the steps, what they take together, the papers for several steps, the page to print."""
    language = plan.language
    papers = papers_of(plan)
    steps = [life_lines.line(item, plan) for item in plan.items]
    sums = [life_lines.time(plan), life_lines.fee(plan)]
    shared = [life_lines.shared_line(paper, language) for paper in papers.shared[:_MOST_SHARED]]
    head = say("life.head", language, title=plan.event.title.of(language), count=len(plan.items))
    end = [say("life.print", language, url=address(plan, base)), say("life.open_step", language)]
    sections = [
        Section(facet="steps", title=say("life.steps", language), items=steps),
        Section(facet="time", title=say("life.times", language), items=[sums[0]]),
        Section(facet="fee", title=say("life.fees", language), items=[sums[1]]),
    ]
    if shared:
        sections.append(Section(facet="documents", title=say("life.shared", language).rstrip(":"), items=shared))
    records = [record for item in plan.items for record in item.records[:1]]
    return Answer(
        status="answered",
        text=life_lines.fitted(head, steps, sums, shared, end, plan),
        notes=[head],
        facets=["overview", *(part.facet for part in sections)],
        sections=sections,
        sources=[source(record) for record in records],
        buttons=_buttons(plan),
        alternatives=_alternatives(plan),
        links=_links(plan),
        language=language,
    )


def order(plan: Plan, over: bool = False) -> Answer:
    """Say which steps come first, which then, and which need no other."""
    language = plan.language
    waited = {number for item in plan.items for number in item.after}
    first = [item for item in plan.items if not item.after and item.number in waited]
    then = [item for item in plan.items if item.after]
    free = [item for item in plan.items if not item.after and item.number not in waited]
    lines = [say("life.last", language)] if over else []
    for key, items in (("life.first", first), ("life.then", then), ("life.any_time", free)):
        if items:
            lines.append(say(key, language, steps=", ".join(f"{item.number}. {item.title}" for item in items)))
    return Answer(
        status="answered",
        text="\n".join(lines),
        facets=["steps"],
        buttons=_buttons(plan),
        alternatives=_alternatives(plan),
        language=language,
    )


def printed(plan: Plan, base: str) -> Answer:
    """Give the address of the list to print or send."""
    text = say("life.print", plan.language, url=address(plan, base))
    return Answer(status="answered", text=text, links=_links(plan)[:1], language=plan.language)


def step(plan: Plan, item: Item) -> Answer:
    """Tell one step: why, where, how long, what it costs, its papers in the record's words."""
    language, record = plan.language, item.record
    head = say("life.detail", language, number=item.number, count=len(plan.items), title=item.title)
    conditions = tidy.line("; ".join(life_lines.conditions(item, plan)))
    lines = [line for line in (head, conditions, item.why) if line]
    if record is None:
        return Answer(status="answered", text="\n".join([*lines, tidy.line(say("life.no_record", language))]), language=language)
    facets: tuple[Facet, ...] = ("place", "time", "fee", "documents")
    parts = [section(record, facet, item.meant, brief=True, language=language) for facet in facets]
    for part in parts:
        lines.append(f"{part.title}:")
        lines += [f"- {told}" for told in part.items]
    links = [Link(title=say("life.portal_title", language, number=item.number), url=record.source_url)] if record.source_url else []
    return Answer(
        status="answered",
        text=life_lines.cut(lines, say("life.more", language), [link.url for link in links]),
        procedure=reference(record),
        facets=list(facets),
        sections=parts,
        sources=[source(record)],
        buttons=[Button(title=_short(item), payload=_open(record.code))],
        links=links,
        language=language,
    )


def address(plan: Plan, base: str) -> str:
    """Return the address of the list: choices only, nothing of the person."""
    told = {**plan.told, **({"lang": plan.language} if plan.language != "vi" else {})}
    return f"{base}/checklists/{plan.event.id}" + (f"?{urlencode(told)}" if told else "")


def _short(item: Item) -> str:
    return f"{item.number}. {item.title}"


def _open(code: str) -> str:
    return f'/choose_procedure{{"procedure_code":"{code}"}}'


def _buttons(plan: Plan) -> list[Button]:
    return [Button(title=_short(item), payload=_open(item.record.code)) for item in plan.items if item.record]


def _alternatives(plan: Plan) -> list[Alternative]:
    """Name the procedure of each step once."""
    found = [(record, item.title) for item in plan.items for record in (*item.records[:1], *item.apart)]
    once = {record.code: Alternative(code=record.code, name=record.name, difference=title) for record, title in reversed(found)}
    return list(reversed(once.values()))


def _links(plan: Plan) -> list[Link]:
    told = [Link(title=say("life.print_title", plan.language), url=address(plan, ""))]
    for item in plan.items:
        if item.record and item.record.source_url:
            told.append(Link(title=say("life.portal_title", plan.language, number=item.number), url=item.record.source_url))
    return told[:_MOST_LINKS]
