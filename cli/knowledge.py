"""`troly knowledge`: import records, publish a release, roll back, tell what is live."""

import gc
import json
import resource
import time
from pathlib import Path
from typing import Annotated

import typer

from cli import records
from cli.records import bar
from core.settings import Settings

app = typer.Typer(help="Records and releases.", no_args_is_help=True)
Despite = Annotated[str | None, typer.Option(metavar="REASON", help="publish though golden questions are missed; kept in the journal")]


app.command("import")(records.import_)
app.command()(records.sync)
app.command()(records.export)
app.command()(records.template)
app.command()(records.original)


@app.command()
def publish(despite_golden: Despite = None) -> None:
    """Build a release of every record valid today and make it live once it answers the golden questions."""
    from core.db import Database
    from knowledge import release
    from knowledge.beside import forked
    from knowledge.editorial.publishing import Publishing, Tools

    begun, settings = time.monotonic(), Settings()
    with release.without_collecting():
        release_id = Publishing(settings, Database.open(settings)).publish("cli", Tools(typer.echo, bar, beside=forked), despite_golden)
        gc.freeze()  # all of it is given up in a moment: looking for garbage in it first would take a fifth of a second
    for old in release.remove_old(settings.releases, settings.releases_kept):
        typer.echo(f"removed: {old}, an old release")
    typer.echo(f"live: {release_id} ({_spent(settings.releases / release_id, begun)})")


def _spent(folder: Path, begun: float) -> str:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts it in KiB
    return f"{size / 1e6:,.0f} MB on disk; took {time.monotonic() - begun:.1f} s and {memory / 1e6:,.0f} MB of memory"


@app.command()
def rollback() -> None:
    """Make the former release live again."""
    from core.db import Database
    from knowledge.editorial.publishing import Publishing

    settings = Settings()
    typer.echo(f"live: {Publishing(settings, Database.open(settings)).rollback('cli')}")


@app.command(hidden=True)
def work(job: Annotated[int, typer.Argument(help="the job's number")]) -> None:
    """Do a job that the worker has taken (`cli/desk_jobs.py`); in a program of its own, for a publish takes 700 MB."""
    from cli.desk_jobs import done

    state = done(Settings(), job)
    gc.freeze()  # as above
    if state == "failed":
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """Tell which release is live, that its checksums hold, and what it counts."""
    from core.errors import ReleaseUnavailable
    from knowledge import release

    settings = Settings()
    current = release.current_id(settings.releases)
    if current is None:
        raise ReleaseUnavailable("nothing is published yet: run `troly knowledge publish`")
    manifest = release.verify(settings.releases / current)
    typer.echo(json.dumps({key: manifest[key] for key in ("id", "created", "model", "counts")}, indent=2))
