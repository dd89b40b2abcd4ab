"""`troly knowledge`: import records, publish a release, roll back, tell what is live."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from core.settings import Settings

app = typer.Typer(help="Records and releases.", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="portal records, JSON lines, plain or .gz")],
    checked: Annotated[str | None, typer.Option(help="the day the records were taken from the portal, YYYY-MM-DD")] = None,
) -> None:
    """Import portal records; what is refused goes to a quarantine file with the reason."""
    from knowledge.importers.job import import_portal

    settings = Settings()
    day = date.fromisoformat(checked) if checked else None
    report = import_portal(file, settings.var / "knowledge", day)
    typer.echo(f"{report.read:,} read: {report.imported:,} imported ({report.changed:,} new or changed), {report.refused:,} refused")
    if report.refused:
        typer.echo(f"why each was refused: {report.quarantine}")


@app.command()
def publish() -> None:
    """Build a release of every record valid today and make it live."""
    from core.encoder import Encoder
    from knowledge import release
    from knowledge.embedder import CachedEmbedder
    from knowledge.repository import ProcedureRepository

    settings = Settings()
    repository = ProcedureRepository(settings.seed, settings.var / "knowledge" / "imported.jsonl")
    embedder = CachedEmbedder(Encoder.open(settings.model_folder, threads=2), settings.var / "embeddings")
    release_id = release.build(repository.published(date.today()), settings.seed, embedder, settings.releases, typer.echo)
    release.point_to(settings.releases, release_id)
    typer.echo(f"live: {release_id}")


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
