"""The lines of a plan in plain text: one a step, one a sum; facts are the records', in `knowledge/plans/sums.py`."""

from core.words import Language, say
from knowledge import tidy
from knowledge.fitting import LONGEST
from knowledge.plans import Item, Plan
from knowledge.plans.papers import Paper
from knowledge.plans.sums import brief, length, span, total_fee, total_time


def fitted(head: str, steps: list[str], sums: list[str], shared: list[str], end: list[str], plan: Plan) -> str:
    """Join everything; where it is too long, say less of each step, then name fewer papers."""
    papers = [say("life.shared", plan.language), *(f"- {line}" for line in shared)] if shared else []
    plain = [say("life.one", plan.language, number=item.number, title=item.title) for item in plan.items]
    for told, listed_papers in ((steps, papers), (steps, []), (plain, papers), (plain, [])):
        text = "\n".join([head, *told, *sums, *listed_papers, *end])
        if len(text) <= LONGEST:
            break
    return text


def cut(lines: list[str], more: str, end: list[str]) -> str:
    """Join what fits, whole lines only, and say so where some are left out."""
    kept = list(lines)
    while len("\n".join([*kept, more, *end])) > LONGEST or kept[-1].endswith(":"):
        kept.pop()
    return "\n".join([*kept, *([] if len(kept) == len(lines) else [more]), *end])


def line(item: Item, plan: Plan) -> str:
    """Say one step in a line or two: its condition, how long, how much."""
    language = plan.language
    head, terms = say("life.one", language, number=item.number, title=item.title), "; ".join(conditions(item, plan))
    told = f"{head} ({terms})" if terms else head
    if item.record is None:
        return f"{told}: {say('life.no_record', language)}"
    time, fee = brief(item.record, "time", language), brief(item.record, "fee", language)
    facts = [say("life.time", language, time=time)] if time else []
    facts += [say("life.fee", language, fee=fee)] if fee else []
    return f"{told}. {tidy.line('; '.join(facts))}" if facts else told


def conditions(item: Item, plan: Plan) -> list[str]:
    """Say when a step is due: in which case, whether at all, after which others."""
    language = plan.language
    told = [say("life.only_if", language, cases="; ".join(item.only_if))] if item.only_if else []
    told += [say("life.optional", language)] if item.optional else []
    told += [say("life.after", language, numbers=_numbers(item.after))] if item.after else []
    return told


def time(plan: Plan) -> str:
    """Say how long the steps take one after the other, and which are not in the figure."""
    language, total = plan.language, total_time(plan)
    if total is None:
        return say("life.no_total_time", language)
    parts = f" {say('life.and', language)} ".join(length(count, unit, language) for count, unit in total.parts)
    key = "life.total_time_least" if total.at_least else "life.total_time"
    return _with(say(key, language, time=parts), total.without, language)


def fee(plan: Plan) -> str:
    """Say what the stated amounts come to, and which steps are not in them."""
    language, total = plan.language, total_fee(plan)
    if total is None:
        return say("life.no_total_fee", language)
    return _with(say("life.total_fee", language, fee=span(total.least, total.most, language)), total.without, language)


def _with(told: str, without: tuple[int, ...], language: Language) -> str:
    return f"{told} {say('life.without', language, numbers=_numbers(without))}" if without else told


def shared_line(paper: Paper, language: Language) -> str:
    """Name a paper and the steps that need it."""
    key = "life.shared_depends" if paper.depends else "life.shared_one"
    return say(key, language, name=tidy.shortened(paper.name, 120).rstrip("."), numbers=_numbers(paper.steps))


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in numbers)
