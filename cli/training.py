"""`troly training`: labels and examples of others into the files, and what people wrote into the inbox."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import Conflict
from core.settings import Settings
from training.corpus.schemas import Target

if TYPE_CHECKING:
    from core.db import Database
    from training.corpus.change import Diff, Written
    from training.corpus.importing.schemas import DryRun

app = typer.Typer(help="Training data of the dialogue model: inbox, labels, files.", no_args_is_help=True)
_SHOWN = 20  # rows of each kind that are named one by one
Write = Annotated[bool, typer.Option("--write", help="write it; otherwise it is only shown")]


@app.command()
def export(write: Write = False) -> None:
    """Show what agreed labels would change in nlu_data/ and tests/nlu_holdout/, and write it with --write."""
    from training.labels.export import Exports

    settings = Settings()
    with _database(settings) as database:
        exports = Exports(settings.home, database)
        plan = exports.plan()
        _show(plan.diff)
        typer.echo(
            f"labels: {plan.added} added, {plan.changed} changed, {plan.removed} taken out, {len(plan.refused)} contradicted", err=True
        )
        for one in plan.refused:
            typer.echo(f"  {one.kind}: {one.text!r} is {one.intent} in {one.file}", err=True)
        if write:
            _written(exports.write(plan))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=".yml of Rasa, .csv, or .json of Label Studio")],
    target: Annotated[Target, typer.Option(help="the set they belong to")] = Target.TRAIN,
    write: Write = False,
) -> None:
    """Show what the examples of FILE would change, and write the new ones with --write."""
    from training.corpus.change import write as put
    from training.corpus.corpus import Corpus
    from training.corpus.importing.dry_run import add, dry_run
    from training.corpus.importing.files import rows

    settings = Settings()
    corpus = Corpus.read(settings.home)
    run = dry_run(corpus, rows(file.name, file.read_bytes()), target)
    add(corpus, run, target)
    _show(corpus.diff)
    _tell(run)
    if write:
        _written(put(settings.home, corpus.diff))


@app.command()
def collect() -> None:
    """Take what people wrote since the last time into the inbox, with what the running model and labelled examples suggest for it."""
    from cli.collecting import collected

    settings = Settings()
    with _database(settings) as database:
        typer.echo(json.dumps(asdict(collected(settings, database))))


@app.command(hidden=True)
def work(job: Annotated[int, typer.Argument(help="the job's number")]) -> None:
    """Do a job that the worker has taken (`cli/desk_jobs.py`)."""
    from cli.desk_jobs import trained

    # The worker ends it so: what was laid out for Rasa, people's words among it, is removed on the way out.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if trained(Settings(), job) == "failed":
        raise typer.Exit(1)


def _tell(run: "DryRun") -> None:
    counts = {"new": len(run.new), "same": len(run.same), "conflicting": len(run.conflicting), "near": len(run.near), "bad": len(run.bad)}
    typer.echo(", ".join(f"{name} {count}" for name, count in counts.items()), err=True)
    for name, beside in (("conflicting", run.conflicting), ("near", run.near)):
        for one in beside[:_SHOWN]:
            there = f"{one.example.text!r}, {one.example.intent} in {one.example.file}:{one.example.line}"
            typer.echo(f"  {name}: row {one.row.number}, {one.row.utterance.text!r} as {one.row.intent}; there {there}", err=True)
    for bad in run.bad[:_SHOWN]:
        typer.echo(f"  bad: row {bad.number}, {bad.fault}", err=True)


def _show(diff: "Diff") -> None:
    if diff:
        typer.echo(diff.text)


def _written(written: "Written") -> None:
    """Say what was written; raises `Conflict` where another change stands against it."""
    for one in written.conflicts:
        typer.echo(f"{one.path}:{one.line}: changed meanwhile\n  ours:   {''.join(one.ours)}  theirs: {''.join(one.theirs)}", err=True)
    if written.conflicts:
        raise Conflict("nothing was written: look at the files and start again")
    typer.echo(f"written: {', '.join(written.paths) or 'nothing'}", err=True)


@contextmanager
def _database(settings: Settings) -> "Iterator[Database]":
    from core.db import Database
    from core.migrate import upgrade

    upgrade(settings)
    database = Database.open(settings)
    try:
        yield database
    finally:
        database.close()
