"""What jobs write into their log, as staff read it: the domain writes for engineers, and knows no pages."""

import re
from functools import cache

from console import pages
from core.jobs import Job
from knowledge.editorial.kinds import DRAFTS, EFFECT, IMPORT, LINKS, PUBLISH, ROLLBACK, SYNC
from training.dialogue.kinds import MEASURE, TRAIN
from training.inbox.kinds import COLLECT
from training.labels.kinds import PROPOSE, READ

_PREFIX = "job_lines."
# Where what a job made is to be seen; each {x} is of its result, and without it there is nothing to be seen.
_PLACES = {
    PUBLISH: "/releases",
    ROLLBACK: "/releases",
    EFFECT: "/releases/effect/{job}",
    IMPORT: "/imports/{run}",
    DRAFTS: "/imports/{run}",
    SYNC: "/imports/{run}",
    LINKS: "/keeping/links",
    TRAIN: "/models/{model}",
    MEASURE: "/models/{model}",
    READ: "/corpus/imports/{read}",
    PROPOSE: "/corpus/proposals",
    COLLECT: "/labels",
}
_GAP = re.compile(r"\\{(\w+)\\}")


def told(line: str) -> str:
    """Return a line of a job in words (`console/words/job_lines.yml`), or the line itself where there are none.

    Of several lines that were written as one, and have no words as a whole, each is told.
    """
    for pattern, key in _patterns():
        if found := pattern.fullmatch(line):
            return pages.text(key, **found.groupdict())
    return "\n".join(map(told, line.split("\n"))) if "\n" in line else line


def kind(name: str) -> str:
    """Return what a kind of job is called, or its own name."""
    return pages.words().get(f"job_kinds.{name}", name)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the lines of the words as patterns, in the order of their file."""
    lines = [key for key in pages.words() if key.startswith(_PREFIX)]
    return [(re.compile(_GAP.sub(r"(?P<\1>.*)", re.escape(key.removeprefix(_PREFIX))), re.DOTALL), key) for key in lines]


def took(job: Job) -> str:
    """Return how long a job ran, or nothing for one that has not ended."""
    if job.started is None or job.ended is None:
        return ""
    minutes, seconds = divmod(round((job.ended - job.started).total_seconds()), 60)
    return pages.text("jobs.minutes", minutes=minutes, seconds=seconds) if minutes else pages.text("jobs.seconds", seconds=seconds)


def place(job: Job) -> str | None:
    """Return the page of what a job made, or None where there is none."""
    known = {**(job.result or {}), "job": job.id}
    if job.state != "done" or any(known.get(name) is None for name in re.findall(r"{(\w+)}", _PLACES.get(job.kind, "{}"))):
        return None
    return _PLACES[job.kind].format(**known) if job.kind in _PLACES else None
