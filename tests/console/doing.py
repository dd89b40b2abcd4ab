"""Jobs that desks asked for, done as the worker does them, without its programs."""

from console.parts import Parts
from core.jobs import Job
from knowledge.editorial.kinds import KINDS
from knowledge.editorial.publishing import Tools
from knowledge.editorial.work import Work


def did(parts: Parts, tools: Tools | None = None) -> list[Job]:
    """Do what waits, and return the jobs as they ended."""
    work = Work(parts.settings, parts.database, parts.editorial.jobs, tools or Tools(lambda _: None))
    done = []
    while taken := parts.editorial.jobs.take(KINDS):
        work.do(taken)
        done.append(parts.editorial.jobs.get(taken.id))
    return done
