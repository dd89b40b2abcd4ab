"""What `troly doctor` looks at. Each check yields findings; the mend is a command where there is one."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
from sqlalchemy import make_url

from cli.doctor import Check, Finding
from cli.ports import LOOPBACK, Ports, is_free
from core.errors import TrolyError
from core.settings import Settings
from training.dialogue import engine, shelf

SETUP = "make setup"
LEAST_SPACE = 2 * 1024**3  # a release, a training and the logs of a few weeks
_BOT_IMPORTS = "import rasa, sanic, sklearn, sklearn_crfsuite, spacy, onnxruntime, tokenizers"
_SERVICE_IMPORTS = "import fastapi, uvicorn, rasa_sdk, faiss, onnxruntime, tokenizers, underthesea, httpx2"
_TRAINED_FROM = ("nlu_data", "config.yml", "domain.yml", "bot")


def environments(settings: Settings) -> Iterator[Finding]:
    """Both Pythons run, are of the right version, and import what they carry."""
    yield _imports("service", Path(sys.executable), (3, 11), _SERVICE_IMPORTS)
    try:
        yield _imports("bot", engine.python(settings), (3, 10), _BOT_IMPORTS)
    except TrolyError as error:
        yield Finding("bot environment", str(error), SETUP)


def embedding(settings: Settings) -> Iterator[Finding]:
    """The embedding model opens and encodes."""
    from core.encoder import Encoder

    try:
        encoder = Encoder.open(settings.model_folder)
        encoder.encode(["giấy khai sinh"])
    except Exception as error:  # onnxruntime raises kinds of its own for a damaged file
        yield Finding("embedding model", str(error), f"rm -r {settings.model_folder} && {SETUP}")
    else:
        yield Finding("embedding model", f"{encoder.version}, {encoder.dimension} dimensions")


def release(settings: Settings) -> Iterator[Finding]:
    """There is a live release, and its checksums hold."""
    from knowledge import release as releases

    current = releases.current_id(settings.releases)
    try:
        manifest = releases.verify(settings.releases / (current or "none"))
    except TrolyError as error:
        yield Finding("knowledge release", str(error), "troly knowledge publish")
    else:
        yield Finding("knowledge release", f"{manifest['id']}, {manifest['counts'].get('procedures')} procedures")


def trained(settings: Settings) -> Iterator[Finding]:
    """There is a dialogue model, and nothing it is made from is newer."""
    try:
        model = shelf.current(settings.bot_models)
    except TrolyError as error:
        yield Finding("dialogue model", str(error), "troly train")
        return
    made = model.stat().st_mtime
    sources = (settings.home / name for name in _TRAINED_FROM)
    newer = [file for source in sources for file in _files(source) if file.stat().st_mtime > made]
    detail = f"{model.name} is older than {newer[0].relative_to(settings.home)}" if newer else model.name
    yield Finding("dialogue model", detail, "troly train" if newer else "")


def listening(settings: Settings) -> Iterator[Finding]:
    """Each port is free, or one of our programs answers there; a running assistant is ready."""
    ports = Ports.of(settings, None, None, None)
    with httpx2.Client(trust_env=False, timeout=5) as client:
        for name, host, port, path, sign in (
            ("gateway", ports.host, ports.gateway, "/healthz", "alive"),
            ("bot", LOOPBACK, ports.bot, "/", "Rasa"),
            ("actions", LOOPBACK, ports.actions, "/health", "ok"),
            ("worker", LOOPBACK, ports.worker, "/metrics", "troly_worker"),
            ("console", LOOPBACK, settings.console_port, "/healthz", "staff console"),
        ):
            if is_free(host, port):
                yield Finding(f"port of {name}", f"{port} is free (not running)")
            elif sign in _asked(client, f"http://{LOOPBACK}:{port}{path}"):
                yield Finding(f"port of {name}", f"{port} is ours")
                if name == "gateway":
                    yield _ready(client, f"{ports.url}/readyz")
            else:
                yield Finding(f"port of {name}", f"another program uses {port}", "stop it, or set another port")


def storage(settings: Settings) -> Iterator[Finding]:
    """There is room, and we may write."""
    settings.var.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile(dir=settings.var):
            pass
    except OSError as error:
        yield Finding("state folder", f"{settings.var}: {error.strerror}", f"make {settings.var} writable")
        return
    space = shutil.disk_usage(settings.var).free
    yield Finding(
        "state folder",
        f"{settings.var}, {space / 1024**3:.1f} GB free",
        "" if space >= LEAST_SPACE else f"free at least {LEAST_SPACE // 1024**3} GB",
    )


def database(settings: Settings) -> Iterator[Finding]:
    """The database answers, is whole, has the form this version needs, and is for its user alone."""
    from core.migrate import forms

    place = make_url(settings.database)
    file = Path(place.database) if place.get_backend_name() == "sqlite" and place.database else None
    if file and not file.exists():
        yield Finding("database", f"{file} is made at the first start")
        return
    try:
        form, needed = forms(settings)
    except TrolyError as error:
        yield Finding("database", str(error), f"put a copy of {file} back" if file else "see TROLY_DATABASE_URL")
        return
    named = str(file or place.render_as_string(hide_password=True))
    if form == needed:
        readable = file and file.stat().st_mode & 0o077
        yield Finding("database", f"{named}, form {form}", f"chmod 600 {file}" if readable else "")
    elif form is None or (form.isdecimal() and needed and form < needed):
        yield Finding("database", f"{named} has form {form or 'none'}, {needed} is needed", "troly conversations upgrade")
    else:
        yield Finding("database", f"{named} has form {form}, this version knows {needed}", "run the version that wrote it, or a newer one")


CHECKS: tuple[Check, ...] = (environments, embedding, release, trained, listening, storage, database)


def _imports(name: str, python: Path, least: tuple[int, int], imports: str) -> Finding:
    ask = f"import sys; print('%d.%d.%d' % sys.version_info[:3]); assert sys.version_info >= {least}; {imports}"
    answer = subprocess.run([python, "-W", "ignore", "-c", ask], capture_output=True, text=True, timeout=120, check=False)
    version, error = answer.stdout.strip(), answer.stderr.strip().splitlines()
    if answer.returncode:
        return Finding(f"{name} environment", f"{python}: {error[-1] if error else 'does not run'}", SETUP)
    return Finding(f"{name} environment", f"Python {version}")


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    yield from (file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _asked(client: httpx2.Client, url: str) -> str:
    try:
        return client.get(url).text
    except httpx2.HTTPError:
        return ""


def _ready(client: httpx2.Client, url: str) -> Finding:
    try:
        answer = client.get(url)
        parts = answer.json()["parts"]
    except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
        return Finding("running assistant", f"{url}: {error}", "see var/log/gateway.log")
    detail = ", ".join(f"{name} {part['detail']}" for name, part in parts.items())
    return Finding("running assistant", detail, "" if answer.status_code == 200 else "see var/log")
