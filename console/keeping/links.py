"""Broken links and forms: by host, with the records that name them; and a look now."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request, Response

from console import desks, pages
from console.parts import Wired
from core.jobs import ENDED, Job
from knowledge.editorial.keeping_models import Address
from knowledge.editorial.kinds import LINKS
from knowledge.editorial.links import Kind

router = APIRouter(prefix="/links")
_READ, _WRITE = [Depends(desks.KNOWLEDGE)], [Depends(desks.KEEPS)]
_SECTIONS: tuple[Kind, ...] = ("broken", "suspect", "moved", "unclear")


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired) -> Response:
    """Show what the last look found."""
    links = parts.editorial.links
    latest = next(iter(parts.editorial.jobs.latest((LINKS,), 1)), None)
    return pages.render(
        request, "keeping/links.html", summary=links.summary(), hosts=links.hosts(), job=_worth_showing(latest),
        sections={kind: _by_host(links.found(kind)) for kind in _SECTIONS}, names=_names(parts), at=parts.settings.links_at,
    )  # fmt: skip


@router.post("/check", dependencies=_WRITE)
def check(request: Request, parts: Wired) -> Response:
    """Look at every address."""
    return _asked(request, parts, {})


@router.post("/again", dependencies=_WRITE)
def again(request: Request, parts: Wired) -> Response:
    """Look again at what failed: a second time tells what is broken."""
    return _asked(request, parts, {"only": "failed"})


def _asked(request: Request, parts: Wired, arguments: dict[str, str]) -> Response:
    by, jobs = pages.actor(request), parts.editorial.jobs
    if any(job.state not in ENDED and job.arguments == arguments for job in jobs.latest((LINKS,))):
        return pages.told(pages.redirect("/keeping/links"), parts, "keeping.links_running")
    parts.editorial.links.asked(by, arguments.get("only", "all"))
    jobs.ask(LINKS, by, arguments)
    return pages.told(pages.redirect("/keeping/links"), parts, "keeping.links_asked")


def _worth_showing(job: Job | None) -> Job | None:
    return job if job and job.state != "done" else None


def _by_host(rows: Sequence[Address]) -> dict[str, list[Address]]:
    hosts: dict[str, list[Address]] = {}
    for row in rows:
        hosts.setdefault(row.host, []).append(row)
    return hosts


def _names(parts: Wired) -> dict[str, str]:
    return {row.entry.code: row.entry.name for row in parts.editorial.listing.rows()}
