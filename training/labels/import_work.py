"""The jobs of imports: a file that was uploaded is read, and what is new in it is proposed."""

from collections.abc import Callable
from typing import Any

from core import audit
from core.db import Database
from core.doing import Doing
from core.errors import BadRequest, NotFound
from core.jobs import Job, Jobs
from core.settings import Settings
from training.corpus.schemas import Target
from training.labels import reading
from training.labels.kinds import PROPOSE, READ
from training.labels.known import Known
from training.labels.proposals import Proposals
from training.labels.service import Labels


class ImportWork:
    """Does the jobs of imports."""

    def __init__(self, settings: Settings, database: Database, jobs: Jobs, heard: Callable[[str], None]) -> None:
        """Work on the checkout and the uploads of `settings`; what is told goes to `heard` too."""
        self._settings, self._database, self._jobs, self._heard = settings, database, jobs, heard
        self._proposals = Proposals(settings.home, database)
        self._steps: dict[str, Callable[[Job, Doing], dict[str, Any]]] = {READ: self._read, PROPOSE: self._propose}

    def do(self, job: Job) -> str:
        """Do a job that was taken, write its end, and return its state: done or failed. Never raises for what went wrong."""
        doing = Doing(self._jobs, job, self._heard)
        return doing.do(lambda: self._steps[job.kind](job, doing))

    def _read(self, job: Job, doing: Doing) -> dict[str, Any]:
        """The file goes once it is read: it may hold personal data, and what is kept of it does not."""
        upload, name = self._settings.uploads / job.arguments["file"], str(job.arguments["name"])
        if upload.is_file():
            doing.tell("reading the file")
            try:
                report = self._proposals.dry_run(name, upload.read_bytes(), Target(job.arguments["target"]))
            except BadRequest:
                upload.unlink(missing_ok=True)  # it will not be read the next time either
                raise
            reading.keep(upload, report)
        return {"read": job.id, "counts": dict(reading.kept(upload).counts)}

    def _propose(self, job: Job, doing: Doing) -> dict[str, Any]:
        """What was read is forgotten once it is proposed; a job that is done again then has done it."""
        upload = self._settings.uploads / job.arguments["file"]
        try:
            report = reading.kept(upload)
        except NotFound:
            if job.tries > 1:
                return {"read": job.arguments["read"]}
            raise
        labels = Labels(self._database, Known(self._settings.home, self._database))
        done = self._proposals.propose(labels, report.name, doing.watch(report.new, "proposals", len(report.new)), report.target)
        with self._database.begin() as session:
            audit.record(session, job.by, "labels.import", "", {"file": report.name, "proposed": done.proposed, "left": done.left})
        reading.forget(upload)
        return {"read": job.arguments["read"], "proposed": done.proposed, "left": done.left}
