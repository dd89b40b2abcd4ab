"""The worker: what it delivers, how it outlives the parts it needs, and how it ends."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx2
import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr

from channels.delivery.news import Post
from cli.ports import LOOPBACK, Ports
from cli.work import Work
from conversations.dispatch import Dispatch
from conversations.outbox import Outbox
from conversations.switches import Switches
from core.db import Database
from core.errors import Unavailable
from core.person import person_key
from core.seal import Seal
from core.settings import Settings
from core.text.dossier_codes import DossierCode, find
from core.working_days import today
from portal.dossiers.models import Dossier, Proof, ProofKind, State
from portal.dossiers.notice_looks import News
from portal.dossiers.notices import Notices
from portal.dossiers.sample.dossiers import samples

HOME = Path(__file__).resolve().parents[2]
AN = "a" * 32
CODE = find("H29.18-260310-0420")[0].code
PROOF = Proof(ProofKind.PHONE, "8386")
SEEN = Dossier(CODE.text, State.PROCESSING)
HEAVY = {"faiss", "torch", "onnxruntime", "tokenizers", "sentence_transformers", "spacy", "underthesea", "rasa_sdk", "fastapi"}


@contextmanager
def worker(settings: Settings, **environment: str) -> Iterator[tuple["subprocess.Popen[bytes]", str, Path]]:
    """Run the program; give its process, the address of its metrics, and its log."""
    port, log = Ports.free().worker, settings.var / "worker.log"
    places = {"TROLY_HOME": str(HOME), "TROLY_STATE": str(settings.var), "TROLY_DATABASE_URL": settings.database}
    told = {**os.environ, **places, "TROLY_WORKER_PORT": str(port), **environment}
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "cli.main", "worker"]
        process = subprocess.Popen(command, cwd=HOME, env=told, stdout=stream, stderr=stream)
    try:
        yield process, f"http://{LOOPBACK}:{port}/metrics", log
    except BaseException:
        sys.stderr.write(log.read_text())  # why the test failed may stand there
        raise
    finally:
        process.kill()
        process.wait()


def until(happened: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Return what `happened` returns once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def metrics(url: str) -> dict[str, float]:
    """Return the worker's metrics; none while it does not listen yet."""
    try:
        lines = httpx2.get(url, trust_env=False).text.splitlines()
    except httpx2.TransportError:
        return {}
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line and line[0] != "#")}


def failed() -> float:
    """Return how many rounds failed in this process."""
    return REGISTRY.get_sample_value("troly_worker_failures_total") or 0.0


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask for the end, and see it: whoever waits for a portal or a database ends with neither."""
    process.terminate()
    assert process.wait(60) == 0


def wish(settings: Settings, code: DossierCode = CODE, proof: Proof = PROOF, dossier: Dossier = SEEN) -> None:
    """Store a wish that is due at once."""
    with closing(Database.open(settings)) as database:
        Notices.of(settings.model_copy(update={"notice_every": 0.0}), database).follow(AN, "rest", "vi", code, proof, dossier)


def kept(database: Database) -> Callable[[News], object]:
    """Return what puts news where they are picked up."""
    return Post(Outbox(database), Dispatch(database, Seal(b"k" * 32)), {}, {}).tell


def test_news_of_a_sample_dossier_are_in_the_outbox_and_its_code_is_in_no_log(migrated: Settings) -> None:
    sample = next(one for one in samples(today()) if one.dossier.state is State.DONE)
    [found] = find(sample.dossier.code)
    wish(migrated, found.code, Proof(ProofKind.PHONE, sample.phone[-4:]), replace(sample.dossier, state=State.PROCESSING))
    with closing(Database.open(migrated)) as database, worker(migrated) as (process, url, log):
        [news] = until(lambda: Outbox(database).waiting(AN))
        assert until(lambda: metrics(url).get('troly_dossier_notices_total{outcome="told"}')) == 1
        assert metrics(url)["troly_worker_last_round_seconds"] == pytest.approx(time.time(), abs=60)
        end(process)
    assert (news.answer.status, news.answer.language) == ("dossier", "vi")
    assert "đã có kết quả" in news.answer.text
    written = log.read_text()
    assert [json.loads(line)["program"] for line in written.splitlines()] == ["worker"] * len(written.splitlines())
    for secret in (sample.dossier.code, sample.phone, sample.applicant, AN):
        assert secret not in written + news.answer.text


def test_it_ends_at_once_while_a_portal_hangs(migrated: Settings) -> None:
    wish(migrated, proof=Proof(ProofKind.SECRET, "open-sesame-1"))
    with socket.create_server((LOOPBACK, 0)) as silent:
        portal = {"adapter": "opencps", "url": f"http://{LOOPBACK}:{silent.getsockname()[1]}", "group_id": "1"}
        with worker(migrated, TROLY_DOSSIER_PORTALS=json.dumps({"": portal})) as (process, _, _):
            silent.settimeout(60)
            with silent.accept()[0]:
                end(process)
    with closing(Database.open(migrated)) as database:
        assert len(Notices.of(migrated, database).following(AN)) == 1


def test_it_waits_for_a_database_that_is_down(migrated: Settings) -> None:
    (folder := migrated.var / "folder").mkdir()
    with worker(migrated, TROLY_DATABASE_URL=f"sqlite:///{folder}") as (process, url, log):
        assert until(lambda: metrics(url).get("troly_worker_failures_total")) == 1
        assert process.poll() is None
        end(process)
    reasons = [json.loads(line).get("reason", "") for line in log.read_text().splitlines()]
    assert any(reason.startswith("the database cannot be used") for reason in reasons)


@pytest.mark.parametrize("adapter", ["national", "none"])
def test_settings_that_cannot_be_used_are_one_clear_line(migrated: Settings, adapter: str) -> None:
    portals = {"H29": {"adapter": adapter, "password": "geheim"}}
    with worker(migrated, TROLY_DOSSIER_PORTALS=json.dumps(portals)) as (process, _, log):
        assert process.wait(60) == 1
    [line] = log.read_text().splitlines()
    assert line.startswith("troly: TROLY_DOSSIER_PORTALS")
    assert "geheim" not in line


def test_a_port_in_use_is_one_clear_line(migrated: Settings) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with worker(migrated, TROLY_WORKER_PORT=str(port)) as (process, _, log):
            assert process.wait(60) == 1
    assert log.read_text() == f"troly: port {port} is in use: stop the program that uses it, or set another (TROLY_WORKER_PORT)\n"


def test_it_starts_light() -> None:
    code = "import sys, cli.main, cli.work, portal.dossiers.service; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY.isdisjoint(loaded)


def test_a_round_that_failed_is_made_again(migrated: Settings, database: Database) -> None:
    """The database comes up, the look's own mistake passes: nothing of it ends the worker, and the news come once."""
    wish(migrated)
    troubles = [Unavailable("the audit"), Unavailable("the audit")]

    def look(code: DossierCode, proof: Proof) -> Dossier | None:
        if troubles:
            raise troubles.pop()
        return replace(SEEN, state=State.DONE)

    hours = iter(range(1_000))
    clock = lambda: datetime.now(timezone.utc) + timedelta(hours=next(hours))  # noqa: E731 (every call an hour later)
    late = Notices(database, Seal.of(migrated), person_key(migrated), migrated, clock)
    before, end = failed(), threading.Event()
    rounds = threading.Thread(target=Work(migrated, late, look, kept(database), pause=0.01).run, args=(end,))
    rounds.start()
    until(lambda: Outbox(database).waiting(AN))
    time.sleep(0.2)
    end.set()
    rounds.join(60)
    assert not rounds.is_alive()
    assert len(Outbox(database).waiting(AN)) == 1
    assert failed() == before + 2


@pytest.mark.parametrize("scope", ["all", "topic:dossier", "channel:rest"])
def test_what_is_switched_off_is_not_told_of_until_it_is_on(migrated: Settings, database: Database, scope: str) -> None:
    wish(migrated)
    switches, notices = Switches(database), Notices.of(migrated, database)
    work = Work(migrated, notices, lambda code, proof: replace(SEEN, state=State.DONE), kept(database), switches=switches)
    for other in ("channel:zalo", "topic:answered"):
        switches.turn(other, True, "An", "diễn tập")
    switches.turn(scope, True, "An", "hồ sơ báo sai")
    assert not work.round()
    assert Outbox(database).waiting(AN) == []
    switches.turn(scope, False, "An", "đã sửa")
    assert work.round()
    assert len(Outbox(database).waiting(AN)) == 1


def test_a_database_made_after_the_start_is_brought_into_form(tmp_path: Path) -> None:
    settings = Settings(home=HOME, state=tmp_path, database_url=SecretStr(f"sqlite:///{tmp_path / 'new' / 'troly.db'}"))
    with closing(Database.open(settings)) as database:
        work = Work(settings, Notices.of(settings, database), lambda code, proof: None, kept(database))
        assert not work.round()
        wish(settings)
        assert work.round()
        assert not work.round()
