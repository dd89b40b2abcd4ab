"""The job that looks at every address of what stands: by night, or when somebody asks for it."""

import asyncio
from collections.abc import Callable
from typing import Any

from core.clock import now
from core.jobs import Job
from knowledge.editorial.drafts import today
from knowledge.editorial.laws import Laws
from knowledge.editorial.links import Links, addresses
from knowledge.editorial.links_look import Looker, Manners
from knowledge.editorial.links_round import Round
from knowledge.editorial.standing import Standing
from knowledge.editorial.workplace import Workplace
from knowledge.repository import ProcedureRepository


def check(job: Job, place: Workplace) -> dict[str, Any]:
    """Look at all addresses, or with `{"only": "failed"}` at those that failed the last time; return the counts.

    A round that broke off goes on where it was: what was looked at since the job was asked for is left out.
    """
    links, named = Links(place.database), _named(place)
    if not (again := job.arguments.get("only") == "failed"):
        links.forget_others(named)
    wanted = [url for url in (links.suspects() if again else named) if url in named]
    seen = links.looked_at_since(job.asked)
    asyncio.run(_round(place, links, named, job, [url for url in wanted if url not in seen]))
    found = links.summary()
    return {"addresses": len(wanted), "broken": found.broken, "suspect": found.suspect, "hosts": found.hosts}


async def _round(place: Workplace, links: Links, named: dict[str, list[str]], job: Job, urls: list[str]) -> None:
    settings = place.settings
    async with Looker(Manners(settings.links_timeout, settings.links_private)) as looker:
        await Round(links, looker.look, named, job.asked, settings.links_pause, _counter(place, len(urls))).go(urls)


def _counter(place: Workplace, total: int) -> Callable[[int], None]:
    """Return what tells the job how many more are done."""
    steps = iter(place.tools.watch(range(total), "addresses", total))

    def more(count: int) -> None:
        for _ in range(count):
            next(steps, None)

    return more


def _named(place: Workplace) -> dict[str, list[str]]:
    day, settings = today(now), place.settings
    records = ProcedureRepository(settings.seed, settings.var / "knowledge" / "imported.jsonl", Standing(place.database)).published(day)
    return addresses(records, ((law.number, law.source_url) for law in Laws(place.database).all()))
