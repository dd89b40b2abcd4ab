"""`troly conversations` and `troly feedback`: what operators do with what people wrote."""

import json
import sys
from contextlib import closing, contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conversations.schemas import HandoverState
from core.clock import VIETNAM
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conversations.service import Conversations
    from core.db import Database
    from portal.sample_feedback import SampleFeedback

_NOT_ASKED = (
    "the dialogue engine's own store could not be reached ({}): `troly worker` asks it as soon as both run; "
    "where no worker runs, start the engine and repeat this with its TROLY_BOT_SECRET"
)
app = typer.Typer(help="Transcripts, hand-offs, ratings: retention and export.", no_args_is_help=True)
feedback = typer.Typer(help="Reports of citizens.", no_args_is_help=True, callback=lambda: None)


class Form(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"


@app.command()
def upgrade() -> None:
    """Bring the database to the form this version needs (`troly up` does so by itself)."""
    from core.migrate import upgrade as bring

    bring(Settings())
    typer.echo("the database is up to date")


@app.command()
def sweep() -> None:
    """Delete what was kept long enough (the gateway does so every hour)."""
    from channels.retention import sweep as clear

    settings = Settings()
    with _database(settings) as database:
        typer.echo(json.dumps(clear(settings, database)))


@app.command()
def erase(channel: str, sender: str) -> None:
    """Erase everything of one person who asked for it in writing: their CHANNEL ("rest") and their SENDER name there.

    What the dialogue engine remembers goes with it; where it cannot be asked, `troly worker` asks it until it can.
    """
    from channels.delivery.erasing import Eraser, handed_over
    from conversations.inbox import Inbox
    from core.errors import BotUnavailable
    from core.person import person_key, person_of
    from portal.dossiers.service import Dossiers

    settings = Settings()
    person = person_of(person_key(settings), channel, sender)
    with _database(settings) as database, closing(Dossiers.open(settings, database)) as dossiers:
        inbox = Inbox.of(settings, database)
        erase = Eraser(settings, database, inbox, dossiers)
        counts = erase.erased(person)
        try:
            counts["dialogue"] = erase.remembered(person)
        except BotUnavailable as error:
            handed_over(inbox, person, channel, sender)
            typer.echo(_NOT_ASKED.format(error), err=True)
        typer.echo(json.dumps(counts))


@app.command()
def queue(state: Annotated[HandoverState, typer.Option(help="of the requests")] = HandoverState.WAITING) -> None:
    """Print the requests for an officer, the oldest first, one JSON object a line."""
    with _conversations() as conversations:
        _lines(conversations.handovers.queue(state))


@app.command()
def move(number: str, to: HandoverState) -> None:
    """Change the state of request NUMBER ("CB-0012"): take it, close it, put it back."""
    with _conversations() as conversations:
        handed = conversations.handovers.move(number, to)
        typer.echo(f"{handed.number}: {handed.state}")


@app.command()
def ratings() -> None:
    """Print every rating with its question (masked), procedure, release and model, one JSON object a line."""
    with _conversations() as conversations:
        _lines(conversations.ratings())


@feedback.command()
def export(
    to: Annotated[Path | None, typer.Option(help="file; standard output unless given")] = None,
    form: Annotated[Form, typer.Option(help="how it is written")] = Form.JSONL,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="filed on that day or later")] = None,
) -> None:
    """Export the reports in the form of docs/feedback.md. It holds contacts: pass it on to who deals with reports, and to nobody else."""
    from portal.sample_feedback import write_csv, write_json_lines

    begin = datetime.combine(_day(since), datetime.min.time(), VIETNAM) if since else None
    write = write_csv if form is Form.CSV else write_json_lines
    with _feedback() as reports:
        if to is None:
            write(reports.export(begin), sys.stdout)
            return
        to.touch(mode=0o600)
        to.chmod(0o600)  # it may have been there
        with to.open("w", encoding="utf-8") as file:
            typer.echo(f"{to}: {write(reports.export(begin), file)} reports")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no day, such as 2026-11-30", param_hint="--since") from error


def _lines(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))


@contextmanager
def _database(settings: Settings) -> "Iterator[Database]":
    from core.db import Database
    from core.migrate import upgrade as bring

    bring(settings)
    database = Database.open(settings)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _conversations() -> "Iterator[Conversations]":
    from conversations.service import Conversations

    settings = Settings()
    with _database(settings) as database:
        yield Conversations(database, settings)


@contextmanager
def _feedback() -> "Iterator[SampleFeedback]":
    from portal.sample_feedback import SampleFeedback

    settings = Settings()
    with _database(settings) as database:
        yield SampleFeedback(database, settings.reports_per_day)
