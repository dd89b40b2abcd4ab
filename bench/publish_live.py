"""The live bench: how long an approved edit takes to the citizen's answer, and a rollback back to the old one.

Run `python -m bench.publish_live --state FOLDER`, a state folder with the records, releases and embeddings of a catalogue; it is
copied and never written to. The whole assistant runs as `troly up` starts it: a fee is edited by one person and approved by
another, a publish is asked for as the desk asks, and the gateway's REST channel is asked until it answers with the new fee.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2

from bench import machine
from bench.tables import table
from cli.ports import Ports
from cli.supervisor import Stack
from core.db import Database
from core.jobs import Job, Jobs
from core.settings import Settings
from knowledge import release
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.drafts import Drafts
from knowledge.editorial.kinds import PUBLISH, ROLLBACK
from knowledge.editorial.review import Review

AIM = 30.0  # seconds from asking for a publish to the answer with the new fee
_MOST = 300.0  # seconds until a round is given up
_PAUSE = 0.25  # seconds between two questions
_WRITER, _READER = "staff:1", "staff:2"
CODE, ASKED = "1.001193", "lệ phí đăng ký khai sinh bao nhiêu"


@dataclass(frozen=True)
class Round:
    """One change of the live release. Seconds: until the worker took the job, until it was done, until the answer had it; and all.

    `load` is the machine's load average of the minute that ended with it.
    """

    what: str
    taken: float
    done: float
    answered: float
    whole: float
    load: float


class Citizen:
    """Asks the running assistant, each time as somebody else."""

    def __init__(self, url: str) -> None:
        """Ask at `url`, the gateway's."""
        self._client, self._url, self._asked = httpx2.Client(trust_env=False, timeout=20), url, 0

    def hears(self, words: str) -> bool:
        """Ask once, and tell whether `words` stand in the answer."""
        self._asked += 1
        body = {"sender": f"bench-{os.getpid()}-{self._asked}", "message": ASKED}
        answer = self._client.post(f"{self._url}/webhooks/rest/webhook", json=body)
        answer.raise_for_status()
        return any(words in (said.get("text") or "") for said in answer.json())


class Desk:
    """What two people do at the desk: one edits the fee, the other approves it, publishes and goes back."""

    def __init__(self, settings: Settings, database: Database) -> None:
        """Work in `database`, on the records of `settings`."""
        catalogue = Catalogue(settings.seed, settings.var / "knowledge" / "imported.jsonl")
        self._drafts, self._review, self.jobs = Drafts(database, catalogue), Review(database), Jobs(database)
        self._releases = settings.releases

    def edit(self, amount: int) -> None:
        """Edit the fee and have it approved."""
        version = self._drafts.open(CODE, _WRITER)
        fee = {"channel": "direct", "time_limit": None, "fees": [{"kind": "service_fee", "amount_vnd": amount, "text": None}]}
        saved = self._drafts.save(version.id, _WRITER, version.revision, {"methods": [fee]})
        self._review.submit(version.id, _WRITER, saved.version.revision)
        self._review.approve(version.id, _READER, saved.version.revision)

    def publish(self) -> int:
        """Ask for a publish."""
        return self.jobs.ask(PUBLISH, _READER, {"despite": None})

    def rollback(self) -> int:
        """Ask for the former release."""
        return self.jobs.ask(ROLLBACK, _READER, {"leave": release.current_id(self._releases)})


def told(amount: int) -> str:
    """Return an amount as answers write it."""
    return f"{amount:,}".replace(",", ".")


def timed(what: str, desk: Desk, citizen: Citizen, number: int, words: str, begun: float) -> Round:
    """Ask until `words` are heard. Raises `SystemExit` for a job that was not done, or never seen."""
    while not citizen.hears(words):
        job = desk.jobs.get(number)
        if job.state in ("refused", "failed") or time.time() - begun > _MOST:
            raise SystemExit(f"not measured: {what} is {job.state}\n" + "\n".join(job.log))
        time.sleep(_PAUSE)
    heard = time.time()
    return _round(what, _ended(desk, number), begun, heard)


def _ended(desk: Desk, number: int) -> Job:
    """The answer may have it before the job's row tells the end."""
    while not (job := desk.jobs.get(number)).ended:
        time.sleep(_PAUSE)
    return job


def _round(what: str, job: Job, begun: float, heard: float) -> Round:
    started, ended = (moment.timestamp() if moment else begun for moment in (job.started, job.ended))
    return Round(what, started - begun, ended - begun, heard - ended, heard - begun, os.getloadavg()[0])


def run(settings: Settings, times: int) -> list[Round]:
    """Start the assistant and measure `times` edits, each published and rolled back."""
    rounds: list[Round] = []
    with Stack.start(settings, ports=Ports.free()) as stack:
        database = Database.open(settings)
        desk, citizen = Desk(settings, database), Citizen(stack.url)
        citizen.hears("")  # the first question opens the release
        for turn in range(times):
            amount = 11_000 + 1_000 * turn
            desk.edit(amount)
            begun = time.time()
            rounds.append(timed("publish", desk, citizen, desk.publish(), told(amount), begun))
            former = (settings.releases / "former").read_text("utf-8").strip()
            begun = time.time()
            number = desk.rollback()
            while citizen.hears(told(amount)):
                time.sleep(_PAUSE)
                if time.time() - begun > _MOST:
                    raise SystemExit("not measured: the rollback never reached the answer")
            rounds.append(_round("rollback", _ended(desk, number), begun, time.time()))
            if release.current_id(settings.releases) != former:
                raise SystemExit("not measured: another release is live")
            print(*rounds[-2:], sep="\n", flush=True)
        database.close()
    return rounds


def prepared(state: Path, folder: Path) -> Settings:
    """Copy a state folder, and have a release of today's form live in the copy."""
    shutil.copytree(
        state, folder, ignore=shutil.ignore_patterns("models", "lookups", "log", "troly.db*", "tracker.db*", "locks", "uploads")
    )
    for name in ("models", "lookups"):
        (folder / name).symlink_to((state / name).resolve())
    settings = Settings(state=folder)
    environment = {**os.environ, "TROLY_STATE": str(folder), "TROLY_HOME": str(settings.home)}
    subprocess.run([sys.executable, "-m", "cli.main", "knowledge", "publish"], check=True, env=environment)
    return settings


def markdown(rounds: list[Round], note: str, counts: dict[str, int]) -> str:
    """Return the report."""
    heads = ("", "asked → taken by the worker, s", "asked → done, s", "done → answered, s", "asked → answered, s", "load average")
    rows = [(one.what, *(f"{each:.1f}" for each in (one.taken, one.done, one.answered, one.whole, one.load))) for one in rounds]
    worst = {what: max(one.whole for one in rounds if one.what == what) for what in ("publish", "rollback")}
    aims = [
        (f"{what}: at most {AIM:.0f} s", f"{seconds:.1f} s at most in {len(rounds) // 2}", "yes" if seconds <= AIM else "**no**")
        for what, seconds in worst.items()
    ]
    head = f"{note} Made by `python -m bench.publish_live`. {', '.join(f'{number:,} {what}' for what, number in counts.items())}."
    return "\n\n".join(("# From an approved edit to the answer", head, table(("aim", "measured", "met"), aims), table(heads, rows))) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write the table; return 1 when the aim is missed."""
    parser = argparse.ArgumentParser(prog="bench.publish_live", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--state", type=Path, required=True, help="a state folder; it is copied")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("bench/results/publish-live.md"))
    options = parser.parse_args(arguments)
    note = machine.note()
    with tempfile.TemporaryDirectory() as folder:
        settings = prepared(options.state, Path(folder) / "var")
        rounds = run(settings, options.times)
        counts = release.counts(settings.releases / str(release.current_id(settings.releases)))
    report = markdown(rounds, note, counts)
    options.out.write_text(report, "utf-8")
    print(report)
    return 0 if all(one.whole <= AIM for one in rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
