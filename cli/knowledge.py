"""`troly knowledge`: import records, publish a release, roll back, tell what is live."""

import gc
import json
import resource
import time
from datetime import date
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
    from knowledge import golden, release
    from knowledge.beside import forked
    from knowledge.embedder import CachedEmbedder, KeptEncoder
    from knowledge.repository import ProcedureRepository

    begun, settings = time.monotonic(), Settings()
    with release.without_collecting():
        records = ProcedureRepository(settings.seed, settings.var / "knowledge" / "imported.jsonl").published(date.today())
        encoder = KeptEncoder(settings.model_folder, settings.var / "embeddings")
        embedder = CachedEmbedder(encoder, settings.var / "embeddings")
        release_id = release.build(records, settings.seed, embedder, settings.releases, typer.echo, bar, forked)
        golden.guard(settings, release_id, despite_golden, typer.echo, encoder=encoder, beside=forked)
        release.point_to(settings.releases, release_id, verified=True)
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
    from knowledge import release

    typer.echo(f"live: {release.rollback(Settings().releases)}")


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
